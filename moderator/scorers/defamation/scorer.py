"""Scores a charge against somebody: target times imputation times assertion times record, each with its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.company import LAUGHS
from moderator.scorers.defamation.assertion import assertion_of
from moderator.scorers.defamation.charge import FLOOR, Charge, finding_of
from moderator.scorers.defamation.circumstance import circumstantial
from moderator.scorers.defamation.doubt import Doubt, doubt_of, is_told_as_seen
from moderator.scorers.defamation.hints import insinuations, signs_alone, suspicious
from moderator.scorers.defamation.link import Link, is_opponent, link_of
from moderator.scorers.lexicon import Entry, cue, entries_in, words_under
from moderator.scorers.naming import FEW, NAMED
from moderator.scorers.offence.mention import is_of_oneself
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage, Target, target_of


class DefamationScorer:
    """Value: the element score, 0 to 1. Says nothing where nobody who could be harmed is spoken of."""

    name = "defamation"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        found = [*_charges(scene), *insinuations(scene), *signs_alone(scene)]
        charges = sorted(found or list(suspicious(scene)) or circumstantial(scene), key=lambda charge: -charge.value)
        best: dict[str, Charge] = {}
        for charge in charges:
            is_told = charge.value >= FLOOR or (charge.target.about == "candidate" and charge.assertion.form > 1)
            if is_told:
                best.setdefault(charge.target.key or charge.target.about, charge)
        return [finding_of(charge) for charge in list(best.values())[:4]]


def _charges(scene: Scene) -> Iterator[Charge]:
    for index, sentence in enumerate(scene.reading.sentences):
        idioms = [match.span() for match in cue("defamation", "imputations.toml", "idiom").finditer(sentence.canon)]
        for entry in (
            *entries_in(sentence.canon, "defamation", "imputations.toml", "imputation"),
            *entries_in(sentence.canon, "defamation", "deeds.toml", "deed"),
        ):
            for match in entry.pattern.finditer(sentence.canon):
                if not entry.facts.get("literal") and any(
                    start < match.end() and match.start() < end for start, end in idioms
                ):
                    continue
                charge = _charge(scene, index, entry, match)
                if charge is not None:
                    yield charge


def _charge(scene: Scene, index: int, entry: Entry, match: re.Match[str]) -> Charge | None:
    sentence = scene.reading.sentences[index]
    first, last = sentence.words_at(*match.span())
    if _is_in_a_name(scene, index, first, last):
        return None
    target = _target(scene, sentence, index, entry, (first, last))
    if target is None or target.level == 0:
        return None
    link = link_of(scene, index, target, entry, (first, last))
    if link is Link.NONE:
        return None
    if link is Link.LOOSE:
        target = replace(target, level=FEW)
    doubt = _doubt(scene, index, entry, match, target)
    if doubt is Doubt.INNOCENT:
        return None
    seriousness = int(entry.facts["class"])
    assertion = assertion_of(scene, index, first, seriousness=seriousness, after=last)
    words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
    spans = tuple(dict.fromkeys((*target.spans, words, *assertion.spans)))
    return Charge(
        target,
        seriousness,
        assertion,
        spans,
        is_welsh=bool(entry.facts.get("welsh")),
        rule=entry.id,
        is_doubtful=doubt is Doubt.SOME,
        is_certain=bool(entry.facts.get("certain")),
    )


def _doubt(scene: Scene, index: int, entry: Entry, match: re.Match[str], target: Target) -> Doubt:
    """What may be doubted of the charge: its words, and how and of whom the list says that they count."""
    facts = entry.facts
    if facts.get("welsh"):
        return Doubt.NONE
    if facts.get("plain"):
        return Doubt.SOME if LAUGHS.search(scene.reading.signs) else Doubt.NONE
    doubt = doubt_of(scene, index, match, target)
    is_weak = bool(facts.get("told")) and (LAUGHS.search(scene.reading.signs) or not is_told_as_seen(scene))
    is_strangers = target.about not in facts.get("of", (target.about,))
    return max(doubt, Doubt.SOME) if is_weak or is_strangers else doubt


def _target(scene: Scene, sentence: Sentence, index: int, entry: Entry, place: tuple[int, int]) -> Target | None:
    first, last = place
    kind = entry.facts["kind"]
    target = _meant(scene, sentence, index, kind, place)
    if target.level == 0:
        return None
    if kind == "noun" and (is_of_oneself(sentence, first) or not _is_said_of(scene, sentence, index, place)):
        return None
    if is_opponent(sentence, scene, index, first) or (kind == "verb" and _is_suffered(sentence, first)):
        return None
    is_plural = sentence.words[last - 1].text.endswith(("ves", "s")) and kind == "noun" and target.via == "parent"
    if (
        is_plural
        and sentence.words[last - 1].text in words_under("defamation", "patterns.toml", "plurals")
        and target.about != "company"
    ):
        return None
    return target


def _meant(scene: Scene, sentence: Sentence, index: int, kind: str, place: tuple[int, int]) -> Target:
    """Whom the words point at, before asking whether they say it of them."""
    first, last = place
    described = [one for one in scene.in_sentence(index) if one.first == last and one.is_person]
    if kind == "noun" and described and not sentence.words[last].after_gap:
        return target_of(described[0])
    target = scene.subject(index, first, last)
    is_relation = target.level == FEW and target.key.startswith(("his ", "her "))  # "her brother owns": said of her
    if is_relation or (
        not target.is_person and any(word.text in ("his", "her") for word in sentence.words[first:last])
    ):
        target = scene.antecedent(index, first) or target
    if kind == "free" and not (target.is_person and target.level >= NAMED):
        inside = [one for one in scene.in_sentence(index) if one.is_person or one.about == "company"]
        if inside and target.about != "writer":
            target = target_of(max(inside, key=lambda one: (one.level, one.about != "company")))
    within = [one for one in scene.in_sentence(index) if first <= one.first < last and one.is_person]
    return target_of(within[0]) if within and target.level == 0 and target.about != "writer" else target


def _is_in_a_name(scene: Scene, index: int, first: int, last: int) -> bool:
    """The word is (part of) somebody's name ("Cllr Crook")."""
    return any(one.level == NAMED and one.first < last and first < one.last for one in scene.in_sentence(index)) and (
        last - first == 1
    )


def _is_said_of(scene: Scene, sentence: Sentence, index: int, place: tuple[int, int]) -> bool:
    """The noun stands as what somebody IS: after a form of "to be", beside a name, or as a cry of its own."""
    first = place[0]
    anchor = -1
    for back in range(first - 1, -1, -1):
        is_name = any(one.first <= back < one.last for one in scene.in_sentence(index))
        if is_name or sentence.words[back].text in words_under("defamation", "patterns.toml", "pronouns"):
            anchor = back
            break
    between = [word.text for word in sentence.words[anchor + 1 : first]]
    if anchor < 0 and _is_dropped(sentence, place):
        return True
    if anchor < 0:
        return first <= 3 and not set(between) & (
            words_under("defamation", "patterns.toml", "blocking") | {"my", "these", "those", "all", "no", "what"}
        )
    if _is_appositive(sentence, first):
        return True
    between = _after_modifier(between)
    if set(between) & words_under("defamation", "patterns.toml", "blocking") or len(between) > 7:
        return False
    held = sentence.words[anchor].text
    is_joined = held in {"hes", "shes", "theyre", "youre", "ur", "you", "u", "your"} or held.endswith("s")
    return not between or is_joined or bool(set(between) & words_under("defamation", "patterns.toml", "copula"))


def _is_dropped(sentence: Sentence, place: tuple[int, int]) -> bool:
    """The subject is left out in front and named behind ("Wants castrating, the dirty ...")."""
    first, last = place
    lead = [word.text for word in sentence.words[max(0, first - 3) : first]]
    return (
        sentence.words[0].text in words_under("defamation", "patterns.toml", "dropping")
        and last == len(sentence.words)
        and bool({"the", "that", "this"} & set(lead))
        and not sentence.words[last - 1].text.endswith("s")
    )


def _after_modifier(between: list[str]) -> list[str]:
    """Without what only tells where somebody is from ("X from number 8 is a ...")."""
    if between and between[0] in ("from", "with", "at", "in", "of", "on", "over"):
        verb = next((at for at, word in enumerate(between) if word in ("is", "was", "are", "were")), None)
        if verb is not None and not set(between[1:verb]) & words_under("defamation", "patterns.toml", "blocking"):
            return between[verb:]
    return between


_PURE = frozenset(
    ["pure", "absolute", "total", "proper", "complete", "utter", "bloody", "a", "the", "bunch", "of", "just"]
)


def _is_appositive(sentence: Sentence, first: int) -> bool:
    """Thrown in after a comma ("they charged me twice, pure criminals")."""
    for back in range(first, max(-1, first - 4), -1):
        if sentence.words[back].after_gap:
            return first > back or len(sentence.words) == first + 1
        if back < first and sentence.words[back].text not in _PURE:
            return False
    return False


_PASSIVE = frozenset(["be", "been", "being", "were", "was", "get", "gets", "got", "getting"])


def _is_suffered(sentence: Sentence, first: int) -> bool:
    """The verb stands in the passive: the target suffered it."""
    word = sentence.words[first].text
    if first == 0 and word.endswith("ed") and [one.text for one in sentence.words[1:2]] == ["by"]:
        return True  # "forged by hand"
    is_participle = word.endswith("ed") or word in ("stolen", "beaten", "hit", "hurt", "thrown", "bitten", "shot")
    return (
        first > 0
        and sentence.words[first - 1].text in _PASSIVE
        and is_participle
        and word not in words_under("defamation", "patterns.toml", "states")
    )
