"""Decides stored comments again under another policy. Nothing is written; nothing happens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from moderator.domain.decision import Circumstances, Decision, decide
from moderator.domain.evidence import Evidence, Scorer, gather
from moderator.domain.policy import Action, Policy
from moderator.domain.register import Register
from moderator.store.judgements import START, Judgement, Mark
from moderator.tasks.assess import name_of, passage_of

#: A person's verdict that means "hide"; any other leaves the comment up.
HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision beside what another policy would have made of it; the profile's mode is left out of both."""

    judgement: Judgement
    profile: str
    evidence: Evidence
    #: The evidence was gathered anew, because what was stored is not what today's scorers would see.
    is_fresh: bool
    in_force: Decision
    proposed: Decision

    @property
    def before(self) -> Action:
        return self.judgement.decision.unbounded

    @property
    def after(self) -> Action:
        return self.proposed.unbounded

    @property
    def changes(self) -> bool:
        return self.before != self.after

    @property
    def because(self) -> str:
        """What the change comes from: the "policy", fresh "evidence", or "both"."""
        if not self.is_fresh or self.in_force.unbounded == self.before:
            return "policy"
        return "evidence" if self.in_force.unbounded == self.after else "both"

    def agrees(self, action: Action) -> bool | None:
        """Whether this is what a person decided; None where nobody did."""
        if not self.judgement.verdict:
            return None
        return (action == Action.HIDE) == (self.judgement.verdict == HIDE)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a replay needs beside the store."""

    register: Register
    in_force: Policy
    proposed: Policy
    #: Today's scorers; empty where stored evidence is taken as it is.
    scorers: Sequence[Scorer]
    #: Gather all evidence anew, whatever is stored.
    always_fresh: bool = False


#: Where a page begins -> its judgements, and where the next one begins.
Pages = Callable[[Mark], tuple[tuple[Judgement, ...], Mark]]


def replay(pages: Pages, bench: Bench) -> Iterator[Replayed]:
    """Every judgement that ``pages`` holds, decided again."""
    judgements, mark = pages(START)
    while judgements:
        yield from _replayed(judgements, bench)
        judgements, mark = pages(mark)


def is_outdated(judgement: Judgement, scorers: Sequence[Scorer]) -> bool:
    """Whether today's scorers may see something else: other scorers were asked, or one of them was silent."""
    names = {name_of(scorer) for scorer in scorers}
    return judgement.evidence is None or bool(judgement.evidence.gaps) or set(judgement.scorers) != names


def _replayed(judgements: Sequence[Judgement], bench: Bench) -> Iterator[Replayed]:
    stale = [one for one in judgements if bench.scorers and (bench.always_fresh or is_outdated(one, bench.scorers))]
    passages = [passage_of(one.comment, one.decided_at) for one in stale]
    fresh = dict(zip(map(_key, stale), gather(passages, bench.scorers), strict=True)) if stale else {}
    for one in judgements:
        evidence = fresh.get(_key(one), one.evidence)
        profile = bench.register.profile_for(one.comment.ref.account)
        if evidence is None or profile is None:
            continue
        election = bench.register.election
        circumstances = Circumstances(
            profile_id=profile.id,
            election_runs=election is not None and election.runs(one.decided_at),
            has_attachment=bool(one.comment.seen.attachments),
        )
        yield Replayed(
            judgement=one,
            profile=profile.id,
            evidence=evidence,
            is_fresh=_key(one) in fresh,
            in_force=decide(evidence, bench.in_force, circumstances),
            proposed=decide(evidence, bench.proposed, circumstances),
        )


def _key(judgement: Judgement) -> tuple[str, int]:
    return str(judgement.comment.ref), judgement.comment.revision
