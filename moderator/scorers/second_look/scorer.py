"""Reads each comment as a whole, as people who marked thousands of comments would, and names the telling words."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from moderator.domain.evidence import (
    CRITICISM,
    CRITICISM_CHANCE,
    DOUBT,
    HARMLESS,
    LANGUAGE,
    LOOK_PREFIX,
    MAY_BE_DOUBTED,
    NEEDS_RESPONSE,
    NUMBERED,
    READ_MAY_HIDE,
    READ_PREFIX,
    UNSURE,
    Finding,
    Passage,
    Span,
)
from moderator.scorers.requests.scorer import ALWAYS_ANSWERED
from moderator.scorers.scene import Scene, Stage
from moderator.scorers.second_look.network import Answer, Chances, Network
from moderator.scorers.second_look.telling import telling
from moderator.scorers.second_look.words import spoken

#: For those who set a scene outside the service.
MOMENT = datetime(2026, 11, 11, tzinfo=UTC)
#: The network's questions beside the kinds of harm.
LOOK, HIDE, RESPOND = "look", "hide", "respond"
#: What a person is asked to look at, in words.
SAID = {
    "threat": "a threat or menace",
    "defamation": "an accusation against a person or firm",
    "abuse": "abuse of a person",
    "hate": "hatred of a group",
    "personal_data": "private details of somebody",
    "protected_identity": "naming somebody whose identity is protected",
    "contempt": "a remark on a live court case",
    "spam": "a scam or an advert",
    "safeguarding": "somebody at risk",
    "self_harm": "somebody at risk of harming themselves",
    "whistleblowing": "a tip about wrongdoing",
}
#: The kind of harm is named as a guess where its own chance is smaller.
SURE = 0.5
#: Weaker chances are not worth telling: no policy should act on them.
LEAST = 0.4
#: What it adds to what the rules find, under the labels themselves, from these chances on.
HEARD = {"safeguarding": 0.6, "self_harm": 0.65, "whistleblowing": 0.3}
#: As strong as the weaker words of the list for people at risk: a clock runs.
HEARD_VALUE = 0.6
_HEARD_WHY = {
    "whistleblowing": "wrongdoing that the writer knows of",
    "safeguarding": "somebody at risk: a child, an adult who cannot look after themselves, or somebody hurt at home",
    "self_harm": "somebody who may harm themselves",
}
#: Where the network itself hears the council criticised, it says nothing of hiding.
CRITICISES = 0.2
#: At smaller chances that a reviewer would hide it, what a rule would hide is in doubt; slurs much later, since there
#: it is wrong more often than the rules.
UNHIDDEN, UNHIDDEN_HATE = 0.12, 0.05
#: At smaller chances that anybody would look at it, it is all but certainly harmless.
UNSEEN = 0.03
#: Charges with this trait are not doubted: blows known by their grammar and bribery in set words, both of which the
#: network takes lightly.
_BEYOND_DOUBT = "certain"
#: It learned English, and that Welsh goes to a Welsh reader: what it says of the rest means nothing.
_FOREIGN_TO_IT = frozenset({"cy", "mixed", "other"})
RULE = "second-look"
#: Harms that somebody must suffer, and words for one person.
_OF_SOMEBODY = frozenset({"abuse", "defamation"})
_ONE_PERSON = frozenset({"he", "hes", "him", "his", "she", "shes", "her", "hers"})
_NUMBER = re.compile(r"\d|@")
#: What somebody took or emptied for others is told in their praise.
_FOR_OTHERS = re.compile(
    r"\bto (?:give|treat|help|thank|spare|cheer up) (?:all )?(?:the|our|his|her|my|those) (?:[a-z]+ )?(?:lads|girls"
    r"|kids|children|staff|pensioners|residents|families|volunteers|nurses|team|crew|drivers|carers|homeless|neighbours"
    r"|elderly|old folk)\b|\bgot (?:it|them|us|that) (?:doubled|raised|mended|fixed|sorted|approved|reopened|funded)\b"
)
#: No single opinion counts for more than these odds.
_LEAST_CHANCE = 0.001
#: Odds in favour of an answer: a question nobody answers costs more than a clock that a person stops.
_LEAN = 0.8


class SecondLookScorer:
    """That it needs a look, where no rule has found a harm, and that a reviewer would hide it.

    ``value`` is the learned probability that a fair reviewer would not leave it unseen (:data:`LOOK_PREFIX`), or would
    hide it (:data:`READ_PREFIX`). The label behind the prefix is the likeliest kind of harm, so that no rule of policy
    for the harm itself applies. People at risk and tips (:data:`HEARD`) it tells under the labels themselves; and it
    says how likely criticism of the council is, whether what rules found is in doubt, whether all is harmless, and
    whether an answer is owed.
    """

    name = "second_look"

    def __init__(self, stage: Stage, network: Callable[[], Network]) -> None:
        """``network`` is asked for at the first comment; where it is refused, that leaves a gap and a person looks."""
        self._stage = stage
        self._network = network

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        """Raises ModelRefused when the network that ships with the program is damaged."""
        network = self._network()
        scenes = [
            None if _language(found) in _FOREIGN_TO_IT else self._stage.scene(passage)
            for passage, found in zip(passages, earlier, strict=True)
        ]
        pairs = [seen(scene) if scene else None for scene in scenes]
        each = [pair for pair in dict.fromkeys(pairs) if pair]
        answers = dict(zip(each, network.answers(each), strict=True))
        return [
            list(_findings(scene, answers[pair], found, network)) if scene and pair else []
            for scene, pair, found in zip(scenes, pairs, earlier, strict=True)
        ]


def seen(scene: Scene) -> tuple[str, str]:
    """What the network reads: the comment and what it answers, disguises undone and emoji by their names."""
    return spoken(scene.reading.folded.text), spoken(scene.parent.folded.text)


def _language(found: Sequence[Finding]) -> str:
    return next((finding.about for finding in found if finding.label == LANGUAGE), "")


def _findings(scene: Scene, answer: Answer, found: Sequence[Finding], network: Network) -> Iterator[Finding]:
    chances = answer.chances
    if not chances:
        return
    if _language(found) == "en":
        heard = list(_heard(scene, answer, found, network))
        found = [*found, *heard]
        yield from heard
        yield from _response(chances, found, network)
        yield from _doubt(chances, found, network)
        yield from _harmless(chances, found, network)
        why = "How likely it is, read as a whole, that it criticises the council."
        yield Finding(CRITICISM_CHANCE, chances[CRITICISM], f"{RULE}@{network.sha8}", why, basis="learned")
    asked = (
        (LOOK_PREFIX, LOOK, tuple(SAID), _may_ask_for_a_look, "A person decides."),
        (READ_PREFIX, HIDE, READ_MAY_HIDE, _may_hide, "A person looks at it in any case."),
    )
    spans: tuple[Span, ...] | None = None
    for prefix, question, kinds, permits, does in asked:
        kind, chance = network.likeliest(chances, kinds), chances[question]
        if chance < LEAST or not permits(kind, chances, scene, found):
            continue
        spans = telling(scene, answer, network) if spans is None else spans
        is_sure = chances[kind] >= SURE
        like = f"marked as {SAID[kind]}" if is_sure else f"looked at, most likely as {SAID[kind]}"
        why = (
            f"Read as a whole, it is like comments that reviewers {like} ({chance:.2f} out of 1)."
            f" Learned from labelled examples, so it may be wrong. {does}"
        )
        traits = frozenset(_traits(kind, chances, scene))
        yield Finding(prefix + kind, chance, f"{RULE}@{network.sha8}", why, spans, traits=traits, basis="learned")


def _heard(scene: Scene, answer: Answer, found: Sequence[Finding], network: Network) -> Iterator[Finding]:
    """What rules did not find and the comment as a whole says all the same."""
    for label, least in HEARD.items():
        chance = answer.chances[label]
        if chance >= least and not any(finding.label == label for finding in found):
            why = (
                f"Read as a whole, it is like comments that reviewers marked as telling of {_HEARD_WHY[label]}"
                f" ({chance:.2f} out of 1). Learned from labelled examples, so it may be wrong."
            )
            spans = telling(scene, answer, network)
            yield Finding(label, HEARD_VALUE, f"{RULE}@{network.sha8}", why, spans, basis="learned")


def _may_ask_for_a_look(kind: str, _: Chances, scene: Scene, found: Sequence[Finding]) -> bool:
    """Not where a rule has named a harm, whose words say more."""
    return not any(finding.label in SAID for finding in found)


def _may_hide(kind: str, chances: Chances, scene: Scene, found: Sequence[Finding]) -> bool:
    """Not beside criticism of the council, where nobody is there to suffer it, or a conviction or good deed is told."""
    return not (
        chances[CRITICISM] >= CRITICISES
        or (kind in _OF_SOMEBODY and not _is_about_somebody(scene))
        or (kind == "defamation" and (_rests_on_a_record(found) or _FOR_OTHERS.search(scene.reading.canon)))
    )


def _traits(kind: str, chances: Chances, scene: Scene) -> Iterator[str]:
    if chances[kind] < SURE:
        yield UNSURE
    if kind == "personal_data" and _NUMBER.search(scene.passage.text):
        yield NUMBERED


def _doubt(chances: Chances, found: Sequence[Finding], network: Network) -> Iterator[Finding]:
    """Where rules have found a harm, that the comment as a whole is like those that reviewers did not hide."""
    harms = [finding for finding in found if finding.label in MAY_BE_DOUBTED]
    if any(_BEYOND_DOUBT in finding.traits for finding in harms):
        return
    # One doubt holds for all that the comment is hidden for: a weak charge beside a slur must not loosen the slur's.
    if harms and chances[HIDE] < (UNHIDDEN_HATE if any(finding.label == "hate" for finding in harms) else UNHIDDEN):
        why = (
            f"Read as a whole, it is like comments that reviewers did not hide ({chances[HIDE]:.2f} out of 1)."
            " Learned from labelled examples, so it may be wrong. Where a rule would hide it, a person decides instead."
        )
        yield Finding(DOUBT, 1 - chances[HIDE], f"{RULE}@{network.sha8}", why, basis="learned")


def _harmless(chances: Chances, found: Sequence[Finding], network: Network) -> Iterator[Finding]:
    """Where rules have found a harm, that reviewers hardly looked at anything like it."""
    if chances[LOOK] < UNSEEN and any(finding.label in SAID for finding in found):
        why = (
            f"Read as a whole, it is like comments that reviewers left alone: a look is wanted with {chances[LOOK]:.2f}"
            " out of 1. Learned from labelled examples, so it may be wrong."
        )
        yield Finding(HARMLESS, 1 - chances[LOOK], f"{RULE}@{network.sha8}", why, basis="learned")


def _response(chances: Chances, found: Sequence[Finding], network: Network) -> Iterator[Finding]:
    """Whether an answer is owed, weighed anew: the words' own chance and the network's, half and half, as odds.

    Not where somebody is at risk or asks under a law: they are owed one however it is put.
    """
    asked = next((finding for finding in found if finding.label == NEEDS_RESPONSE), None)
    always = [finding for finding in found if finding.label in ALWAYS_ANSWERED]
    if asked is None or any(finding.basis != "learned" for finding in always):
        return
    value = 0.9 if always else _chance((_odds(asked.value) + _odds(chances[RESPOND])) / 2 + _LEAN)
    why = "The council owes the writer an answer." if value >= 0.5 else "Nothing here asks the council for an answer."
    yield Finding(NEEDS_RESPONSE, round(value, 3), f"{RULE}@{network.sha8}", why, basis="learned")


def _odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST_CHANCE), 1 - _LEAST_CHANCE)
    return math.log(bounded / (1 - bounded))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _is_about_somebody(scene: Scene) -> bool:
    """Somebody else than the council is named, spoken of or answered: a council can be neither hurt nor libelled."""
    return (
        scene.focus is not None
        or scene.is_under_resident
        or any(one.about != "council" for one in scene.mentions)
        or any(word.text in _ONE_PERSON for sentence in scene.reading.sentences for word in sentence.words)
    )


def _rests_on_a_record(found: Sequence[Finding]) -> bool:
    """A conviction is claimed or shown: whether it is so, is for a person to find out."""
    return any(finding.label == "defamation" and finding.traits & {"P1", "P2"} for finding in found)
