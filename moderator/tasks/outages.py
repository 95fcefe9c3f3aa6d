"""What happens to an account whose platform fails or refuses us: it is left alone, and its people are told once."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from connectors.contract import AccessLost, ConnectorError, TryLater
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.store.audit import AuditEvent
from moderator.store.outages import Outage
from moderator.store.store import Transaction

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

#: First pause after a failure; it doubles with every failure in a row.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
#: A platform that fails this long is worth a mail; a lost access is at once.
TELL_AFTER = timedelta(hours=1)


def answer_of(call: Callable[[], Answer]) -> Answer:
    """What a connector answers. One that breaks its promise and crashes pauses its account like a platform that fails.

    Raises ConnectorError.
    """
    try:
        return call()
    except ConnectorError:
        raise
    except Exception as error:  # noqa: BLE001 - the loop's edge: one account must not stop the others
        # The error's text might quote a comment.
        kind = type(error).__name__
        raise TryLater(f"the connector itself failed ({kind}): tell whoever maintains this program") from None


def pause(
    tx: Transaction,
    account: AccountRef,
    lane: str,
    error: ConnectorError,
    at: datetime,
    notice: Callable[[str], SendMail],
) -> Outage:
    """Leave an account alone for a while. The outage is logged when it starts, and mailed about once."""
    before = tx.outages.current(account, lane)
    failures = before.failures if before else 0
    kind = "AccessLost" if isinstance(error, AccessLost) else "TryLater"
    outage = Outage(
        account=account,
        lane=lane,
        kind=kind,
        reason=str(error) or type(error).__name__,
        since=before.since if before else at,
        paused_until=at + _length(error, failures),
        failures=failures + 1,
    )
    if tx.outages.pause(outage):
        log.warning("%s: %s paused: %s", account, lane, outage.reason)
        tx.audit.add(AuditEvent(at, "outage.began", "platform", str(account), f"{lane}: {kind}"))
    if kind == "AccessLost" or at - outage.since >= TELL_AFTER:
        # The key makes it once for each outage, whoever notices it and however often.
        mail = notice(outage.reason)
        tx.outbox.intend(replace(mail, key=f"outage:{account}:{lane}:{kind}:{outage.since.isoformat()}"), at)
    return outage


def paused_already(
    tx: Transaction, account: AccountRef, lane: str, error: ConnectorError, at: datetime
) -> Outage | None:
    """The pause that already covers this failure; None where it tells something new, or the account is not paused.

    Several errands that failed in one call, or beside each other, are one failure.
    """
    outage = tx.outages.current(account, lane)
    if outage is None or outage.paused_until <= at:
        return None
    return outage if outage.kind == "AccessLost" or not isinstance(error, AccessLost) else None


def resume(tx: Transaction, account: AccountRef, lane: str, at: datetime) -> None:
    """The platform answered: an outage that went on is over, and that is logged once."""
    ended = tx.outages.end(account, lane)
    if ended is not None:
        minutes = int((at - ended.since).total_seconds() // 60)
        log.warning("%s: %s goes on after %d minutes", account, lane, minutes)
        tx.audit.add(AuditEvent(at, "outage.ended", "platform", str(account), f"{lane}: after {minutes} minutes"))


def _length(error: ConnectorError, failures: int) -> timedelta:
    if isinstance(error, TryLater):
        growing = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(failures, 10)))
        return max(error.retry_after or timedelta(0), growing)
    return LONGEST_PAUSE
