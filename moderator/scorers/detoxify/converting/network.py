"""Builds the inference graph of Detoxify's four architectures from configuration and tensors.

The tokens of a batch lie in one long row without padding: only attention, a hundredth of the work, sees texts padded
to the longest. Above the last attention layer only each text's first token goes on, since nothing else is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moderator.scorers.detoxify.converting.graph import (
    FUSED,
    TURNED,
    Array,
    Graph,
    Output,
    WeightFiles,
    small_numbers,
    whole_numbers,
)
from moderator.scorers.detoxify.converting.quantizing import quantized
from moderator.scorers.detoxify.manifest import EMBEDDINGS, EXACT_WEIGHTS, FAST_WEIGHTS
from moderator.scorers.detoxify.refusal import ModelRefused

#: transformers' word for the activation -> ONNX Runtime's operator.
_ACTIVATIONS = {"gelu": "Gelu", "gelu_new": "FastGelu"}
#: What the graph is given for a batch; ``moderator.scorers.detoxify.engine`` fills it in.
_INPUTS = (
    whole_numbers("ids", "tokens"),
    whole_numbers("positions", "tokens"),
    #: For each place of the padded batch, the token that stands there.
    whole_numbers("padded", "texts", "longest"),
    #: For each token, its place in the padded batch.
    whole_numbers("unpadded", "tokens"),
    #: For each text, its first token.
    whole_numbers("first", "texts"),
    small_numbers("lengths", "texts"),
)


#: Lowest and highest number of each column.
Range = tuple[Array, Array]
#: Below it a column counts as holding nothing.
_LEAST = 1e-3
#: The largest number of a byte.
_BYTE = 255


@dataclass(frozen=True, slots=True)
class Shape:
    """What the graph needs to know of a network's configuration."""

    family: str
    layers: int
    heads: int
    outputs: int
    epsilon: float
    activation: str
    #: Added to a token's place to find its position embedding.
    first_position: int


def shape_of(family: str, config: Mapping[str, Any], outputs: int) -> Shape:
    """The shape a configuration describes. Raises ModelRefused for what Detoxify's networks do not have."""
    if config["hidden_act"] not in _ACTIVATIONS or config.get("num_hidden_groups", 1) != 1:
        raise ModelRefused(
            f"config.json asks for {config['hidden_act']} in {config.get('num_hidden_groups', 1)} groups of layers",
            "use the config.json of a model that Detoxify released",
        )
    if config.get("inner_group_num", 1) != 1 or config.get("position_embedding_type", "absolute") != "absolute":
        raise ModelRefused(
            "config.json asks for layers in groups, or for relative positions",
            "use the config.json of a model that Detoxify released",
        )
    return Shape(
        family=family,
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        outputs=outputs,
        epsilon=config["layer_norm_eps"],
        activation=config["hidden_act"],
        first_position=config["pad_token_id"] + 1 if family == "roberta" else 0,
    )


def write_graph(
    path: Path,
    shape: Shape,
    tensors: Mapping[str, Array],
    files: WeightFiles,
    *,
    fast: bool,
    bits: int = 8,
    marker: str = "",
    ranges: Mapping[str, Range] | None = None,
) -> None:
    """Write one graph; its weights go beside it.

    ``fast``: products in 8-bit numbers, each output scaled by itself; the weights may keep fewer ``bits``.
    ``marker``: the product that says of every token, below the last layer, how much it tells; a second output.
    ``ranges``: between which numbers what goes into each product was seen to lie; then a text's answers do not hang on
    its neighbours in the batch. Without them the range is taken anew from each batch.
    """
    network = _Network(Graph(files), shape, tensors, fast, bits, ranges or {})
    graph = network.graph
    states = network.embedded()
    for number in range(shape.layers - 1):
        states = network.layer(number, states, everyone=True)
    first = network.layer(shape.layers - 1, states, everyone=False)
    outputs = [Output("probabilities", graph.add("Sigmoid", [network.head(first)]), ("texts", shape.outputs))]
    if marker:
        outputs.append(Output("marks", graph.add("Sigmoid", [network.linear(states, marker)]), ("tokens", 1)))
    graph.save(path, _INPUTS, outputs)


class _Network:
    def __init__(
        self,
        graph: Graph,
        shape: Shape,
        tensors: Mapping[str, Array],
        fast: bool,
        bits: int,
        ranges: Mapping[str, Range],
    ) -> None:
        self.graph = graph
        self._shape = shape
        self._tensors = tensors
        self._fast = fast
        self._bits = bits
        self._ranges = ranges
        self._rounded_once: dict[str, tuple[str, ...]] = {}
        self._evened_by: dict[str, Array] = {}

    def embedded(self) -> str:
        """The tokens' first states: word, position and kind, normalised."""
        prefix = f"{self._shape.family}.embeddings"
        words = self._looked_up(f"{prefix}.word_embeddings.weight", "ids")
        places = "positions"
        if self._shape.first_position:
            start = self.graph.weight("first_position", np.array(self._shape.first_position, np.int64), "")
            places = self.graph.add("Add", [places, start])
        positions = self._looked_up(f"{prefix}.position_embeddings.weight", places)
        kind = self._looked_up(
            f"{prefix}.token_type_embeddings.weight", self.graph.weight("kind", np.array(0, np.int64), "")
        )
        placed = self.graph.add("Add", [words, positions])
        states = self._normalised(placed, kind, f"{prefix}.LayerNorm")
        if self._shape.family != "albert":
            return states
        return self.linear(states, "albert.encoder.embedding_hidden_mapping_in")

    def layer(self, number: int, states: str, *, everyone: bool) -> str:
        """One layer; its answer is for every token, or only for the first token of each text."""
        add = self.graph.add
        names = _ALBERT if self._shape.family == "albert" else _BERT
        at = names["layer"].format(family=self._shape.family, number=number)
        asking = states if everyone else add("Gather", [states, "first"])
        heard = self._attention(at, names, states, asking, everyone=everyone)
        middle = self._normalised(self._product(heard, f"{at}.{names['heard']}"), asking, f"{at}.{names['heard_norm']}")
        wide = self._product(middle, f"{at}.{names['wide']}")
        active = add(_ACTIVATIONS[self._shape.activation], [wide], domain=FUSED)
        narrow = self._product(active, f"{at}.{names['narrow']}")
        return self._normalised(narrow, middle, f"{at}.{names['narrow_norm']}")

    def head(self, first: str) -> str:
        """The outputs before they become probabilities."""
        match self._shape.family:
            case "roberta":
                pooled = self.graph.add("Tanh", [self.linear(first, "classifier.dense")])
                return self.linear(pooled, "classifier.out_proj")
            case "albert":
                pooled = self.graph.add("Tanh", [self.linear(first, "albert.pooler")])
            case _:
                pooled = self.graph.add("Tanh", [self.linear(first, "bert.pooler.dense")])
        return self.linear(pooled, "classifier")

    def _attention(self, at: str, names: Mapping[str, str], states: str, asking: str, *, everyone: bool) -> str:
        """What each asking token hears of the tokens of its text."""
        add = self.graph.add
        query, key, value = (f"{at}.{names[name]}" for name in ("query", "key", "value"))
        one_row = self.graph.weight("one_row", np.array([1], np.int64), "")
        asked = self._product(asking, query)
        asked = add("Gather", [asked, "padded"]) if everyone else add("Unsqueeze", [asked, one_row])
        told = [add("Gather", [self._product(states, name), "padded"]) for name in (key, value)]
        heard = add("MultiHeadAttention", [asked, *told, "", "lengths"], domain=FUSED, num_heads=self._shape.heads)
        width = self._tensors[f"{query}.weight"].shape[0]
        flat = add("Reshape", [heard, self.graph.weight("flat", np.array([-1, width], np.int64), "")])
        return add("Gather", [flat, "unpadded"]) if everyone else flat

    def _looked_up(self, name: str, rows: str) -> str:
        table = self.graph.weight(name, self._tensors[name], EMBEDDINGS)
        found = self.graph.add("Gather", [table, rows])
        return found if self._tensors[name].dtype == np.float32 else self.graph.add("Cast", [found], to=1)

    def _normalised(self, states: str, skipped: str, name: str) -> str:
        # In two steps: ONNX Runtime's operator for both at once (SkipLayerNormalization) takes eight times as long.
        inputs = [self.graph.add("Add", [states, skipped]), self._full(f"{name}.weight"), self._full(f"{name}.bias")]
        return self.graph.add("LayerNormalization", inputs, axis=-1, epsilon=self._shape.epsilon)

    def linear(self, states: str, name: str) -> str:
        """A product in full precision, whatever the graph's precision is: these are small and near the answer."""
        return self.graph.add("Gemm", [states, self._turned(name), self._full(f"{name}.bias")])

    def _product(self, states: str, name: str) -> str:
        """A product and its bias, in the graph's precision."""
        if not self._fast:
            return self.linear(states, name)
        rounded, scale, zero = self._rounded(states, name)
        turned = np.asarray(self._tensors[f"{name}.weight"], np.float32).T * self._evened_by.get(states, 1.0)
        weights, scales = quantized(turned, self._bits)
        inputs = [
            rounded,
            self.graph.weight(f"{name}.weight{TURNED}.int8", weights, FAST_WEIGHTS),
            scale,
            self.graph.weight(f"{name}.weight{TURNED}.scales", scales, FAST_WEIGHTS),
            zero,
            "",  # the weights' own zero is nought
            self._full(f"{name}.bias"),
        ]
        return self.graph.add("MatMulIntegerToFloat", inputs, domain=FUSED)

    def _rounded(self, states: str, name: str) -> tuple[str, ...]:
        if states not in self._rounded_once:
            if name in self._ranges:
                self._rounded_once[states] = self._rounded_within(states, self._ranges[name])
            else:
                self._rounded_once[states] = self.graph.add_several("DynamicQuantizeLinear", [states], 3)
        return self._rounded_once[states]

    def _rounded_within(self, states: str, seen: Range) -> tuple[str, ...]:
        """As DynamicQuantizeLinear does, with a range that is known; what lies beyond it becomes its end.

        A few columns hold numbers many times as large as the others, which would take all the steps: each column is
        divided by the root of its largest number, and the weights it meets are multiplied by it (SmoothQuant, Xiao et
        al. 2023, with the weights taken as even).
        """
        root = np.sqrt(np.maximum(np.maximum(-seen[0], seen[1]), _LEAST)).astype(np.float32)
        low, high = min(float((seen[0] / root).min()), 0.0), max(float((seen[1] / root).max()), 0.0)
        step = (high - low) / _BYTE
        evened = self.graph.add("Mul", [states, self.graph.weight(f"{states}.evened", 1 / root, EXACT_WEIGHTS)])
        scale = self.graph.weight(f"{states}.scale", np.array(step, np.float32), "")
        zero = self.graph.weight(f"{states}.zero", np.array(round(-low / step), np.uint8), "")
        self._evened_by[states] = root[:, None]
        return self.graph.add("QuantizeLinear", [evened, scale, zero]), scale, zero

    def _turned(self, name: str) -> str:
        array = self._tensors[f"{name}.weight"].T
        return self.graph.full_precision(f"{name}.weight{TURNED}", array, EXACT_WEIGHTS)

    def _full(self, name: str) -> str:
        return self.graph.full_precision(name, self._tensors[name], EXACT_WEIGHTS)


_BERT = {
    "layer": "{family}.encoder.layer.{number}",
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "heard": "attention.output.dense",
    "heard_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "narrow_norm": "output.LayerNorm",
}
#: Albert has one layer and passes through it again and again.
_ALBERT = {
    "layer": "{family}.encoder.albert_layer_groups.0.albert_layers.0",
    "query": "attention.query",
    "key": "attention.key",
    "value": "attention.value",
    "heard": "attention.dense",
    "heard_norm": "attention.LayerNorm",
    "wide": "ffn",
    "narrow": "ffn_output",
    "narrow_norm": "full_layer_layer_norm",
}
