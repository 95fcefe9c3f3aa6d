"""Takes a notification mail in as an item of its profile: read where that is sure, for a person where it is not."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from moderator.clock import Clock
from moderator.domain.comment import Attachment, Author, CommentRef, Sighting
from moderator.domain.notice import Notice
from moderator.domain.register import Profile
from moderator.store.audit import AuditEvent
from moderator.store.store import Store
from moderator.tasks.arrivals import Look, record_sightings
from moderator.tasks.replies import ASIDE, REPEATED

log = logging.getLogger(__name__)

NOTICED = "noticed"
#: A mail that says it is older starts its clock when it is read.
_OLDEST = timedelta(days=7)
UNREAD = "[A notification mail that no rule reads surely: please look at the place itself.]"
CUT = "[The mail shows only the beginning: please read the rest at the place itself.]"


def take_in(store: Store, notice: Notice, key: str, profiles: Sequence[Profile], clock: Clock) -> str:
    """Store what the mail tells as an item that waits for judgement, once; what became of the mail.

    ``profiles`` are those that may get this sender's notices. A mail whose origin nobody confirms is set aside for a
    person to look at: it becomes no item, for anybody could write one.
    """
    now = clock()
    if not notice.is_vouched_for:
        return _set_aside(store, key, now)
    own_key = f"notice:{_digest(notice.message_id)}" if notice.message_id else key
    about = _about(notice, profiles)
    sighting = _sighting(notice, about[0], own_key, now, others=about[1:])
    with store.transaction() as tx:
        if own_key != key and not tx.letters.finish(own_key, NOTICED, now):
            tx.letters.finish(key, REPEATED, now)
            return REPEATED
        account = about[0].account
        arrivals = record_sightings(tx, [sighting], Look(account, now, now, shows_hidden=False))
        what = f"rule {notice.rule}" if notice.rule else "no rule reads it"
        tx.audit.add(AuditEvent(now, "notice.taken", "mailbox", str(sighting.ref), what))
        outcome = NOTICED if arrivals.new else REPEATED
        tx.letters.finish(key, outcome, now)
    return outcome


def _about(notice: Notice, profiles: Sequence[Profile]) -> Sequence[Profile]:
    """The profile it is about, first; with others behind it where the mail does not say which."""
    if len(profiles) == 1:
        return profiles
    shown = f"{notice.subject}\n{notice.body}".casefold()
    named = [profile for profile in profiles if profile.title.casefold() in shown]
    return named if len(named) == 1 else profiles


def _sighting(notice: Notice, profile: Profile, own_key: str, now: datetime, *, others: Sequence[Profile]) -> Sighting:
    is_read = bool(notice.rule) and not others
    notes = [UNREAD] if not is_read else [CUT] if notice.is_cut else []
    if others:
        notes.append(f"[It may be about any of: {', '.join(one.title for one in (profile, *others))}.]")
    text = notice.what if is_read else f"Its subject: {notice.subject}"
    # The same words of the same person at the same link are one comment, however many mails tell of it.
    name = _digest("\n".join((notice.link, notice.who, notice.what))) if is_read and notice.link else own_key
    is_believable = notice.sent_at is not None and timedelta(0) <= now - notice.sent_at <= _OLDEST
    return Sighting(
        ref=CommentRef(profile.account, f"mail-{_digest(name)[:20]}"),
        text="\n\n".join([text, *notes]),
        created_at=notice.sent_at if is_believable and notice.sent_at else now,
        author=Author(name=notice.who if is_read else ""),
        permalink=notice.link,
        # Something nobody has read: it goes to a person whatever its words are.
        attachments=(Attachment("other"),) if notes else (),
    )


def _set_aside(store: Store, key: str, now: datetime) -> str:
    with store.transaction() as tx:
        if tx.letters.finish(key, ASIDE, now):
            why = "it says that it is a platform's notification, and nobody confirms where it comes from"
            tx.audit.add(AuditEvent(now, "mail.set_aside", "mailbox", key[:20], why))
            log.warning("a notification mail was set aside: %s", why)
    return ASIDE


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
