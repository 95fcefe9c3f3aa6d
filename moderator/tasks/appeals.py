"""Takes in appeals: the author of a hidden comment asks for another look, on the page, in the thread or by message."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderator.clock import Clock
from moderator.domain.case import Case, CaseEvent
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.digest import DigestItem
from moderator.domain.effects import SendMail
from moderator.domain.obligation import Obligation
from moderator.domain.referral import AppealNotice, appeal_officer
from moderator.domain.register import Officer, Profile
from moderator.store.audit import AuditEvent
from moderator.store.store import Store, Transaction
from moderator.store.views import Dossier
from moderator.tasks.outstanding import will_be_hidden

log = logging.getLogger(__name__)

#: What an explanation asks its reader to answer, in either language.
_ASKING = re.compile(r"\W*(review|adolygu)\b\W*", re.IGNORECASE)
#: More words than this are a sentence that happens to begin so, unless the first stands in capitals.
_SHORT = 5
#: What an author says about it is kept up to here.
LONGEST_WORDS = 2000
APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Appealing:
    """What taking in appeals needs beside the store; wired once by the composition root."""

    profile_of: Callable[[AccountRef], Profile | None]
    promise_of: Callable[[str, CommentRef, int, datetime], Obligation]
    #: One comment as a mail to this officer shows it.
    item: Callable[[Dossier, Profile, Officer], DigestItem]
    notice: Callable[[AppealNotice], SendMail]


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of an appeal."""

    #: "filed"; "already" = it waits for its answer; "answered"; "visible" = nothing of ours hides it; "changed" = the
    #: words are others by now; "gone"; "unknown".
    status: str
    case: Case
    #: By when somebody decides.
    due_at: datetime | None = None


def look_at_appeal(store: Store, ref: CommentRef, revision: int) -> Filed:
    """What would become of an appeal about this revision; "filed" = it would be taken in. Changes nothing."""
    with store.reading() as tx:
        return _ground(tx, ref, revision)


def file_appeal(
    store: Store,
    ref: CommentRef,
    revision: int,
    appealing: Appealing,
    clock: Clock,
    *,
    words: str = "",
    by: str = "author",
) -> Filed:
    """Open the appeal of a hidden comment: somebody who has not decided before is asked, by a day.

    ``by`` is "author", or the officer who read the request in an inbox that no program reads.
    """
    now = clock()
    with store.transaction() as tx:
        if tx.comments.known(ref) is not None:
            tx.cases.held(ref)
        ground = _ground(tx, ref, revision)
        profile = appealing.profile_of(ref.account)
        if ground.status != "filed" or profile is None:
            return ground
        tx.cases.add(ref, CaseEvent("appealed", now, "author", revision, note=words.strip()[:LONGEST_WORDS]))
        tx.audit.add(AuditEvent(now, "case.appealed", by, str(ref), f"revision {revision}"))
        promise = tx.obligations.promise(appealing.promise_of(APPEAL, ref, revision, now))
        for mail in _notices(tx, ref, profile, appealing, promise, words=words, at=now):
            tx.outbox.intend(mail, now)
        return Filed("filed", tx.cases.at(ref), promise.due_at)


def hear(store: Store, appealing: Appealing, accounts: Sequence[AccountRef], clock: Clock) -> int:
    """Take in appeals that stand among the new comments: their author answers REVIEW or ADOLYGU in the thread."""
    with store.reading() as tx:
        asking = [one for one in tx.comments.unassessed(accounts, 64) if is_asking(one.text)]
        about = [(one, _contested(tx, one)) for one in asking]
    heard = 0
    for comment, contested in about:
        if contested is None:
            continue
        ref, revision = contested
        try:
            filed = file_appeal(store, ref, revision, appealing, clock, words=_rest(comment.text))
        except Exception as error:  # noqa: BLE001 - the loop's edge: one appeal must not stop the judging of the others
            # Not log.exception: the error's text might quote the comment.
            log.error("%s: the appeal could not be taken in: %s", ref, type(error).__name__)
            continue
        heard += filed.status == "filed"
    return heard


def is_asking(text: str) -> bool:
    """Whether somebody answers an explanation as it asks them to."""
    match = _ASKING.match(text[:LONGEST_WORDS])
    return match is not None and (match[1].isupper() or len(text.split()) <= _SHORT)


def asked_for(text: str) -> str | None:
    """What somebody says beside the word that asks for another look; None when they do not ask as told to."""
    return _rest(text) if is_asking(text) else None


def may_be_contested(tx: Transaction, ref: CommentRef, revision: int) -> bool:
    """Whether somebody who was told about this revision may still ask for another look, or wrote other words since."""
    return _ground(tx, ref, revision).status in ("filed", "changed")


def _rest(text: str) -> str:
    return _ASKING.sub("", text[:LONGEST_WORDS], count=1).strip()


def _contested(tx: Transaction, asking: Comment) -> tuple[CommentRef, int] | None:
    """The comment that is meant: the one answered, else the author's latest hidden one beneath the same post."""
    seen = asking.seen
    if not seen.author.native_id:
        return None
    hidden = tx.comments.hidden_of(seen.ref.account, seen.author.native_id, seen.post_id)
    answered = [one for one in hidden if one[0].native_id == seen.parent_id]
    return next(iter((*answered, *hidden)), None)


def _ground(tx: Transaction, ref: CommentRef, revision: int) -> Filed:
    known = tx.comments.known(ref)
    if known is None:
        return Filed("unknown", Case())
    case = tx.cases.at(ref)
    if known.standing == "gone":
        return Filed("gone", case)
    if case.is_appealed:
        due = [promise.due_at for promise in tx.obligations.open_for(ref) if promise.kind == APPEAL]
        return Filed("already", case, min(due, default=None))
    if case.appeal_answered() and case.revision == revision:
        return Filed("answered", case)
    if known.revision != revision:
        return Filed("changed", case)
    is_ours = known.standing != "hidden" or known.hidden_by == "council"
    return Filed("filed" if will_be_hidden(tx, known) and is_ours else "visible", case)


def _notices(
    tx: Transaction,
    ref: CommentRef,
    profile: Profile,
    appealing: Appealing,
    promise: Obligation,
    *,
    words: str,
    at: datetime,
) -> list[SendMail]:
    dossier, case = tx.views.dossier(ref), tx.cases.at(ref)
    deciders = case.contest.deciders if case.contest else ()
    officer = appeal_officer(profile, deciders)
    to = officer or profile.manager
    if dossier is None or to is None:
        return []
    key = f"appeal:{ref}:{promise.revision}:{at.isoformat()}"
    item = appealing.item(dossier, profile, to)
    notice = AppealNotice(key, to, at, item, promise.due_at, words, deciders, is_stuck=officer is None)
    return [appealing.notice(notice)]
