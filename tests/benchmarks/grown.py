"""Makes a network of bert-base's size whose scores have margins, so that fast mode can be timed as a whole.

Run by hand: ``python tests/benchmarks/grown.py --out DIR``; some minutes of one core. DIR is then a release like
Detoxify's own, for ``moderator model prepare DIR``, ``moderator model verify --band --folder DIR --texts
DIR/band.jsonl`` and ``moderator model bench --folder DIR --texts DIR/unseen.jsonl``.

Random weights have no margins: nearly every comment lies near a threshold. This network is grown from the rehearsal
model and then fitted: its two layers are made as wide as bert-base's without changing what they compute, ten layers of
random numbers come between them, and all twelve learn, from the comments invented for this project, to say what the
rehearsal model says of them. It knows no more than that model does. **It is for measuring and for nothing else.**
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from moderator.rehearsal.evaluation import area_under_curve
from moderator.rehearsal.invented import read_invented
from moderator.rehearsal.network import read_network, scores
from moderator.rehearsal.random_weights import Size, save_release
from moderator.rehearsal.targets import LABELS
from moderator.shipped import rehearsal_model

INVENTED = Path(__file__).resolve().parents[1] / "data" / "invented"
SEED = 20261122
#: Rows of the published vocabulary: a real table, of which the rehearsal model's words use the beginning.
_TABLE = 30_522
_TOGETHER = 32
_RATE = 4e-5
_WARM_UP = 0.1
#: As BERT begins; the products that add to a state begin smaller, the more layers there are.
_SMALL = 0.02
#: So that copies of one number can grow apart.
APART = 0.005
_LONGEST = 128


@dataclass(frozen=True)
class Lines:
    """A place in the wide network -> the place in the small one whose copy it is, and how often each was copied."""

    of: Any
    times: int

    @classmethod
    def copied(cls, small: int, wide: int) -> "Lines":
        return cls(torch.arange(wide) % small, wide // small)


def grown(small: Any, size: Size, texts: Sequence[str], tokenizer: Any, table: int) -> Any:
    """A network of ``size`` whose first and last layer are the small one's two, with random layers between them.

    Every dimension must be a multiple of the small network's.
    """
    config = _config(small, size, table)
    wide: Any = BertForSequenceClassification(config)
    hidden = Lines.copied(small.config.hidden_size, size.hidden)
    inner = Lines.copied(small.config.intermediate_size, size.intermediate)
    heads = _heads(small.config, size)
    with torch.no_grad():
        for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
            old, new = (getattr(one.bert.embeddings, name).weight for one in (small, wide))
            new[: old.shape[0]] = old[:, hidden.of]
        _normal(small.bert.embeddings.LayerNorm, wide.bert.embeddings.LayerNorm, hidden)
        for number, place in ((0, 0), (1, size.layers - 1)):
            _layer(small.bert.encoder.layer[number], wide.bert.encoder.layer[place], hidden, inner, heads)
        _linear(small.bert.pooler.dense, wide.bert.pooler.dense, hidden, hidden)
        wide.classifier.weight.copy_(small.classifier.weight[:, hidden.of] / hidden.times)
        wide.classifier.bias.copy_(small.classifier.bias)
        _between(wide, texts, tokenizer)
    return wide


def _config(small: Any, size: Size, table: int) -> BertConfig:
    told = small.config.to_dict() | {
        "vocab_size": max(table, small.config.vocab_size),
        "hidden_size": size.hidden,
        "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads,
        "intermediate_size": size.intermediate,
        "initializer_range": _SMALL,
    }
    return BertConfig.from_dict(told)


def _heads(small: BertConfig, size: Size) -> Lines:
    """Heads are copied whole, and each is as wide as the wide network has them."""
    width, wide = small.hidden_size // small.num_attention_heads, size.hidden // size.heads
    of = [
        head % small.num_attention_heads * width + place % width for head in range(size.heads) for place in range(wide)
    ]
    return Lines(torch.tensor(of), size.hidden // small.hidden_size)


def _linear(small: Any, wide: Any, out: Lines, given: Lines, factor: float = 1.0) -> None:
    weight = small.weight[out.of][:, given.of] * factor / given.times
    wide.weight.copy_(weight + APART * torch.randn_like(weight))
    wide.bias.copy_(small.bias[out.of] * factor)


def _normal(small: Any, wide: Any, hidden: Lines) -> None:
    wide.weight.copy_(small.weight[hidden.of])
    wide.bias.copy_(small.bias[hidden.of])


def _layer(small: Any, wide: Any, hidden: Lines, inner: Lines, heads: Lines) -> None:
    old, new = small.attention.self, wide.attention.self
    # A wider head sums more products and divides by more: what is asked makes up for both.
    made_up = (old.attention_head_size / new.attention_head_size) ** 0.5
    _linear(old.query, new.query, heads, hidden, made_up)
    _linear(old.key, new.key, heads, hidden)
    _linear(old.value, new.value, heads, hidden)
    _linear(small.attention.output.dense, wide.attention.output.dense, hidden, heads)
    _normal(small.attention.output.LayerNorm, wide.attention.output.LayerNorm, hidden)
    _linear(small.intermediate.dense, wide.intermediate.dense, inner, hidden)
    _linear(small.output.dense, wide.output.dense, hidden, inner)
    _normal(small.output.LayerNorm, wide.output.LayerNorm, hidden)


def _between(wide: Any, texts: Sequence[str], tokenizer: Any) -> None:
    """The layers between begin near to passing on what they get: small sums, and the states' own mean and width."""
    middle = wide.bert.encoder.layer[1:-1]
    given = tokenizer(list(texts[:64]), return_tensors="pt", truncation=True, padding=True, max_length=_LONGEST)
    states = wide.train(False).bert(**given, output_hidden_states=True).hidden_states[1][given["attention_mask"] == 1]
    for layer in middle:
        for sums in (layer.attention.output.dense, layer.output.dense):
            sums.weight.mul_((2 * len(middle)) ** -0.5)
        for normal in (layer.attention.output.LayerNorm, layer.output.LayerNorm):
            normal.weight.fill_(states.std(dim=1).mean())
            normal.bias.fill_(states.mean())


def fit(wide: Any, tokenizer: Any, texts: Sequence[str], wanted: Sequence[Sequence[float]], *, steps: int) -> None:
    """All layers learn to say what is wanted of the texts; the products are in brain floats."""
    dice = random.Random(SEED)
    ids = tokenizer(list(texts), truncation=True, max_length=_LONGEST)["input_ids"]
    rates = torch.optim.AdamW(wide.parameters(), lr=_RATE, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rates, _RATE, total_steps=steps + 1, pct_start=_WARM_UP)
    wide.train()
    began = time.process_time()
    for step, batch in zip(range(steps), _rounds(ids, dice), strict=False):
        given = tokenizer.pad({"input_ids": [ids[place] for place in batch]}, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            logits = wide(**given).logits
        aim = torch.tensor([wanted[place] for place in batch])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), aim)
        rates.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(wide.parameters(), 1.0)
        rates.step()
        schedule.step()
        if step % 10 == 0:
            spent = time.process_time() - began
            print(f"step {step} of {steps}: loss {loss.item():.4f}, {spent:.0f} processor seconds", file=sys.stderr)
    wide.train(False)


def _rounds(ids: Sequence[Sequence[int]], dice: random.Random) -> Any:
    """Batches without end, texts of like length together."""
    while True:
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]) + dice.random() * 8)
        batches = [order[start : start + _TOGETHER] for start in range(0, len(order), _TOGETHER)]
        dice.shuffle(batches)
        yield from batches


def invented(folder: Path) -> tuple[list[str], list[tuple[str, bool]]]:
    """Comments to learn from, and those held out, with whether something in them is toxic; the same every time."""
    rows = {one.text: one for path in sorted(folder.rglob("*.tsv")) for one in read_invented(path)}
    order = sorted(rows)
    random.Random(SEED).shuffle(order)
    kept = [(text, bool(rows[text].toxic)) for text in order if rows[text].is_held_out]
    return [text for text in order if not rows[text].is_held_out], kept


def make(out: Path, folder: Path, size: Size, steps: int, table: int = _TABLE) -> dict[str, float]:
    """Write the release, the comments to measure a band on and those to time on; returns how well it separates them."""
    torch.manual_seed(SEED)
    out.mkdir(parents=True, exist_ok=True)
    release = rehearsal_model()
    for name in ("vocab.txt", "tokenizer_config.json"):
        shutil.copyfile(release / name, out / name)
    tokenizer = BertTokenizer.from_pretrained(out, local_files_only=True)
    small = read_network(release).train(False)
    learned, unseen = invented(folder)
    wanted = scores(small, tokenizer, learned)
    wide = grown(small, size, learned, tokenizer, table)
    fit(wide, tokenizer, learned, wanted, steps=steps)
    save_release(out, "bert", wide, name="grown", source="tests/benchmarks/grown.py: for measuring only")
    for name, texts in (("band.jsonl", learned), ("unseen.jsonl", [text for text, _ in unseen])):
        lines = (json.dumps({"text": text}, ensure_ascii=False) for text in texts)
        (out / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _judged({"grown": wide, "rehearsal": small}, tokenizer, unseen)


def _judged(networks: dict[str, Any], tokenizer: Any, unseen: Sequence[tuple[str, bool]]) -> dict[str, float]:
    truth = [is_toxic for _, is_toxic in unseen]
    said = {name: scores(network, tokenizer, [text for text, _ in unseen]) for name, network in networks.items()}
    found = {name: area_under_curve(truth, [value[0] for value in values]) for name, values in said.items()}
    apart = np.abs(np.array(said["grown"]) - np.array(said["rehearsal"]))
    return found | {f"apart, {label}": float(value) for label, value in zip(LABELS, apart.mean(axis=0), strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the release")
    parser.add_argument("--invented", type=Path, default=INVENTED, help="tables of comments (default %(default)s)")
    parser.add_argument("--steps", type=int, default=160, help="batches to learn from (default %(default)s)")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    for name, value in make(asked.out, asked.invented, Size(), asked.steps).items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
