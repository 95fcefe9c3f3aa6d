"""Charges nobody spells out: winks beside a gain, signs alone, suspect words beside a name."""

import re
from collections.abc import Iterator

from moderator.domain.evidence import Span
from moderator.scorers.company import is_fun
from moderator.scorers.defamation.assertion import Assertion, assertion_of
from moderator.scorers.defamation.charge import Charge
from moderator.scorers.defamation.link import is_opponent
from moderator.scorers.lexicon import cue, shape, words_under
from moderator.scorers.naming import ROLE
from moderator.scorers.scene import Scene, target_of

_GAIN_SIGNS = re.compile("[💰💸🤑💷💵🤫✉🧧🥂🍾🐀🐍]")
_SCARE = re.compile(r"innocent face|talk of the town")
_WINKING = re.compile("[👀🤔🙄🤫😉🤐🧐😏🤨⏳💰💸🤑😇🤭🙃]")


def insinuations(scene: Scene) -> Iterator[Charge]:
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
        perk = shape("defamation", "perks").search(sentence.canon)
        if perk and any(word.is_quoted for word in sentence.words):  # "his 'fact finding' trip"
            quoted, strong = winks, perk
            match = perk
        if cue("defamation", "assertion.toml", "praise").search(sentence.canon) and not (scare or quoted or perk):
            continue
        if not (scare or strong or ((match or quoted or whose or gain_sign) and is_gain)):
            continue
        persons = [one for one in scene.in_sentence(index) if one.is_person or one.about == "company"]
        target = target_of(persons[0]) if persons else scene.focus
        if target is None or target.level < ROLE or target.about == "private":
            continue
        hit = match or scare or whose or is_gain
        if hit is None:
            continue
        first, last = sentence.words_at(*hit.span())
        words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
        seriousness = 2 if whose else 3
        yield Charge(
            target, seriousness, Assertion(2, 0, ()), (*target.spans, words), is_welsh=False, rule="insinuation"
        )


def suspicious(scene: Scene) -> Iterator[Charge]:
    """No charge is spelled out, yet suspect words stand beside a person or a firm: worth a look, never a hide."""
    if is_fun(scene):
        return
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
        if sentence.words[first].text in words_under("defamation", "patterns.toml", "others"):
            continue
        target = scene.subject(index, first, last)
        if not is_plain and target.about not in ("officer", "private", "company"):
            continue
        if target.level < ROLE or target.about == "unknown" or is_opponent(sentence, scene, index, first):
            continue
        assertion = assertion_of(scene, index, first, seriousness=2, after=last)
        if assertion.form < 2 or assertion.record:
            continue
        words = Span(sentence.words[first].start, sentence.words[last - 1].end, "imputation")
        yield Charge(target, 2, Assertion(3, 0, ()), (*target.spans, words), is_welsh=False, rule="suspect-words")


def signs_alone(scene: Scene) -> Iterator[Charge]:
    """A reply of money bags and hushing faces under a post about one person."""
    focus = scene.focus
    words = [word for sentence in scene.reading.sentences for word in sentence.words]
    gain = _GAIN_SIGNS.search(scene.passage.text)
    if focus is None or gain is None or len(words) > 2 or focus.about == "private":
        return
    span = Span(gain.start(), gain.end(), "imputation")
    yield Charge(focus, 3, Assertion(2, 0, ()), (span,), is_welsh=False, rule="signs")
