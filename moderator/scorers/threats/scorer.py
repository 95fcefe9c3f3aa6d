"""Finds threats by their grammar: who will do what to whom, with what, where; and what only looks like one."""

import re
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.anchored import anchored
from moderator.scorers.lexicon import cue, entries_in, shape
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import NO_TARGET, Scene, Stage, Target, target_of
from moderator.scorers.threats.grammar import is_violent_about_somebody, threats_in
from moderator.scorers.threats.menace import menace
from moderator.scorers.threats.softening import is_a_game, is_softened
from moderator.scorers.threats.told import is_innocent, is_only_menace, is_told

_LAUGHS = re.compile("[😂🤣😆😹😅]")
_LAUGH_WORDS = anchored(r"\b(?:lol|lmao|haha+|joking|jk)\b")

#: A reckoning that voters announce.
_AT_THE_POLLS = anchored(r"\b(?:ballot|polls|polling|vote|votes|voters|voting|election|elections)\b")

#: Patterns that are a threat whoever is meant.
_ALWAYS = frozenset({"bomb", "gather", "knows-where"})


_WHY = {
    "announced-violence": "Announces violence against a person.",
    "violence-deserved": "Says that a person should suffer violence.",
    "knows-where": "Menaces a person with where they live, work or may be found.",
    "bomb": "Speaks of a bomb, arson or an attack on a place with people.",
    "menace": "Menacing or heated words that may be hyperbole: a person decides.",
    "gather": "Calls on others to go to somebody's home, or to harass them.",
}


class ThreatScorer:
    """Value 0.9 for a credible threat or incitement, 0.5 for menace or hyperbole that a person should see."""

    name = "threats"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [
            self._findings(self._stage.scene(passage), found) for passage, found in zip(passages, earlier, strict=True)
        ]

    def _findings(self, scene: Scene, earlier: Sequence[Finding]) -> list[Finding]:
        found = [
            *_hard(scene),
            *_by_grammar(scene),
            *_soft(scene),
            *_armed_signs(scene),
            *_nudges(scene, earlier),
        ] or [*_violent_talk(scene), *_menaces(scene)]
        best = max(found, key=lambda finding: finding.value, default=None)
        return [] if best is None else [best]


def _hard(scene: Scene) -> Iterator[Finding]:
    for index, sentence in enumerate(scene.reading.sentences):
        if _is_reported(scene, sentence):
            continue
        for entry in entries_in(sentence.canon, "threats", "threats.toml", "hard"):
            for match in entry.pattern.finditer(sentence.canon):
                if _is_harmless(sentence, match) or is_innocent(scene, sentence, *match.span()):
                    continue
                target = _target(scene, sentence, index, match)
                strong = _is_credible(scene, sentence, entry.id, target, match)
                if entry.id == "announced-violence" and is_a_game(scene):
                    strong = None
                if strong is not None:
                    strong = strong and not is_softened(scene, sentence, *match.span())
                    strong = strong and not is_only_menace(scene, sentence, index, *match.span())
                    yield _finding(sentence, match, target, f"threat.{entry.id}", _WHY[entry.id], hard=strong)


def _by_grammar(scene: Scene) -> Iterator[Finding]:
    for index, sentence in enumerate(scene.reading.sentences):
        if _is_reported(scene, sentence):
            continue
        for threat in threats_in(scene, index):
            place = _signs_of(sentence, (threat.first, threat.last))
            if is_innocent(scene, sentence, *place):
                continue
            target = _whom(scene, index, threat.first, threat.last)
            is_hard = threat.is_hard and not is_only_menace(scene, sentence, index, *place)
            why = _WHY["announced-violence" if is_hard else "menace"]
            yield _spoken(sentence, (threat.first, threat.last), target, f"threat.{threat.rule}", why, hard=is_hard)


def _signs_of(sentence: Sentence, words: tuple[int, int]) -> tuple[int, int]:
    """Where in ``sentence.canon`` the words lie."""
    first, last = words
    return sentence.places[first], sentence.places[last - 1] + len(sentence.words[last - 1].text)


def _soft(scene: Scene) -> Iterator[Finding]:
    if _AT_THE_POLLS.search(scene.reading.canon):
        return
    for index, sentence in enumerate(scene.reading.sentences):
        if _is_reported(scene, sentence):
            continue
        for entry in entries_in(sentence.canon, "threats", "threats.toml", "soft"):
            for match in entry.pattern.finditer(sentence.canon):
                if _is_harmless(sentence, match) or _is_nobodys(scene, sentence, index, match):
                    continue
                target = _target(scene, sentence, index, match)
                yield _finding(sentence, match, target, f"threat.{entry.id}", _WHY["menace"], hard=False)


def _is_nobodys(scene: Scene, sentence: Sentence, index: int, match: re.Match[str]) -> bool:
    """Wished on nobody anyone could find ("whoever timed those lights wants shooting")."""
    if not shape("threats", "is-nobodys").search(match.group()):
        return False
    return re.search(r"\b(?:whoever|who|what|it|that|idea|thing)\b", sentence.canon[: match.start()]) is not None


def _is_harmless(sentence: Sentence, match: re.Match[str]) -> bool:
    harmless = cue("threats", "threats.toml", "harmless")
    touching = (
        one for one in harmless.finditer(sentence.canon) if one.start() < match.end() and match.start() < one.end()
    )
    return any(not _is_outdone(one.group(), match.group()) for one in touching)


def _is_outdone(harmless: str, threat: str) -> bool:
    """A plain threat that merely brushes a harmless phrase stays one."""
    return shape("threats", "is-outdone").search(threat) is not None and not shape("threats", "is-outdone-2").search(
        harmless
    )


def _is_reported(scene: Scene, sentence: Sentence) -> bool:
    quoted = sum(word.is_quoted for word in sentence.words)
    if quoted and quoted >= len(sentence.words) - 6 and quoted < len(sentence.words):
        return True
    return cue("threats", "threats.toml", "report").search(sentence.canon) is not None or is_told(scene, sentence)


def _target(scene: Scene, sentence: Sentence, index: int, match: re.Match[str]) -> Target:
    return _whom(scene, index, *sentence.words_at(*match.span()))


def _whom(scene: Scene, index: int, first: int, last: int) -> Target:
    inside = [one for one in scene.in_sentence(index) if one.is_person]
    if inside:
        return target_of(min(inside, key=lambda one: abs(one.first - first)))
    words = {word.text for word in scene.reading.sentences[index].words[first:last]}
    if words & {"you", "your", "u", "ur", "youre", "ya"}:
        return scene.addressee(index, first)
    if words & {"him", "her", "his", "he", "she", "hers"}:
        return scene.antecedent(index, first) or Target("unknown", 2)
    return scene.subject(index, first, last)


def _is_credible(scene: Scene, sentence: Sentence, rule: str, target: Target, match: re.Match[str]) -> bool | None:
    """True for a credible threat, False for hyperbole a person should see, None for nothing."""
    laughs = _LAUGHS.search(scene.reading.signs) is not None or _LAUGH_WORDS.search(sentence.canon) is not None
    is_body = cue("threats", "threats.toml", "body").search(sentence.canon) is not None or target.about == "council"
    has_people = target.is_person or shape("threats", "people").search(sentence.canon) is not None
    if shape("threats", "armed").search(sentence.canon):
        return True
    full = shape("threats", "full-house").search(f"{scene.reading.canon} {scene.parent.canon}") or _group(sentence)
    is_at_body = target.about == "council" or (rule == "bomb" and not target.about)
    if rule in ("bomb", "announced-violence") and is_at_body and not full:
        return False
    if rule in _ALWAYS:
        return not (laughs and is_body) and (has_people or rule == "bomb" or not is_body)
    if re.search(r"\b(?:whoever|whoevers)\b", sentence.canon) and not target.is_person:
        return None if laughs else False
    if target.is_person:
        return not (laughs and rule == "violence-deserved" and target.level < 3)
    if rule == "violence-deserved":
        is_at_people = shape("threats", "is-credible").search(sentence.canon) is not None
        if not is_at_people and not _group(sentence):
            return None if target is NO_TARGET or laughs else False
        return not (is_body or laughs)
    return not (is_body and laughs) if has_people else False


def _group(sentence: Sentence) -> bool:
    return cue("offence", "offence.toml", "groups").search(sentence.canon) is not None


def _armed_signs(scene: Scene) -> Iterator[Finding]:
    """Weapon signs beside an appointment ("🔪🔪 see you Friday")."""
    weapons = list(re.finditer("[🔪🔫💣🗡🪓⚰🧨]", scene.passage.text))
    if not weapons:
        return
    appointment = shape("threats", "armed-signs").search(scene.reading.canon)
    harmless = cue("threats", "threats.toml", "harmless").search(scene.reading.canon)
    named = scene.focus is not None or any(one.is_person for one in scene.mentions)
    if appointment and not harmless:
        spans = tuple(Span(one.start(), one.end(), "threat") for one in weapons[:3])
        yield Finding(
            "threat",
            0.9,
            "threat.signs",
            "Weapon signs beside an appointment.",
            spans,
            about="unknown",
            traits=frozenset({"level-5"}),
        )
    elif named and len(weapons) > 1 and not harmless:
        spans = tuple(Span(one.start(), one.end(), "threat") for one in weapons[:3])
        yield Finding(
            "threat",
            0.5,
            "threat.signs",
            "Weapon signs beside a name.",
            spans,
            about="unknown",
            traits=frozenset({"soft"}),
        )


def _nudges(scene: Scene, earlier: Sequence[Finding]) -> Iterator[Finding]:
    """An address with a nudge to go there."""
    if not any(finding.label == "personal_data" for finding in earlier):
        return
    for sentence in scene.reading.sentences:
        match = shape("threats", "nudges").search(sentence.canon)
        if match:
            yield _finding(
                sentence,
                match,
                Target("unknown", 2),
                "threat.nudge",
                "Gives an address and nudges others to go there.",
                hard=True,
            )


def _menaces(scene: Scene) -> Iterator[Finding]:
    """Menace by what comes together in a comment; only ever for a person to look at."""
    found = None if any(_is_reported(scene, one) for one in scene.reading.sentences) else menace(scene)
    if found is not None and not is_a_game(scene):
        index, place = found
        target = _whom(scene, index, *place)
        yield _spoken(scene.reading.sentences[index], place, target, "threat.menace", _WHY["menace"], hard=False)


def _violent_talk(scene: Scene) -> Iterator[Finding]:
    """Words of violence with an aim that no grammar above explains: a person should look."""
    gallows = [
        (sentence, match)
        for sentence in scene.reading.sentences
        for match in shape("threats", "gallows").finditer(sentence.canon)
    ]
    if len({match.group() for _, match in gallows}) > 1:
        where, hit = gallows[0]
        yield _finding(where, hit, NO_TARGET, "threat.gallows", "Speaks of hanging or shooting people.", hard=False)
    why = "Words of violence that a person should look at."
    for index, sentence in enumerate(scene.reading.sentences):
        place = None if _is_reported(scene, sentence) else is_violent_about_somebody(scene, index)
        if place is not None and is_innocent(scene, sentence, *_signs_of(sentence, place)):
            place = None
        if place is not None and not cue("threats", "threats.toml", "harmless").search(sentence.canon):
            yield _spoken(sentence, place, _whom(scene, index, *place), "threat.violent-talk", why, hard=False)
        match = shape("threats", "violent").search(sentence.canon)
        if (
            match is None
            or not shape("threats", "aim").search(sentence.canon)
            or _is_reported(scene, sentence)
            or sentence.ending == "?"
        ):
            continue
        if _is_harmless(sentence, match) or not shape("threats", "violent-talk").search(sentence.canon):
            continue
        yield _finding(sentence, match, _target(scene, sentence, index, match), "threat.violent-talk", why, hard=False)


def _finding(sentence: Sentence, match: re.Match[str], target: Target, rule: str, why: str, *, hard: bool) -> Finding:
    return _spoken(sentence, sentence.words_at(*match.span()), target, rule, why, hard=hard)


def _spoken(sentence: Sentence, place: tuple[int, int], target: Target, rule: str, why: str, *, hard: bool) -> Finding:
    first, last = place
    span = Span(sentence.words[first].start, sentence.words[last - 1].end, "threat")
    traits = frozenset({"level-5"} if hard else {"soft"})
    return Finding(
        "threat", 0.9 if hard else 0.5, rule, why, (*target.spans, span), about=target.about or "unknown", traits=traits
    )
