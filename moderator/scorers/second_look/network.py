"""The network of the second look: a small encoder that answers one question in each output, loaded without torch."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator.scorers.detoxify.batches import batches
from moderator.scorers.detoxify.engine import GraphEngine, map_words
from moderator.scorers.detoxify.manifest import (
    EMBEDDINGS,
    EXACT_WEIGHTS,
    FAST_GRAPH,
    FAST_WEIGHTS,
    TOKENIZER,
    WordTable,
    sha256_of,
)
from moderator.scorers.detoxify.reading import tokenizer_from
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.second_look.words import Tokens

MANIFEST = "network.toml"
FILES = (FAST_GRAPH, FAST_WEIGHTS, EXACT_WEIGHTS, EMBEDDINGS, TOKENIZER)
#: Most tokens, padding included, in one batch.
_TOKENS = 1024

#: Question -> probability between 0 and 1; empty for a comment without any token.
Chances = dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of one comment."""

    chances: Chances
    #: For each token of the comment the chance that people would mark it as telling.
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Stateless between calls; the same words get the same answers."""

    questions: tuple[str, ...]
    #: First eight digits of the weights' SHA-256: a decision can be traced to the weights that led to it.
    sha8: str
    #: Kind of harm -> what is answered on average where it is there: rare kinds get small answers.
    usual: Mapping[str, float]
    _tokens: Tokens
    _engine: GraphEngine

    @classmethod
    def opened(cls, folder: Path, threads: int = 1) -> "Network":
        """The network that learn_second_look.py wrote. Raises ModelRefused when a file is not as written."""
        try:
            told = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            table, files = WordTable(**told["word_table"]), dict(told["files"])
            questions = tuple(str(one) for one in told["questions"])
            usual = {str(kind): float(value) for kind, value in told["usual"].items()}
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ModelRefused(f"{folder / MANIFEST} cannot be read ({type(error).__name__})", _CURE) from None
        for name in FILES:
            if not (folder / name).is_file() or sha256_of(folder / name) != files.get(name):
                raise ModelRefused(f"{folder / name} is missing or not the file it was", _CURE)
        tokens = Tokens(tokenizer_from((folder / TOKENIZER).read_text(encoding="utf-8")))
        engine = GraphEngine(folder / FAST_GRAPH, map_words(folder, table), threads)
        return cls(questions, files[FAST_WEIGHTS][:8], usual, tokens, engine)

    def likeliest(self, chances: Chances, kinds: Sequence[str]) -> str:
        """The kind of harm whose answer is highest, beside the others and beside what is usual for it."""
        return max(kinds, key=lambda kind: chances[kind] / self.usual[kind] ** 0.5)

    def chances(self, pairs: Sequence[tuple[str, str]]) -> list[Chances]:
        """For each comment and what it answers the answers, the largest over its windows."""
        return [answer.chances for answer in self.answers(pairs)]

    def answers(self, pairs: Sequence[tuple[str, str]]) -> list[Answer]:
        """For each comment and what it answers everything the network says, the largest over its windows."""
        comments = self._tokens.windows(pairs)
        windows = [(place, window) for place, each in enumerate(comments) for window in each]
        chances: list[Chances] = [{} for _ in pairs]
        marks = [[0.0] * max((window.end for window in each), default=0) for each in comments]
        for batch in batches([len(window.row) for _, window in windows], _TOKENS):
            lines, marked = self._engine.outputs([windows[number][1].row for number in batch])
            first = 0
            for number, line in zip(batch, lines.tolist(), strict=True):
                place, window = windows[number]
                self._keep(chances[place], line)
                told = marked[first + 1 : first + 1 + window.end - window.start, 0].tolist()
                for at, value in enumerate(told, window.start):
                    marks[place][at] = max(marks[place][at], value)
                first += len(window.row)
        return [Answer(each, tuple(told)) for each, told in zip(chances, marks, strict=True)]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where each token of a comment stands in it, as (start, end)."""
        return self._tokens.places(text)

    def _keep(self, kept: Chances, line: Sequence[float]) -> None:
        for question, value in zip(self.questions, line, strict=True):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{question} is answered with something that is not a probability")
            kept[question] = max(kept.get(question, 0.0), value)


_CURE = "install the program again: this network comes with it"
