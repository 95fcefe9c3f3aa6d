"""Builds the daemon from a council's configuration: opens what has to be open, and says what is missing."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import structlog

from connectors.contract import AccessLost, Capabilities, Connector, Page, Standing
from connectors.loading import UnknownPlatform, credential_keys, load
from moderator.app import App, SilentScorer
from moderator.clock import Clock, utc_now
from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.domain.comment import AccountRef
from moderator.domain.delivery import MailLater
from moderator.domain.evidence import Scorer
from moderator.domain.register import Profile
from moderator.line import scorers
from moderator.links import appeal_linker, linker
from moderator.mail.smtp import SmtpSender
from moderator.mailbox.contract import MailboxClosed
from moderator.models import Models, load_models
from moderator.pictures.tesseract import NoEngine, Tesseract, find_engine
from moderator.scorers.detoxify import ModelRefused
from moderator.sealing import access_token_of, seal_of
from moderator.store.store import open_store

log = structlog.get_logger("building")


@dataclass(frozen=True, slots=True)
class WithoutAccess:
    """Stands in for a connector whose credentials are missing: every call says so, so the profile pauses."""

    problem: str
    capabilities: Capabilities = field(default_factory=Capabilities)

    def _lost(self) -> NoReturn:
        raise AccessLost(self.problem)

    def check(self) -> None:
        self._lost()

    def fetch(self, cursor: str) -> Page:
        self._lost()

    def standing(self, native_id: str) -> Standing:
        self._lost()

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        self._lost()

    def hide(self, native_id: str) -> None:
        self._lost()

    def reveal(self, native_id: str) -> None:
        self._lost()

    def report(self, native_id: str, reason: str) -> None:
        self._lost()

    def message(self, native_id: str, text: str) -> str:
        self._lost()

    def find_message(self, native_id: str, text: str) -> str | None:
        self._lost()


def build(
    council: Council,
    *,
    clock: Clock = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
    model: Scorer | None = None,
) -> App:
    """The daemon, ready to work.

    Raises ConfigError, BadAddress or SchemaMismatch. A refused model does not raise: everything goes to people then,
    and it is logged. ``model`` takes the place of the configured one.
    """
    models = Models(model) if model else _models(council)
    return App(
        council,
        open_store(council.store_url),
        connectors=connect(council, clock),
        line=tuple(scorers(council.register, model=models.scorer)),
        send_mail=mailer(council, clock),
        link=linker(council, clock),
        appeal_link=appeal_linker(council, clock),
        clock=clock,
        monotonic=monotonic,
        read_picture=_engine(council),
        remarks=_remarks(models),
        reply_token=seal.token if (seal := seal_of(council)) else None,
    )


def _engine(council: Council) -> Tesseract | None:
    """What reads pictures; None where people read all of them."""
    chosen = council.settings.pictures
    if not chosen.program:
        return None
    try:
        return find_engine(chosen.program, tuple(chosen.languages), chosen.timeout_s)
    except NoEngine as problem:
        log.info("the words in pictures are not read; people look at them as ever", problem=str(problem))
        return None


def _remarks(models: Models) -> tuple[str, ...]:
    """What moderators should know: for which comments no model speaks."""
    if isinstance(models.scorer, SilentScorer):
        return (f"The model is not used, so every comment comes to you: {models.scorer.reason}",)
    return tuple(f"A model is not used, so comments in its languages come to you: {why}" for why in models.refusals)


def connect(council: Council, clock: Clock) -> Mapping[AccountRef, Connector]:
    """A connector for every profile that is run. Raises ConfigError for an unknown platform or a bad setting."""
    return {profile.account: _connector(council, profile, clock) for profile in council.runnable}


def mailer(council: Council, clock: Clock) -> SmtpSender:
    """The way to the council's mail server. Raises ConfigError."""
    mail = council.settings.mail
    try:
        return SmtpSender(
            host=mail.host,
            port=mail.port,
            sender=mail.sender,
            clock=clock,
            username=mail.username,
            password=council.credentials.find("mail.password") or "",
            starttls=mail.starttls,
            timeout=mail.timeout_s,
            reply_to=council.settings.mailbox.address or "",
            access_token=_access(council) if mail.oauth else None,
        )
    except ValueError as error:
        raise ConfigError(f"{council.settings.folder / 'moderator.toml'}: mail: {error}.") from None


def _access(council: Council) -> Callable[[], str] | None:
    """An access token for sending; one that cannot be had makes a mail wait, like a mail server that is away."""
    token = access_token_of(council)

    def ask() -> str:
        try:
            return token() if token else ""
        except MailboxClosed as closed:
            raise MailLater(str(closed)) from None

    return ask


def _connector(council: Council, profile: Profile, clock: Clock) -> Connector:
    account = profile.account
    settings = council.settings.connector_for(profile)
    if profile.own_ids:
        settings = {**settings, "own_ids": ",".join(profile.own_ids)}
    try:
        credentials = council.credentials.of_profile(profile.id, credential_keys(account.platform))
        return load(account.platform)(account.account_id, credentials, settings, clock)
    except AccessLost as error:
        return WithoutAccess(str(error))
    except UnknownPlatform as error:
        raise ConfigError(f"the register: profile {profile.id}: platform: {error}.") from None
    except ValueError as error:
        raise ConfigError(f"moderator.toml: connector.{account.platform}: {error}.") from None


def _models(council: Council) -> Models:
    try:
        models = load_models(council.settings, council.policy, lambda refusal: SilentScorer(str(refusal)))
    except ModelRefused as error:
        log.error("the model is not used; everything goes to people", problem=str(error))
        return Models(SilentScorer(str(error)))
    for problem in models.refusals:
        log.error("a model is not used; comments in its languages go to people", problem=problem)
    for note in models.notes:
        log.warning("the model works, with a remark", remark=note)
    return models
