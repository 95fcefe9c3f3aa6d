"""Insults and ill wishes to people, by level; swearing at nobody in particular."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.lexicon import cue, entries_in, shape, words_under
from moderator.scorers.marking import mark
from moderator.scorers.offence.mention import is_bitter, is_kindly_meant, is_mention, is_self
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage, Target, target_of
from moderator.scorers.threats.told import is_told

_VALUES = {2: 0.4, 3: 0.6, 4: 0.9}

_AT_SELF = re.compile(r"\b(?:i|im|me|my|we|our|us|myself)\b")

#: Whoever hopes that somebody "beats it" means the illness.
_WISHED_WELL = re.compile(
    r"\b(?:beats? (?:it|this|the cancer|cancer)|recovers?|gets? (?:better|well)|pulls? through|wouldnt wish)\b"
)
#: The favour asked is to leave office.
_PARTING = re.compile(
    r"\b(?:resign|step (?:down|aside)|stand (?:down|aside)|retire|quit|move on|hand over|leave the council)\b"
)


class AbuseScorer:
    """Value 0.4 for level 2, 0.6 for level 3, 0.9 for level 4 of the published scale; profanity_untargeted is 0.3."""

    name = "abuse"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        found = [*_ill_wishes(scene), *_sexual(scene), *_insults(scene), *_welsh_insults(scene), *_jeers(scene)]
        best = max(found, key=lambda finding: finding.value, default=None)
        if best is not None:
            return [best]
        return list(_swearing(scene))


def _ill_wishes(scene: Scene) -> Iterator[Finding]:
    for index, sentence in enumerate(scene.reading.sentences):
        marked = mark(scene, index)
        ill = shape("offence", "wished-at-marked").search(marked.text)
        well = _WISHED_WELL.search(sentence.canon) is not None or is_kindly_meant(sentence.canon, 0)
        if ill is not None and not well and not is_mention(sentence, *marked.span(*ill.span())):
            who = _leered_at(scene, index, marked.span(*ill.span())[0])
            if who is not None:
                yield _finding(who, 4, "abuse.ill-wish", _WISH, scene, index, marked.span(*ill.span()))
        for entry in entries_in(sentence.canon, "offence", "offence.toml", "death"):
            for match in entry.pattern.finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                if is_mention(sentence, first, last) or _is_about_self(sentence, match) or is_told(scene, sentence):
                    continue
                if is_kindly_meant(sentence.canon, match.end()) or is_bitter(scene, index):
                    continue
                if "favo" in match.group() and _PARTING.search(sentence.canon):
                    continue
                target = _wished_on(scene, sentence, index, match, first)
                if target is not None:
                    yield _finding(
                        target,
                        4,
                        f"abuse.{entry.id}",
                        _WISH,
                        scene,
                        index,
                        (first, last),
                    )


def _is_about_self(sentence: Sentence, match: re.Match[str]) -> bool:
    words = match.group().replace("do us", "do")
    return _AT_SELF.search(words) is not None and re.search(r"\byou|\bhim|\bher|\bhe\b|\bshe\b", words) is None


def _wished_on(scene: Scene, sentence: Sentence, index: int, match: re.Match[str], first: int) -> Target | None:
    text = sentence.canon
    here = scene.in_sentence(index)
    is_for_nobody = any(one.about == "council" for one in here) and not any(one.is_person for one in here)
    if is_for_nobody and shape("offence", "somebody").search(text) is None:
        return None
    if shape("offence", "wished-on").search(text):
        return None
    if shape("offence", "wished-on-2").search(text):
        target = scene.addressee(index, first)
        if target.about == "council" and shape("offence", "plural-you").search(text) is None:
            return Target("unknown", 2)
        return target if target.about != "council" else None
    target = scene.subject(index, first, first + 1)
    if target.is_person:
        return target
    inside = [one for one in scene.in_sentence(index) if one.is_person]
    if inside:
        return target_of(inside[0])
    if set(text.split()) & {"boys", "girls", "kids", "children", "people", "babies", "everyone", "lot"}:
        return Target("group", 2)
    return (
        Target("unknown", 2)
        if set(text.split()) & words_under("offence", "patterns.toml", "her") or scene.focus
        else None
    )


def _insults(scene: Scene) -> Iterator[Finding]:
    for index, sentence in enumerate(scene.reading.sentences):
        sexual = cue("offence", "offence.toml", "sexual").search(sentence.canon)
        if sexual and not is_mention(sentence, *sentence.words_at(*sexual.span())):
            place = sentence.words_at(*sexual.span())
            said = _insulted(scene, sentence, index, place) or scene.subject(index, *place)
            who = said if said.is_person else scene.focus
            if who is not None:
                yield _finding(who, 4, "abuse.sexual", _WHY[4], scene, index, place)
        for level, key in ((3, "level3"), (2, "level2")):
            for match in cue("offence", "offence.toml", key).finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                if is_mention(sentence, first, last) or _is_in_a_name(scene, index, first, last):
                    continue
                target = _insulted(scene, sentence, index, (first, last))
                if target is None or (level == 2 and not _is_protected(target)):
                    continue
                reached = 4 if level == 3 and sexual and sexual.group() != match.group() else level
                yield _finding(target, reached, f"abuse.{key}", _WHY[reached], scene, index, (first, last))


def _sexual(scene: Scene) -> Iterator[Finding]:
    """Sexual talk at a person, with or without a crude word."""
    for index, sentence in enumerate(scene.reading.sentences):
        marked = mark(scene, index)
        for level, key in ((4, "sexual-grave"), (3, "sexual-leer")):
            match = shape("offence", key).search(marked.text)
            if match is None or shape("offence", "leering-at-nobody").search(marked.text):
                continue
            place = marked.span(*match.span())
            who = _leered_at(scene, index, place[0])
            if who is not None and not is_mention(sentence, *place):
                yield _finding(who, level, f"abuse.{key}", _WHY[level], scene, index, place)


def _leered_at(scene: Scene, index: int, first: int) -> Target | None:
    named = [one for one in scene.in_sentence(index) if one.is_person]
    if named:
        return target_of(min(named, key=lambda one: abs(one.first - first)))
    words = {word.text for word in scene.reading.sentences[index].words}
    if words & {"she", "shes", "her", "he", "hes", "him", "you", "your", "that", "it"}:
        return scene.antecedent(index, first)
    return scene.focus


def _is_in_a_name(scene: Scene, index: int, first: int, last: int) -> bool:
    if last - first > 1:
        return False
    return any(one.level == 3 and one.first < last and first < one.last for one in scene.in_sentence(index))


_WISH = "Wishes death or grave harm on a person."
_WHY = {
    2: "A personal insult to a member of staff below senior level or a private person.",
    3: "A crude, sexual or mocking insult to a person.",
    4: "Sexualised abuse of a person.",
}


def _is_protected(target: Target) -> bool:
    return target.about == "private" or (target.about == "officer" and target.is_junior)


def _insulted(scene: Scene, sentence: Sentence, index: int, place: tuple[int, int]) -> Target | None:
    """Whom the insult hits, if it hits a person."""
    first, last = place
    words = [word.text for word in sentence.words]
    if shape("offence", "plural-you").search(sentence.canon) or is_self(sentence, first):
        return None
    around = set(words[max(0, first - 3) : last + 2])
    if re.search(r"\blike (?:you|u)\b", sentence.canon):
        target = scene.addressee(index, first)
        return target if target.is_person else Target("unknown", 2)
    starts_imperative = words[first] in (
        "fuck",
        "suck",
        "show",
        "get",
        "make",
        "nice",
        "piss",
        "go",
        "post",
        "kiss",
        "sod",
        "up",
        "shove",
        "bugger",
    )
    if around & {"you", "youre", "u", "ur", "your", "yourself"} or (starts_imperative and first < 3):
        target = scene.addressee(index, first)
        if target.is_person:
            return target
        is_single = shape("offence", "insulted").search(sentence.canon)
        is_plural = words[last - 1].endswith("s") and not words[last - 1].endswith("ss")
        return (
            Target("unknown", 2)
            if target.about == "council" and is_single and not is_plural and first < 8 and not starts_imperative
            else None
        )
    target = scene.subject(index, first, last)
    if not target.is_person or target.about == "writer":
        return None
    if target.via == "parent" and not target.spans and first > 4:
        return None
    between = _between(scene, sentence, index, first)
    if between is None:
        return target if first <= 4 else None
    is_close = len(between) <= 6 and (
        not between or bool(set(between) & words_under("offence", "patterns.toml", "copula")) or len(between) <= 1
    )
    is_apposed = last == len(sentence.words) and any(
        word.after_gap for word in sentence.words[max(1, first - 2) : first + 1]
    )
    return target if is_close or (is_apposed and target.level == 3) else None


def _between(scene: Scene, sentence: Sentence, index: int, first: int) -> list[str] | None:
    for back in range(first - 1, -1, -1):
        is_name = any(one.first <= back < one.last for one in scene.in_sentence(index))
        if is_name or sentence.words[back].text in words_under("offence", "patterns.toml", "her"):
            joined = ["is"] if sentence.words[back].text in ("hes", "shes", "theyre") else []
            return joined + [word.text for word in sentence.words[back + 1 : first]]
    return None


def _welsh_insults(scene: Scene) -> Iterator[Finding]:
    """Welsh insults count only in a sentence that addresses or names somebody in Welsh."""
    for index, sentence in enumerate(scene.reading.sentences):
        if not shape("offence", "welsh-insults").search(sentence.canon):
            continue
        for match in cue("offence", "offence.toml", "welsh").finditer(sentence.canon):
            first, last = sentence.words_at(*match.span())
            target = scene.subject(index, first, last)
            is_personal = target.is_person or re.search(r"\b(?:ti|tin|wyt|rwyt)\b", sentence.canon)
            if is_personal:
                who = target if target.is_person else Target("private" if scene.is_under_resident else "unknown", 2)
                finding = _finding(who, 3, "abuse.welsh", "A personal insult in Welsh.", scene, index, (first, last))
                yield _with_trait(finding, "welsh")


def _with_trait(finding: Finding, trait: str) -> Finding:
    return replace(finding, traits=finding.traits | {trait})


def _finding(
    target: Target, level: int, rule: str, why: str, scene: Scene, index: int, place: tuple[int, int]
) -> Finding:
    sentence = scene.reading.sentences[index]
    span = Span(sentence.words[place[0]].start, sentence.words[place[1] - 1].end, "insult")
    traits = {f"level-{level}"} | ({"junior"} if target.is_junior else set())
    return Finding(
        "abuse",
        _VALUES[level],
        rule,
        why,
        (*target.spans, span),
        about=target.about or "unknown",
        traits=frozenset(traits),
    )


def _jeers(scene: Scene) -> Iterator[Finding]:
    """Mocks how somebody in the photo or the post looks."""
    if scene.focus is None and not scene.passage.parent_text.startswith("[photo"):
        return
    for index, sentence in enumerate(scene.reading.sentences):
        looks, jeer = shape("offence", "looks").search(sentence.canon), shape("offence", "jeers").search(sentence.canon)
        if looks and jeer and not shape("offence", "jeers-2").search(sentence.canon):
            who = scene.focus or Target("unknown", 2)
            yield _finding(who, 3, "abuse.looks", _WHY[3], scene, index, sentence.words_at(*looks.span()))


def _swearing(scene: Scene) -> Iterator[Finding]:
    for sentence in scene.reading.sentences:
        for match in cue("offence", "offence.toml", "profanity").finditer(sentence.canon):
            first, last = sentence.words_at(*match.span())
            if set(sentence.words[first].shown) & {"'", "’"}:  # "he'll" is no "hell"
                continue
            span = Span(sentence.words[first].start, sentence.words[last - 1].end, "profanity")
            why = "Swears, but at nobody in particular."
            yield Finding("profanity_untargeted", 0.3, "abuse.profanity", why, (span,), traits=frozenset({"level-0"}))
            return
