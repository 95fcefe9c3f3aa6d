"""The outbox: effects wait here as errands; one holder at a time, and only the latest holder may finish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, exists, false, func, or_, select, true, update

from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.consequences import CONTACT, is_acknowledgement
from moderator.domain.effects import Effect, Hide, PersonTask, Reply, Reveal, SendMail, SendMessage, key_of
from moderator.store.clauses import AnySelect, insert_unless_there, must_be_stored, of_account, of_comment
from moderator.store.codec import effect_to_json
from moderator.store.errand import ERRAND_COLUMNS, Errand, errand_of
from moderator.store.tables import comments, outages, outbox

#: An errand that could not be done for this long is set aside.
LIFETIME = timedelta(days=5)
#: This many attempts that ended in a crash, and an errand is set aside.
MOST_CRASHES = 3
STUMBLE = timedelta(minutes=1)

_FINAL = ("done", "discarded")
_PENDING = ("ready", "task", "unknown", "aside")


class Outbox:
    """Errands within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def intend(self, effect: Effect, at: datetime, *, version: int = 0) -> bool:
        """Write an effect down to be done; False when an errand with its key exists.

        ``version`` sets a person's later choice apart: hiding again after a reveal is another errand, so are other
        words of their own, and so is a message that was dropped before anybody tried to send it.
        """
        is_mail = isinstance(effect, SendMail)
        key = key_of(effect)
        if version and (_is_anew_each_time(effect) or self._was_dropped(key)):
            key = f"{key}#{version}"
        return insert_unless_there(
            self._connection,
            outbox,
            key=key,
            kind=effect.kind,
            comment_id=None if isinstance(effect, SendMail) else self._number(effect.ref),
            revision=None if isinstance(effect, SendMail) else effect.revision,
            payload=effect_to_json(effect),
            state="task" if not is_mail and _waits_for_person(effect) else "ready",
            created_at=at,
            not_before=at,
            expires_at=at + LIFETIME,
            attempts=0,
            crashes=0,
            is_ambiguous=False,
            fence=0,
            outcome=effect.waits_because if isinstance(effect, SendMessage | Reply) else "",
            native_id="",
        )

    def due(self, at: datetime, at_most: int, accounts: Sequence[AccountRef], *, untried: str = "") -> tuple[int, ...]:
        """Ids of errands that may be claimed now, oldest first: mails, and those of these accounts unless paused.

        ``untried``: only errands of this kind, and only those that nobody has tried yet.
        """
        wanted = and_(outbox.c.kind == untried, outbox.c.attempts == 0) if untried else true()
        paused = exists().where(
            outages.c.platform == comments.c.platform,
            outages.c.account_id == comments.c.account_id,
            outages.c.lane == "deliver",
            outages.c.paused_until > at,
        )
        ours = or_(false(), *(of_account(comments, account) for account in accounts))
        query = (
            select(outbox.c.id)
            .outerjoin(comments, outbox.c.comment_id == comments.c.id)
            .where(_claimable(at), wanted, ~_is_behind(), or_(outbox.c.comment_id.is_(None), and_(ours, ~paused)))
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(at_most)
        )
        return tuple(self._connection.scalars(query))

    def claim(self, errand: int, at: datetime, lease: timedelta, *, goes_first: bool = False) -> Errand | None:
        """Take an errand for the length of a lease; None when it is not due, held, or waits for another.

        ``goes_first`` takes an answer ahead of the hide that it would wait for otherwise: that hide's holder asks. A
        lease that ran out without an outcome counts as a crash; the third sets the errand aside, and then it comes
        back in the state "aside", not "leased".
        """
        was_left = outbox.c.state == "leased"
        claimed = self._connection.execute(
            update(outbox)
            .where(outbox.c.id == errand, _claimable(at), true() if goes_first else ~_is_behind())
            .values(
                state="leased",
                lease_until=at + lease,
                fence=outbox.c.fence + 1,
                attempts=outbox.c.attempts + 1,
                crashes=outbox.c.crashes + case((was_left, 1), else_=0),
                is_ambiguous=or_(outbox.c.is_ambiguous, was_left),
            )
        )
        if claimed.rowcount != 1:
            return None
        held = self.find(errand)
        if held is not None and held.crashes >= MOST_CRASHES:
            self.finish(held, "aside", f"set aside: {held.crashes} attempts ended in a crash", at)
            return self.find(errand)
        return held

    def finish(self, errand: Errand, state: str, outcome: str, at: datetime, *, native_id: str = "") -> bool:
        """Record how an errand ended; False, and nothing changes, when somebody else holds it by now."""
        return self._let_go(
            errand,
            {"state": state, "outcome": outcome, "finished_at": at, "native_id": native_id, "is_ambiguous": False},
        )

    def postpone(self, errand: Errand, outcome: str, until: datetime, *, is_ambiguous: bool = False) -> bool:
        """Give an errand back to be tried again later; False when somebody else holds it by now."""
        return self._let_go(
            errand, {"state": "ready", "outcome": outcome, "not_before": until, "is_ambiguous": is_ambiguous}
        )

    def stumbled(self, errand: int, at: datetime) -> None:
        """An errand could not even be claimed without an error: try it later, and set it aside at the third time.

        One that was claimed is left alone while its lease lasts.
        """
        is_last = outbox.c.crashes + 1 >= MOST_CRASHES
        was_left = outbox.c.state == "leased"
        self._changed(
            and_(outbox.c.id == errand, or_(outbox.c.state == "ready", _is_over(at))),
            crashes=outbox.c.crashes + 1,
            not_before=at + STUMBLE,
            lease_until=None,
            is_ambiguous=or_(outbox.c.is_ambiguous, was_left),
            state=case((is_last, "aside"), else_="ready"),
            outcome="it could not be read",
        )

    def find(self, errand: int) -> Errand | None:
        query = _errands().where(outbox.c.id == errand)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else errand_of(row)

    def find_key(self, key: str) -> Errand | None:
        row = self._connection.execute(_errands().where(outbox.c.key == key)).one_or_none()
        return None if row is None else errand_of(row)

    def in_states(self, states: Sequence[str], *, at_most: int = 1000) -> tuple[Errand, ...]:
        """Errands in any of these states, oldest first."""
        query = _errands().where(outbox.c.state.in_(states)).order_by(outbox.c.id).limit(at_most)
        return tuple(errand_of(row) for row in self._connection.execute(query))

    def for_comment(self, ref: CommentRef) -> tuple[Errand, ...]:
        """Every errand about a comment, oldest first."""
        query = _errands().where(of_comment(ref)).order_by(outbox.c.id)
        return tuple(errand_of(row) for row in self._connection.execute(query))

    def answers_beside(self, hide: Errand) -> tuple[int, ...]:
        """Ids of what is to be said, without a person, about the words that are to be hidden; oldest first."""
        assert isinstance(hide.effect, Hide)
        query = select(outbox.c.id).where(
            outbox.c.comment_id == self._number(hide.effect.ref),
            outbox.c.revision == hide.effect.revision,
            outbox.c.kind.in_((SendMessage.kind, Reply.kind)),
            outbox.c.state.in_(("ready", "leased")),
        )
        return tuple(self._connection.scalars(query.order_by(outbox.c.id)))

    def last_mail(self, prefix: str) -> datetime | None:
        """When the newest mail whose key begins so was written; None when there is none."""
        query = select(func.max(outbox.c.created_at)).where(outbox.c.key.startswith(f"mail:{prefix}", autoescape=True))
        newest: datetime | None = self._connection.scalar(query)
        return newest

    def mails(self) -> tuple[Errand, ...]:
        """Every mail, oldest first, sent or not."""
        query = _errands().where(outbox.c.kind == "mail").order_by(outbox.c.id)
        return tuple(errand_of(row) for row in self._connection.execute(query))

    def overdue_hides(self, created_before: datetime) -> tuple[Errand, ...]:
        """Hides that are still not done and about which nobody was asked yet."""
        query = _errands().where(
            outbox.c.kind == "hide",
            outbox.c.state.in_(("ready", "leased")),
            outbox.c.created_at <= created_before,
            outbox.c.escalated_at.is_(None),
        )
        return tuple(errand_of(row) for row in self._connection.execute(query))

    def escalated(self, errand: Errand, at: datetime) -> None:
        self._connection.execute(update(outbox).where(outbox.c.id == errand.id).values(escalated_at=at))

    def retry(self, errand: int, at: datetime) -> bool:
        """A person wants it tried again; False when it is not set aside, unknown or waiting for a person."""
        return self._changed(
            and_(outbox.c.id == errand, outbox.c.state.in_(("task", "unknown", "aside")), outbox.c.kind != "task"),
            state="ready",
            not_before=at,
            expires_at=at + LIFETIME,
            crashes=0,
            is_ambiguous=False,
            finished_at=None,
            outcome="a person asked for another attempt",
        )

    def complete(self, errand: int, at: datetime, by: str) -> bool:
        """A person did it by hand, or saw that it was done."""
        return self._changed(
            and_(outbox.c.id == errand, outbox.c.state.in_(_PENDING)),
            state="done",
            finished_at=at,
            outcome=f"done by {by}",
        )

    def discard(self, errand: int, at: datetime, why: str) -> bool:
        """Nobody wants it any more; the messages that speak of a discarded hide or reveal go with it."""
        found = self.find(errand)
        is_gone = self._changed(
            and_(outbox.c.id == errand, outbox.c.state.in_(_PENDING)), state="discarded", finished_at=at, outcome=why
        )
        if is_gone and found is not None:
            self.discard_messages_after(found, at, why)
        return is_gone

    def discard_messages_after(self, errand: Errand, at: datetime, why: str) -> None:
        """A hide or reveal will not happen: the messages that were to tell of it must not be sent.

        What is said about a later revision, and an acknowledgement, does not speak of it.
        """
        effect = errand.effect
        if not isinstance(effect, Hide | Reveal):
            return
        for other in self.for_comment(effect.ref):
            if other.id > errand.id and _speaks_of(other.effect, effect):
                self.discard(other.id, at, why)

    def _let_go(self, errand: Errand, values: dict[str, object]) -> bool:
        mine = and_(outbox.c.id == errand.id, outbox.c.fence == errand.fence, outbox.c.state == "leased")
        return self._changed(mine, lease_until=None, **values)

    def _changed(self, where: ColumnElement[bool], **values: object) -> bool:
        return self._connection.execute(update(outbox).where(where).values(**values)).rowcount == 1

    def _was_dropped(self, key: str) -> bool:
        before = self.find_key(key)
        return before is not None and before.state == "discarded" and before.attempts == 0

    def _number(self, ref: CommentRef) -> int:
        return must_be_stored(self._connection, ref)


def _is_anew_each_time(effect: Effect) -> bool:
    is_own_words = isinstance(effect, SendMessage) and effect.template == CONTACT
    return is_own_words or isinstance(effect, Hide | Reveal | Reply)


def _waits_for_person(effect: Effect) -> bool:
    return isinstance(effect, PersonTask) or (isinstance(effect, SendMessage | Reply) and bool(effect.waits_because))


def _speaks_of(said: Effect, done: Hide | Reveal) -> bool:
    if not isinstance(said, SendMessage) or is_acknowledgement(said.template):
        return False
    return said.revision == done.revision


def _errands() -> AnySelect:
    return select(*ERRAND_COLUMNS).outerjoin_from(outbox, comments, outbox.c.comment_id == comments.c.id)


def _claimable(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(outbox.c.state == "ready", outbox.c.not_before <= at),
        _is_over(at),
    )


def _is_over(at: datetime) -> ColumnElement[bool]:
    """Somebody claimed it and left it without an outcome."""
    return and_(outbox.c.state == "leased", outbox.c.lease_until <= at)


def _is_behind() -> ColumnElement[bool]:
    """An earlier hide or reveal of the same comment is not done: what comes after it would be too soon."""
    earlier = outbox.alias("earlier")
    return exists().where(
        earlier.c.comment_id == outbox.c.comment_id,
        earlier.c.id < outbox.c.id,
        earlier.c.kind.in_(("hide", "reveal")),
        earlier.c.state.not_in(_FINAL),
    )
