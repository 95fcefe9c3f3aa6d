"""What the second look counts in a comment: runs of up to three words with persons marked, and who is in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from moderator.domain.evidence import Span
from moderator.scorers.marking import mark
from moderator.scorers.scene import Scene

#: Pairs of words are counted over a gap of up to this many words.
_REACH = 5
_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Features:
    """The names of everything seen, each with where it is seen first."""

    scene: Scene
    #: The sentence and the tokens in it, counted from its beginning mark; nothing for who is spoken of.
    places: Mapping[str, tuple[int, ...]]

    @property
    def share(self) -> float:
        """What each counts: a long comment shows more of everything, and is not the worse for it."""
        return _SCALE / len(self.places) ** 0.5 if self.places else 0.0

    def spans(self, name: str) -> tuple[Span, ...]:
        """The words that show a feature."""
        if not self.places[name]:
            return ()
        index, *tokens = self.places[name]
        words, marked = self.scene.reading.sentences[index].words, mark(self.scene, index).words
        shown = (marked[token - 1] for token in tokens if 1 <= token <= len(marked))
        return tuple(Span(words[first].start, words[last - 1].end, "look") for _, first, last in shown)


def features_of(scene: Scene) -> Features:
    """Each feature once."""
    places: dict[str, tuple[int, ...]] = {}
    for index in range(len(scene.reading.sentences)):
        _add_sentence(scene, index, places)
    for sign in scene.reading.signs:
        places[f"sign:{sign}"] = ()
    for name in _circumstances(scene):
        places[name] = ()
    return Features(scene, places)


def _add_sentence(scene: Scene, index: int, places: dict[str, tuple[int, ...]]) -> None:
    """Runs of one to three words, and pairs with others between."""
    tokens = ["^", *mark(scene, index).text.split(" "), f"${scene.reading.sentences[index].ending}"]
    count = len(tokens)
    for start, token in enumerate(tokens):
        places.setdefault(token, (index, start))
        if start + 1 < count:
            pair = f"{token} {tokens[start + 1]}"
            places.setdefault(pair, (index, start, start + 1))
            if start + 2 < count:
                places.setdefault(f"{pair} {tokens[start + 2]}", (index, start, start + 1, start + 2))
        for other in range(start + 2, min(start + _REACH, count)):
            places.setdefault(f"{token} .. {tokens[other]}", (index, start, other))


def _circumstances(scene: Scene) -> Iterator[str]:
    for about in sorted({mention.about for mention in scene.mentions}):
        yield f"about:{about}"
    yield f"focus:{scene.focus.about if scene.focus else ''}"
    yield "under:" + ("resident" if scene.is_under_resident else "post" if scene.parent.sentences else "nothing")
