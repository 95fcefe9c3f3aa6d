"""What the second look counts in a comment: runs of up to three words with persons marked, and who is in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from moderator.domain.evidence import Span
from moderator.scorers.marking import mark
from moderator.scorers.scene import Scene

#: Longest run of words that is one feature.
_LONGEST = 3
#: Pairs of words are counted over a gap of up to this many words.
_REACH = 5
_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Features:
    """The names of everything seen, each with the words that show it (none for who is spoken of)."""

    places: dict[str, tuple[Span, ...]]

    @property
    def share(self) -> float:
        """What each counts: a long comment shows more of everything, and is not the worse for it."""
        return _SCALE / len(self.places) ** 0.5 if self.places else 0.0


def features_of(scene: Scene) -> Features:
    """Each feature once, with the first words that show it."""
    places: dict[str, tuple[Span, ...]] = {}
    for index in range(len(scene.reading.sentences)):
        for name, spans in _in_sentence(scene, index):
            places.setdefault(name, spans)
    for sign in dict.fromkeys(scene.reading.signs):
        places[f"sign:{sign}"] = ()
    for name in _circumstances(scene):
        places[name] = ()
    return Features(places)


def _in_sentence(scene: Scene, index: int) -> Iterator[tuple[str, tuple[Span, ...]]]:
    sentence, marked = scene.reading.sentences[index], mark(scene, index)
    tokens = [("^", ())] + [
        (text, (Span(sentence.words[first].start, sentence.words[last - 1].end, "look"),))
        for text, (_, first, last) in zip(marked.text.split(" "), marked.words, strict=True)
    ]
    tokens.append((f"${sentence.ending}", ()))
    for start in range(len(tokens)):
        for length in range(1, min(_LONGEST, len(tokens) - start) + 1):
            run = tokens[start : start + length]
            yield " ".join(text for text, _ in run), tuple(span for _, spans in run for span in spans)
        for other in range(start + 2, min(start + _REACH, len(tokens))):
            yield f"{tokens[start][0]} .. {tokens[other][0]}", (*tokens[start][1], *tokens[other][1])


def _circumstances(scene: Scene) -> Iterator[str]:
    for about in sorted({mention.about for mention in scene.mentions}):
        yield f"about:{about}"
    yield f"focus:{scene.focus.about if scene.focus else ''}"
    yield "under:" + ("resident" if scene.is_under_resident else "post" if scene.parent.sentences else "nothing")
