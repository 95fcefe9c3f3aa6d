"""Tells whether a charge is said OF somebody, or only stands in the same sentence as their name."""

import re
from enum import Enum

from moderator.scorers.lexicon import Entry, cue, shape, words_under
from moderator.scorers.naming import FEW, is_verb_like
from moderator.scorers.people import Mention
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Target

#: What is done to the target by others ("is being investigated for", "was caught") is no fight against the charge.
_UNDERGONE = re.compile(
    r"\b(?:is|was|are|were|hes|shes|theyre|been|being|gets?|got|getting)(?: (?:now|being|also|still|once|twice))* "
    r"(?:investigated|questioned|reported|exposed|caught|stopped|named|quizzed|probed)\b"
)


class Link(Enum):
    """How a target and a charge hang together."""

    #: Subject, attribute, possessor, doer, or the pronoun for one of them.
    FIRM = "firm"
    #: In the same sentence, with something between: worth a look at most.
    LOOSE = "loose"
    #: Only spoken to, or somebody else's deed.
    NONE = "none"


def _words(key: str) -> frozenset[str]:
    return words_under("defamation", "patterns.toml", key)


def link_of(scene: Scene, index: int, target: Target, entry: Entry, place: tuple[int, int]) -> Link:
    """The link between ``target`` and the charge at words ``place`` of sentence ``index``."""
    here = scene.reading.sentences[index]
    first, last = place
    kind = str(entry.facts["kind"])
    anchor = _anchor(scene, index, target, first)
    is_thing = last - first == 1 and not here.words[first].text.endswith(("ing", "ed", "es"))
    if (kind == "noun" or is_thing) and _is_of_another(scene, here, index, place, anchor):
        return Link.LOOSE
    if anchor is None:
        return _implied(scene, here, target, kind, first)
    start, end = anchor
    if start >= last:
        return _ahead(here, kind, last, start)
    if start >= first:
        return Link.FIRM
    return _behind(scene, here, index, target, (kind, start, end, first))


def _anchor(scene: Scene, index: int, target: Target, first: int) -> tuple[int, int] | None:
    """The words of the sentence that point at the target: the name or pronoun nearest before the charge."""
    here = scene.reading.sentences[index]
    shown = {span.start for span in target.spans}
    places = [
        (one.first, one.last)
        for one in scene.in_sentence(index)
        if one.key == target.key and (one.start in shown or not shown) and one.about == target.about
    ]
    places += [(at, at + 1) for at, word in enumerate(here.words) if word.start in shown and (at, at + 1) not in places]
    before = [one for one in places if one[0] < first]
    return max(before) if before else min(places, default=None)


def _implied(scene: Scene, here: Sentence, target: Target, kind: str, first: int) -> Link:
    """Nobody is named in the sentence: a fragment without a subject falls on whoever was spoken of."""
    named = [one for one in scene.mentions if one.key == target.key]
    if named and all(_is_called(scene, one) for one in named) and target.via == "text":
        return Link.LOOSE
    if kind == "verb" and _has_own_subject(here, 0, first):
        return Link.LOOSE
    return Link.FIRM


def _ahead(here: Sentence, kind: str, last: int, start: int) -> Link:
    """The name stands after the charge: "corrupt X", "paid for by X", "brown envelopes for X"."""
    between = [word.text for word in here.words[last:start]]
    if not between:
        if kind == "verb" and not here.words[start].after_gap and _is_robbed_of(here, last):
            return Link.NONE
        return Link.LOOSE if here.words[start].after_gap and kind == "verb" else Link.FIRM
    if between[-1] in ("by", "is", "called", "named", "into", "like", "that", "ie") and len(between) <= 4:
        return Link.FIRM
    if kind == "free" and len(between) <= 6 and not set(between) & _words("breakers"):
        return Link.FIRM
    if set(between) <= words_under("", "patterns.toml", "joining") | _words("stepping"):
        return Link.FIRM
    return Link.LOOSE


def _behind(scene: Scene, here: Sentence, index: int, target: Target, at: tuple[str, int, int, int]) -> Link:
    """The name or pronoun stands before the charge: is it the subject?"""
    kind, start, end, first = at
    mention = next((one for one in scene.in_sentence(index) if one.first <= start < one.last), None)
    between = [word.text for word in here.words[end:first]]
    if mention is None and _is_answering(scene, here, target, start):
        return Link.LOOSE
    if mention is not None and _is_called(scene, mention) and not _is_enclosed(here, end, first):
        is_apposed = bool(between) and between[0] in _words("apposing") and not here.words[start].text.startswith("@")
        if kind != "noun" or len(between) > 4 or here.words[first].text in _words("others"):
            return Link.NONE
        return Link.FIRM if is_apposed else Link.LOOSE
    if not between:
        return Link.FIRM
    if mention is not None and _is_owner(here, mention):
        if _is_of_a_thing(kind, between):
            return Link.LOOSE
        if kind == "verb" and _is_robbed(here, mention):
            return Link.NONE
        return Link.FIRM if not _breaks(between) else Link.LOOSE
    return Link.FIRM if _is_enclosed(here, end, first) else _along(here, kind, (start, end, first), between)


def _along(here: Sentence, kind: str, at: tuple[int, int, int], between: list[str]) -> Link:
    """What the words between name and charge make of the name."""
    start, end, first = at
    if kind == "verb" and _is_adjective(here, first):
        return Link.NONE
    lead = {word.text for word in here.words[max(end, first - 2) : first]}
    if kind == "verb" and lead & _words("topic-makers") and set(between) & _words("speech"):
        return Link.NONE  # "X said the drug dealing has to stop"
    if kind == "verb" and here.words[end].after_gap and _has_own_subject(here, end, first):
        return Link.NONE  # "Well said X, the bankers robbed us"
    is_parted, is_object = _breaks(between), _is_object(here, start)
    if is_parted and (is_object or set(between) & _words("speech")):  # "ask X why the lorries ...", "X said that ..."
        return Link.NONE
    if is_parted or (is_object and kind != "free"):
        return Link.LOOSE
    return Link.LOOSE if kind == "verb" and _has_own_subject(here, end, first) else Link.FIRM


def _is_called(scene: Scene, mention: Mention) -> bool:
    """The name is only spoken to: a leading handle or vocative, not the subject of what follows."""
    here = scene.reading.sentences[mention.sentence]
    lead = here.words[: mention.first]
    if any(not word.text.startswith("@") and word.text not in _words("greeting") for word in lead):
        return False
    if mention.last >= len(here.words):
        return bool(lead) or here.words[mention.first].text.startswith("@")
    follower = here.words[mention.last]
    if here.words[mention.first].text.startswith("@"):
        is_subject = is_verb_like(follower.text) and not follower.after_gap and follower.text not in ("you", "and")
        return not is_subject
    return follower.after_gap and not is_verb_like(follower.text)


def _is_answering(scene: Scene, here: Sentence, target: Target, at: int) -> bool:
    """ "He" would be somebody who is only spoken to: it is somebody else."""
    if here.words[at].text not in words_under("", "patterns.toml", "he"):
        return False
    named = [one for one in scene.mentions if one.key == target.key and one.start < here.words[at].start]
    return bool(named) and all(_is_called(scene, one) and one.key.startswith("@") for one in named)


def _is_enclosed(here: Sentence, end: int, first: int) -> bool:
    """An apposition between two commas ("X, the landlord of the Ship, hits ...")."""
    return (
        end < first
        and here.words[end].after_gap
        and here.words[first].after_gap
        and not _breaks([word.text for word in here.words[end:first]])
    )


def _is_owner(here: Sentence, mention: Mention) -> bool:
    return re.search("s?['’`]s?$", here.words[mention.last - 1].shown) is not None


def _is_of_a_thing(kind: str, between: list[str]) -> bool:
    """ "X's strawberries are criminal": said of what is X's."""
    if kind != "noun" or len(between) < 2:
        return False
    verb = next((at for at, word in enumerate(between) if word in ("is", "are", "was", "were", "look", "looks")), 0)
    return 0 < verb < 4 and not set(between[:verb]) & (_words("copula") | _words("stepping"))


def _is_robbed(here: Sentence, mention: Mention) -> bool:
    """ "Somebody broke into X's shop and took the tin": it was done to X."""
    if mention.first < 2 or here.words[mention.first - 1].text not in (
        "into",
        "from",
        "at",
        "in",
        "on",
        "to",
        "outside",
    ):
        return False
    return any(word.text in _words("breakers") | _words("robbers") for word in here.words[: mention.first - 1])


def _is_robbed_of(here: Sentence, last: int) -> bool:
    """The name is the object of the deed ("somebody broke into X's shop", "he hit X"): it was done to X."""
    verb = here.words[last - 1].text
    doers = _words("breakers") | _words("robbers") | words_under("", "patterns.toml", "he")
    return not verb.endswith("ing") and any(word.text in doers for word in here.words[: last - 1])


def _is_object(here: Sentence, start: int) -> bool:
    """The name follows a word that makes it the object ("support X to ...", "told X that ...")."""
    return start > 0 and here.words[start - 1].text in _words("governing")


def _is_adjective(here: Sentence, first: int) -> bool:
    """A participle after an article describes a thing ("the leaked plans")."""
    return here.words[first - 1].text in ("the", "a", "an", "these", "those", "any") and here.words[
        first
    ].text.endswith(("ed", "en"))


def _breaks(between: list[str]) -> bool:
    """Another clause with a subject of its own opens between name and charge."""
    for place, word in enumerate(between):
        after = between[place + 1] if place + 1 < len(between) else ""
        if word in _words("breakers") and not (after in _words("says-words") and word in ("i", "we")):
            return True
        if word in _words("openers") and after and after not in _words("same-subject"):
            return True
        if word in ("who", "what") and place and between[place - 1] in _words("asking"):
            return True
        if word in _words("joiners") and after in _words("determiners"):
            return True
    return False


def _has_own_subject(here: Sentence, end: int, first: int) -> bool:
    """The verb has a plain noun right before it, so somebody else is its subject ("the military killed")."""
    verb = here.words[first].text
    if verb.endswith("ing") or not verb[:1].isalpha() or verb in _words("no-verb"):
        return False
    back = first - 1
    while back >= end and (here.words[back].text in _words("stepping") or here.words[back].text.endswith("ly")):
        back -= 1
    if back < end:
        return False
    noun = here.words[back].text
    if any(word.text in ("and", "then", "or") for word in here.words[back + 1 : first]):  # "is a drunk and hits ..."
        return False
    if here.words[back + 1].after_gap or is_verb_like(noun) or noun.endswith(("ing", "ed")):
        return False
    if end and here.words[end].text in words_under("", "patterns.toml", "side"):  # "X from the shop hit ..."
        return False
    return noun not in _words("little") and not shape("", "that-one").search(here.canon)


def _is_of_another(
    scene: Scene, here: Sentence, index: int, place: tuple[int, int], anchor: tuple[int, int] | None
) -> bool:
    """The word describes a thing or another body that follows it ("the corrupt system", "fraud prevention")."""
    last = place[1]
    if last >= len(here.words) or here.words[last].after_gap:
        return False
    follower = here.words[last]
    if anchor is not None and anchor[0] <= last < anchor[1]:
        return False
    for mention in scene.in_sentence(index):
        if mention.first <= last < mention.last:
            return not (mention.is_person and mention.level > FEW)
    if follower.text in _words("follow-things"):
        return True
    is_name = follower.shown[:1].isupper() and not follower.shown.isupper() and not here.words[last - 1].shown.isupper()
    return (
        is_name
        and last > 1
        and anchor is not None
        and anchor[0] < place[0]
        and not _has_copula(here, anchor[1], place[0])
    )


def _has_copula(here: Sentence, end: int, first: int) -> bool:
    return any(word.text in ("is", "was", "are", "were") for word in here.words[end:first])


def is_opponent(sentence: Sentence, scene: Scene, index: int, first: int) -> bool:
    """The target fights, reports or suffers what is named instead of doing it."""
    names = [one for one in scene.in_sentence(index) if one.last <= first]
    start = names[-1].last if names else max(0, first - 6)
    between = _UNDERGONE.sub(" ", " ".join(word.text for word in sentence.words[start:first]))
    if re.search(r"[a-z]s (?:who|which)\b", between):  # "ask X why the crooks who ...": somebody else's deed
        return True
    if shape("defamation", "dealt-with").search(between):  # "X fined a dealer": it was done to somebody else
        return True
    return cue("defamation", "assertion.toml", "counter").search(between) is not None
