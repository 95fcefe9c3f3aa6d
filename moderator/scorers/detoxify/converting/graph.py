"""Writes an ONNX graph whose large weights lie in files of their own, where they are mapped instead of copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

#: ONNX Runtime's own operators: attention, fused normalisation, int8 products.
FUSED = "com.microsoft"
#: Weights begin on a page, so that they can be mapped; smaller ones travel inside the graph.
_PAGE = 4096
_LARGE = 16_384
#: Marks an initializer that holds the checkpoint's tensor of that name turned on its side.
TURNED = "^T"

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a weight lies: file name, offset and length in bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Output:
    """What a graph answers: its name, the value behind it, and its shape."""

    name: str
    value: str
    shape: tuple[str | int, ...]


class WeightFiles:
    """The files beside the graphs; a weight that two graphs use is written once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[tuple[str, str], _Place] = {}

    def place(self, file: str, name: str, array: Array) -> _Place:
        """Where the array lies in ``file``, written there at the first asking."""
        known = self._places.get((file, name))
        if known is None:
            with (self._folder / file).open("ab") as stream:
                known = self._places[file, name] = _Place(file, _next_page(stream), array.nbytes)
                stream.write(np.ascontiguousarray(array).tobytes())
        return known


def _next_page(stream: BinaryIO) -> int:
    start = stream.seek(0, 2)
    stream.write(b"\0" * (-start % _PAGE))
    return start + -start % _PAGE


class Graph:
    """Collects nodes and weights. Names of values are invented; names of weights are the checkpoint's."""

    def __init__(self, files: WeightFiles) -> None:
        self._files = files
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._known: dict[tuple[str, str], str] = {}

    def add(self, kind: str, inputs: Sequence[str], *, domain: str = "", **settings: Any) -> str:
        """One node with one output; returns the output's name."""
        return self.add_several(kind, inputs, 1, domain=domain, **settings)[0]

    def add_several(
        self, kind: str, inputs: Sequence[str], outputs: int, *, domain: str = "", **settings: Any
    ) -> tuple[str, ...]:
        """One node with several outputs; returns their names."""
        names = tuple(f"{kind}.{len(self._nodes)}.{number}" for number in range(outputs))
        self._nodes.append(helper.make_node(kind, list(inputs), list(names), domain=domain, **settings))
        return names

    def weight(self, name: str, array: Array, file: str) -> str:
        """An initializer; a large one lies in ``file``. Adding it again changes nothing."""
        if name not in self._weights:
            tensor = numpy_helper.from_array(np.array(array, order="C"), name)
            if array.nbytes >= _LARGE:
                _move_out(tensor, self._files.place(file, name, array))
            self._weights[name] = tensor
        return name

    def full_precision(self, name: str, array: Array, file: str) -> str:
        """The weight as 32-bit numbers: stored as it is in the checkpoint, widened once when the graph is loaded."""
        stored = self.weight(name, array, file)
        return stored if array.dtype == np.float32 else self.once("Cast", stored, to=TensorProto.FLOAT)

    def once(self, kind: str, value: str, **settings: Any) -> str:
        """A node with one input that is added only at the first asking."""
        key = (kind, value)
        if key not in self._known:
            self._known[key] = self.add(kind, [value], **settings)
        return self._known[key]

    def save(self, path: Path, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[Output]) -> None:
        """Write the graph, from ``inputs`` to ``outputs``."""
        told = []
        for output in outputs:
            self._nodes.append(helper.make_node("Identity", [output.value], [output.name]))
            told.append(helper.make_tensor_value_info(output.name, TensorProto.FLOAT, list(output.shape)))
        graph = helper.make_graph(self._nodes, "detoxify", list(inputs), told, list(self._weights.values()))
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=9, producer_name="council-moderator")
        path.write_bytes(model.SerializeToString())


def _move_out(tensor: onnx.TensorProto, place: _Place) -> None:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", place.file), ("offset", place.offset), ("length", place.length)):
        tensor.external_data.add(key=key, value=str(value))


def whole_numbers(name: str, *shape: str) -> onnx.ValueInfoProto:
    """An input of 64-bit whole numbers."""
    return helper.make_tensor_value_info(name, TensorProto.INT64, list(shape))


def small_numbers(name: str, *shape: str) -> onnx.ValueInfoProto:
    """An input of 32-bit whole numbers."""
    return helper.make_tensor_value_info(name, TensorProto.INT32, list(shape))
