"""Turns evidence into a decision: every rule is tried, every match recorded, the most severe permitted wins."""

from dataclasses import dataclass

from moderator.domain.evidence import CRITICISM, DOUBT, NO_TEXT, Evidence, Finding, harm_of
from moderator.domain.policy import Action, Policy, Rule

GAP_RULE = "gap"
UNREAD_RULE = "no-text"
LANGUAGE_CEILING = "ceiling.language"
GUARD_CEILING = "ceiling.criticism"
MODE_CEILING = "ceiling.mode"
PERSON_CEILING = "ceiling.person"
CRY_CEILING = "ceiling.cry-for-help"
DOUBT_CEILING = "ceiling.doubt"
#: Under these labels a cry for help is never hidden: hiding it could cut off help. Somebody's address still may be.
CRY_LABELS = frozenset({"abuse", "hate", "defamation"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a decision depends on beside the words."""

    profile_id: str = ""
    #: The profile's automation mode: "shadow", "queue" or "hide".
    mode: str = "hide"
    election_runs: bool = False
    has_attachment: bool = False
    #: A person already decided on this revision.
    person_has_decided: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched, the finding it matched, and what it was permitted to do."""

    rule: Rule
    finding: Finding
    permitted: Action
    #: Ceilings that lowered it; empty when it got what it asked for.
    lowered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with its reasons; a value, nothing has happened yet."""

    outcome: Action
    #: What would have happened without the profile's mode (shadow and queue hold back).
    unbounded: Action
    matches: tuple[Match, ...]
    #: Ids of everything that led to the outcome, rules first, then ceilings, "gap" and "no-text".
    reasons: tuple[str, ...]
    policy_version: str
    needs_response: bool
    language: str
    pages: bool = False
    reports: bool = False
    is_shadow: bool = False

    @property
    def acting(self) -> Match | None:
        """The match that brought the outcome about; None when no rule did.

        What can be pointed at goes before what was learned: the author is told the reason that can be shown.
        """
        top = [match for match in self.matches if match.permitted == self.unbounded]
        return max(top, key=lambda match: (match.finding.basis != "learned", match.finding.value), default=None)


def decide(evidence: Evidence, policy: Policy, circumstances: Circumstances) -> Decision:
    """Decide on one revision of one comment. Pure: same input, same answer.

    Promises: a gap, or an attachment nobody read, rules out publishing without a look and never softens a hide; a
    learned score hides nothing in a language that was not validated, nor criticism of the council; that is never
    hidden under a guarded label, nor a cry for help for the tone of its words; an automatic decision never overrides
    a person's on the same revision.
    """
    matches = tuple(
        _match(rule, finding, evidence, policy)
        for rule in policy.rules_for(circumstances.profile_id)
        for finding in evidence.of(rule.label)
        if _holds(rule, finding, evidence, circumstances)
    )
    unbounded = max((match.permitted for match in matches), default=Action.PUBLISH)
    reasons = [match.rule.id for match in matches if match.permitted == unbounded and unbounded > Action.PUBLISH]
    reasons += [ceiling for match in matches for ceiling in match.lowered_by]
    for reason in _unread(evidence, circumstances):
        unbounded = max(unbounded, Action.QUEUE)
        reasons.append(reason)
    outcome, bounds = _bounded(unbounded, circumstances)
    return Decision(
        outcome=outcome,
        unbounded=unbounded,
        matches=matches,
        reasons=tuple(dict.fromkeys([*reasons, *bounds])),
        policy_version=policy.version,
        needs_response=evidence.needs_response,
        language=evidence.language,
        pages=any(match.rule.pages for match in matches),
        reports=not circumstances.person_has_decided
        and any(match.rule.reports and match.permitted == Action.HIDE for match in matches),
        is_shadow=circumstances.mode == "shadow",
    )


def _holds(rule: Rule, finding: Finding, evidence: Evidence, circumstances: Circumstances) -> bool:
    return (
        finding.value >= rule.at_least
        and (not rule.about or finding.about in rule.about)
        and rule.traits <= finding.traits
        and not (rule.unless_traits & finding.traits)
        and not any(other.label in rule.unless_labels for other in evidence.findings)
        and (not rule.beside or any(_is_witness(other, rule) for other in evidence.findings))
        and (rule.when != "election" or circumstances.election_runs)
    )


def _is_witness(other: Finding, rule: Rule) -> bool:
    """Something that can be pointed at says the same."""
    return other.label in rule.beside and other.basis != "learned"


def _match(rule: Rule, finding: Finding, evidence: Evidence, policy: Policy) -> Match:
    if rule.action < Action.HIDE:
        return Match(rule, finding, rule.action)
    is_learned, lowered = finding.basis == "learned", []
    is_guarded = finding.about == "council" and rule.label in policy.guarded_labels
    if is_learned and evidence.language not in policy.validated_languages:
        lowered.append(LANGUAGE_CEILING)
    # A model does not know whom the words are about: beside criticism of the council a person looks instead.
    if is_guarded or (is_learned and any(True for _ in evidence.of(CRITICISM))):
        lowered.append(GUARD_CEILING)
    if rule.label in policy.doubted_labels and any(True for _ in evidence.of(DOUBT)):
        lowered.append(DOUBT_CEILING)
    if harm_of(rule.label) in CRY_LABELS and _is_cry_for_help(evidence):
        lowered.append(CRY_CEILING)
    permitted = Action.PUBLISH if is_guarded else Action.QUEUE if lowered else Action.HIDE
    return Match(rule, finding, permitted, tuple(lowered))


def _is_cry_for_help(evidence: Evidence) -> bool:
    """Somebody may be at risk of harming themselves; urging others to is something else."""
    return any(finding.value >= 0.5 and "urging" not in finding.traits for finding in evidence.of("self_harm"))


def _unread(evidence: Evidence, circumstances: Circumstances) -> list[str]:
    reasons = [f"{GAP_RULE}.{gap.scorer}" for gap in evidence.gaps]
    if circumstances.has_attachment or any(True for _ in evidence.of(NO_TEXT)):
        reasons.append(UNREAD_RULE)
    return reasons


def _bounded(unbounded: Action, circumstances: Circumstances) -> tuple[Action, tuple[str, ...]]:
    if circumstances.person_has_decided:
        return min(unbounded, Action.QUEUE), (PERSON_CEILING,)
    if circumstances.mode != "hide" and unbounded == Action.HIDE:
        return Action.QUEUE, (f"{MODE_CEILING}.{circumstances.mode}",)
    return unbounded, ()
