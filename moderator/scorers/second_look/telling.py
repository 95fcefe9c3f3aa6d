"""Which words a network's answer hangs on: those without which it would have been less sure."""

from collections.abc import Sequence

from moderator.domain.evidence import Span
from moderator.scorers.reading import Word
from moderator.scorers.scene import Scene
from moderator.scorers.second_look.network import Network
from moderator.scorers.second_look.words import spoken

#: A comment is tried with this many pieces left out, one at a time.
_PIECES = 20
#: Of a long comment only the stretch of so many words that tells most by itself is looked into.
_STRETCH = 60
#: At most so many are shown, and none that matters much less than the most telling one.
_SHOWN, _SHARE = 4, 0.3


def telling(scene: Scene, question: str, network: Network) -> tuple[Span, ...]:
    """The pieces of the comment whose absence lowers the answer most, in the order of the comment; some or none."""
    parent = spoken(scene.parent.folded.text)

    def answers(texts: Sequence[Sequence[Word]]) -> list[float]:
        return [one.get(question, 0.0) for one in network.chances([(_said(text), parent) for text in texts])]

    words = [word for sentence in scene.reading.sentences for word in sentence.words]
    stretches = [words[start : start + _STRETCH] for start in range(0, len(words), _STRETCH)]
    if len(stretches) > 1:
        told = answers(stretches)
        words = stretches[told.index(max(told))]
    size = -(-len(words) // _PIECES) if words else 1
    pieces = [words[start : start + size] for start in range(0, len(words), size)]
    if len(pieces) < 2:
        return tuple(_span(piece) for piece in pieces)
    without = [words[: at * size] + words[(at + 1) * size :] for at in range(len(pieces))]
    whole, *others = answers([words, *without])
    losses = [whole - answer for answer in others]
    least = max(losses) * _SHARE
    best = sorted(range(len(pieces)), key=lambda at: -losses[at])[:_SHOWN]
    return tuple(_span(pieces[at]) for at in sorted(best) if losses[at] > 0 and losses[at] >= least)


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _span(piece: Sequence[Word]) -> Span:
    return Span(piece[0].start, piece[-1].end, "look")
