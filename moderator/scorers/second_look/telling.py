"""Which words a network's answer hangs on: the pieces of a comment that say most of it by themselves."""

from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Span
from moderator.scorers.reading import Sentence, Word
from moderator.scorers.scene import Scene
from moderator.scorers.second_look.network import Network
from moderator.scorers.second_look.words import spoken

#: Words in a piece: short enough to point at, long enough to mean something alone.
_PIECE = 10
#: Of a long comment so many pieces are asked about, from its beginning.
_MOST = 40
#: At most so many are shown, and none that says much less than the most telling one.
_SHOWN, _SHARE = 3, 0.6


def telling(scene: Scene, question: str, network: Network) -> tuple[Span, ...]:
    """The pieces of a comment, within its sentences, that get the highest answers alone; a short one is one piece."""
    pieces = [piece for sentence in scene.reading.sentences for piece in _pieces(sentence)][:_MOST]
    if len(pieces) < 2:
        return tuple(_span(piece) for piece in pieces)
    parent = spoken(scene.parent.folded.text)
    answers = [one.get(question, 0.0) for one in network.chances([(_said(piece), parent) for piece in pieces])]
    least = max(answers) * _SHARE
    best = sorted(range(len(pieces)), key=lambda at: -answers[at])[:_SHOWN]
    return tuple(_span(pieces[at]) for at in sorted(best) if answers[at] >= least)


def _pieces(sentence: Sentence) -> Iterator[Sequence[Word]]:
    """The sentence in pieces of about the same length."""
    words = sentence.words
    count = -(-len(words) // _PIECE)
    for number in range(count):
        yield words[len(words) * number // count : len(words) * (number + 1) // count]


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _span(piece: Sequence[Word]) -> Span:
    return Span(piece[0].start, piece[-1].end, "look")
