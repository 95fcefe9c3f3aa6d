"""The words of a sentence with every person who is mentioned as one P, so that a pattern can say "whoever is named"."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderator.scorers.people import Mention
from moderator.scorers.reading import Sentence

#: Stands for a person who is mentioned; no word of a sentence is written in capitals.
PERSON = "P"


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in which every person who is mentioned has become one P; ``words`` leads back."""

    text: str
    #: For each word of ``text``: where it begins there, and the first and one past the last word of the sentence.
    words: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Indexes into the sentence of the words that ``text[start:end]`` touches."""
        inside = [(first, last) for at, first, last in self.words if start <= at < end]
        return (inside[0][0], inside[-1][1]) if inside else (0, 1)


def marked(sentence: Sentence, mentions: Sequence[Mention]) -> Marked:
    """``mentions`` are those that stand in this sentence."""
    persons = {one.first: one.last for one in mentions if one.is_person or one.about == "dead"}
    if not persons:
        places = ((place, index, index + 1) for index, place in enumerate(sentence.places))
        return Marked(sentence.canon, tuple(places))
    pieces: list[str] = []
    words: list[tuple[int, int, int]] = []
    at = position = 0
    while at < len(sentence.words):
        last = persons.get(at, at + 1)
        text = PERSON if at in persons else sentence.words[at].text
        words.append((position, at, last))
        pieces.append(text)
        position += len(text) + 1
        at = last
    return Marked(" ".join(pieces), tuple(words))
