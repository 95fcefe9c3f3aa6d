"""Where the time of the whole line goes: from comments already fetched to decisions committed, on both databases.

Run by hand: ``python tests/benchmarks/line.py [--comments 2000] [--history 0 100000] [--model none]``. Prints a table,
and with ``--out FOLDER`` writes line.json and, where matplotlib is installed, line.png.

CPU seconds of a stage are this process's own. What a database server spends is counted beside them, in CPU seconds and
in pages of the database that it looks at, of which nothing else on the machine changes the number.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from filling import fill
from ledger import Ledger
from pace import Pace
from rich.console import Console
from rich.table import Table
from served import Served, served, server_of
from throwaway import database

from moderator.app import App
from moderator.benching.comments import comments
from moderator.building import build
from moderator.council import load_council
from moderator.demo.council_folder import Addresses, write_config
from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting
from moderator.domain.evidence import Finding, Passage, Scorer, gather
from moderator.line import load_model
from moderator.scorers.scene import Stage
from moderator.scorers.second_look.scorer import SecondLookScorer
from moderator.settings import Credentials
from moderator.store.migrations import upgrade
from moderator.tasks import assess as assessing

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
PAGE = 1000
#: Comments that are only judged, before anything is measured.
WARMING = 200


@dataclass
class Timed:
    """A scorer whose time is written down."""

    inner: Scorer
    ledger: Ledger

    @property
    def name(self) -> str:
        return self.inner.name

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        with self.ledger.counts(f"scorer {self.name}"):
            return self.inner.score(passages, earlier)


class NoModel:
    """Stands where the learned scores would be: the cost of everything else is what is measured."""

    name = "detoxify"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [() for _ in passages]


@dataclass
class Reads:
    """Reads each comment before the scorers do, who share what was read: else the first of them would pay for all."""

    stage: Stage
    name: str = "reading"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        for passage in passages:
            self.stage.scene(passage)
        return [() for _ in passages]


@dataclass
class Run:
    """What one run over one database said."""

    database: str
    history: int
    comments: int
    cpu: dict[str, float]
    wall: dict[str, float]
    #: MiB after each tenth of the comments.
    memory: list[float]
    #: CPU milliseconds of the store for each comment, in each tenth of the comments.
    store_ms: list[float]
    #: What the database's own server spent on it; nothing for SQLite, which works within this process.
    server: Served

    @property
    def each_ms(self) -> float:
        return sum(shares(self).values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=2000, help="new comments to judge (default %(default)s)")
    parser.add_argument("--history", type=int, nargs="+", default=[0, 100_000], help="judged comments in the store")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--model", default="none", help="none, rehearsal, or a model's folder")
    parser.add_argument("--out", type=Path, help="folder for line.json and line.png")
    asked = parser.parse_args()
    runs = [_run(name, history, asked.comments, asked.model) for name in asked.databases for history in asked.history]
    Console().print(_stages(runs))
    Console().print(_growth(runs))
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "line.json").write_text(json.dumps([asdict(run) for run in runs], indent=1), encoding="utf-8")
        _plot(runs, asked.out / "line.png")


def _run(name: str, history: int, count: int, model: str) -> Run:
    with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
        upgrade(url, now=AT)
        app = _app(Path(folder), url, model)
        account = app.council.runnable[0].account
        if history:
            with app.store._engine.begin() as connection:
                fill(connection, history, platform=account.platform, account=account.account_id, until=AT)
            _settled(app)
        # Expressions are compiled when a comment first asks for them: that is paid once, at the start of the daemon.
        gather([Passage(words, "", AT) for words in comments(WARMING, seed=9)], app._line)
        ledger = Ledger()
        with ledger.counts("store what was fetched"):
            _fetched(app, account, comments(count))
        _watched(app, ledger)
        pace = Pace(f"{name}, {history:,} before", count, ledger, server_of(app.store._engine))
        before = served(app.store._engine)
        with ledger.counts("the rest"):
            app.assess(pace)
        server = served(app.store._engine).since(before)
        for lane, work in (("a round of watching", app.watch), ("a round of delivering", lambda: app.deliver(_once()))):
            with ledger.counts(lane):
                work()
        app.store.close()
        return Run(name, history, count, dict(ledger.cpu), dict(ledger.wall), pace.memory, pace.store_ms, server)


def _app(folder: Path, url: str, model: str) -> App:
    config = write_config(folder / "config", Addresses({}, 25, 8080))
    environment = {**os.environ, "MODERATOR_REVIEW_SECRET": token_hex(32), "MODERATOR_STORE_URL": url}
    council = load_council(config, Credentials(environment))
    # One profile, whichever others the demonstration gets: nothing is fetched here.
    register = replace(council.register, profiles=council.register.profiles[:1])
    council = replace(council, register=register)
    scorer = NoModel() if model == "none" else load_model(None if model == "rehearsal" else Path(model))
    return build(council, clock=lambda: AT, model=scorer)


def _settled(app: App) -> None:
    """PostgreSQL's own housekeeping over the years: or it would do all of it now, while we count its pages."""
    if app.store._engine.dialect.name != "postgresql":
        return
    with app.store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")


def _fetched(app: App, account: AccountRef, texts: Sequence[str]) -> None:
    for start in range(0, len(texts), PAGE):
        with app.store.transaction() as tx:
            for number, words in enumerate(texts[start : start + PAGE], start):
                tx.comments.add(_sighting(account, number, words), AT - timedelta(hours=2))


def _sighting(account: AccountRef, number: int, words: str) -> Sighting:
    author = Author(f"new-author-{number % 997}", "Somebody")
    return Sighting(
        CommentRef(account, f"new-{number}"),
        words,
        AT - timedelta(hours=3),
        author,
        post_id=f"new-post-{number // 50}",
        parent_text="Bin collections change next week: find your new day on our website.",
        permalink=f"https://platform.example/new-{number}",
    )


def _watched(app: App, ledger: Ledger) -> None:
    """Every part of the line writes its time down from now on."""
    stage = next(one._stage for one in app._line if isinstance(one, SecondLookScorer))
    app._line = tuple(Timed(one, ledger) for one in (Reads(stage), *app._line))
    app._consequences = ledger.counted("consequences", app._consequences)
    assessing.decide = ledger.counted("decide", assessing.decide)
    for verb in ("reading", "transaction"):
        setattr(app.store, verb, _counted_block(ledger, f"store: {verb}", getattr(app.store, verb)))


def _counted_block(ledger: Ledger, stage: str, block: Callable[[], Any]) -> Callable[[], Any]:
    @contextmanager
    def counting() -> Iterator[Any]:
        with ledger.counts(stage), block() as transaction:
            yield transaction

    return counting


def _once() -> Callable[[], bool]:
    answers = iter([False, True])
    return lambda: next(answers, True)


def shares(run: Run) -> dict[str, float]:
    """CPU milliseconds a comment by stage, none counted twice."""
    cpu = run.cpu
    stages = {name: value for name, value in cpu.items() if name.startswith("scorer ")}
    stages |= {
        "decide": cpu["decide"],
        "consequences": cpu["consequences"],
        "read from the store": cpu["store: reading"],
        "write to the store": cpu["store: transaction"],
        "the rest": cpu["the rest"],
    }
    return {name: value / run.comments * 1000 for name, value in stages.items()}


def _stages(runs: Sequence[Run]) -> Table:
    table = Table("CPU ms per comment", *(f"{run.database}\n{run.history:,} before" for run in runs))
    columns = [shares(run) for run in runs]
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:.3f}" for column in columns))
    table.add_section()
    table.add_row("all of it", *(f"{run.each_ms:.3f}" for run in runs))
    model = [column["scorer detoxify"] for column in columns]
    evidence = [sum(column[name] for name in column if name.startswith("scorer ")) for column in columns]
    table.add_row("evidence beside the model", *(f"{one - two:.3f}" for one, two in zip(evidence, model, strict=True)))
    table.add_row("not the model", *(f"{run.each_ms - one:.3f}" for run, one in zip(runs, model, strict=True)))
    table.add_row(
        "share of what is not the model",
        *(f"{1 - one / run.each_ms:.0%}" if one > 0.01 else "no model" for run, one in zip(runs, model, strict=True)),
    )
    table.add_row("store what was fetched", *(_each(run, "store what was fetched") for run in runs))
    return table


def _each(run: Run, stage: str) -> str:
    return f"{run.cpu[stage] / run.comments * 1000:.3f}"


def _growth(runs: Sequence[Run]) -> Table:
    table = Table("database", "judged before", "store, CPU ms per comment", "times the first", "pages per comment",
                  "times the first", "first tenth, last", "watch s", "deliver s", "memory MiB: begin, end")  # fmt: skip
    for run in runs:
        first = next(one for one in runs if one.database == run.database)
        pages = run.server.pages / run.comments
        table.add_row(
            run.database, f"{run.history:,}", f"{_store_ms(run):.3f}", f"{_store_ms(run) / _store_ms(first):.2f}",
            f"{pages:.0f}" if pages else "",
            f"{run.server.pages / run.comments / (first.server.pages / first.comments):.2f}" if pages else "",
            f"{run.store_ms[0]:.2f}, {run.store_ms[-1]:.2f}" if run.store_ms else "",
            f"{run.cpu['a round of watching']:.3f}", f"{run.cpu['a round of delivering']:.3f}",
            f"{run.memory[min(2, len(run.memory) - 1)]:.0f}, {run.memory[-1]:.0f}",
        )  # fmt: skip
    return table


def _store_ms(run: Run) -> float:
    """CPU of this process and of the database's server."""
    spent = run.cpu["store: reading"] + run.cpu["store: transaction"] + run.server.cpu_s
    return spent / run.comments * 1000


def _plot(runs: Sequence[Run], path: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        Console(stderr=True).print("matplotlib is not installed: no plot (install council-moderator[plots])")
        return
    figure = Figure(figsize=(10, 5), layout="constrained")
    axes = figure.subplots()
    labels = [f"{run.database}\n{run.history:,}" for run in runs]
    bottom = [0.0] * len(runs)
    for name in shares(runs[0]):
        heights = [shares(run)[name] for run in runs]
        axes.bar(labels, heights, bottom=bottom, label=name)
        bottom = [low + high for low, high in zip(bottom, heights, strict=True)]
    axes.set_ylabel("CPU ms per comment")
    axes.set_xlabel("database, comments judged before")
    figure.legend(loc="outside right upper", fontsize="small")
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
