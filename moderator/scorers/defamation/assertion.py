"""How a charge is put: as fact, hearsay, suspicion, wink, question, opinion with its basis, or denial."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moderator.domain.evidence import Span
from moderator.scorers.anchored import Expression
from moderator.scorers.lexicon import cue, shape, words_under
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene

#: Weight of each way of asserting.
WEIGHTS = {5: 1.0, 4: 0.9, 3: 0.7, 2: 0.6, 1: 0.3, 0: 0.1}
RECORD_WEIGHTS = {0: 1.0, 1: 0.3, 2: 0.2}


_LAUGHS = re.compile("[😂🤣😆😹]")
_WINKS = re.compile("[👀🤔🙄🤫😉🤐🧐😏🤨⏳]")


@dataclass(frozen=True, slots=True)
class Assertion:
    """Form 0 to 5, record 0 to 2, and the words that show it."""

    form: int
    record: int
    spans: tuple[Span, ...]
    is_basis_stated: bool = False


def _file(key: str) -> Expression:
    return cue("defamation", "assertion.toml", key)


def assertion_of(scene: Scene, index: int, first: int, *, seriousness: int, after: int) -> Assertion:
    """How the words from ``first`` to ``after`` of sentence ``index`` are asserted."""
    here = scene.reading.sentences[index]
    spans: list[Span] = []
    form = _form(scene, here, index, first, seriousness=seriousness, after=after, spans=spans)
    record = _record(scene, index, spans)
    if record and seriousness > 2 and 0 < form < 5:  # to say that somebody was convicted is to state a fact
        form = 5
    return Assertion(form, record, tuple(spans))


def _form(
    scene: Scene, here: Sentence, index: int, first: int, *, seriousness: int, after: int, spans: list[Span]
) -> int:
    near = scene.reading.sentences[max(0, index - 1) : index + 2]
    is_rebutted = any(_note(_file("rebuttal"), one, spans) for one in near)
    if is_rebutted or _is_negated(here, first) or _is_taken_back(scene, here, index, first, spans):
        return 0
    before = " ".join(word.text for word in here.words[:first])
    is_joking = _file("joke").search(here.canon) is not None and not re.search(r"£|\d", here.canon)
    if _note(_file("conditional"), here, spans, before) or _is_awaited(here, first, after, spans):
        return 0 if is_joking else 1
    if is_joking and seriousness < 4:
        return 0 if seriousness < 3 or _file("joke").search(here.canon[: here.places[first]]) else 3
    wink = _note(_file("wink"), here, spans)
    if here.ending == "?":
        return 2 if wink or shape("defamation", "loaded").match(here.canon) or _WINKS.search(scene.reading.signs) else 1
    if seriousness < 3 and _has_basis(scene, here, index, spans, (first, after)):
        return 1
    if wink:
        return 2
    if _note(_file("hearsay"), here, spans):
        return 4
    if _note(_file("suspicion"), here, spans, before) or (
        re.search(r"\b(?:how else|no other|only explanation)\b", here.canon)
    ):
        return 3
    if seriousness < 3 and (_file("opinion").search(here.canon) or _LAUGHS.search(scene.reading.signs)):
        return 2
    return 5


def _is_taken_back(scene: Scene, here: Sentence, index: int, first: int, spans: list[Span]) -> bool:
    """The comment does not say it, or says it in order to deny it."""
    unsaid = _file("unsaid").search(here.canon)
    if unsaid and unsaid.end() <= here.places[first] and " but " not in here.canon[unsaid.end() :]:
        return _note(_file("unsaid"), here, spans)
    return any(_note(_file("cured"), one, spans) for one in scene.reading.sentences[index + 1 :])


def _is_awaited(here: Sentence, first: int, after: int, spans: list[Span]) -> bool:
    """An arrest or a trial that is wished for, not reported."""
    match = _file("process").search(here.canon)
    if match is None or not here.places[first] <= match.end() <= here.places[after - 1] + len(
        here.words[after - 1].text
    ):
        return False
    return _note(_file("process"), here, spans)


def _is_negated(here: Sentence, first: int) -> bool:
    asked = here.ending == "?" and here.words[0].text in words_under("defamation", "patterns.toml", "negations")
    for back in range(first - 1, max(-1, first - 4), -1):
        word = here.words[back]
        if word.text in words_under("defamation", "patterns.toml", "negations") and not (asked and back == 0):
            is_far_no = word.text == "no" and back < first - 2
            following = here.words[back + 1].text if back + 1 < len(here.words) else ""
            return not is_far_no and following != "only"
        if word.after_gap and back < first:
            return False
    return False


def _has_basis(scene: Scene, here: Sentence, index: int, spans: list[Span], own: tuple[int, int]) -> bool:
    """The comment says what the opinion rests on, in this sentence or next to it, outside the charge itself."""
    first, after = own
    rest = " ".join(word.text for place, word in enumerate(here.words) if not first <= place < after)
    if _file("basis").search(rest):
        return True
    around: Sequence[Sentence] = (
        *scene.reading.sentences[max(0, index - 1) : index],
        *scene.reading.sentences[index + 1 : index + 2],
    )
    return any(_note(_file("basis"), one, spans) for one in around)


def _record(scene: Scene, index: int, spans: list[Span]) -> int:
    near = scene.reading.sentences[max(0, index - 1) : index + 2]
    if not any(_note(_file("record"), one, spans, kind="record") for one in near):
        return 0
    trusted = words_under("defamation", "assertion.toml", "trusted")
    for url in scene.reading.urls:
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).split("/")[0]
        if any(host == one or host.endswith(f".{one}") for one in trusted):
            return 2
    return 1


def _note(
    pattern: Expression, sentence: Sentence, spans: list[Span], text: str | None = None, kind: str = "assertion"
) -> bool:
    match = pattern.search(sentence.canon if text is None else text)
    if match is None:
        return False
    first, last = sentence.words_at(*match.span())
    spans.append(Span(sentence.words[first].start, sentence.words[last - 1].end, kind))
    return True
