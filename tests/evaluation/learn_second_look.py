"""Teaches the second look, in three steps, and says how it does on comments it has not seen. Run by hand:

``learn_second_look.py start CHECKPOINT --base FOLDER --public FOLDER --invented FOLDER``
    From a pretrained encoder (config.json, model.safetensors, tokenizer.json) and the public data named in lessons.py.
``learn_second_look.py finish CHECKPOINT --start CHECKPOINT --learn FILE REGISTER ... [--seed N] [--drop SHARE]``
    From this project's labelled comments: tables of tests/data/invented, of which the held-out quarter is left out, or
    JSONL. Done twice, side by side: in one order, and in another with a tenth of the signals dropped.
``learn_second_look.py blend OUTPUT --of CHECKPOINT ... --learn FILE REGISTER ... [--measure FILE REGISTER ...]``
    The mean of what they learned, which ranks better than either (Wortsman and others, Model soups, 2022). Writes the
    folder that ``moderator.scorers.second_look`` loads.

Needs torch, transformers and onnx, an hour of two cores in all, and is the same for the same files and seeds.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from encoder import Base, Encoder, learn, ranges, typical
from lessons import Labelled, Lesson, labelled, lessons, public, stage_of, with_disguises
from looking import measure
from tokenizers import Tokenizer
from writing import words_of, write

from moderator.scorers.second_look.words import Tokens, spoken

SEED = 20261129
LAYERS = 6
#: Passes over the public rows and over our own, and the rate of learning.
PUBLIC_EPOCHS, OWN_EPOCHS, RATE = 1, 3, 1e-4
#: The usual answers are taken from one lesson in so many.
_ONE_IN = 4
#: The ranges of what goes into the products from fewer.
_RANGED = 20
#: A piece of a word stays when our comments hold it so often, or the public ones; the commonest stay anyway.
_OFTEN, _OFTEN_IN_PUBLIC, _COMMON = 2, 8, range(1996, 6000)


def start(told: argparse.Namespace) -> None:
    tables = sorted(told.invented.rglob("*.tsv"))
    own, others = (
        [row for path in tables for row in labelled(path)],
        list(public(told.public, told.invented, SEED)),
    )
    tokenizer = json.loads((told.base / "tokenizer.json").read_text(encoding="utf-8"))
    kept = _kept(Tokenizer.from_str(json.dumps(tokenizer)), own, others)
    words = words_of(tokenizer, kept)
    torch.manual_seed(SEED)
    encoder = Encoder(Base(told.base, kept, told.layers), 0.0)
    tokens = Tokens(Tokenizer.from_str(words))
    rows = list(lessons(others, tokens, stage_of(told.invented / "register.toml")))
    learn(encoder, rows, epochs=PUBLIC_EPOCHS, rate=RATE, seed=SEED, about="public comments")
    begun = {"kept": kept, "words": words, "base": str(told.base), "layers": told.layers}
    torch.save({**begun, "tensors": encoder.state_dict()}, told.output)
    print(len(rows), "public comments,", len(kept), "pieces of words")


def finish(told: argparse.Namespace) -> None:
    begun = torch.load(told.start, weights_only=True)
    encoder = _encoder(begun, told.drop)
    torch.manual_seed(told.seed)
    rows = _own(told.learn, begun)
    learn(encoder, rows, epochs=OWN_EPOCHS, rate=RATE, seed=told.seed, about="own comments")
    torch.save({**begun, "tensors": encoder.state_dict()}, told.output)
    print(len(rows), "comments of our own")


def blend(told: argparse.Namespace) -> None:
    each = [torch.load(path, weights_only=True) for path in told.of]
    begun, tensors = each[0], [one["tensors"] for one in each]
    if any(one["kept"] != begun["kept"] for one in each):
        raise SystemExit("The checkpoints began from different words. Cure: finish all of them from one start.")
    begun["tensors"] = {name: sum(one[name] for one in tensors) / len(tensors) for name in begun["tensors"]}
    encoder = _encoder(begun, 0.0)
    rows = _own(told.learn, begun)
    write(told.output, encoder, begun["words"], typical(encoder, rows[::_ONE_IN]), ranges(encoder, rows[::_RANGED]))
    for path, register in _pairs(told.measure):
        measure(path, list(labelled(path, held_out=True)), told.output, register)


def _encoder(begun: dict[str, Any], drop: float) -> Encoder:
    encoder = Encoder(Base(Path(begun["base"]), begun["kept"], begun["layers"]), drop)
    encoder.load_state_dict(begun["tensors"])
    return encoder


def _own(files: Sequence[Path], begun: dict[str, Any]) -> list[Lesson]:
    """What is learned from our own comments, the same for every order they are learned in."""
    tokens = Tokens(Tokenizer.from_str(begun["words"]))
    return [
        lesson
        for path, register in _pairs(files)
        for lesson in lessons(with_disguises(list(labelled(path)), SEED), tokens, stage_of(register))
    ]


def _kept(tokenizer: Tokenizer, own: Sequence[Labelled], others: Sequence[Labelled]) -> list[int]:
    """The rows of the words' table that go on, in order: all signs and short pieces, and what is met."""
    ours, theirs = (_met(tokenizer, rows) for rows in (own, others))
    special = {tokenizer.token_to_id(one) for one in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")}
    short = {number for word, number in tokenizer.get_vocab().items() if len(word.removeprefix("##")) < 3}
    often = {number for number, count in ours.items() if count >= _OFTEN}
    often |= {number for number, count in theirs.items() if count >= _OFTEN_IN_PUBLIC}
    ascii_short = {number for number in short if str(tokenizer.id_to_token(number)).isascii()}
    return sorted(special | ascii_short | often | set(_COMMON))


def _met(tokenizer: Tokenizer, rows: Sequence[Labelled]) -> Counter[int]:
    texts: Iterable[str] = (spoken(text) for row in rows for text in (row.text, row.parent))
    return Counter(
        number for one in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False) for number in one.ids
    )


def _pairs(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    return zip(paths[::2], paths[1::2], strict=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = asked.add_subparsers(required=True)
    first = steps.add_parser("start")
    first.set_defaults(does=start)
    first.add_argument("output", type=Path)
    for folder in ("base", "public", "invented"):
        first.add_argument(f"--{folder}", type=Path, required=True)
    first.add_argument("--layers", type=int, default=LAYERS, help="so many go on, from below (default %(default)s)")
    second = steps.add_parser("finish")
    second.set_defaults(does=finish)
    second.add_argument("output", type=Path)
    second.add_argument("--start", type=Path, required=True)
    second.add_argument("--seed", type=int, default=SEED)
    second.add_argument("--drop", type=float, default=0.0, help="so many of the signals between layers at a time")
    third = steps.add_parser("blend")
    third.set_defaults(does=blend)
    third.add_argument("output", type=Path)
    third.add_argument("--of", nargs="+", type=Path, required=True, metavar="CHECKPOINT")
    for step in (second, third):
        step.add_argument("--learn", nargs="+", type=Path, required=True, metavar="FILE REGISTER")
    third.add_argument("--measure", nargs="*", type=Path, default=[], metavar="FILE REGISTER")
    told = asked.parse_args()
    torch.set_num_threads(1)
    told.does(told)


if __name__ == "__main__":
    main()
