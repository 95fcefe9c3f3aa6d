"""Hears what authors answer to explanations in private: a plain request is an appeal, anything else a person reads."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from connectors.contract import Connector, ConnectorError, HeardReply, HearsReplies, SentMessage, TryLater
from moderator.clock import Clock
from moderator.domain.effects import PersonTask, SendMail, SendMessage
from moderator.domain.register import Profile
from moderator.store.audit import AuditEvent
from moderator.store.errand import Errand
from moderator.store.store import Store, Transaction
from moderator.tasks.appeals import Appealing, asked_for, file_appeal, may_be_contested
from moderator.tasks.outages import answer_of
from moderator.tasks.poll import LANE as POLLING

log = logging.getLogger(__name__)

#: Answers to older explanations are no longer listened for; the appeal page and the thread stay open.
LISTENING = timedelta(days=28)
READ_IT = (
    "Its author has answered our private message, and not with the one word that asks for another look: read it in the "
    "account's inbox and answer there. If they ask for another look, type moderator appeal with the reference."
)
_APPEALED, _FOR_A_PERSON = "appealed", "for a person"


def hear_replies(
    store: Store,
    connector: Connector,
    profile: Profile,
    appealing: Appealing,
    clock: Clock,
    *,
    notice: Callable[[Profile, str], SendMail],
) -> int:
    """Read answers to the explanations that may still be contested; how many were new.

    The platform is asked nothing while no explanation waits for an answer, or while the account is paused.
    """
    if not (connector.capabilities.can_hear_replies and isinstance(connector, HearsReplies)):
        return 0
    now = clock()
    with store.reading() as tx:
        outage = tx.outages.current(profile.account, POLLING)
        waiting = {errand.key: errand for errand in _explanations(tx, profile, clock)}
    if not waiting or (outage is not None and outage.paused_until > now):
        return 0
    sent = [_as_sent(errand) for errand in waiting.values()]
    try:
        replies = answer_of(lambda: connector.replies(sent))
    except TryLater as error:
        log.info("%s: private answers are read later: %s", profile.account, error)
        return 0
    except ConnectorError as error:
        _tell(store, profile, notice(profile, str(error)), clock)
        return 0
    in_turn = sorted(replies, key=lambda one: (one.created_at, one.native_id))
    return sum(_taken_in(store, one, [waiting[name] for name in one.after], appealing, clock) for one in in_turn)


def _tell(store: Store, profile: Profile, mail: SendMail, clock: Clock) -> None:
    """Reading the comments goes on; that the answers are not read is told and logged once a day."""
    now = clock()
    with store.transaction() as tx:
        if tx.outbox.intend(replace(mail, key=f"outage:{profile.account}:replies:{now:%Y-%m-%d}"), now):
            log.warning("%s: private answers cannot be read; the moderator is told", profile.account)


def _explanations(tx: Transaction, profile: Profile, clock: Clock) -> list[Errand]:
    sent = tx.sent.since(profile.account, clock() - LISTENING)
    return [
        errand
        for errand in sent
        if isinstance(errand.effect, SendMessage)
        and errand.effect.template.startswith("explanation")
        and may_be_contested(tx, errand.effect.ref, errand.effect.revision)
    ]


def _as_sent(errand: Errand) -> SentMessage:
    assert isinstance(errand.effect, SendMessage)
    return SentMessage(errand.key, errand.native_id, errand.effect.text, errand.finished_at or errand.created_at)


def _taken_in(store: Store, reply: HeardReply, answered: Sequence[Errand], appealing: Appealing, clock: Clock) -> bool:
    """Each reply once, however often it is read."""
    messages = [errand.effect for errand in answered if isinstance(errand.effect, SendMessage)]
    latest = messages[-1]
    key = f"private:{latest.ref.account}:{reply.native_id}"
    with store.reading() as tx:
        if tx.letters.outcome(key):
            return False
    words = asked_for(reply.text)
    outcome = _FOR_A_PERSON
    # With several explanations to one person nobody can tell which is meant.
    if words is not None and len({message.ref for message in messages}) == 1:
        filed = file_appeal(store, latest.ref, latest.revision, appealing, clock, words=words)
        outcome = _APPEALED if filed.status in ("filed", "already") else _FOR_A_PERSON
    now = clock()
    with store.transaction() as tx:
        if not tx.letters.finish(key, outcome, now):
            return False
        if outcome == _FOR_A_PERSON:
            comment = tx.comments.find(latest.ref)
            link = comment.seen.permalink if comment else ""
            tx.outbox.intend(PersonTask(latest.ref, latest.revision, READ_IT, link), now)
        tx.audit.add(
            AuditEvent(now, "reply.heard", "author", str(latest.ref), f"revision {latest.revision}: {outcome}")
        )
    log.info("%s: its author answered in private: %s", latest.ref, outcome)
    return True
