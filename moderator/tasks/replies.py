"""Acts on replies to digests: for the person a digest was made for, each once, and only on what is clear."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderator.clock import Clock
from moderator.domain.answered import AnsweredLine, AnswerLetter, ChangedItem, RefusedReply
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.digest import short_code
from moderator.domain.effects import SendMail
from moderator.domain.evidence import Evidence
from moderator.domain.letter import Letter
from moderator.domain.orders import Order, orders_in
from moderator.domain.policy import HouseRule
from moderator.domain.register import Officer
from moderator.domain.sealed import name_in, name_of
from moderator.domain.shown import masked
from moderator.domain.wording import MASKED_KINDS
from moderator.store.audit import AuditEvent
from moderator.store.digests import SentDigest, Shown
from moderator.store.store import Store, Transaction
from moderator.tasks.review import Answer

log = logging.getLogger(__name__)

#: What may become of a mail that came in.
ACTED, REFUSED, IGNORED, AWAY, CAME_BACK, REPEATED, ASIDE = (
    *("acted", "refused", "ignored", "away", "came back"),
    *("repeated", "set aside"),
)
#: More replies in an hour that decide nothing are not answered.
MOST_EMPTY_AN_HOUR = 5
_LATEST = "Please answer the latest digest, or use the page behind its links or the command moderator decide."
_NOT_YOU = (
    "If you wrote it, answer from the address that your digests come to. If you did not, somebody else has your "
    "digest: it gives them no power, and nothing needs to be undone."
)


@dataclass(frozen=True, slots=True)
class Replying:
    """What acting on replies needs beside the store; wired once by the composition root."""

    #: (token, recipient, end) -> whether we made it for them.
    proves: Callable[[str, str, datetime], bool]
    #: (name, recipient, end) -> a token.
    token: Callable[[str, str, datetime], str]
    house_rules: Sequence[HouseRule]
    #: Carries one order out through the single door, for a person. Raises ValueError with a sentence to tell them.
    carry_out: Callable[[CommentRef, int, Order, str], Answer]
    #: Addresses, in small letters, of those who answer for an account.
    officers: Callable[[AccountRef], Collection[str]]
    #: Everybody in the register by address in small letters.
    known: Callable[[str], Officer | None]
    title: Callable[[AccountRef], str]
    answer: Callable[[AnswerLetter], SendMail]
    refuse: Callable[[RefusedReply], SendMail]
    #: How long a digest may be answered.
    life: timedelta
    zone: str = "Europe/London"


def act_on(store: Store, letter: Letter, key: str, replying: Replying, clock: Clock) -> str:
    """Do what a reply asks for and answer it; what became of it. The same mail acts once, however often it arrives.

    ``key`` names the mail as it arrived. Its outcome is stored with the answer, in one transaction, after everything.
    """
    with store.reading() as tx:
        before = tx.letters.outcome(key)
        again = letter.message_id and tx.letters.outcome(_by_id(letter))
        sent = _digest_of(tx, letter)
    if before:
        return before
    if letter.is_automatic and not letter.is_out_of_office:
        return _finish(store, key, IGNORED, clock)
    refusal = _refusal(letter, sent, replying, clock())
    if refusal:
        return _refused(store, letter, key, sent, refusal, replying, clock)
    assert sent is not None
    if letter.is_out_of_office:
        return _away(store, sent, key, clock)
    if again:
        return _finish(store, key, REPEATED, clock)
    return _acted(store, letter, key, sent, replying, clock)


def _by_id(letter: Letter) -> str:
    return f"id:{hashlib.sha256(letter.message_id.encode('utf-8', 'replace')).hexdigest()}"


def _digest_of(tx: Transaction, letter: Letter) -> SentDigest | None:
    return tx.digests.find(name_in(letter.tokens[0])) if len(letter.tokens) == 1 else None


def _refusal(letter: Letter, sent: SentDigest | None, replying: Replying, now: datetime) -> str:
    """Why nothing may be done; "" when the reply is the registered person's own."""
    if sent is None or not replying.proves(letter.tokens[0], sent.recipient, sent.expires_at):
        return "It answers no mail that was sent to you, or its address was changed on the way."
    if letter.sender != sent.recipient.casefold():
        return "It answers your digest and comes from another address."
    if not letter.is_vouched_for:
        return "The council's mail server does not confirm that it was sent from your address."
    if replying.known(sent.recipient) is None:
        return "The register no longer names the person it was made for."
    if not letter.message_id:
        return "It carries no Message-ID of its own, so it could act more than once."
    if now > sent.expires_at:
        return "The digest it answers is too old."
    return ""


def _refused(
    store: Store, letter: Letter, key: str, sent: SentDigest | None, why: str, replying: Replying, clock: Clock
) -> str:
    """The registered person is told, never the sender; at most once an hour about one digest, whoever writes."""
    now = clock()
    to = replying.known(sent.recipient if sent else letter.sender)
    with store.transaction() as tx:
        if to is not None and not letter.is_automatic:
            mail_key = f"reply-refused:{sent.name if sent else to.email}:{now:%Y-%m-%dT%H}"
            todo = _LATEST if letter.is_vouched_for and letter.sender == to.email.casefold() else _NOT_YOU
            tx.outbox.intend(
                replying.refuse(RefusedReply(mail_key, to, now, letter.sender, why, todo, replying.zone)), now
            )
        subject = f"digest:{sent.name}" if sent else "mailbox"
        tx.audit.add(AuditEvent(now, "reply.refused", "mailbox", subject, why))
        tx.letters.finish(key, REFUSED, now)
    log.warning("a reply was not acted on: %s", why)
    return REFUSED


def _away(store: Store, sent: SentDigest, key: str, clock: Clock) -> str:
    now = clock()
    with store.transaction() as tx:
        if tx.absences.begin(sent.recipient, now):
            tx.audit.add(
                AuditEvent(now, "officer.away", sent.recipient, f"digest:{sent.name}", "their mailbox says so")
            )
        tx.letters.finish(key, AWAY, now)
    return AWAY


def _finish(store: Store, key: str, outcome: str, clock: Clock) -> str:
    with store.transaction() as tx:
        tx.letters.finish(key, outcome, clock())
    return outcome


def _acted(store: Store, letter: Letter, key: str, sent: SentDigest, replying: Replying, clock: Clock) -> str:
    read = orders_in(letter.lines, replying.house_rules)
    results = [_carried_out(order, sent, replying) for order in read.orders]
    lines = [line for line, _ in results]
    lines += [AnsweredLine(one.line, f"Nothing was done: {one.why}.") for one in read.misread]
    lines.sort(key=lambda line: letter.lines.index(line.line))
    stale = [number for _, number in results if number]
    now = clock()
    fresh, items = _asked_again(store, sent, stale, replying, now)
    to = replying.known(sent.recipient)
    assert to is not None
    with store.transaction() as tx:
        is_back = tx.absences.end(sent.recipient, now)
        if is_back:
            tx.audit.add(AuditEvent(now, "officer.back", sent.recipient, f"digest:{sent.name}", "they answered"))
        tx.digests.add(fresh)
        token = replying.token(fresh.name, fresh.recipient, fresh.expires_at)
        answer = AnswerLetter(
            f"answer:{_by_id(letter)}", to, now, tuple(lines), letter.unread, items, is_back, token, replying.zone
        )
        if any(line.is_done for line in lines) or _may_answer(tx, sent.recipient, now):
            tx.outbox.intend(replying.answer(answer), now)
        done = sum(line.is_done for line in lines)
        what = f"{done} of {len(lines)} lines, mail {_by_id(letter)[:20]}"
        tx.audit.add(AuditEvent(now, "reply.acted", sent.recipient, f"digest:{sent.name}", what))
        tx.letters.finish(key, ACTED, now)
        tx.letters.finish(_by_id(letter), ACTED, now)
    return ACTED


def _may_answer(tx: Transaction, recipient: str, now: datetime) -> bool:
    """Replies that decide nothing are answered a few times an hour: a machine that hides what it is must not loop."""
    subject = f"empty-reply:{recipient.casefold()}"
    tx.tries.add(subject, now)
    return tx.tries.since(subject, now - timedelta(hours=1)) <= MOST_EMPTY_AN_HOUR


def _carried_out(order: Order, sent: SentDigest, replying: Replying) -> tuple[AnsweredLine, int]:
    """What became of one order; and its number when the words have changed since."""
    shown = sent.items.get(order.number)
    if shown is None:
        return AnsweredLine(order.line, _no_such_item(order.number, sent)), 0
    by = sent.recipient
    if by.casefold() not in replying.officers(shown.ref.account):
        return AnsweredLine(order.line, "Nothing was done: you no longer answer for this account."), 0
    try:
        answer = replying.carry_out(shown.ref, shown.revision, order, by)
    except ValueError as error:
        return AnsweredLine(order.line, f"Nothing was done: {error}."), 0
    which = f"{replying.title(shown.ref.account)}, code {short_code(shown.ref, shown.revision)}."
    if _was_done_before(answer, order, by):
        return AnsweredLine(order.line, "Done.", is_done=True, which=which), 0
    is_stale = answer.status == "stale" and answer.comment is not None and answer.comment.revision != shown.revision
    line = AnsweredLine(order.line, answer.sentence, answer.is_accepted, which)
    return line, order.number if is_stale else 0


def _was_done_before(answer: Answer, order: Order, by: str) -> bool:
    """The very same decision of the same person stands: a round that was cut short is being finished."""
    case = answer.case
    return answer.status == "already" and case.verdict == order.verb and case.decided_by.casefold() == by.casefold()


def _no_such_item(number: int, sent: SentDigest) -> str:
    if not sent.items:
        return "Nothing was done: that mail held no items."
    return f"Nothing was done: there is no item {number}; that mail held {min(sent.items)} to {max(sent.items)}."


def _asked_again(
    store: Store, sent: SentDigest, stale: Sequence[int], replying: Replying, now: datetime
) -> tuple[SentDigest, tuple[ChangedItem, ...]]:
    """The same numbers for the answer mail; those whose words have changed stand for the words as they are now."""
    with store.reading() as tx:
        changed = {number: found for number in stale for found in _changed(tx, number, sent.items[number], replying)}
    items = {number: changed[number][0] if number in changed else shown for number, shown in sent.items.items()}
    fresh = SentDigest(name_of(secrets.token_bytes(10)), sent.recipient, now, now + replying.life, items)
    return fresh, tuple(item for _, item in changed.values())


def _changed(tx: Transaction, number: int, shown: Shown, replying: Replying) -> Iterator[tuple[Shown, ChangedItem]]:
    then, now = tx.comments.find(shown.ref, shown.revision), tx.comments.find(shown.ref)
    if then is not None and now is not None:
        words = [_without_abuse(tx, shown.ref, one.revision, one.text) for one in (then, now)]
        yield (
            Shown(shown.ref, now.revision),
            ChangedItem(number, replying.title(shown.ref.account), *words),
        )


def _without_abuse(tx: Transaction, ref: CommentRef, revision: int, text: str) -> str:
    capture = tx.decisions.captured(ref, revision)
    findings = (capture.evidence if capture else Evidence()).findings
    return masked(text, [span for one in findings for span in one.spans if span.kind in MASKED_KINDS])
