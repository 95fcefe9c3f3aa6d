"""Measures the language scorer on labelled files; run by hand: ``python tests/evaluation/measure_language.py FILE...``.

FILE is JSONL with ``text`` and ``expected`` (``acceptable`` where several answers count), a plain-text corpus named
``*.cym.txt``, ``*.eng*.txt`` or ``*.<other>.txt`` (one sentence a line), or the Siarad JSONL of conversations with
the language of each word.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from moderator.domain.evidence import Passage
from moderator.scorers.language.scorer import LanguageScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
Case = tuple[str, str, tuple[str, ...]]


def cases(path: Path) -> Iterator[Case]:
    """Text, best answer and every answer that counts."""
    if path.suffix == ".txt":
        code = {"cym": "cy", "eng": "en", "eng-GB": "en"}.get(path.name.split(".")[-2], "other")
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line, code, (code,)
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "expected" in row:
            yield row["text"], row["expected"], tuple(row["acceptable"])
        else:
            yield from _conversation(row)


def _conversation(row: dict[str, list[str]]) -> Iterator[Case]:
    """Utterances with at least four words of a known language."""
    codes = [code for code in row["langs"] if code in ("cy", "en")]
    if len(codes) < 4:
        return
    share = codes.count("cy") / len(codes)
    best = "cy" if share > 0.8 else "en" if share < 0.2 else "mixed"
    yield str(row["text"]), best, (best,) if best != "mixed" else ("mixed", "cy", "en")


def main(paths: list[Path]) -> None:
    scorer = LanguageScorer()
    for path in paths:
        confusion: Counter[tuple[str, str]] = Counter()
        wrong: list[str] = []
        begun = perf_counter()
        for text, best, acceptable in cases(path):
            answer = scorer.score([Passage(text, "", MOMENT)], [()])[0][0].about
            confusion[best, answer] += 1
            if answer not in acceptable:
                wrong.append(f"  {best} taken for {answer}: {text[:90]!r}")
        total = sum(confusion.values())
        spent = (perf_counter() - begun) / max(total, 1) * 1e6
        print(f"{path.name}: {total - len(wrong)} of {total} right, {spent:.0f} microseconds per comment")
        print("\n".join(f"  {best} -> {answer}: {count}" for (best, answer), count in sorted(confusion.items())))
        print("\n".join(wrong[:40]))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
