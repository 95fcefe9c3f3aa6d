"""What the scorers saw: findings with the words that carry them, and the gaps where a scorer was silent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, get_args

from moderator.domain.likeness import NEVER_BEFORE, Repeats

#: The label names that leave the daemon (``moderator assess``, mails, pages), in reading order.
LABELS: tuple[str, ...] = (
    "defamation",
    "abuse",
    "hate",
    "threat",
    "personal_data",
    "contempt",
    "protected_identity",
    "spam",
    "safeguarding",
    "self_harm",
    "foi_request",
    "eir_request",
    "subject_access",
    "complaint",
    "factual_error",
    "welsh",
    "whistleblowing",
    "election",
    "criticism_of_council",
    "profanity_untargeted",
)

CRITICISM = "criticism_of_council"
#: Internal labels beside the public ones; raw model labels carry the prefix "detoxify.".
LANGUAGE = "language"
NEEDS_RESPONSE = "needs_response"
NO_TEXT = "no_text"
REPEATED = "repeated"
PICTURE_TEXT = "picture_text"
#: Read as a whole, a comment in which rules found a harm is like those that reviewers did not hide.
DOUBT = "doubt"
#: Read as a whole, a comment is like those at which nobody looked twice; rules of policy may stand back for it.
HARMLESS = "harmless"
#: The rule of that label where words blame and the comment as a whole hardly criticises: protected all the same, and
#: counted as criticism only where something was hidden.
HARDLY_CRITICISM = "criticism.hardly"
#: How likely it is, read as a whole, that it criticises the council; for the scorer that says whether it does.
CRITICISM_CHANCE = "criticism_chance"
#: Private details, courts, scams and people at risk are not. Whom a rule calls, it calls in doubt as well.
Doubtable = Literal["threat", "defamation", "abuse", "hate"]
MAY_BE_DOUBTED: tuple[Doubtable, ...] = get_args(Doubtable)
MODEL_PREFIX = "detoxify."
#: Before a public label: a harm that no rule names, learned from labelled comments ("look.threat"); it may only queue.
LOOK_PREFIX = "look."
#: Before a public label: how surely a reviewer would hide it for that harm, learned as well ("read.threat").
READ_PREFIX = "read."
#: Trait of what was learned: that somebody should look is likelier than what for.
UNSURE = "unsure"
#: Trait of private details that were learned: figures or an address stand there, which the patterns let pass.
NUMBERED = "numbered"
#: Harms for which reviewers hide comments: what may be learned to hide is told of these alone.
READ_MAY_HIDE: tuple[str, ...] = (
    "threat",
    "defamation",
    "abuse",
    "hate",
    "personal_data",
    "protected_identity",
    "contempt",
    "spam",
)
LEARNED_PREFIXES = (LOOK_PREFIX, READ_PREFIX)

LANGUAGES: tuple[str, ...] = ("en", "cy", "mixed", "other", "unknown")
#: Who or what a finding may be about, as far as policy conditions may name it.
SUBJECTS: tuple[str, ...] = (
    "politician",
    "candidate",
    "officer",
    "private",
    "company",
    "group",
    "council",
    "writer",
    "unknown",
)

#: Target, imputation, assertion and record of a defamation, each with its degree.
_ELEMENTS = frozenset(["T0", "T1", "T2", "T3", "I2", "I3", "I4", "F0", "F1", "F2", "F3", "F4", "F5", "P0", "P1", "P2"])
_GUARDED = frozenset({"live_case", "teacher_before_charge", "sexual_offence_complainant", "child", "teacher", "welsh"})
_ASKED = frozenset({"explicit", "implied"})
#: Label -> every trait that its findings may carry, so that a policy which names another is refused when it is loaded.
TRAITS: Mapping[str, frozenset[str]] = {
    "defamation": _ELEMENTS | {"certain", "gravest", "junior", "welsh"},
    "abuse": frozenset({"level-1", "level-2", "level-3", "level-4", "junior", "welsh"}),
    "hate": frozenset({"level-3", "level-4", "welsh"}),
    "threat": frozenset({"level-5", "soft"}),
    "personal_data": frozenset(
        [
            "phone",
            "email",
            "address",
            "postcode",
            "nino",
            "bank_account",
            "vehicle_reg",
            "health",
            "home",
            "own",
            "incites",
            "identity",
        ]
    ),
    "contempt": _GUARDED,
    "protected_identity": _GUARDED,
    "spam": frozenset({"scam", "advert", "appeal", "repeated", "link", "blocked-link"}),
    "safeguarding": frozenset({"child", "identifies"}),
    "self_harm": frozenset({"urging", "low"}),
    "foi_request": _ASKED,
    "eir_request": _ASKED,
    "complaint": frozenset({"moderation"}),
    "factual_error": frozenset({"safety"}),
    "welsh": frozenset({"cy", "mixed"}),
    "whistleblowing": frozenset({"route"}),
    "election": frozenset({"campaign", "candidate"}),
    "profanity_untargeted": frozenset({"level-0"}),
    NO_TEXT: frozenset({"attachment", "empty"}),
    REPEATED: frozenset({"milestone"}),
    **{prefix + label: frozenset({UNSURE}) for prefix in LEARNED_PREFIXES for label in LABELS},
    **dict.fromkeys((prefix + "personal_data" for prefix in LEARNED_PREFIXES), frozenset({UNSURE, NUMBERED})),
}


def harm_of(label: str) -> str:
    """The public label behind what was learned: "threat" for "look.threat" and "read.threat"; any other as it is."""
    return label.removeprefix(LOOK_PREFIX).removeprefix(READ_PREFIX)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words that carry a finding: code points ``start`` to ``end`` (exclusive) of the original text."""

    start: int
    end: int
    #: What these words are: "target", "imputation", "assertion", "phone", "slur" ...
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """Words that carry a finding and do not stand in the comment: a machine read them in its picture."""

    #: Their place in what was read.
    start: int
    end: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing one scorer saw in one comment."""

    label: str
    #: Strength between 0 and 1; each scorer documents its meaning.
    value: float
    #: Id of the detection rule, dotted: "defamation.elements", "threat.grammar" ...
    rule: str
    #: One plain sentence for a reviewer; it never repeats the comment.
    why: str
    spans: tuple[Span, ...] = ()
    #: How it is known: "learned" (a model's score), "pattern" (words and grammar), "register" (the council's own list).
    basis: str = "pattern"
    #: Who or what it is about: one of SUBJECTS, or "" where the question does not arise. For LANGUAGE: the language.
    about: str = ""
    #: Facts that policy conditions may name: "junior", "level-4", "T3", "I3", "F5", "P0", "live_case" ...
    traits: frozenset[str] = frozenset()
    #: Beside or instead of spans: words from a picture.
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A scorer that did not speak. It rules out "publish without a look" and never softens a hide."""

    scorer: str
    #: Why, without any comment text.
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was seen about one revision of one comment."""

    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def of(self, label: str) -> Iterator[Finding]:
        """Findings with this label, in the order they were made."""
        return (finding for finding in self.findings if finding.label == label)

    @property
    def language(self) -> str:
        """One of LANGUAGES; "unknown" when no scorer said."""
        return next((finding.about for finding in self.of(LANGUAGE)), "unknown")

    @property
    def needs_response(self) -> bool:
        """As whoever spoke last about it says: later scorers weigh what earlier ones found."""
        return any(finding.value >= 0.5 for finding in [*self.of(NEEDS_RESPONSE)][-1:])


@dataclass(frozen=True, slots=True)
class Passage:
    """All that a scorer may look at: the words and what they answer, never who wrote them."""

    text: str
    parent_text: str
    #: The moment the comment is judged as of (aware, UTC): watch-list entries and elections depend on it.
    at: datetime
    attachment_kinds: tuple[str, ...] = ()
    #: How often nearly the same words were written before, by whomever.
    repeats: Repeats = NEVER_BEFORE


class Scorer(Protocol):
    """Turns passages into findings. Stateless between calls; raises when it cannot speak: never zero instead."""

    @property
    def name(self) -> str:
        """Short name for gaps and logs."""
        ...

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        """Findings for each passage, in order, same length.

        ``earlier[i]`` holds what the scorers before this one found in ``passages[i]``.
        """
        ...


#: A longer comment is read up to here; no platform allows one, and a million characters would hold up all others.
LONGEST = 20_000
#: The gap of a comment whose end nobody read.
UNREAD_END = "length"


def gather(passages: Sequence[Passage], scorers: Sequence[Scorer]) -> tuple[Evidence, ...]:
    """Let every scorer speak about every passage; one that raises leaves a Gap on each passage.

    A failing batch is tried again one passage at a time, so that one poisonous comment costs only its own finding.
    Of a comment longer than LONGEST the beginning is read, and a Gap says that there was more.
    """
    found: list[list[Finding]] = [[] for _ in passages]
    gaps = [_unread_end(passage) for passage in passages]
    passages = [_beginning(passage) for passage in passages]
    for scorer in scorers:
        try:
            answers = _checked(scorer, passages, found)
        except Exception:  # noqa: BLE001 - the loop's edge: a scorer may fail in any way and must leave a gap
            answers = _one_by_one(scorer, passages, found, gaps)
        for index, answer in enumerate(answers):
            found[index].extend(answer)
    return tuple(Evidence(tuple(findings), tuple(missing)) for findings, missing in zip(found, gaps, strict=True))


def _unread_end(passage: Passage) -> list[Gap]:
    return [Gap(UNREAD_END, "TooLong")] if len(passage.text) > LONGEST else []


def _beginning(passage: Passage) -> Passage:
    if max(len(passage.text), len(passage.parent_text)) <= LONGEST:
        return passage
    return replace(passage, text=passage.text[:LONGEST], parent_text=passage.parent_text[:LONGEST])


def _checked(
    scorer: Scorer, passages: Sequence[Passage], found: Sequence[Sequence[Finding]]
) -> Sequence[Sequence[Finding]]:
    answers = scorer.score(passages, found)
    if len(answers) != len(passages):
        raise ValueError(f"{scorer.name} answered {len(answers)} times for {len(passages)} passages")
    return answers


def _one_by_one(
    scorer: Scorer,
    passages: Sequence[Passage],
    found: Sequence[Sequence[Finding]],
    gaps: Sequence[list[Gap]],
) -> list[Sequence[Finding]]:
    answers: list[Sequence[Finding]] = []
    for index, passage in enumerate(passages):
        try:
            answers.extend(_checked(scorer, [passage], [found[index]]))
        except Exception as error:  # noqa: BLE001 - as above; the type names the failure, the text might quote a comment
            gaps[index].append(Gap(scorer.name, type(error).__name__))
            answers.append(())
    return answers
