"""Scores a charge against somebody: target times imputation times assertion times record, each with its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.defamation.assertion import RECORD_WEIGHTS, WEIGHTS, Assertion, assertion_of
from moderator.scorers.lexicon import Entry, cue, entries, shape, words_under
from moderator.scorers.naming import NAMED, ROLE
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage, Target, target_of

_TARGET_WEIGHTS = {3: 1.0, 2: 0.8, 1: 0.3, 0: 0.0}
_SERIOUSNESS = {4: 1.0, 3: 0.85, 2: 0.5}
#: Below this nothing is reported: the element score of the published policy.
FLOOR = 0.22


_GAIN_SIGNS = re.compile("[💰💸🤑💷💵🤫✉🧧🥂🍾🐀🐍]")


_SCARE = re.compile(r"innocent face|talk of the town")
_WINKING = re.compile("[👀🤔🙄🤫😉🤐🧐😏🤨⏳💰💸🤑😇🤭🙃]")


@dataclass(frozen=True, slots=True)
class _Charge:
    target: Target
    seriousness: int
    assertion: Assertion
    spans: tuple[Span, ...]
    is_welsh: bool
    rule: str

    @property
    def value(self) -> float:
        product = _TARGET_WEIGHTS[self.target.level] * _SERIOUSNESS[self.seriousness]
        return round(product * WEIGHTS[self.assertion.form] * RECORD_WEIGHTS[self.assertion.record], 3)


class DefamationScorer:
    """Value: the element score, 0 to 1. Says nothing where nobody who could be harmed is spoken of."""

    name = "defamation"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        found = [*_charges(scene), *_insinuations(scene), *_signs_alone(scene)]
        charges = sorted(found or _suspicious(scene), key=lambda charge: -charge.value)
        best: dict[str, _Charge] = {}
        for charge in charges:
            is_told = charge.value >= FLOOR or (charge.target.about == "candidate" and charge.assertion.form > 1)
            if is_told:
                best.setdefault(charge.target.key or charge.target.about, charge)
        return [_finding(charge) for charge in list(best.values())[:4]]


def _charges(scene: Scene) -> Iterator[_Charge]:
    for index, sentence in enumerate(scene.reading.sentences):
        idioms = [match.span() for match in cue("defamation", "imputations.toml", "idiom").finditer(sentence.canon)]
        for entry in entries("defamation", "imputations.toml", "imputation"):
            for match in entry.pattern.finditer(sentence.canon):
                if any(start < match.end() and match.start() < end for start, end in idioms):
                    continue
                charge = _charge(scene, index, entry, match)
                if charge is not None:
                    yield charge


def _charge(scene: Scene, index: int, entry: Entry, match: re.Match[str]) -> _Charge | None:
    sentence = scene.reading.sentences[index]
    first, last = sentence.words_at(*match.span())
    if _is_in_a_name(scene, index, first, last):
        return None
    target = _target(scene, sentence, index, entry, (first, last))
    if target is None or target.level == 0:
        return None
    seriousness = int(entry.facts["class"])
    assertion = assertion_of(scene, index, first, seriousness=seriousness, after=last)
    words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
    spans = tuple(dict.fromkeys((*target.spans, words, *assertion.spans)))
    return _Charge(target, seriousness, assertion, spans, bool(entry.facts.get("welsh")), entry.id)


def _target(scene: Scene, sentence: Sentence, index: int, entry: Entry, place: tuple[int, int]) -> Target | None:
    first, last = place
    kind = entry.facts["kind"]
    target = scene.subject(index, first, last)
    if kind == "free" and not (target.is_person and target.level >= NAMED):
        inside = [one for one in scene.in_sentence(index) if one.is_person or one.about == "company"]
        if inside and target.about != "writer":
            target = target_of(max(inside, key=lambda one: (one.level, one.about != "company")))
    if target.level == 0:
        return None
    if kind == "noun" and not _is_said_of(scene, sentence, index, place):
        return None
    if _is_opponent(sentence, scene, index, first) or (kind == "verb" and _is_suffered(sentence, first)):
        return None
    is_plural = sentence.words[last - 1].text.endswith(("ves", "s")) and kind == "noun" and target.via == "parent"
    if (
        is_plural
        and sentence.words[last - 1].text in words_under("defamation", "patterns.toml", "plurals")
        and target.about != "company"
    ):
        return None
    return target


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
    if anchor < 0:
        return first <= 3 and not set(between) & (
            words_under("defamation", "patterns.toml", "blocking") | {"my", "these", "those", "all", "no", "what"}
        )
    if _is_appositive(sentence, first):
        return True
    if set(between) & words_under("defamation", "patterns.toml", "blocking") or len(between) > 7:
        return False
    held = sentence.words[anchor].text
    is_joined = held in {"hes", "shes", "theyre", "youre", "ur", "you", "u", "your"} or held.endswith("s")
    return not between or is_joined or bool(set(between) & words_under("defamation", "patterns.toml", "copula"))


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
    is_participle = word.endswith("ed") or word in ("stolen", "beaten", "hit", "hurt", "thrown", "bitten", "shot")
    return (
        first > 0
        and sentence.words[first - 1].text in _PASSIVE
        and is_participle
        and word not in words_under("defamation", "patterns.toml", "states")
    )


def _is_opponent(sentence: Sentence, scene: Scene, index: int, first: int) -> bool:
    """The target fights, reports or suffers what is named instead of doing it."""
    names = [one for one in scene.in_sentence(index) if one.last <= first]
    start = names[-1].last if names else max(0, first - 6)
    between = " ".join(word.text for word in sentence.words[start:first])
    if re.search(r"[a-z]s (?:who|which)\b", between):  # "ask X why the crooks who ...": somebody else's deed
        return True
    return cue("defamation", "assertion.toml", "counter").search(between) is not None


def _insinuations(scene: Scene) -> Iterator[_Charge]:
    """Nothing is said outright, but a wink is set beside a name and a gain."""
    winks = _WINKING.search(scene.reading.signs)
    for index, sentence in enumerate(scene.reading.sentences):
        match = cue("defamation", "assertion.toml", "wink").search(sentence.canon)
        scare = _SCARE.search(sentence.canon)
        quoted = winks and (
            any(word.is_quoted for word in sentence.words) or shape("defamation", "luxury").search(sentence.canon)
        )
        is_gain = shape("defamation", "money-talk").search(sentence.canon)
        whose = shape("defamation", "insinuations").search(sentence.canon)
        strong = shape("defamation", "strong-wink").search(sentence.canon)
        gain_sign = _GAIN_SIGNS.search(scene.reading.signs)
        match = match or strong
        if cue("defamation", "assertion.toml", "praise").search(sentence.canon) and not (scare or quoted):
            continue
        if not (scare or strong or ((match or quoted or whose or gain_sign) and is_gain)):
            continue
        persons = [one for one in scene.in_sentence(index) if one.is_person]
        target = target_of(persons[0]) if persons else scene.focus
        if target is None or target.level < ROLE or target.about == "private":
            continue
        hit = match or scare or whose or is_gain
        if hit is None:
            continue
        first, last = sentence.words_at(*hit.span())
        words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
        seriousness = 2 if whose else 3
        yield _Charge(
            target, seriousness, Assertion(2, 0, ()), (*target.spans, words), is_welsh=False, rule="insinuation"
        )


def _suspicious(scene: Scene) -> Iterator[_Charge]:
    """No charge is spelled out, yet suspect words stand beside a person or a firm: worth a look, never a hide."""
    for index, sentence in enumerate(scene.reading.sentences):
        match = cue("defamation", "assertion.toml", "suspect").search(sentence.canon)
        match = (
            match
            or shape("defamation", "money").search(sentence.canon)
            or shape("defamation", "witness").search(sentence.canon)
        )
        match = match or cue("defamation", "assertion.toml", "telling").search(sentence.canon)
        if match is None or cue("defamation", "assertion.toml", "praise").search(sentence.canon):
            continue
        is_plain = cue("defamation", "assertion.toml", "suspect").search(sentence.canon) is not None
        if cue("defamation", "imputations.toml", "idiom").search(sentence.canon):
            continue
        first, last = sentence.words_at(*match.span())
        target = scene.subject(index, first, last)
        if not is_plain and target.about not in ("officer", "private", "company"):
            continue
        if target.level < ROLE or target.about == "unknown" or _is_opponent(sentence, scene, index, first):
            continue
        assertion = assertion_of(scene, index, first, seriousness=2, after=last)
        if assertion.form < 2 or assertion.record:
            continue
        words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
        yield _Charge(target, 2, Assertion(3, 0, ()), (*target.spans, words), is_welsh=False, rule="suspect-words")


def _signs_alone(scene: Scene) -> Iterator[_Charge]:
    """A reply of money bags and hushing faces under a post about one person."""
    focus = scene.focus
    words = [word for sentence in scene.reading.sentences for word in sentence.words]
    gain = _GAIN_SIGNS.search(scene.passage.text)
    if focus is None or gain is None or len(words) > 2 or focus.about == "private":
        return
    span = Span(gain.start(), gain.end(), "imputation")
    yield _Charge(focus, 3, Assertion(2, 0, ()), (span,), is_welsh=False, rule="signs")


def _finding(charge: _Charge) -> Finding:
    traits = {
        f"T{charge.target.level}",
        f"I{charge.seriousness}",
        f"F{charge.assertion.form}",
        f"P{charge.assertion.record}",
    }
    traits |= {"junior"} if charge.target.is_junior else set()
    traits |= {"gravest"} if charge.seriousness == 4 else set()
    traits |= {"welsh"} if charge.is_welsh else set()
    return Finding(
        "defamation",
        charge.value,
        f"defamation.{charge.rule}",
        _why(charge),
        charge.spans,
        about=charge.target.about,
        traits=frozenset(traits),
    )


_FORMS = (
    "in jest or denial",
    "as a question or an opinion with its basis",
    "with a wink",
    "as a suspicion",
    "as hearsay",
    "as fact",
)
_CHARGES = {4: "a crime of the gravest kind", 3: "a crime or an abuse of office", 2: "a stain on character"}
_WHO = {1: "one of a few people", 2: "one office-holder or firm", 3: "a named person"}


def _why(charge: _Charge) -> str:
    place = " named in what it answers" if charge.target.via == "parent" else ""
    record = " A public record is claimed." if charge.assertion.record else ""
    return (
        f"Says {_CHARGES[charge.seriousness]} of {_WHO[charge.target.level]} ({charge.target.about}){place}, "
        f"{_FORMS[charge.assertion.form]}.{record}"
    )
