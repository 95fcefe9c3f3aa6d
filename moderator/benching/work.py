"""How much arithmetic a text costs the network, and how fast this processor multiplies at best."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

#: Long enough that starting a multiplication does not count, and shaped like those of the network.
_ROWS = 1024
_SECONDS = 0.25
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Network:
    """The dimensions that decide what a token costs."""

    hidden: int
    layers: int
    intermediate: int

    def operations(self, lengths: Sequence[int]) -> float:
        """Multiplications and additions for rows of these lengths, padding not counted."""
        dense = 2 * self.layers * (4 * self.hidden**2 + 2 * self.hidden * self.intermediate)
        attention = 4 * self.layers * self.hidden
        return float(sum(length * (dense + attention * length) for length in lengths))


def network_in(folder: Path) -> Network | None:
    """The network of a release folder; None where its config.json is not there."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return Network(told["hidden_size"], told["num_hidden_layers"], told["intermediate_size"])
    except (OSError, json.JSONDecodeError, KeyError, TypeError):
        return None


class Peak(NamedTuple):
    """The most operations a CPU second that any library here reaches, and which library that is."""

    rate: float
    library: str


def peaks(network: Network) -> dict[str, Peak]:
    """Precision -> the best of the network's two widest products."""
    best: dict[str, Peak] = {}
    chance = np.random.default_rng(1)
    for wide in ((network.hidden, network.intermediate), (network.intermediate, network.hidden)):
        left = chance.standard_normal((_ROWS, wide[0]), np.float32)
        right = chance.standard_normal(wide, np.float32)
        for precision, library, product in _products(left, right):
            found = Peak(_rate(product, network), library)
            best[precision] = max(best.get(precision, found), found)
    return best


def _rate(product: Callable[[], object], network: Network) -> float:
    """The best of several tries: others on the machine only ever make it slower."""
    product()
    best = 0.0
    for _ in range(_TRIES):
        count, began = 0, time.process_time()
        while (spent := time.process_time() - began) < _SECONDS / _TRIES:
            product()
            count += 1
        best = max(best, count * 2.0 * _ROWS * network.hidden * network.intermediate / spent)
    return best


#: Precision, library, and one product.
_Products = Iterator[tuple[str, str, Callable[[], object]]]


def _products(left: Any, right: Any) -> _Products:
    yield "fp32", "numpy", lambda: left @ right
    yield from _torch_products(left, right)
    yield from _graph_products(left, right)


def _torch_products(left: Any, right: Any) -> _Products:
    try:
        import torch
    except ImportError:
        return
    first, second = torch.from_numpy(left), torch.from_numpy(right)
    yield "fp32", "torch", lambda: first @ second
    small, others = first.to(torch.int8), second.to(torch.int8)
    yield "int8", "torch", lambda: torch._int_mm(small, others)


def _graph_products(left: Any, right: Any) -> _Products:
    """The same products through ONNX Runtime; only where graphs can be written."""
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        return
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # it reports to its maker unless told not to before it is loaded
    import onnxruntime

    for precision, kind, given, fixed in (
        ("fp32", "MatMul", left, right),
        ("int8", "MatMulInteger", np.abs(left * 20).astype(np.uint8), (right * 20).astype(np.int8)),
    ):
        number = {"float32": TensorProto.FLOAT, "uint8": TensorProto.UINT8}[str(given.dtype)]
        out = TensorProto.FLOAT if precision == "fp32" else TensorProto.INT32
        graph = helper.make_graph(
            [helper.make_node(kind, ["given", "fixed"], ["product"])],
            "product",
            [helper.make_tensor_value_info("given", number, given.shape)],
            [helper.make_tensor_value_info("product", out, (given.shape[0], fixed.shape[1]))],
            [numpy_helper.from_array(fixed, "fixed")],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        run = partial(session.run, None, {"given": given})
        yield precision, "ONNX Runtime", run
