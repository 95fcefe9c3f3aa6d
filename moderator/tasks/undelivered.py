"""A mail that was refused or came back is itself an incident: it waits for a person, and somebody else is told."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from moderator.clock import Clock
from moderator.domain.answered import Undelivered
from moderator.domain.effects import SendMail, key_of
from moderator.domain.escalation import next_above
from moderator.domain.letter import Bounce
from moderator.domain.register import Officer, Profile
from moderator.store.audit import AuditEvent
from moderator.store.errand import Errand
from moderator.store.store import Store

log = logging.getLogger(__name__)

#: Mail servers try for days before they give up.
REPORTS_TAKE = timedelta(days=7)
_OWN = "undelivered:"
_WHAT = {
    "digest": "a digest",
    "page": "an urgent page",
    "breach": "an alert about a missed promise",
    "still-late": "an alert about a missed promise",
    "at-risk": "a warning that a promise falls due",
    "outage": "a notice about an account",
    "answer": "an answer to a reply",
    "reply-refused": "a notice about a reply",
    "referral": "a comment passed to a desk",
    "appeal": "an appeal to decide",
}


def came_back(store: Store, bounces: Sequence[Bounce], message_id: Callable[[SendMail], str], clock: Clock) -> int:
    """Believe reports about mails that we did send to just these people; how many mails came back."""
    now = clock()
    by_report = {(bounce.message_id, bounce.recipient): bounce for bounce in bounces}
    known = 0
    with store.transaction() as tx:
        for errand in tx.returned.sent_since(now - REPORTS_TAKE):
            mail = errand.effect
            assert isinstance(mail, SendMail)
            bounce = by_report.get((message_id(mail), mail.to.casefold()))
            why = (
                f"it came back ({bounce.status or 'no code'}): correct the address, or ask its keeper" if bounce else ""
            )
            if bounce and tx.returned.came_back(errand, why, now):
                known += 1
                tx.audit.add(AuditEvent(now, "mail.came_back", "mailbox", errand.key, bounce.status))
                log.warning("errand %d: the mail came back (%s)", errand.id, bounce.status or "no code")
    return known


def tell_undelivered(
    store: Store,
    profiles: Sequence[Profile],
    head: Officer | None,
    render: Callable[[Undelivered], SendMail],
    local_day: Callable[[datetime], date],
    clock: Clock,
) -> int:
    """Write to those who must know that somebody is not reached, once a day for each; how many mails."""
    now = clock()
    with store.reading() as looking:
        lost = looking.returned.undelivered_since(now - REPORTS_TAKE)
        mails = [render(one) for one in _told(lost, profiles, head, local_day(now), now)]
        news = [mail for mail in mails if looking.outbox.find_key(key_of(mail)) is None]
    if not news:
        return 0
    with store.transaction() as tx:
        return sum(tx.outbox.intend(mail, now) for mail in news)


def what_it_was(mail: SendMail) -> str:
    """The kind of a mail, in words."""
    return _WHAT.get(mail.key.partition(":")[0], "a mail")


def _told(
    lost: Sequence[Errand], profiles: Sequence[Profile], head: Officer | None, day: date, now: datetime
) -> Iterator[Undelivered]:
    by_recipient: dict[str, list[Errand]] = defaultdict(list)
    for errand in lost:
        if isinstance(errand.effect, SendMail) and not errand.effect.key.startswith(_OWN):
            by_recipient[errand.effect.to.casefold()].append(errand)
    for recipient, errands in by_recipient.items():
        what = tuple(f"{what_it_was(mail)} (errand {one.id})" for one in errands for mail in _mails(one))
        for to in _who_must_know(recipient, profiles, head):
            key = f"{_OWN}{recipient}:{to.email}:{day.isoformat()}"
            yield Undelivered(key, to, now, recipient, what, errands[-1].outcome)


def _mails(errand: Errand) -> Iterator[SendMail]:
    if isinstance(errand.effect, SendMail):
        yield errand.effect


def _who_must_know(recipient: str, profiles: Sequence[Profile], head: Officer | None) -> tuple[Officer, ...]:
    """Somebody who is reached for every profile that it concerns, and whoever stands next above a manager who is not.

    The manager (or deputy) when a moderator is not reached, the moderator when anybody else is not.
    """
    concerned = [profile for profile in profiles if recipient in _addresses(profile)]
    found: dict[str, Officer] = {}
    # Nobody of the register: a desk, or whoever is on duty. It may concern every profile.
    for profile in concerned or profiles:
        in_turn = (profile.moderator, profile.manager, profile.deputy)
        reached = [one for one in in_turn if one is not None and one.email.casefold() != recipient]
        higher = next_above(profile, head, recipient)
        told = [*reached[:1], *([higher] if higher else [])]
        found.update({one.email.casefold(): one for one in told})
    return tuple(found.values())


def _addresses(profile: Profile) -> set[str]:
    people = (profile.moderator, profile.deputy, profile.manager, profile.line_manager)
    return {one.email.casefold() for one in people if one is not None}
