"""What the second look learns of each labelled comment: one wanted probability per question, if it was asked."""

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from disguising import disguised

from moderator.domain.evidence import Passage
from moderator.register_file import load_register
from moderator.rehearsal.invented import read_invented
from moderator.rehearsal.rows import is_held_out, read_rows
from moderator.rehearsal.targets import LABELS as TOXIC
from moderator.scorers.scene import Scene, Stage
from moderator.scorers.second_look.scorer import seen
from moderator.scorers.second_look.words import Tokens, Window, said

#: The questions: does it need a look, would a reviewer hide it, is an answer owed; then each label.
LOOK, HIDE, RESPOND = "look", "hide", "respond"
KINDS = (
    "threat", "defamation", "abuse", "hate", "personal_data", "protected_identity", "contempt", "spam", "safeguarding",
    "self_harm", "criticism_of_council", "whistleblowing", "complaint", "profanity_untargeted", "factual_error",
    "foi_request", "eir_request", "subject_access", "election",
)  # fmt: skip
QUESTIONS = (LOOK, HIDE, RESPOND, *KINDS, *(f"detoxify.{label}" for label in TOXIC))
_UNKNOWN = math.nan
#: Of our own comments this share is learned a second time in disguise.
_DISGUISED = 0.25
#: Where a fair reviewer wavers.
_MAY_LOOK, _MAY_HIDE, _SURELY = 0.4, 0.3, 0.95
#: Public rows taken of each source, and the sources in which nothing is to be hidden.
_MOST = {
    "davidson": 10000, "edos": 6000, "hatemoji": 5000, "toxic_spans": 12000, "convabuse": 3000,
    "context_toxicity": 9400, "nhs_pxtext": 2500, "banking77": 1200, "polis_open": 1800,
}  # fmt: skip
_CIVIL = frozenset({"nhs_pxtext", "banking77", "polis_open"})
_AT = datetime(2026, 11, 11, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lesson:
    tokens: Sequence[int]
    #: One for each of QUESTIONS; NaN where nobody was asked.
    wanted: tuple[float, ...]
    #: For each token whether people marked it as telling; NaN for what is not of the comment, or where nobody marked.
    marked: Sequence[float]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A comment with what is known of it."""

    text: str
    parent: str
    wanted: tuple[float, ...]
    #: Acceptable outcomes, the best first; none where only the need of an answer is known.
    outcomes: tuple[str, ...] = ()
    #: Where the words stand that carry the harm, as (start, end); None where nobody was asked.
    places: Sequence[tuple[int, int]] | None = None


def lessons(rows: Sequence[Labelled], tokens: Tokens, stage: Stage) -> Iterator[Lesson]:
    """The first window of each comment, read as the service reads it."""
    scenes = [stage.scene(Passage(row.text, row.parent, _AT)) for row in rows]
    for row, scene, windows in zip(rows, scenes, tokens.windows([seen(scene) for scene in scenes]), strict=True):
        if windows:
            yield Lesson(windows[0].row, row.wanted, _marked(row, scene, windows[0], tokens))


def with_disguises(rows: Sequence[Labelled], seed: int) -> list[Labelled]:
    """The comments, and some of them once more as somebody would write them who hurries or hides something."""
    dice = random.Random(seed)
    again = []
    for row in rows:
        if row.outcomes and dice.random() < _DISGUISED:
            text, places = disguised(row.text, row.places or (), dice)
            again.append(replace(row, text=text, places=None if row.places is None else places))
    return [*rows, *again]


def _marked(row: Labelled, scene: Scene, window: Window, tokens: Tokens) -> list[float]:
    found = [_UNKNOWN] * len(window.row)
    if row.places is None:
        return found
    folded = scene.reading.folded
    heard = said(folded.text)
    for at, (first, last) in enumerate(tokens.places(heard.text)[: window.end], 1):
        start, end = folded.origin(*heard.origin(first, last))
        found[at] = float(any(start < until and end > since for since, until in row.places))
    return found


def labelled(path: Path, *, held_out: bool = False) -> Iterator[Labelled]:
    """A table of tests/data/invented, or JSONL: ``acceptable`` outcomes, ``expected.needs_response``, or pairs."""
    if path.suffix == ".tsv":
        for one in read_invented(path):
            if one.is_held_out == held_out:
                wanted = _wanted(one.outcomes, one.labels, needs=float(one.needs_response), toxic=one.toxic)
                stays = one.outcomes[0] == "publish" and not one.toxic
                yield Labelled(one.text, one.parent, wanted, one.outcomes, one.places if one.places or stays else None)
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        parent = row.get("parent_text") or ""
        if "variant" in row:
            outcomes = (row["plain_outcome"],)
            wanted = _wanted(outcomes, row["labels"])
            yield from (Labelled(row[side], parent, wanted, outcomes) for side in ("plain", "variant"))
            continue
        expected, text = row.get("expected", row), row["text"]
        if "needs_response" in expected:
            needs = float(expected["needs_response"])
            yield Labelled(text, parent, tuple(needs if one == RESPOND else _UNKNOWN for one in QUESTIONS))
        else:
            best = expected.get("outcome")
            outcomes = tuple(sorted(row["acceptable"], key=lambda one: one != best))
            yield Labelled(text, parent, _wanted(outcomes, expected.get("labels", ())), outcomes)


def public(data: Path, invented: Path, seed: int) -> Iterator[Labelled]:
    """Comments by other people: what they say of Detoxify's labels, and that in some nothing is to be hidden."""
    for source, rows in read_rows(data, invented, seed).items():
        for row in [row for row in rows if not is_held_out(row)][: _MOST.get(source, 0)]:
            start = 0.0 if source in _CIVIL else _UNKNOWN
            wanted = [_UNKNOWN if one == RESPOND else start for one in QUESTIONS[: -len(TOXIC)]]
            yield Labelled(row.text, "", (*wanted, *row.targets))


def _wanted(
    outcomes: Sequence[str], labels: Sequence[str] | frozenset[str], *, needs: float = _UNKNOWN, toxic: Any = None
) -> tuple[float, ...]:
    look = 1.0 if "publish" not in outcomes else 0.0 if outcomes[0] == "publish" else _MAY_LOOK
    hide = _SURELY if outcomes[0] == "hide" else _MAY_HIDE if "hide" in outcomes else 0.0
    rude = [_UNKNOWN if toxic is None else float(label in toxic) for label in TOXIC]
    return (look, hide, needs, *(float(kind in labels) for kind in KINDS), *rude)


def stage_of(register: Path) -> Stage:
    """Who is who for the comments of one file."""
    return Stage(load_register(register))
