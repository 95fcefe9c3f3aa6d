"""How fast our batches score against stock Detoxify, and where the time of a whole decision goes.

Run by hand: ``python tests/benchmarks/scoring.py [--rounds 5]``. Everything is measured in one process, interleaved, on
the comments of the demonstration; the figures are CPU seconds, so that a busy machine does not spoil them.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Evidence, Finding, Passage
from moderator.line import load_model, scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.detoxify import DetoxifyScorer
from moderator.scorers.detoxify.loading import open_release
from moderator.shipped import rehearsal_model, shipped

STOCK_BATCH = 32
#: As many comments as the daemon judges at once.
BATCH = 64
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    texts = demo_texts()
    model = load_model()
    assert isinstance(model, DetoxifyScorer)
    stock = open_release(rehearsal_model()).detoxify
    ways: dict[str, Callable[[], Any]] = {
        "ours: sorted, token budget": lambda: model.values(texts),
        "stock, one by one": lambda: [stock.predict(text) for text in texts],
        f"stock, batches of {STOCK_BATCH} as they come": lambda: [
            stock.predict(texts[start : start + STOCK_BATCH]) for start in range(0, len(texts), STOCK_BATCH)
        ],
    }
    agreement = largest_difference(model, stock, texts)
    Console().print(table("Scoring", interleaved(ways, rounds), len(texts)))
    Console().print(f"Largest difference to stock, one by one: {agreement:.1e}\n")
    Console().print(table("A whole decision", whole_line(texts, model, rounds), len(texts)))


def demo_texts() -> list[str]:
    """The demonstration's comments that the model can read."""
    lines = (shipped("config") / "demo" / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [row["text"] for row in rows if row["kind"] == "comment" and any(map(str.isalpha, row.get("text", "")))]


def largest_difference(model: DetoxifyScorer, stock: Any, texts: Sequence[str]) -> float:
    """How far our batches' probabilities lie from stock Detoxify's, one comment at a time."""
    ours = model.values(texts)
    theirs = [stock.predict(text) for text in texts]
    return max(
        abs(mine[label] - float(plain[label])) for mine, plain in zip(ours, theirs, strict=True) for label in mine
    )


def whole_line(texts: Sequence[str], model: DetoxifyScorer, rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each scorer in each round, batch by batch as the daemon asks them, and of the decisions."""
    register = load_register(shipped("config") / "demo" / "register.toml")
    policy = load_policy(shipped("config") / "policy.toml")
    line = scorers(register, model=model)
    passages = [Passage(text, "", AT) for text in texts]
    batches = [passages[start : start + BATCH] for start in range(0, len(passages), BATCH)]
    seconds: dict[str, list[float]] = {}
    for number in track(range(rounds + 1), description="measuring", console=Console(stderr=True)):
        spent: dict[str, float] = {}
        for batch in batches:
            found: list[list[Finding]] = [[] for _ in batch]
            for scorer in line:
                began = time.process_time()
                answers = scorer.score(batch, found)
                spent[scorer.name] = spent.get(scorer.name, 0.0) + time.process_time() - began
                for all_of_it, answer in zip(found, answers, strict=True):
                    all_of_it.extend(answer)
            began = time.process_time()
            for findings in found:
                decide(Evidence(tuple(findings)), policy, Circumstances())
            spent["decide()"] = spent.get("decide()", 0.0) + time.process_time() - began
        if number:
            for name, value in spent.items():
                seconds.setdefault(name, []).append(value)
    return {"detoxify": seconds.pop("detoxify"), **seconds}


def interleaved(ways: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each way in each round, after one round that warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in track(range(rounds + 1), description="measuring", console=Console(stderr=True)):
        for name, way in ways.items():
            began = time.process_time()
            way()
            if number:
                seconds[name].append(time.process_time() - began)
    return seconds


def table(title: str, seconds: dict[str, list[float]], comments: int) -> Table:
    shown = Table("", "ms per comment", "least to most", "times the first", title=f"{title}, {comments} comments")
    first = statistics.median(next(iter(seconds.values())))
    for name, values in seconds.items():
        middle = statistics.median(values)
        spread = f"{min(values) / comments * 1000:.2f} to {max(values) / comments * 1000:.2f}"
        shown.add_row(name, f"{middle / comments * 1000:.2f}", spread, f"{middle / first:.2f}")
    return shown


if __name__ == "__main__":
    main()
