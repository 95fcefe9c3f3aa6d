"""Writes down what a platform showed: new comments, edits, deletions, and replies of our own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.contract import OwnReply, Page
from moderator.domain.case import CaseEvent
from moderator.domain.comment import AccountRef, CommentRef, Sighting
from moderator.domain.consequences import is_acknowledgement
from moderator.domain.effects import PersonTask, Reply, Reveal, SendMessage
from moderator.domain.verdict import ANSWER_BY_HAND
from moderator.store.audit import AuditEvent
from moderator.store.comments import KnownComment, content_hash
from moderator.store.duties import PostSeen
from moderator.store.store import Transaction
from moderator.tasks.ladder import PUBLIC_NOTE

#: A platform's clock may be this far ahead of ours before we stop believing it.
CLOCK_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How much of a page was news."""

    new: int = 0
    edited: int = 0
    gone: int = 0
    replies: int = 0

    def __add__(self, other: "Arrivals") -> "Arrivals":
        return Arrivals(
            self.new + other.new, self.edited + other.edited, self.gone + other.gone, self.replies + other.replies
        )


@dataclass(frozen=True, slots=True)
class Look:
    """When a platform was looked at, and what its answer is worth."""

    account: AccountRef
    #: Just before we asked: what we did to a comment after this does not show in the answer.
    asked_at: datetime
    #: When the answer is stored.
    at: datetime
    #: The platform tells hidden from visible.
    shows_hidden: bool


def record(tx: Transaction, page: Page, look: Look) -> Arrivals:
    """Store everything on a page; known revisions are ignored, so that a page may come twice."""
    for post in page.own_posts:
        at = _not_ahead(post.created_at, look.at)
        tx.duties.posted(look.account, PostSeen(post.native_id, at, post.has_pictures, post.permalink))
    return (
        record_sightings(tx, page.sightings, look)
        + Arrivals(gone=sum(record_gone(tx, CommentRef(look.account, native_id), look) for native_id in page.gone))
        + Arrivals(replies=sum(_record_reply(tx, reply, look) for reply in page.own_replies))
    )


def record_sightings(tx: Transaction, sightings: Iterable[Sighting], look: Look) -> Arrivals:
    """Store sightings: a comment never seen, one with other words, or one that stands otherwise than we believed."""
    arrivals = Arrivals()
    believable = [_believable(seen, look.at) for seen in sightings]
    # One question for the whole page; a comment that occurs twice in it is asked for again.
    stored = tx.comments.known_among([sighting.ref for sighting in believable])
    looked_at: set[CommentRef] = set()
    for sighting in believable:
        again = sighting.ref in looked_at
        known = tx.comments.known(sighting.ref) if again else stored.get(sighting.ref)
        looked_at.add(sighting.ref)
        if known is None:
            arrivals += Arrivals(new=_arrive(tx, sighting, look))
        elif known.standing == "gone" and look.asked_at > known.standing_at:
            _return(tx, known, sighting, look)
            arrivals += Arrivals(edited=1)
        else:
            arrivals += Arrivals(edited=_revise(tx, known, sighting, look))
            _compare_standing(tx, known, sighting, look)
    return arrivals


def record_gone(tx: Transaction, ref: CommentRef, look: Look) -> bool:
    """The comment is no longer on the platform: its promises are withdrawn and its case is closed."""
    known = tx.comments.known(ref)
    if known is None or known.standing == "gone" or known.standing_at > look.asked_at:
        return False
    tx.comments.stands(known.id, "gone", look.asked_at)
    tx.obligations.withdraw(ref, look.at)
    if tx.cases.at(ref).state not in ("none", "withdrawn"):
        tx.cases.add(ref, CaseEvent("withdrawn", look.at, "platform", known.revision))
    tx.audit.add(AuditEvent(look.at, "comment.gone", "platform", str(ref)))
    return True


def _believable(sighting: Sighting, at: datetime) -> Sighting:
    edited_at = sighting.edited_at and _not_ahead(sighting.edited_at, at)
    return replace(sighting, created_at=_not_ahead(sighting.created_at, at), edited_at=edited_at)


def _not_ahead(moment: datetime, at: datetime) -> datetime:
    return at if moment > at + CLOCK_TOLERANCE else moment


def _arrive(tx: Transaction, sighting: Sighting, look: Look) -> bool:
    is_new = tx.comments.add(sighting, look.at)
    if is_new:
        tx.audit.add(AuditEvent(look.at, "comment.seen", "author", str(sighting.ref)))
    return is_new


def _return(tx: Transaction, known: KnownComment, sighting: Sighting, look: Look) -> None:
    # A platform may lose a comment for a while: what was promised counts again, and it is judged afresh.
    tx.comments.stands(known.id, "hidden" if sighting.is_hidden else "visible", look.asked_at)
    tx.obligations.reinstate(known.ref)
    tx.comments.revise(known, sighting, look.at)
    tx.audit.add(AuditEvent(look.at, "comment.returned", "platform", str(known.ref)))


def _revise(tx: Transaction, known: KnownComment, sighting: Sighting, look: Look) -> bool:
    if known.content_hash == content_hash(sighting):
        return False
    # Where the platform does not tell when, the words were new to the council when we saw them.
    revision = tx.comments.revise(known, replace(sighting, edited_at=sighting.edited_at or look.at), look.at)
    if tx.cases.at(known.ref).state != "none":
        tx.cases.add(known.ref, CaseEvent("edited", look.at, "author", revision))
    tx.audit.add(AuditEvent(look.at, "comment.edited", "author", str(known.ref), f"revision {revision}"))
    return True


def _compare_standing(tx: Transaction, known: KnownComment, sighting: Sighting, look: Look) -> None:
    standing = "hidden" if sighting.is_hidden else "visible"
    if not look.shows_hidden or standing == known.standing or look.asked_at <= known.standing_at:
        return
    tx.comments.stands(known.id, standing, look.asked_at, hidden_by="platform" if sighting.is_hidden else "")
    tx.audit.add(AuditEvent(look.at, f"comment.{standing}", "platform", str(known.ref), "not by an errand of ours"))
    if known.hidden_by == "council" and not _is_being_revealed(tx, known.ref):
        # A person may have had a reason to show it again: never hide it again without a look.
        since = f"{look.at:%Y-%m-%d %H:%M} UTC"
        what = f"We hid this comment and it was visible again on {since}: look whether it should be."
        tx.outbox.intend(PersonTask(known.ref, known.revision, what, sighting.permalink), look.at)


def _is_being_revealed(tx: Transaction, ref: CommentRef) -> bool:
    return any(
        isinstance(errand.effect, Reveal) and errand.state in ("ready", "leased")
        for errand in tx.outbox.for_comment(ref)
    )


def _record_reply(tx: Transaction, reply: OwnReply, look: Look) -> bool:
    at = _not_ahead(reply.created_at, look.at)
    ref = CommentRef(look.account, reply.in_reply_to)
    if _is_neutral_line(tx, ref, reply.native_id):
        return False
    met = tx.obligations.replied(look.account, reply.native_id, reply.in_reply_to, at)
    _close_answer_tasks(tx, ref, at, look.at)
    if not met:
        return False
    tx.audit.add(AuditEvent(look.at, "obligation.met", "platform", str(ref), f"reply:{reply.native_id}"))
    for errand in tx.outbox.for_comment(ref):
        if isinstance(errand.effect, SendMessage) and is_acknowledgement(errand.effect.template):
            tx.outbox.discard(errand.id, look.at, "the council has replied")
    return True


def _is_neutral_line(tx: Transaction, ref: CommentRef, native_id: str) -> bool:
    """Our own "a comment was hidden here" answers nobody: it stops no clock.

    While one may be on its way, its id is not known yet: nothing is concluded, and the overlap brings the reply again.
    """
    lines = [
        errand
        for errand in tx.outbox.for_comment(ref)
        if isinstance(errand.effect, Reply) and errand.effect.template == PUBLIC_NOTE
    ]
    return any(line.native_id == native_id or line.state == "leased" or line.is_ambiguous for line in lines)


def _close_answer_tasks(tx: Transaction, ref: CommentRef, replied_at: datetime, at: datetime) -> None:
    """Somebody was asked to answer in public by hand, and the council has."""
    for errand in tx.outbox.for_comment(ref):
        task = errand.effect
        if isinstance(task, PersonTask) and task.what.startswith(ANSWER_BY_HAND) and errand.created_at <= replied_at:
            tx.outbox.discard(errand.id, at, "the council has replied")
