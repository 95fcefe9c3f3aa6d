"""Which words a network's answer hangs on: those that people would mark, as it learned from marked comments."""

from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Span
from moderator.scorers.reading import Word
from moderator.scorers.scene import Scene
from moderator.scorers.second_look.network import Answer, Network
from moderator.scorers.second_look.words import said

#: A word is shown from this chance on, or from this share of the most telling word's where all are lower.
_SURE, _SHARE = 0.5, 0.6
#: At most so many passages are shown, the most telling ones.
_SHOWN = 3


def telling(scene: Scene, answer: Answer, network: Network) -> tuple[Span, ...]:
    """The most telling passages, within sentences; a single word between two telling ones belongs to them."""
    values = _of_words(scene, answer, network)
    bar = min(_SURE, max(values.values(), default=0.0) * _SHARE)
    passages = [
        passage
        for sentence in scene.reading.sentences
        for passage in _passages(sentence.words, [values.get(word.start, 0.0) for word in sentence.words], bar)
    ]
    best = sorted(passages, key=lambda passage: -max(values.get(word.start, 0.0) for word in passage))[:_SHOWN]
    return tuple(sorted((Span(one[0].start, one[-1].end, "look") for one in best), key=lambda span: span.start))


def _of_words(scene: Scene, answer: Answer, network: Network) -> dict[int, float]:
    """The beginning of each word in the original -> the highest chance among its tokens."""
    folded = scene.reading.folded
    heard = said(folded.text)
    values = [0.0] * len(scene.passage.text)
    for (first, last), chance in zip(network.places(heard.text), answer.marks, strict=True):
        start, end = folded.origin(*heard.origin(first, last))
        values[start:end] = [max(chance, value) for value in values[start:end]]
    words = [word for sentence in scene.reading.sentences for word in sentence.words]
    return {word.start: max(values[word.start : word.end], default=0.0) for word in words}


def _passages(words: Sequence[Word], values: Sequence[float], bar: float) -> Iterator[Sequence[Word]]:
    """Rows of words that reach the bar, with at most one between that does not."""
    reached = [at for at, value in enumerate(values) if value >= bar > 0]
    first = 0
    for number, at in enumerate(reached):
        if number + 1 == len(reached) or reached[number + 1] > at + 2:
            yield words[reached[first] : at + 1]
            first = number + 1
