"""The ways of scoring that are compared: ours and stock Detoxify's own two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderator.benching.twice import Marking, Share
from moderator.scorers.detoxify.engine import GraphEngine, map_words
from moderator.scorers.detoxify.manifest import EXACT_GRAPH, FAST_GRAPH, TOKENIZER, read_prepared, verify_files
from moderator.scorers.detoxify.prepared import open_scorer, prepared_folder
from moderator.scorers.detoxify.reading import Reader, open_reader
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer, Values
from moderator.scorers.detoxify.settings import DetoxifySettings

#: As many as Detoxify's users are told to score at once.
STOCK_BATCH = 32
EXACT, FAST = "ours, exact (fp32)", "ours, rounded (int8)"
TWICE = "ours, fast mode (both)"
ONE_BY_ONE, IN_BATCHES = "stock, one by one", f"stock, batches of {STOCK_BATCH}"


_PRECISIONS = {EXACT: "fp32", FAST: "int8"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of scoring texts."""

    name: str
    #: The precision whose peak it is compared with; "" where it works in two.
    precision: str
    score: Callable[[Sequence[str]], list[Values]]


def open_way(name: str, folder: Path, threads: int, share: Share) -> Way:
    """One way, loaded. Raises ModelRefused, also where torch and detoxify are needed and missing."""
    if name in (ONE_BY_ONE, IN_BATCHES):
        return _stock_way(name, open_stock(folder, threads))
    return Way(name, _PRECISIONS.get(name, ""), open_ours(name, folder, threads, share).values)


def open_ours(name: str, folder: Path, threads: int, share: Share) -> DetoxifyScorer:
    """One graph of the prepared folder or both, the files proven, as the daemon loads them. Raises ModelRefused.

    Fast mode is the service's own where the share holds thresholds.
    """
    if name == TWICE and share.thresholds:
        return open_scorer(DetoxifySettings(folder, threads, mode="fast", thresholds=share.thresholds))
    place = prepared_folder(folder)
    prepared = read_prepared(place)
    verify_files(place, prepared.manifest)
    words, reader = map_words(place, prepared.word_table), reader_of(folder)
    if name == TWICE:
        fast, exact = (GraphEngine(place / graph, words, threads) for graph in (FAST_GRAPH, EXACT_GRAPH))
        return Marking(reader, (fast, exact), prepared.manifest, share)
    graph = place / (EXACT_GRAPH if name == EXACT else FAST_GRAPH)
    return DetoxifyScorer(reader, GraphEngine(graph, words, threads), prepared.manifest)


def reader_of(folder: Path) -> Reader:
    """What cuts texts into the model's tokens."""
    place = prepared_folder(folder)
    prepared = read_prepared(place)
    return open_reader(place / TOKENIZER, prepared.manifest.max_length, prepared.unknown_token)


def ways(folder: Path, threads: int, share: Share) -> tuple[list[Way], str]:
    """Every way that can be had here, and a sentence where stock Detoxify cannot; "" where it can."""
    ours = [open_way(name, folder, threads, share) for name in (EXACT, FAST, TWICE)]
    try:
        stock = open_stock(folder, threads)
    except ModelRefused as error:
        return ours, f"Only ours is measured: {error}."
    return [*ours, _stock_way(ONE_BY_ONE, stock), _stock_way(IN_BATCHES, stock)], ""


def open_stock(folder: Path, threads: int) -> Any:
    """Stock Detoxify around the release's proven parts. Raises ModelRefused."""
    from moderator.scorers.detoxify.loading import open_release

    return open_release(folder, threads).detoxify


def _stock_way(name: str, stock: Any) -> Way:
    size = 1 if name == ONE_BY_ONE else STOCK_BATCH

    def score(texts: Sequence[str]) -> list[Values]:
        parts = [list(texts[start : start + size]) for start in range(0, len(texts), size)]
        return [values for part in parts for values in _lines(stock.predict(part), len(part))]

    return Way(name, "fp32", score)


def _lines(columns: Mapping[str, Any], count: int) -> list[Values]:
    """Stock answers by label; a list of one text comes back as bare numbers."""
    lists = {label: column if isinstance(column, list) else [column] for label, column in columns.items()}
    return [{label: float(column[place]) for label, column in lists.items()} for place in range(count)]
