"""The comment beside what it answers: who "he", "you" and "they" are, and whom a charge without a subject hits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from moderator.domain.evidence import Passage, Span
from moderator.domain.register import Register
from moderator.scorers.lexicon import cue, shape, words_under
from moderator.scorers.marked import Marked, marked
from moderator.scorers.naming import FEW, NAMED, NOBODY
from moderator.scorers.people import Mention, People, by_first_name, of_persons
from moderator.scorers.reading import Reader, Reading, Sentence

_YOUR = frozenset(["your", "ur", "yr"])
_THEY = frozenset(["they", "theyre", "them", "their", "theyve", "theyll", "these", "those"])


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a finding is about."""

    about: str
    level: int
    spans: tuple[Span, ...] = ()
    key: str = ""
    is_junior: bool = False
    #: "text", "parent" or "you".
    via: str = "text"

    @property
    def is_person(self) -> bool:
        return self.about in ("politician", "candidate", "officer", "private", "unknown") and self.level > FEW


NO_TARGET = Target("", NOBODY)
COUNCIL = Target("council", NOBODY)


@dataclass(frozen=True, slots=True)
class Scene:
    """One comment, read, with everybody in it and in what it answers."""

    passage: Passage
    reading: Reading
    mentions: tuple[Mention, ...]
    parent: Reading
    parent_mentions: tuple[Mention, ...]
    #: The parent was written by another resident, not by the council.
    is_under_resident: bool
    #: The one person what it answers is about; None when there is none.
    focus: Target | None
    #: The mentions by the sentence they stand in.
    by_sentence: Mapping[int, tuple[Mention, ...]]
    #: Each sentence with its persons marked.
    marked: tuple[Marked, ...]

    def in_sentence(self, index: int) -> tuple[Mention, ...]:
        return self.by_sentence.get(index, ())

    def addressee(self, sentence: int, before: int) -> Target:
        """Who "you" is: somebody called by name, the other resident, the person presented, else the council."""
        for mention in reversed(self.in_sentence(sentence)):
            if mention.is_person and min(abs(mention.last - before), abs(mention.first - before)) <= 4:
                return target_of(mention)
        called = [one for one in self.mentions if one.is_person and one.first == 0]
        if called and not self.passage.parent_text:
            return target_of(called[0])
        vocatives = [
            one
            for one in self.mentions
            if one.is_person and one.last == len(self.reading.sentences[one.sentence].words)
        ]
        if vocatives:
            return target_of(vocatives[-1])
        if self.is_under_resident:
            return Target("private", NAMED, via="you")
        focus = self.focus
        if focus:
            return replace(focus, via="you")
        return replace(COUNCIL, via="you")

    def antecedent(self, sentence: int, before: int) -> Target | None:
        """Who "he" or "she" is."""
        earlier = [
            mention
            for mention in self.mentions
            if mention.is_person and (mention.sentence, mention.first) < (sentence, before)
        ]
        if earlier:
            return target_of(earlier[-1])
        return self.focus or self._named_later(sentence)

    def _named_later(self, sentence: int) -> Target | None:
        """ "He hits that dog every night. Mr Gallivan.": the one person of the comment, named behind."""
        before = self.reading.sentences[: sentence + 1]
        if any(one.sentence <= sentence for one in self.mentions if one.level == FEW) or any(
            shape("", "stranger").search(one.canon) for one in before
        ):
            return None
        later = [one for one in self.mentions if one.is_person and one.about != "unknown"]
        return target_of(later[0]) if len({one.key for one in later}) == 1 else None

    def subject(self, sentence: int, first: int, last: int) -> Target:
        """Whom words ``first`` to ``last`` of this sentence are said of."""
        here = self.reading.sentences[sentence]
        return (
            self._before(here, sentence, first)
            or self._after(here, sentence, last)
            or self._implied(here, sentence, first)
            or NO_TARGET
        )

    def _before(self, here: Sentence, sentence: int, first: int) -> Target | None:
        mentions = self.in_sentence(sentence)
        sided: Target | None = None
        index = first - 1
        while index >= 0:
            word = here.words[index].text
            mention = next((one for one in mentions if one.first <= index < one.last), None)
            if mention is not None:
                preposition = here.words[mention.first - 1].text if mention.first else ""
                if preposition in words_under("", "patterns.toml", "side") and mention.first > 1:
                    sided = sided or target_of(mention)
                    index = mention.first - 1
                    continue
                return target_of(mention)
            if _points(word) and not _is_idle(here, index):
                who = self._pronoun(here, sentence, index, first)
                return sided or who if who is not None and who.about == "writer" else who or sided
            index -= 1
        return sided

    def _pronoun(self, here: Sentence, sentence: int, index: int, first: int) -> Target | None:
        """Whom the pronoun at ``index`` stands for, before the words that begin at ``first``."""
        word = here.words[index].text
        if word in words_under("", "patterns.toml", "he"):
            is_strangers = _is_strangers(here, index, self.in_sentence(sentence))
            who = None if is_strangers else self.antecedent(sentence, index)
        elif word in words_under("", "patterns.toml", "you"):
            if word in _YOUR and _is_service(here, index + 1, first):
                return COUNCIL
            who = self.addressee(sentence, index)
            if not who.level:
                return who
        elif word in _THEY:
            return self._group(sentence, index)
        else:
            return Target("writer", NOBODY)
        return who and replace(who, spans=(*who.spans, _span(here, index)))

    def _group(self, sentence: int, index: int) -> Target | None:
        earlier = [one for one in self.mentions if (one.sentence, one.first) < (sentence, index)]
        if earlier and not earlier[-1].is_person:
            return target_of(earlier[-1])
        if earlier and earlier[-1].about == "company":
            return target_of(earlier[-1])
        return Target("council" if not self.is_under_resident else "group", NOBODY)

    def _after(self, here: Sentence, sentence: int, last: int) -> Target | None:
        for mention in self.in_sentence(sentence):
            if mention.first < last:
                continue
            between = [word.text for word in here.words[last : mention.first]]
            if len(between) <= 3 and set(between) <= words_under("", "patterns.toml", "joining"):
                return target_of(mention)
            return None
        between = [word.text for word in here.words[last : last + 2]]
        if (
            len(between) == 2
            and between[0] in ("that", "this")
            and between[1] in words_under("", "patterns.toml", "you")
        ):
            return self.addressee(sentence, last)
        return None

    def _implied(self, here: Sentence, sentence: int, first: int) -> Target | None:
        """A charge without a subject falls on the person spoken of just before, else on the person of the post."""
        if first > 3 and not shape("", "that-one").search(here.canon):
            return None
        if any(
            word.text in ("my", "our", "the", "these", "this", "those", "some")
            for word in here.words[: max(first - 1, 0)]
        ) and not shape("", "that-one").search(here.canon):
            return None
        earlier = [one for one in self.mentions if one.sentence < sentence and one.about != "unknown"]
        if earlier:
            return target_of(earlier[-1])
        later = [one for one in self.mentions if one.sentence > sentence and one.is_person]
        if later and self.focus is None:
            return target_of(later[0])
        is_behind_a_thing = _is_service(here, 0, first) and not self.in_sentence(sentence)
        return None if is_behind_a_thing or self._is_about_the_council(sentence, first) else self.focus

    def _is_about_the_council(self, sentence: int, first: int) -> bool:
        """What was said just before is said of the council, a service or a plan: so is a fragment behind it."""
        if any(one.about == "council" and one.first < first for one in self.in_sentence(sentence)):
            return True
        before = self.reading.sentences[sentence - 1] if sentence else None
        if before is None or any(one.is_person for one in self.mentions if one.sentence < sentence):
            return False
        is_council = any(one.about == "council" for one in self.mentions if one.sentence == sentence - 1)
        return is_council or cue("offence", "offence.toml", "public_things").search(before.canon) is not None


_IDLE = re.compile(
    r"(?:to|the|bloody|like|what|as|from|living|of|in) hell\b|(?:what|whatever|if|as) you (?:like|want|say|ask)\b"
)


def _points(word: str) -> bool:
    """Whether the word is a pronoun that can stand for somebody."""
    return word in _THEY or any(word in words_under("", "patterns.toml", key) for key in ("he", "you", "i"))


def _is_idle(here: Sentence, index: int) -> bool:
    """A pronoun that stands for nobody here: "say what you like", "go to hell", "I think"."""
    if here.words[index].text in words_under("", "patterns.toml", "i"):
        return _says(here, index)
    if index == 0 or "'" in here.words[index].shown or "’" in here.words[index].shown:
        return False
    return _IDLE.match(here.canon, here.places[index - 1]) is not None


def _is_service(here: Sentence, start: int, end: int) -> bool:
    """A service, place or plan of the council stands between these words ("your parking scheme")."""
    between = " ".join(word.text for word in here.words[start:end])
    return cue("offence", "offence.toml", "public_things").search(between) is not None


def _is_strangers(here: Sentence, index: int, mentions: tuple[Mention, ...]) -> bool:
    """ "A man ... his": the pronoun is for somebody whom nobody has named, not for the one in the post."""
    before = here.canon[: here.places[index]]
    return not any(one.first < index for one in mentions) and shape("", "stranger").search(before) is not None


def _says(here: Sentence, index: int) -> bool:
    return any(word.text in words_under("", "patterns.toml", "says") for word in here.words[index + 1 : index + 3])


def _span(here: Sentence, index: int) -> Span:
    return Span(here.words[index].start, here.words[index].end, "target")


def target_of(mention: Mention) -> Target:
    return Target(
        mention.about,
        mention.level,
        (Span(mention.start, mention.end, "target"),),
        mention.key,
        mention.is_junior,
    )


def _focus(parent_mentions: Sequence[Mention]) -> Target | None:
    persons = tuple(one for one in of_persons(parent_mentions) if one.about != "unknown")
    if not persons:
        return None
    first = max(persons, key=lambda one: (one.about != "unknown", one.level))
    level = first.level if len({one.key for one in persons if one.about == first.about}) < 3 else FEW
    return Target(first.about, level, (), first.key, first.is_junior, "parent")


def is_resident(parent: Reading) -> bool:
    """Whether the words answered are another resident's, as far as their manner tells."""
    if not parent.sentences:
        return False
    first = parent.text.lstrip()[:1]
    speaks_for_itself = len(shape("", "resident").findall(parent.canon))
    official = len(shape("", "official").findall(parent.canon))
    if parent.text.startswith(("[photo", "[reply", "[video")):
        return False
    return (speaks_for_itself > official) or (first.islower() and official == 0)


class Stage:
    """Sets the scene of a passage; scorers share one so that a text is read once."""

    def __init__(self, register: Register) -> None:
        self.people = People(register)
        self._reader = Reader(self.people.words)
        self._scene: Callable[[Passage], Scene] = lru_cache(maxsize=256)(self._set)

    def scene(self, passage: Passage) -> Scene:
        return self._scene(passage)

    def _set(self, passage: Passage) -> Scene:
        reading, parent = self._reader.read(passage.text), self._reader.read(passage.parent_text)
        parent_mentions = self.people.mentions(parent)
        mentions = by_first_name(self.people.mentions(reading), reading, parent_mentions)
        by_sentence: dict[int, tuple[Mention, ...]] = {}
        for mention in mentions:
            by_sentence[mention.sentence] = (*by_sentence.get(mention.sentence, ()), mention)
        focus = _focus(parent_mentions)
        sentences = tuple(marked(one, by_sentence.get(index, ())) for index, one in enumerate(reading.sentences))
        return Scene(
            passage, reading, mentions, parent, parent_mentions, is_resident(parent), focus, by_sentence, sentences
        )
