"""Writes down which words the shipped expressions need: moderator/scorers/remembered.txt.

Run by hand after many lists were edited, or after anchors.py or alternatives.py was: ``python
tests/evaluation/remember_anchors.py``. Nothing is wrong without it; a start takes longer.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from moderator.council import load_council
from moderator.domain.evidence import Passage, gather
from moderator.line import scorers
from moderator.rehearsal.invented import read_invented
from moderator.scorers import anchored, remembered
from moderator.scorers.alternatives import Read, alternatives
from moderator.scorers.anchors import anchors_of
from moderator.settings import Credentials
from moderator.shipped import demo_comments, shipped

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
INVENTED = Path(__file__).resolve().parents[1] / "data" / "invented"
_SAMPLE = 1500


def asked() -> dict[tuple[str, int], None]:
    """Every expression that judging many comments asks for: each is made when a comment first needs it."""
    seen: dict[tuple[str, int], None] = {}

    def noted(expression: str, flags: int, read: Read) -> object:
        seen[expression, int(flags)] = None
        return alternatives(expression, flags, read)

    anchored.alternatives = noted  # type: ignore[assignment]
    council = load_council(shipped("config"), Credentials({}))
    line = scorers(council.register, model=None)
    gather([Passage(words, "", AT) for words in _comments()], line)
    return seen


def _comments() -> Iterator[str]:
    yield from demo_comments()
    written = [one.text for path in sorted(INVENTED.rglob("*.tsv")) for one in read_invented(path)]
    yield from random.Random(1).sample(written, _SAMPLE)


def answered(expression: str, flags: int) -> list[frozenset[str] | None]:
    """What the reader says when ``alternatives`` asks it, in order."""
    answers: list[frozenset[str] | None] = []

    def read(part: str, flags: int) -> frozenset[str] | None:
        answers.append(anchors_of(part, flags))
        return answers[-1]

    list(alternatives(expression, flags, read))
    return answers


def main() -> None:
    found = {remembered.key_of(*one): answered(*one) for one in asked()}
    remembered.FILE.write_text(remembered.written(found), encoding="utf-8")
    print(f"{remembered.FILE}: {len(found)} expressions, {sum(map(len, found.values()))} parts")


if __name__ == "__main__":
    main()
