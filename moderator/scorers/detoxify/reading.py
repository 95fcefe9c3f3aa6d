"""Turns a text into the model's tokens: windows that fit, none lost; an error when the model knows no word of it."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderator.scorers.detoxify.batches import windows
from moderator.scorers.detoxify.refusal import ModelRefused


class UnreadableText(ValueError):
    """Nothing of the text is in the model's vocabulary: any score would be about nothing."""


class Reader:
    """A tokenizer with the model's limit. Stateless between calls."""

    def __init__(self, tokenizer: Any, max_length: int, unknown_token: int) -> None:
        # Files of published tokenizers may come with padding or a cut of their own; both are decided here.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._max_length = max_length
        self._room = max_length - tokenizer.num_special_tokens_to_add(False)
        self._says_nothing = {*tokenizer.encode("").ids, unknown_token}

    def rows(self, texts: Sequence[str]) -> list[list[list[int]]]:
        """For each text its windows, each a row of tokens; none for a text without any token.

        Raises UnreadableText when there is something to see in a text, letters or emoji, of which the model knows none.
        """
        readable = [_readable(text) for text in texts]
        encoded = self._tokenizer.encode_batch_fast(readable)
        return [self._windows(text, one.ids) for text, one in zip(readable, encoded, strict=True)]

    def _windows(self, text: str, tokens: list[int]) -> list[list[int]]:
        if len(tokens) <= self._max_length - self._room:
            return []
        if all(token in self._says_nothing for token in tokens):
            if any(character.isprintable() and not character.isspace() for character in text):
                raise UnreadableText("nothing of the text is in the model's vocabulary")
            return []
        if len(tokens) <= self._max_length:
            return [tokens]
        pieces = [piece for piece, _ in windows(text, self._places, self._room)]
        return [one.ids for one in self._tokenizer.encode_batch_fast(pieces)]

    def _places(self, text: str) -> Sequence[tuple[int, int]]:
        found: Sequence[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return found


def open_reader(path: Path, max_length: int, unknown_token: int) -> Reader:
    """The reader whose tokenizer lies in the file. Raises ModelRefused when it is none."""
    # Its own pool of threads would come on top of those the settings allow.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    try:
        tokenizer = tokenizer_from(path.read_text(encoding="utf-8"))
    except Exception as error:  # noqa: BLE001 - the library raises bare Exception, with the reason in its text
        raise ModelRefused(f"{path} is not a tokenizer ({type(error).__name__})", "prepare the release again") from None
    return Reader(tokenizer, max_length, unknown_token)


def tokenizer_from(told: str) -> Any:
    """The tokenizer that the JSON describes, to the last bit of its weights.

    The library reads weights a little off; where two ways to cut a word weigh the same, it would then choose otherwise.
    """
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram

    tokenizer = Tokenizer.from_str(told)
    if isinstance(tokenizer.model, Unigram):
        model = json.loads(told)["model"]
        pieces = [(piece, weight) for piece, weight in model["vocab"]]
        tokenizer.model = Unigram(pieces, model["unk_id"], model.get("byte_fallback", False))
    return tokenizer


def _readable(text: str) -> str:
    """The text with lone surrogates replaced one for one: the tokenizer speaks UTF-8, which has none."""
    return "".join("�" if "\ud800" <= character <= "\udfff" else character for character in text)
