"""Guards live court cases and anonymous people: the names come from the watch list, kept by a person, with expiry."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from moderator.domain.evidence import Finding, Passage, Span
from moderator.domain.register import Register
from moderator.scorers.anchored import Expression
from moderator.scorers.lexicon import cue, shape
from moderator.scorers.naming import NAMED, plain_words
from moderator.scorers.people import Mention
from moderator.scorers.protected.guards import Guard, but_fair, guard_of, is_a_thing, is_namesake, near
from moderator.scorers.reading import Reading
from moderator.scorers.scene import Scene, Stage

_FILE = ("protected", "protected.toml")
#: Words of a comment that is little more than a name.
_BARE = 6
_IN_POLITICS = frozenset({"politician", "candidate"})


class ProtectedScorer:
    """Value 0.95 where a case would be prejudiced or somebody identified, 0.5 for a neutral mention of a live case."""

    name = "protected"

    def __init__(self, stage: Stage, register: Register) -> None:
        self._stage = stage
        self._guards = tuple(guard_of(watch) for watch in register.watches)

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [list(self._findings(self._stage.scene(passage))) for passage in passages]

    def _findings(self, scene: Scene) -> Iterator[Finding]:
        found: dict[str, Finding] = {}
        for guard in self._guards:
            if guard.watch.applies(scene.passage.at):
                for finding in _watched(scene, guard):
                    if finding.label not in found or found[finding.label].value < finding.value:
                        found[finding.label] = finding
        for finding in (*_accused_teacher(scene), *_child_in_court(scene)):
            found.setdefault(finding.label, finding)
        yield from found.values()


def _watched(scene: Scene, guard: Guard) -> Iterator[Finding]:
    named = _hit(guard.names, scene.reading)
    under = _in_parent(guard, scene)
    if named is None and under:
        named = _hit(guard.first_names, scene.reading)
    topic = _hit(guard.topic, scene.reading)
    if topic is None and near(guard, scene.reading):
        topic = Span(0, max(1, len(scene.reading.text)), "protected")
    if named is None and topic is None and not under and not _is_juror(guard, scene):
        return
    match guard.watch.kind:
        case "live_case":
            yield from _live_case(scene, guard, named, topic, under=under)
        case "teacher_before_charge":
            yield from _teacher(scene, guard, named, topic, under=under)
        case _:
            yield from _anonymous(scene, guard, named, topic, under=under)


def _is_juror(guard: Guard, scene: Scene) -> bool:
    """Somebody on the jury writes about a case that shares words with this one."""
    if guard.watch.kind != "live_case" or shape("protected", "juror").search(scene.reading.canon) is None:
        return False
    words = {word for term in (*guard.watch.terms, guard.watch.label) for word in plain_words(term) if len(word) > 3}
    return bool(words & set(scene.reading.canon.split()))


def _in_parent(guard: Guard, scene: Scene) -> bool:
    if any(pattern is not None and pattern.search(scene.parent.canon) for pattern in (guard.names, guard.topic)):
        return True
    return near(guard, scene.parent) is not None


def _live_case(scene: Scene, guard: Guard, named: Span | None, topic: Span | None, *, under: bool) -> Iterator[Finding]:
    guilt = _guilt(scene, named)
    jury = cue(*_FILE, "jury").search(but_fair(scene.reading.canon))
    if named is None and topic is None and not under and jury is None:
        return
    welsh = cue(*_FILE, "guilt_welsh").search(scene.reading.canon)
    if guilt is None and jury is None and welsh is not None:
        why = "A live court case, spoken of in Welsh: a person who reads it decides."
        finding = _finding("contempt", 0.95, "contempt.guilt", why, guard, named or _span_in(scene.reading, welsh))
        yield replace(finding, traits=finding.traits | {"welsh"})
        return
    if guilt is None and jury is None:
        if named is not None:
            yield _finding(
                "contempt", 0.5, "contempt.mention", "Names somebody in a live case, without saying more.", guard, named
            )
        return
    if named is None and cue(*_FILE, "neutral").search(scene.reading.canon) and jury is None:
        return
    where = named or topic or _span_in(scene.reading, guilt or jury)
    why = "Speaks to a juror's work." if jury and not guilt else "Speaks of guilt, evidence or an earlier record."
    yield _finding("contempt", 0.95, "contempt.guilt", f"A live court case. {why}", guard, where)


def _guilt(scene: Scene, named: Span | None) -> re.Match[str] | None:
    """Words of guilt; where nobody is named or pointed at, those that merely tell what happened do not count."""
    canon = scene.reading.canon
    is_pointed = named is not None or shape("protected", "pointed-at").search(canon) is not None
    told = shape("protected", "event")
    if named is None and _is_of_the_council(scene):
        return None
    found = cue(*_FILE, "guilt").finditer(but_fair(canon))
    return next((one for one in found if is_pointed or told.fullmatch(one.group()) is None), None)


def _is_of_the_council(scene: Scene) -> bool:
    """The comment blames the council, a service or a plan, and points at nobody: that may be said at any time."""
    canon = scene.reading.canon
    pointed = shape("protected", "pointed-at").search(canon.replace("lot of them", ""))
    if pointed or any(one.is_person for one in scene.mentions):
        return False
    is_council = any(one.about == "council" for one in scene.mentions) or shape("offence", "own-council").search(canon)
    return bool(is_council) or cue("offence", "offence.toml", "public_things").search(canon) is not None


def _teacher(scene: Scene, guard: Guard, named: Span | None, topic: Span | None, *, under: bool) -> Iterator[Finding]:
    accused = cue(*_FILE, "accusation").search(scene.reading.canon)
    why = "Points at a teacher under enquiry who may not be named before a charge."
    if named is not None:
        praise = shape("protected", "teacher-2").search(scene.reading.canon)
        value = 0.95 if accused or ((under or topic) and not praise) else 0.3 if praise else 0.5
        yield _finding("protected_identity", value, "protected.teacher", why, guard, named)
        return
    other = _somebody_else(scene, _IN_POLITICS | {"officer"})
    is_enquiry = accused or cue(*_FILE, "accusation").search(scene.parent.canon) or _is_bare(scene)
    if under and is_enquiry and other is not None and cue(*_FILE, "neutral").search(scene.reading.canon) is None:
        span = Span(other.start, other.end, "protected")
        yield _finding("protected_identity", 0.95, "protected.teacher", why, guard, span)
        return
    role = shape("protected", "teacher").search(scene.reading.canon)
    if role and (topic is not None or under) and accused:
        yield _finding("protected_identity", 0.95, "protected.teacher", why, guard, _span_in(scene.reading, role))


def _anonymous(scene: Scene, guard: Guard, named: Span | None, topic: Span | None, *, under: bool) -> Iterator[Finding]:
    who = {"child": "a child who may not be identified"}.get(guard.watch.kind, "somebody with lifelong anonymity")
    if named is not None:
        before = scene.passage.text[: named.start]
        value = 0.3 if not under and is_namesake(guard, before, scene.reading.canon) else 0.95
        yield _finding("protected_identity", value, "protected.name", f"Names {who}.", guard, named)
        return
    other = _somebody_else(scene, _IN_POLITICS | {"officer"})
    is_told = topic is not None and shape("protected", "naming").search(scene.reading.canon) is not None
    if (under or is_told) and other is not None and cue(*_FILE, "neutral").search(scene.reading.canon) is None:
        span = Span(other.start, other.end, "protected")
        yield _finding(
            "protected_identity", 0.95, "protected.name", f"Names somebody where {who} is spoken of.", guard, span
        )
        return
    pointing = cue(*_FILE, "complainant").search(scene.reading.canon)
    if pointing is None or cue(*_FILE, "neutral").search(scene.reading.canon):
        return
    if topic is None and not under:
        return
    yield _finding(
        "protected_identity",
        0.95,
        "protected.jigsaw",
        f"Says what would let people work out {who}.",
        guard,
        _span_in(scene.reading, pointing),
    )


def _is_bare(scene: Scene) -> bool:
    """Little more than a name: under such a post it can only be an answer to the question who it is."""
    return sum(len(one.words) for one in scene.reading.sentences) <= _BARE


def _somebody_else(scene: Scene, known: frozenset[str]) -> Mention | None:
    """Whoever is named beside the matter, unless it is one of those whose conduct of it may be discussed."""
    return next(
        (one for one in scene.mentions if one.is_person and one.level == NAMED and one.about not in known), None
    )


def _accused_teacher(scene: Scene) -> Iterator[Finding]:
    """A teacher named together with something done to a pupil: anonymous until charged, watch list or not."""
    for index, sentence in enumerate(scene.reading.sentences):
        named = [one for one in scene.in_sentence(index) if one.is_person]
        pupil, wrong = (
            shape("protected", "pupil").search(sentence.canon),
            shape("protected", "wrong").search(sentence.canon),
        )
        is_school = shape("protected", "school").search(sentence.canon) and shape(
            "protected", "accused-teacher"
        ).search(f"{sentence.canon} {scene.parent.canon}")
        if named and pupil and wrong and is_school:
            span = Span(named[0].start, named[0].end, "protected")
            why = "Names a teacher beside an accusation about a pupil."
            yield Finding(
                "protected_identity",
                0.95,
                "protected.teacher-pupil",
                why,
                (span,),
                about="private",
                traits=frozenset({"teacher"}),
            )


def _child_in_court(scene: Scene) -> Iterator[Finding]:
    """A child with name or age beside family or youth proceedings, or where a child in care lives."""
    canon = scene.reading.canon
    court = cue(*_FILE, "family_court").search(canon)
    child = shape("protected", "child-in-court").search(canon)
    is_named = any(one.is_person for one in scene.mentions)
    if (
        court
        and child
        and is_named
        and (shape("protected", "aged").search(canon) or cue(*_FILE, "abuse_of_child").search(canon))
    ):
        why = "Identifies a child in family or youth proceedings."
        yield Finding(
            "protected_identity",
            0.95,
            "protected.family-court",
            why,
            (_span_in(scene.reading, child),),
            about="private",
            traits=frozenset({"child"}),
        )
    asked = shape("protected", "unmasking").search(canon)
    parent = scene.parent.canon
    is_young = shape("protected", "young-suspects").search(parent) and shape("protected", "under-enquiry").search(
        parent
    )
    if asked and is_young:
        why = "Puts up or asks for what would identify a child the police or a court deal with."
        yield Finding(
            "protected_identity",
            0.95,
            "protected.unmasking",
            why,
            (_span_in(scene.reading, asked),),
            about="private",
            traits=frozenset({"child"}),
        )
    pupil = shape("protected", "child-in-court-2").search(canon)
    marked = shape("protected", "child-in-court-3").search(canon)
    blamed = shape("protected", "child-in-court-4").search(canon)
    if pupil and marked and blamed:
        why = "Accuses a child who can be told from the description."
        yield Finding(
            "protected_identity",
            0.95,
            "protected.pupil",
            why,
            (_span_in(scene.reading, pupil),),
            about="private",
            traits=frozenset({"child"}),
        )
    placed = shape("protected", "child-in-court-5").search(canon)
    if placed and shape("protected", "child-in-court-6").search(canon):
        why = "Says where a fostered child lives."
        yield Finding(
            "protected_identity",
            0.95,
            "protected.foster-home",
            why,
            (_span_in(scene.reading, placed),),
            about="private",
            traits=frozenset({"child"}),
        )


def _hit(pattern: Expression | None, reading: Reading) -> Span | None:
    spans = ((one, _span_in(reading, one)) for one in (pattern.finditer(reading.canon) if pattern else ()))
    names = (at for one, at in spans if not is_a_thing(reading.canon[: one.start()], reading.text[at.start : at.end]))
    return next(names, None)


def _span_in(reading: Reading, match: re.Match[str] | None) -> Span:
    """Where in the original a match over the joined sentences lies."""
    if match is None:
        return Span(0, max(1, len(reading.text)), "protected")
    offset = 0
    for sentence in reading.sentences:
        end = offset + len(sentence.canon)
        if match.start() < end:
            first, last = sentence.words_at(match.start() - offset, min(match.end(), end) - offset)
            return Span(sentence.words[first].start, sentence.words[last - 1].end, "protected")
        offset = end + 3
    return Span(0, max(1, len(reading.text)), "protected")


def _finding(label: str, value: float, rule: str, why: str, guard: Guard, span: Span) -> Finding:
    traits = frozenset({guard.watch.kind})
    return Finding(label, value, rule, why, (span,), basis="register", about="private", traits=traits)
