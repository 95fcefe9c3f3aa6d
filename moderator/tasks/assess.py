"""Judges comments nobody assessed yet and writes decision, evidence and all that follows in one transaction each."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from moderator.clock import Clock
from moderator.domain.case import CaseEvent
from moderator.domain.comment import Comment
from moderator.domain.consequences import Consequences, is_acknowledgement
from moderator.domain.decision import Circumstances, Decision, decide
from moderator.domain.effects import Effect, SendMessage
from moderator.domain.evidence import Evidence, Passage, Scorer, gather
from moderator.domain.likeness import NEVER_BEFORE, Repeats, WordsOf, marks_of, plain_words, repeats_among
from moderator.domain.obligation import Obligation
from moderator.domain.pictures import with_picture
from moderator.domain.policy import Action, Policy
from moderator.domain.register import Profile, Register
from moderator.store.audit import AuditEvent
from moderator.store.store import Store, Transaction
from moderator.tasks.clocks import promised

log = logging.getLogger(__name__)

#: A comment whose assessment failed this often is put to a person.
MOST_FAILURES = 3
#: As many decisions are committed at once: nobody else may write to SQLite meanwhile, so it must not take long.
TOGETHER = 16

#: Comments -> the words in the pictures of each, "" where none were read.
WordsInPictures = Callable[[Sequence[Comment]], Sequence[str]]
#: (comment, decision, evidence, profile) -> what follows. Pure.
ConsequencesOf = Callable[[Comment, Decision, Evidence, Profile], Consequences]


@runtime_checkable
class Versioned(Protocol):
    """A scorer whose answers depend on a file: the version is stored with the evidence."""

    @property
    def version(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging needs beside the comment."""

    policy: Policy
    register: Register
    consequences: ConsequencesOf
    scorers: tuple[str, ...]


def no_words(batch: Sequence[Comment]) -> Sequence[str]:
    """Nobody reads pictures here: they go to a person."""
    return [""] * len(batch)


def assess(
    store: Store,
    scorers: Sequence[Scorer],
    policy: Policy,
    register: Register,
    consequences: ConsequencesOf,
    clock: Clock,
    *,
    at_most: int = 64,
    words_of: WordsOf = plain_words,
    words_in_pictures: WordsInPictures = no_words,
) -> int:
    """Judge a batch of comments; how many were judged. 0 means that nothing waits.

    A comment that cannot be judged is tried again behind the others and then put to a person. ``words_of`` reads the
    words by which copies are told; ``words_in_pictures`` those in attached pictures, which are judged beside the text.
    """
    accounts = [profile.account for profile in register.profiles]
    with store.reading() as tx:
        batch = tx.comments.unassessed(accounts, at_most)
    if not batch:
        return 0
    at = clock()
    repeats = _repeats(store, batch, words_of, at)
    passages = [passage_of(comment, at, again) for comment, again in zip(batch, repeats, strict=True)]
    found = _with_pictures(gather(passages, scorers), passages, words_in_pictures(batch), scorers)
    bench = Bench(policy, register, consequences, tuple(name_of(scorer) for scorer in scorers))
    judged = list(zip(batch, found, strict=True))
    for start in range(0, len(judged), TOGETHER):
        _judge_together(store, judged[start : start + TOGETHER], bench, at)
    return len(batch)


def _judge_together(store: Store, judged: Sequence[tuple[Comment, Evidence]], bench: Bench, at: datetime) -> None:
    """Several in one transaction, since every commit waits for the disk; where one cannot be judged, each alone."""
    try:
        with store.transaction() as tx:
            tx.comments.look_up([comment.ref for comment, _ in judged])
            for comment, evidence in judged:
                _judge(tx, comment, evidence, bench, at)
    except Exception:  # noqa: BLE001 - whichever it was, it is found and named below
        for comment, evidence in judged:
            _judge_alone(store, comment, evidence, bench, at)


def _judge_alone(store: Store, comment: Comment, evidence: Evidence, bench: Bench, at: datetime) -> None:
    try:
        with store.transaction() as tx:
            _judge(tx, comment, evidence, bench, at)
    except Exception as error:  # noqa: BLE001 - the loop's edge: one comment must not stop the others
        # Not log.exception: the error's text might quote the comment.
        log.error("%s: could not be assessed: %s", comment.ref, type(error).__name__)
        _set_back(store, comment, at)


def passage_of(comment: Comment, at: datetime, repeats: Repeats = NEVER_BEFORE) -> Passage:
    """What the scorers are shown of a comment, judged as of a moment."""
    kinds = tuple(attachment.kind for attachment in comment.seen.attachments)
    return Passage(comment.text, comment.seen.parent_text, at, kinds, repeats)


def _with_pictures(
    found: Sequence[Evidence], passages: Sequence[Passage], words: Sequence[str], scorers: Sequence[Scorer]
) -> list[Evidence]:
    """The evidence, beside it what the words in the pictures showed."""
    asked = {place: replace(passages[place], text=text) for place, text in enumerate(words) if text}
    shown = dict(zip(asked, gather(list(asked.values()), scorers), strict=True)) if asked else {}
    return [
        with_picture(one, words[place], shown[place], has_text=bool(passages[place].text.strip()))
        if place in shown
        else one
        for place, one in enumerate(found)
    ]


def _repeats(store: Store, batch: Sequence[Comment], words_of: WordsOf, at: datetime) -> list[Repeats]:
    """How often the words of each were written before; the words themselves are remembered for those that come."""
    words = [words_of(comment.text) for comment in batch]
    marks = [marks_of(one) for one in words]
    if not any(marks):
        return [NEVER_BEFORE] * len(batch)
    refs = [comment.ref for comment in batch]
    with store.transaction() as tx:
        tx.comments.look_up(refs)
        for comment, found in zip(batch, marks, strict=True):
            tx.likenesses.keep(comment, found)
        tx.likenesses.forget(at)
    with store.reading() as tx:
        tx.comments.look_up(refs)
        candidates = [tx.likenesses.candidates(*pair) for pair in zip(batch, marks, strict=True)]
    return [repeats_among(one, copies, words_of) for one, copies in zip(words, candidates, strict=True)]


def name_of(scorer: Scorer) -> str:
    """How a scorer stands in the evidence: with its version where its answers depend on a file."""
    return f"{scorer.name} {scorer.version}" if isinstance(scorer, Versioned) else scorer.name


def _judge(tx: Transaction, comment: Comment, evidence: Evidence, bench: Bench, at: datetime) -> None:
    profile = bench.register.profile_for(comment.ref.account)
    if profile is None:
        raise LookupError("the comment's account is not in the register")
    case = tx.cases.held(comment.ref)
    decision = decide(
        evidence,
        bench.policy,
        _circumstances(comment, profile, bench.register, at, case.person_decided(comment.revision)),
    )
    if not tx.decisions.add(comment, decision, at):
        tx.comments.assessed(comment, at)
        return
    tx.decisions.capture(comment, evidence, bench.scorers, bench.policy.version, at)
    tx.comments.assessed(comment, at)
    tx.audit.add(AuditEvent(at, "decision", "daemon", str(comment.ref), _in_words(comment, decision)))
    if decision.is_shadow:
        return
    if decision.outcome > Action.PUBLISH and not case.person_decided(comment.revision):
        tx.cases.add(comment.ref, CaseEvent("opened", at, "daemon", comment.revision, choice=decision.outcome.word))
    follow(tx, comment, bench.consequences(comment, decision, evidence, profile), at)


def _circumstances(
    comment: Comment, profile: Profile, register: Register, at: datetime, person_has_decided: bool
) -> Circumstances:
    return Circumstances(
        profile_id=profile.id,
        mode=profile.mode,
        election_runs=register.election is not None and register.election.runs(at),
        has_attachment=bool(comment.seen.attachments),
        person_has_decided=person_has_decided,
    )


def follow(tx: Transaction, comment: Comment, consequences: Consequences, at: datetime) -> None:
    """Write down what follows from a decision: promises first, then what is to be done."""
    standing = [promised(tx, comment, obligation) for obligation in consequences.obligations]
    for effect in consequences.effects:
        if not _is_needless(effect, comment, standing):
            tx.outbox.intend(effect, at)


def _is_needless(effect: Effect, comment: Comment, standing: Sequence[Obligation]) -> bool:
    """An acknowledgement nobody needs: the council has replied, or that of an earlier revision is on its way."""
    if not isinstance(effect, SendMessage) or not is_acknowledgement(effect.template):
        return False
    return any(
        promise.kind == "acknowledge" and (not promise.is_open or promise.revision != comment.revision)
        for promise in standing
    )


def _in_words(comment: Comment, decision: Decision) -> str:
    shadow = " (shadow)" if decision.is_shadow else ""
    return f"revision {comment.revision}: {decision.outcome.word}{shadow}: {', '.join(decision.reasons) or 'no rule'}"


def _set_back(store: Store, comment: Comment, at: datetime) -> None:
    with store.transaction() as tx:
        if tx.comments.failed(comment) < MOST_FAILURES:
            return
        tx.comments.assessed(comment, at)
        tx.cases.add(
            comment.ref,
            CaseEvent("opened", at, "daemon", comment.revision, choice="queue", note="it could not be assessed"),
        )
        tx.audit.add(AuditEvent(at, "comment.unassessable", "daemon", str(comment.ref)))
