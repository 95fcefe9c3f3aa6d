"""The mailbox, wired to the daemon's own door: every mail is read, acted on or set aside, and only then moved."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from moderator.app import App
from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.deciding import carry_out
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.orders import SEND, UNDO, Order
from moderator.domain.register import Officer, Profile
from moderator.domain.spoken import moment
from moderator.mail.answer import answer_mail, refused_reply_mail
from moderator.mail.smtp import message_id
from moderator.mailbox.contract import Arrived, Mailbox, MailboxClosed, Visit
from moderator.mailbox.imap import Imap
from moderator.mailbox.maildir import Maildir
from moderator.mailbox.notices import notice_in, sender_in
from moderator.mailbox.reading import letter_in
from moderator.sealing import access_token_of, seal_of
from moderator.store.audit import AuditEvent
from moderator.tasks.notices import take_in
from moderator.tasks.releasing import release
from moderator.tasks.replies import ASIDE, CAME_BACK, Replying, act_on
from moderator.tasks.review import Answer, undo
from moderator.tasks.undelivered import came_back

log = structlog.get_logger("inbox")

#: A mail that failed so often is set aside.
MOST_TRIES = 3
_LOOK_BACK = timedelta(days=7)


@dataclass(slots=True)
class Trouble:
    """Why the mailbox cannot be read, and since when; nothing while it can."""

    problem: str = ""
    since: datetime | None = None


class Inbox:
    """One council's mailbox, ready to be read; a round may be run at any time."""

    def __init__(self, app: App, mailbox: Mailbox, replying: Replying) -> None:
        self._app = app
        self._mailbox = mailbox
        self._replying = replying
        self._settings = app.council.settings.mailbox
        self._trouble = Trouble()
        self._notified = notified(app)
        app.remark(self.remarks)

    def round(self, stopping: Callable[[], bool], wait_s: float = 0.0) -> int:
        """Read what lies there, and stay for a while where the server tells of new mail; how many were finished."""
        finished = 0
        try:
            with self._mailbox.visit() as visit:
                finished += self._read(visit, stopping)
                while wait_s and not stopping() and visit.wait(wait_s, stopping):
                    finished += self._read(visit, stopping)
            self._went_well()
        except MailboxClosed as closed:
            self._went_wrong(str(closed))
        return finished

    def remarks(self, at: datetime) -> tuple[str, ...]:
        """What every digest should say about the mailbox."""
        with self._app.store.reading() as tx:
            aside = tx.letters.with_outcome(ASIDE, at - _LOOK_BACK)
        said = []
        if self._trouble.since is not None:
            since = moment(self._trouble.since, self._replying.zone).en
            said.append(
                f"Since {since} the mailbox cannot be read, so answers to this mail are not acted on: "
                f"{self._trouble.problem}. Decide on the page or with the command moderator decide."
            )
        if aside:
            mails = "1 mail" if aside == 1 else f"{aside} mails"
            said.append(f"{mails} in the mailbox could not be read this week: see the folder {self._aside_folder}.")
        return tuple(said)

    @property
    def _aside_folder(self) -> str:
        return self._settings.aside_folder if self._settings.read_from == "imap" else ".Aside"

    def _read(self, visit: Visit, stopping: Callable[[], bool]) -> int:
        finished = 0
        for arrived in visit.mails():
            if stopping():
                break
            outcome = self._outcome_of(arrived)
            if outcome == ASIDE:
                visit.set_aside(arrived)
            elif outcome:
                visit.put_away(arrived)
            finished += bool(outcome)
        return finished

    def _outcome_of(self, arrived: Arrived) -> str:
        """What became of a mail; "" when it failed and is to be tried again."""
        if arrived.raw is None:
            return self._set_aside(f"large:{arrived.name}", "it is too large")
        key = f"raw:{hashlib.sha256(arrived.raw).hexdigest()}"
        with self._app.store.transaction() as tx:
            known, tries = tx.letters.outcome(key), tx.letters.tried(key, self._app.clock())
        if known:
            return known
        if tries > MOST_TRIES:
            return self._set_aside(key, f"reading it failed {MOST_TRIES} times")
        try:
            return self._acted_on(arrived.raw, key)
        except Exception as error:  # noqa: BLE001 - the loop's edge: one poisonous mail must not stop the others
            # Not log.exception: the error's text might quote the mail.
            log.error("a mail could not be acted on", fault=type(error).__name__, mail=key[:20], tries=tries)
            return ""

    def _acted_on(self, raw: bytes, key: str) -> str:
        app, settings = self._app, self._settings
        if about := self._notified.get(sender_in(raw), ()):
            platform = about[0].account.platform
            notice = notice_in(raw, platform, reporter=settings.authserv_id)
            return take_in(app.store, notice, key, about, app.clock)
        letter = letter_in(raw, reporter=settings.authserv_id, trusts_exchange=settings.trust_exchange)
        if letter.bounces:
            sender = app.council.settings.mail.sender
            came_back(app.store, letter.bounces, lambda mail: message_id(mail, sender), app.clock)
            with app.store.transaction() as tx:
                tx.letters.finish(key, CAME_BACK, app.clock())
            return CAME_BACK
        return act_on(app.store, letter, key, self._replying, app.clock)

    def _set_aside(self, key: str, why: str) -> str:
        now = self._app.clock()
        with self._app.store.transaction() as tx:
            if tx.letters.finish(key, ASIDE, now):
                tx.audit.add(AuditEvent(now, "mail.set_aside", "mailbox", key[:20], why))
                log.error("a mail is set aside, a person must look", why=why, mail=key[:20])
        return ASIDE

    def _went_well(self) -> None:
        if self._trouble.since is not None:
            log.warning("the mailbox can be read again")
            self._trouble = Trouble()

    def _went_wrong(self, problem: str) -> None:
        if self._trouble.since is None:
            log.warning("the mailbox cannot be read", problem=problem)
        self._trouble = Trouble(problem, self._trouble.since or self._app.clock())


def inbox_of(app: App) -> Inbox | None:
    """The council's mailbox; None while the settings read it from nowhere. Raises ConfigError."""
    if app.council.settings.mailbox.read_from == "nowhere":
        return None
    return Inbox(app, mailbox_of(app.council), replying_of(app))


def notified(app: App) -> Mapping[str, Sequence[Profile]]:
    """Sender of notification mails -> the profiles they may be about. Raises ConfigError."""
    found: dict[str, list[Profile]] = {}
    for profile in app.council.runnable:
        for sender in profile.notices_from:
            found.setdefault(sender, []).append(profile)
            if app.connectors[profile.account].capabilities.can_fetch:
                raise ConfigError(
                    f"the register: profile {profile.id}: notices_from: the daemon reads this place by itself, and "
                    "every comment would come twice. Cure: take the key out."
                )
            if found[sender][0].account.platform != profile.account.platform:
                raise ConfigError(
                    f"the register: profile {profile.id}: notices_from: another platform's profile has this sender "
                    "too. Cure: name each platform's own sender."
                )
    return found


def mailbox_of(council: Council) -> Mailbox:
    """The place where mail arrives. Raises ConfigError."""
    box, secrets = council.settings.mailbox, council.credentials
    if box.read_from == "maildir":
        return Maildir(council.settings.path(box.maildir))
    return Imap(
        host=box.host,
        port=box.port,
        username=box.username,
        password=secrets.find("mailbox.password") or "",
        access_token=access_token_of(council),
        folder=box.folder,
        done_folder=box.done_folder,
        aside_folder=box.aside_folder,
        tls=box.tls,
        timeout=box.timeout_s,
    )


def replying_of(app: App) -> Replying:
    """What acting on replies needs, from the daemon's own door. Raises ConfigError."""
    council = app.council
    seal = seal_of(council)
    if seal is None:
        raise ConfigError('moderator.toml: mailbox.read_from: no mail is read from "nowhere".')

    def order(ref: CommentRef, revision: int, order: Order, by: str) -> Answer:
        if order.verb == UNDO:
            return undo(app.store, ref, revision, by, app.clock)
        if order.verb == SEND:
            return release(app.store, ref, revision, by, app.clock)
        return carry_out(app, ref, revision, verdict=order.verb, by=by, reason=order.reason)

    return Replying(
        proves=seal.proves,
        token=seal.token,
        house_rules=council.policy.house_rules,
        carry_out=order,
        officers=lambda account: {officer.email.casefold() for officer in _officers(council, account)},
        known=lambda address: _everybody(council).get(address.casefold()),
        title=lambda account: _title(council, account),
        answer=answer_mail,
        refuse=refused_reply_mail,
        life=timedelta(days=council.settings.mailbox.reply_days),
        zone=council.promises.calendar.zone,
    )


def _officers(council: Council, account: AccountRef) -> tuple[Officer, ...]:
    profile = council.register.profile_for(account)
    if profile is None:
        return ()
    people = (profile.moderator, profile.deputy, profile.manager, *profile.contributors)
    return tuple(one for one in people if one is not None)


def _everybody(council: Council) -> dict[str, Officer]:
    profiles = council.register.profiles
    return {one.email.casefold(): one for profile in profiles for one in _officers(council, profile.account)}


def _title(council: Council, account: AccountRef) -> str:
    profile = council.register.profile_for(account)
    return profile.title if profile else str(account)
