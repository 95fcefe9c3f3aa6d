"""Progress of a long run, on standard error so that what is printed can be kept."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")


def with_progress(items: Iterable[Item], total: int, doing: str = "judging") -> Iterator[Item]:
    """The items, while a bar tells how many have gone by."""
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as progress:
        task = progress.add_task(doing, total=total)
        for one in items:
            yield one
            progress.advance(task)
