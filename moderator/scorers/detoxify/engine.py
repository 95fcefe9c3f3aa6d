"""Runs a prepared graph through ONNX Runtime: rows of tokens in, probabilities out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from moderator.scorers.detoxify.manifest import WordTable
from moderator.scorers.detoxify.refusal import ModelRefused

Array = np.ndarray[Any, Any]
#: A row is one window of a text as the model's tokens, special ones included.
Rows = Sequence[Sequence[int]]


class Engine(Protocol):
    """Anything that can run the network on a batch."""

    def probabilities(self, rows: Rows) -> Array:
        """One line for each row, one column for each output. Raises UnusableScore's cause, never answers zero."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """The words' embeddings, mapped from their file; several graphs share them."""

    name: str
    value: Any


def map_words(folder: Path, table: WordTable) -> Words:
    """Map the table. Raises ModelRefused when the file is too short for it."""
    path = folder / table.file
    try:
        mapped = np.memmap(path, dtype=table.numbers, mode="r", shape=(table.rows, table.width))
    except ValueError:
        raise ModelRefused(f"{path} is shorter than its table", "prepare the release again") from None
    return Words(table.name, _runtime().OrtValue.ortvalue_from_numpy(np.asarray(mapped)))


class GraphEngine:
    """One graph, loaded. Its weights are mapped or packed once; what a batch needs is bounded by its tokens."""

    def __init__(self, path: Path, words: Words, threads: int) -> None:
        runtime = _runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The graph is written fused; what is left to do at load time is to fold constants.
        options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        # A plan of the memory per shape would be kept for every shape that ever came by.
        options.enable_mem_pattern = False
        # Waiting threads sleep: this is a guest on the council's machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        options.add_initializer(words.name, words.value)
        self._words = words  # the session reads the mapped table without owning it
        try:
            self._session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except _faults() as error:
            raise ModelRefused(
                f"{path} cannot be loaded ({type(error).__name__})", "prepare the release again with this version"
            ) from None

    def probabilities(self, rows: Rows) -> Array:
        """One line for each row, one column for each output."""
        return self.outputs(rows)[0]

    def outputs(self, rows: Rows) -> list[Array]:
        """All that the graph says: the probabilities, and where it has a marker a line for each token behind them."""
        try:
            found: list[Array] = self._session.run(None, flattened(rows))
        except _faults() as error:
            # The library's own message may name a token's number, never a word; but nobody needs it.
            raise RuntimeError(f"the graph failed ({type(error).__name__})") from None
        return found


def flattened(rows: Rows) -> dict[str, Array]:
    """The graph's inputs: all tokens in one line without padding, and where attention finds them text by text."""
    lengths = np.array([len(row) for row in rows], np.int32)
    ids = np.fromiter((token for row in rows for token in row), np.int64, int(lengths.sum()))
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    places = np.arange(int(lengths.max()), dtype=np.int64)[None, :]
    is_real = places < lengths[:, None]
    return {
        "ids": ids,
        "positions": np.broadcast_to(places, is_real.shape)[is_real],
        # A place behind a text's end shows its first token again; attention is told the length and looks away.
        "padded": np.where(is_real, first[:, None] + places, first[:, None]),
        "unpadded": np.flatnonzero(is_real).astype(np.int64),
        "first": first,
        "lengths": lengths,
    }


def _runtime() -> Any:
    # Since 1.29 the library reports to its maker unless told not to, and keeps still when it sees CI: tell it first.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _faults() -> tuple[type[BaseException], ...]:
    """What the library raises: its errors have no common ancestor of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as raised

    names = ("EPFail", "Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile", "NotImplemented")
    return (*(getattr(raised, name) for name in names), raised.RuntimeException, RuntimeError, ValueError)
