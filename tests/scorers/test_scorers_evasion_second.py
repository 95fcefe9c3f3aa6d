"""A second author's disguises: most keep the outcome of the plain text, and odd but harmless writing is not hidden."""

import json
from datetime import UTC, datetime
from pathlib import Path

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, gather
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.reading import Reader

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SEVERITY = {"publish": 0, "queue": 1, "hide": 2}
#: A little below what was reached when the disguises were mended (measured with the learned score left out).
LEAST_AS_PLAIN = 0.7
#: Harmless pairs of which the plain text itself was hidden, or an allusion that only its author gets.
MOST_WRONGLY_HIDDEN = 1


def rows_of() -> list[dict[str, str | bool]]:
    lines = (DATA / "evasion_second" / "evasion.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def outcomes(comments: list[tuple[str, str]]) -> list[int]:
    line = scorers(load_register(DATA / "blind_third" / "register.toml"), model=None)
    policy = load_policy(ROOT / "config" / "policy.toml")
    found = gather([Passage(text, parent, AT) for text, parent in comments], line)
    return [SEVERITY[decide(one, policy, Circumstances(election_runs=True)).outcome.word] for one in found]


def test_most_disguises_are_judged_as_their_plain_texts_and_none_hides_harmless_writing_anew() -> None:
    rows = rows_of()
    plain = outcomes([(row["plain"], row["parent_text"]) for row in rows])
    variant = outcomes([(row["variant"], row["parent_text"]) for row in rows])

    kept = [one == other for row, one, other in zip(rows, plain, variant, strict=True) if not row["benign"]]
    newly_hidden = sum(
        row["benign"] and other == SEVERITY["hide"] > one for row, one, other in zip(rows, plain, variant, strict=True)
    )

    assert sum(kept) >= LEAST_AS_PLAIN * len(kept)
    assert newly_hidden <= MOST_WRONGLY_HIDDEN


def test_every_place_of_a_disguised_comment_points_into_the_original_and_never_backwards() -> None:
    reader = Reader()

    for row in rows_of():
        folded = reader.read(str(row["variant"])).folded

        assert list(folded.starts) == sorted(folded.starts)
        places = zip(folded.starts, folded.ends, strict=True)
        assert all(0 <= start < end <= len(str(row["variant"])) for start, end in places)
