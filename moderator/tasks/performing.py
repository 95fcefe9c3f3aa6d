"""Performs one errand against a platform and says how it ended; it knows nothing of the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from connectors.contract import (
    AccessLost,
    AlreadyMessaged,
    AnswersPublicly,
    CommentGone,
    Connector,
    ConnectorError,
    HidesMany,
    OutcomeUnknown,
    Refused,
    Standing,
    TryLater,
    Unsupported,
)
from moderator.domain.delivery import MailLater, MailRefused
from moderator.domain.effects import Hide, PersonTask, Reply, Report, Reveal, SendMail, SendMessage
from moderator.store.errand import Errand

#: A platform that accepts a hide and does not do it this often needs a person.
MOST_UNPROVEN = 5
#: A lost answer may take this long to show when the platform is read back.
SETTLING = timedelta(minutes=1)
GONE = "gone"


class LeaseOver(Exception):
    """Too little of the lease is left to act safely: somebody else may take the errand meanwhile."""


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, or nothing is left to do."""

    how: str
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It is not done; the same errand may work later."""

    why: str
    retry_after: timedelta | None = None
    #: It may have happened all the same.
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class ForPerson:
    """Only a person can go on: "task" = do it by hand, "unknown" = look whether it happened."""

    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Barred:
    """The platform refuses this account altogether: the errand is kept and the account pauses."""

    error: AccessLost | TryLater


Outcome = Done | Later | ForPerson | Barred


def perform(errand: Errand, connector: Connector, may_act: Callable[[], None]) -> Outcome:
    """Do what an errand about a comment asks for.

    ``may_act`` raises LeaseOver; it is asked right before every write. The platform is read before any second try.
    """
    try:
        return _attempt(errand, connector, may_act)
    except (LeaseOver, ConnectorError) as error:
        return _failed(error, errand)


def perform_together(
    errands: Sequence[Errand], connector: Connector, may_act: Callable[[], None]
) -> list[tuple[Errand, Outcome]]:
    """Do what several errands ask for, none of which was tried before: hides, or reveals, of one account.

    Where the connector can, in one call; each is then proven by reading back, and each ends by itself.
    """
    if len(errands) == 1 or not isinstance(connector, HidesMany):
        return [(errand, perform(errand, connector, may_act)) for errand in errands]
    is_hide = isinstance(errands[0].effect, Hide)
    wanted = "hidden" if is_hide else "visible"
    ids = {errand.id: errand.ref.native_id for errand in errands if errand.ref is not None}
    try:
        may_act()
        answers = connector.hide_many(list(ids.values()), is_hidden=is_hide)
    except (LeaseOver, ConnectorError) as error:
        return [(errand, _failed(error, errand)) for errand in errands]
    taken = [native_id for native_id, refusal in answers.items() if refusal is None]
    try:
        shown = connector.reread(taken) if taken and connector.capabilities.shows_hidden else {}
    except ConnectorError as error:
        answers |= dict.fromkeys(taken, error)
        shown = {}
    outcomes: list[tuple[Errand, Outcome]] = []
    for errand in errands:
        native_id = ids[errand.id]
        refusal = answers[native_id]
        outcome = _failed(refusal, errand) if refusal else _proven(wanted, errand, shown.get(native_id))
        outcomes.append((errand, outcome))
    return outcomes


def hand_over(mail: SendMail, send_mail: Callable[[SendMail], None], may_act: Callable[[], None]) -> Outcome:
    """Send one mail. A mail that went out in an attempt that crashed goes again under the same Message-ID."""
    try:
        may_act()
        send_mail(mail)
    except LeaseOver:
        return Later("the lease ran out before the mail was sent")
    except MailLater as error:
        return Later(_words(error), retry_after=error.retry_after)
    except MailRefused as error:
        return ForPerson("task", _words(error))
    return Done("sent")


def _attempt(errand: Errand, connector: Connector, may_act: Callable[[], None]) -> Outcome:
    match errand.effect:
        case Hide(ref=ref):
            return _bring_to("hidden", errand, connector, may_act, partial(connector.hide, ref.native_id))
        case Reveal(ref=ref):
            return _bring_to("visible", errand, connector, may_act, partial(connector.reveal, ref.native_id))
        case Report() as report:
            return _report(report, errand, connector, may_act)
        case SendMessage() as message:
            return _message(message, errand, connector, may_act)
        case Reply() as reply:
            return _reply(reply, errand, connector, may_act)
        case PersonTask() | SendMail():
            raise TypeError(f"errand {errand.id} of kind {errand.effect.kind} is not for a platform")


def _bring_to(
    wanted: str, errand: Errand, connector: Connector, may_act: Callable[[], None], act: Callable[[], None]
) -> Outcome:
    if errand.attempts > 1 and (found := _found(wanted, errand, connector)):
        return found
    may_act()
    act()
    assert errand.ref is not None
    is_shown = connector.capabilities.shows_hidden
    return _proven(wanted, errand, connector.standing(errand.ref.native_id) if is_shown else None)


def _proven(wanted: str, errand: Errand, shown: Standing | None) -> Outcome:
    """What reading back says of a call that the platform has taken; None where it does not show hidden comments."""
    if shown is None:
        return Done("the platform said so")
    if shown.state in (wanted, GONE):
        return Done(shown.state)
    if errand.attempts >= MOST_UNPROVEN:
        return ForPerson("task", f"the platform accepts the call and the comment is still not {wanted}")
    return Later(f"accepted, and not {wanted} yet")


def _found(wanted: str, errand: Errand, connector: Connector) -> Done | None:
    """What reading the platform proves; where it does not show hidden comments, only that one is gone."""
    assert errand.ref is not None
    state = connector.standing(errand.ref.native_id).state
    if state == GONE:
        return Done(GONE)
    is_proof = state == wanted and connector.capabilities.shows_hidden
    return Done(f"was {wanted} already") if is_proof else None


def _report(report: Report, errand: Errand, connector: Connector, may_act: Callable[[], None]) -> Outcome:
    if errand.is_ambiguous:
        return ForPerson("unknown", "a report may have been sent and no platform can tell: look before repeating it")
    may_act()
    try:
        connector.report(report.ref.native_id, report.reason)
    except OutcomeUnknown:
        return ForPerson("unknown", "the answer to the report was lost: look before repeating it")
    return Done("reported")


def _message(message: SendMessage, errand: Errand, connector: Connector, may_act: Callable[[], None]) -> Outcome:
    native_id = message.ref.native_id
    if errand.attempts > 1:
        try:
            found = connector.find_message(native_id, message.text)
        except Unsupported:
            if errand.is_ambiguous:
                return ForPerson("unknown", "the message may have been sent and the platform cannot tell: look first")
            found = None
        if found is not None:
            return Done("was sent already", found)
    may_act()
    try:
        return Done("sent", connector.message(native_id, message.text))
    except AlreadyMessaged as error:
        return Done("was sent already") if errand.is_ambiguous else ForPerson("task", _words(error))
    except OutcomeUnknown as error:
        if connector.capabilities.can_find_messages:
            return Later(_words(error), retry_after=SETTLING, is_ambiguous=True)
        return ForPerson("unknown", "the answer to the message was lost and the platform cannot tell: look first")


def _reply(reply: Reply, errand: Errand, connector: Connector, may_act: Callable[[], None]) -> Outcome:
    native_id = reply.ref.native_id
    if not (connector.capabilities.can_reply_publicly and isinstance(connector, AnswersPublicly)):
        if errand.is_ambiguous:
            return ForPerson("unknown", "the public answer may have been posted: look before repeating it")
        return ForPerson("task", "no program may answer in public here: post it by hand")
    if errand.is_ambiguous:
        try:
            found = connector.find_reply(native_id, reply.text)
        except Unsupported:
            return ForPerson(
                "unknown", "the public answer may have been posted and the platform cannot tell: look first"
            )
        if found is not None:
            return Done("was posted already", found)
    may_act()
    try:
        return Done("posted", connector.reply(native_id, reply.text))
    except OutcomeUnknown as error:
        return Later(_words(error), retry_after=SETTLING, is_ambiguous=True)


def _failed(error: LeaseOver | ConnectorError, errand: Errand) -> Outcome:
    """What a connector's error means for an errand."""
    match error:
        case LeaseOver():
            return Later("the lease ran out before anything was done", is_ambiguous=errand.is_ambiguous)
        case CommentGone():
            return Done(GONE)
        case AccessLost():
            return Barred(error)
        case TryLater(retry_after=None):
            return Later(_words(error), is_ambiguous=errand.is_ambiguous)
        case TryLater():
            return Barred(error)
        case OutcomeUnknown():
            return Later(_words(error), is_ambiguous=True)
        case Refused():
            return ForPerson("task", _words(error))
        case _:
            raise error


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
