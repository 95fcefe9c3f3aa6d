"""Proves prepared graphs: every weight is the checkpoint's, every text is cut as Detoxify's own tokenizer does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from moderator.scorers.detoxify.converting.graph import TURNED, Array
from moderator.scorers.detoxify.reading import open_reader
from moderator.scorers.detoxify.refusal import ModelRefused

_AGAIN = "prepare the release again; if it stays so, report it: this version cannot convert this model"
_ROUNDED, _SCALES = f"{TURNED}.int8", f"{TURNED}.scales"


def demand_every_tensor(graph: Path, tensors: Mapping[str, Array], *, rounded: bool = False) -> int:
    """How many of the checkpoint's tensors the graph holds: all of them, bit for bit, or within half
    a step of rounding.

    Raises ModelRefused naming the first that is missing, strange or different.
    """
    held = _initializers(graph)
    seen = {
        _compared(graph, name, array, held, tensors) for name, array in held.items() if array.ndim and name != "flat"
    }
    missing = sorted(name for name in tensors if name not in seen)
    if missing:
        raise ModelRefused(f"{graph.name} lacks {len(missing)} tensors (for example {missing[0]})", _AGAIN)
    if not rounded and any(name.endswith(_ROUNDED) for name in held):
        raise ModelRefused(f"{graph.name} holds rounded weights", _AGAIN)
    return len(tensors)


def _initializers(graph: Path) -> dict[str, Array]:
    model = onnx.load(str(graph))  # with what lies in the files beside it
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def _compared(graph: Path, name: str, array: Array, held: Mapping[str, Array], tensors: Mapping[str, Array]) -> str:
    """The name of the checkpoint's tensor that the initializer was proven to hold."""
    source = name.removesuffix(_SCALES).removesuffix(_ROUNDED).removesuffix(TURNED)
    if name in ("one_row", "first_position"):
        return name
    if source not in tensors:
        raise ModelRefused(f"{graph.name} holds {name}, which the checkpoint does not know", _AGAIN)
    wanted = tensors[source].T if TURNED in name else tensors[source]
    if name.endswith(_SCALES):
        return source  # proven together with the numbers it scales
    if name.endswith(_ROUNDED):
        scales = held[name.removesuffix(_ROUNDED) + _SCALES]
        is_same = bool(np.all(np.abs(array * scales - wanted) <= scales * 0.501))
    else:
        is_same = array.dtype == wanted.dtype and np.array_equal(array, wanted)
    if not is_same:
        raise ModelRefused(f"{graph.name}: {name} is not what the checkpoint holds", _AGAIN)
    return source


def demand_same_tokens(path: Path, stock: Any, texts: Sequence[str]) -> None:
    """Raises ModelRefused when the fast tokenizer cuts a text otherwise than Detoxify's own does."""
    reader = open_reader(path, 512, stock.unk_token_id)
    for text, rows in zip(texts, reader.rows(texts), strict=True):
        if rows != [list(stock(text, truncation=True)["input_ids"])]:
            raise ModelRefused("the tokenizer cuts a reference text otherwise than Detoxify's own", _AGAIN)
