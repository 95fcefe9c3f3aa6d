"""Writes the folder of the second look: the graph with its products in small numbers, the words and their hashes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from encoder import Encoder
from lessons import QUESTIONS

from moderator.scorers.detoxify.converting.graph import WeightFiles
from moderator.scorers.detoxify.converting.network import Range, shape_of, write_graph
from moderator.scorers.detoxify.manifest import EMBEDDINGS, FAST_GRAPH, TOKENIZER, sha256_of
from moderator.scorers.second_look.network import FILES, MANIFEST

#: One bit less than a byte holds: sums of such products are exact on processors without byte products of their own.
BITS = 7
#: The tensors that say how much each token tells.
MARKER = "marker"


def words_of(tokenizer: Mapping[str, Any], kept: Sequence[int]) -> str:
    """The tokenizer with the kept pieces alone, numbered anew in their order."""
    told = json.loads(json.dumps(tokenizer))
    by_number = {number: word for word, number in told["model"]["vocab"].items()}
    numbers = {number: place for place, number in enumerate(kept)}
    told["model"]["vocab"] = {by_number[number]: place for number, place in numbers.items()}
    told["added_tokens"] = [one | {"id": numbers[one["id"]]} for one in told["added_tokens"] if one["id"] in numbers]
    for special in (told.get("post_processor") or {}).get("special_tokens", {}).values():
        special["ids"] = [numbers[number] for number in special["ids"]]
    told |= {"padding": None, "truncation": None}
    return json.dumps(told, ensure_ascii=False)


def write(folder: Path, encoder: Encoder, words: str, usual: Mapping[str, float], ranges: Mapping[str, Range]) -> None:
    """The folder that the service loads, whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
        (folder / name).touch()
    tensors = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in (
            *encoder.network.state_dict().items(),
            *encoder.marker.state_dict(prefix=f"{MARKER}.").items(),
        )
        if not name.endswith(("position_ids", "token_type_ids"))
    }
    shape = shape_of("bert", encoder.network.config.to_dict(), len(QUESTIONS))
    write_graph(
        folder / FAST_GRAPH, shape, tensors, WeightFiles(folder), fast=True, bits=BITS, marker=MARKER, ranges=ranges
    )
    (folder / TOKENIZER).write_text(words + "\n", encoding="utf-8")
    table = "bert.embeddings.word_embeddings.weight"
    rows, width = tensors[table].shape
    lines = [
        "# Written by tests/evaluation/learn_second_look.py; not for editing.",
        f"questions = {json.dumps(list(QUESTIONS))}",
        "",
        "[word_table]",
        f'name = "{table}"',
        f'file = "{EMBEDDINGS}"',
        f"rows = {rows}",
        f"width = {width}",
        'numbers = "float16"',
        "",
        "# What it answers on average where the kind of harm is there.",
        "[usual]",
        *(f"{kind} = {value:.3f}" for kind, value in usual.items()),
        "",
        "[files]",
        *(f'"{name}" = "{sha256_of(folder / name)}"' for name in FILES),
    ]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
