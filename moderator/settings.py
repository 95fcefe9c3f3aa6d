"""The daemon's settings: validated TOML, and credentials that come from anywhere but the TOML."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from moderator.config_file import ConfigError, Strict, load_toml
from moderator.domain.register import Profile
from moderator.polling_settings import BudgetSettings, PollingSettings

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Address = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s<>,;:]+@[^@\s<>,;:]+$")]


#: 64 letters are the most before an @; a plus sign and a token take 34 of them.
LONGEST_BOX_NAME = 30


class StoreSettings(Strict):
    #: SQLAlchemy URL. A password belongs in the credential "store.url", which replaces this key.
    url: str = "sqlite:///moderator.sqlite3"

    @field_validator("url")
    @classmethod
    def _carries_no_password(cls, url: str) -> str:
        head = url.partition("://")[2].partition("/")[0]
        if "@" in head and ":" in head.partition("@")[0]:
            raise ValueError('it holds a password: move the whole URL to the credential "store.url"')
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("it must begin with sqlite:/// or postgresql+psycopg://")
        return url


class FileSettings(Strict):
    #: Paths are read from the folder of the settings file.
    register_file: Annotated[str, Field(alias="register")] = "register.toml"
    policy: str = "policy.toml"


class LanguageModel(Strict):
    """A further model, for comments in some languages."""

    folder: str
    #: As the language finding names them.
    languages: Annotated[list[Literal["en", "cy", "mixed", "other", "unknown"]], Field(min_length=1)]


class ModelSettings(Strict):
    #: A prepared folder, or a release folder with its prepared one inside.
    folder: str = "models/rehearsal"
    threads: Annotated[int, Field(ge=1, le=64)] = 1
    #: Most tokens that are scored at once: bounds memory.
    batch_tokens: Annotated[int, Field(ge=512, le=16384)] = 512
    #: "fast" needs a measured band: moderator model verify --band.
    mode: Literal["exact", "fast"] = "exact"
    device: Literal["cpu", "cuda"] = "cpu"
    also: list[LanguageModel] = []

    @field_validator("also")
    @classmethod
    def _has_one_model_a_language(cls, also: list[LanguageModel]) -> list[LanguageModel]:
        named = [language for other in also for language in other.languages]
        twice = sorted({language for language in named if named.count(language) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named twice: give each language one model")
        return also


class MailSettings(Strict):
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    #: "required" outside loopback; "none" is refused for any other host.
    starttls: Literal["required", "none"] = "required"
    sender: Address = "moderator@council.example"
    username: str = ""
    #: The access token of [mailbox] takes the password's place.
    oauth: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    #: Who is paged for threats and safeguarding at any hour, beside the moderator.
    duty_contact: Address | None = None
    #: Council time at which a digest goes out on working days.
    digest_times: list[ClockTime] = ["08:30", "13:30"]
    #: Council time at which managers get the report of the week before: on Monday, or the first working day after it.
    report_time: ClockTime = "09:00"
    #: Whether the report's page travels with the mail; some mail servers take no HTML files.
    report_page: bool = True


class MailboxSettings(Strict):
    """Where answers to digests and reports about our own mails arrive."""

    #: "nowhere": nobody can answer by mail, and the digest does not offer it.
    read_from: Literal["nowhere", "imap", "maildir"] = "nowhere"
    #: The address of the mailbox; the sender of the mails when left out. It must take plus addresses.
    address: Address | None = None
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    #: "none" is refused for any other host than this machine.
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    username: str = ""
    folder: str = "INBOX"
    done_folder: str = "Done"
    aside_folder: str = "Aside"
    #: Folder of files, read from the settings file's folder.
    maildir: str = "maildir"
    #: The name that the council's own mail server signs its Authentication-Results with.
    authserv_id: str = ""
    #: Exchange does not check mails between its own people but marks them: believe its mark.
    trust_exchange: bool = False
    #: Where an access token is asked for, instead of a password; "" for a password.
    oauth_url: str = ""
    oauth_client: str = ""
    oauth_scope: str = "https://outlook.office365.com/.default"
    poll_s: Annotated[int, Field(ge=5, le=3600)] = 60
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    #: How long a digest may be answered.
    reply_days: Annotated[int, Field(ge=1, le=30)] = 7


class PictureSettings(Strict):
    #: The program that reads the words in pictures; "" leaves every picture to people.
    program: str = "tesseract"
    #: As the program names them; those that are not installed are left out.
    languages: list[str] = ["eng", "cym"]
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 15.0


class ReviewSettings(Strict):
    listen: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8642
    #: What the links in a mail begin with: the council's proxy in front of the page.
    base_url: str = "http://127.0.0.1:8642"
    link_hours: Annotated[int, Field(ge=1, le=24 * 14)] = 72
    #: How a person proves who they are: "mail" = a code mailed to the address the link was made for; "proxy" = the
    #: council's proxy has signed them in and names them; "link" = holding the link is enough (rehearsals only).
    sign_in: Literal["mail", "proxy", "link"] = "mail"
    #: Hours after which a mailed code has to be asked for again.
    session_hours: Annotated[int, Field(ge=1, le=24)] = 12
    #: With "proxy": the header that carries the person's e-mail address, and the only address it is believed from.
    user_header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{2,60}$")] = "X-Remote-User"
    proxy: str = "127.0.0.1"
    #: What the links to the appeal page begin with, reachable by the public; "" = there is none, and messages name the
    #: address under slot.appeal_url in messages/standing.toml.
    appeal_base_url: str = ""
    appeal_link_days: Annotated[int, Field(ge=1, le=365)] = 28


class ContactSettings(Strict):
    """Who a comment is passed to: one address for each desk, none where nobody was named."""

    information_governance: Address | None = None
    complaints: Address | None = None
    safeguarding: Address | None = None
    legal: Address | None = None

    def of(self, desk: str) -> str:
        """The address of a desk as moderator.domain.desks names it; "" when nobody was named."""
        return getattr(self, desk.replace("-", "_")) or ""


class DaemonSettings(Strict):
    poll_s: Annotated[int, Field(ge=5, le=3600)] = 120
    deliver_s: Annotated[int, Field(ge=1, le=600)] = 15
    watch_s: Annotated[int, Field(ge=10, le=3600)] = 60
    reconcile_s: Annotated[int, Field(ge=60, le=86400)] = 900
    #: A loop that shows no progress for so long stops the watchdog.
    stuck_after_s: Annotated[int, Field(ge=30, le=7200)] = 600


class MessageSettings(Strict):
    #: Templates a named person has approved for sending without a look: "explanation-abuse" ...
    approved: list[str] = []
    #: Who approved them, and when; required as soon as one is approved.
    approved_by: str = ""
    #: Where an explanation cannot be given in private, the approved neutral line "public-note" may go out instead.
    public_note: bool = False
    #: Whether an acknowledgement that went out without a person stops the clock of one working day.
    automatic_acknowledgement_counts: bool = False


class Settings(Strict):
    """Everything the daemon is told by the administrator."""

    store: StoreSettings = StoreSettings()
    files: FileSettings = FileSettings()
    model: ModelSettings = ModelSettings()
    mail: MailSettings = MailSettings()
    mailbox: MailboxSettings = MailboxSettings()
    pictures: PictureSettings = PictureSettings()
    review: ReviewSettings = ReviewSettings()
    contacts: ContactSettings = ContactSettings()
    daemon: DaemonSettings = DaemonSettings()
    messages: MessageSettings = MessageSettings()
    polling: PollingSettings = PollingSettings()
    #: Platform name -> its budget.
    budget: dict[str, BudgetSettings] = {}
    #: Platform name or profile id -> settings of the connector ("api_version", "timeout_s" ...).
    connector: dict[str, dict[str, str | int | float]] = {}
    #: Folder of the settings file; other paths are read from it.
    folder: Path = Path()

    def connector_for(self, profile: Profile) -> dict[str, str]:
        """What the profile's connector is told: its platform's settings, then its own."""
        found = {**self.connector.get(profile.account.platform, {}), **self.connector.get(profile.id, {})}
        return {key: str(value) for key, value in found.items()}

    def path(self, name: str) -> Path:
        """A configured path, read from the settings file's folder when it is not absolute."""
        return self.folder / name


def load_settings(folder: Path) -> Settings:
    """The settings in ``folder``/moderator.toml. Raises ConfigError."""
    file = folder / "moderator.toml"
    settings = load_toml(file, Settings)
    if settings.messages.approved and not settings.messages.approved_by:
        raise ConfigError(
            f"{file}: messages.approved_by: templates are approved but by nobody. "
            "Cure: name the person and the day, or approve none."
        )
    if settings.mail.starttls == "none" and settings.mail.host not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigError(
            f'{file}: mail.starttls: "none" is for a server on this machine only. Cure: write starttls = "required".'
        )
    _check_mailbox(file, settings)
    return settings.model_copy(update={"folder": folder})


def _check_mailbox(file: Path, settings: Settings) -> None:
    """Raises ConfigError for a mailbox whose mail nobody could believe, or that would be read in the clear."""
    box = settings.mailbox
    if box.oauth_url and not box.oauth_url.startswith("https://"):
        raise ConfigError(f"{file}: mailbox.oauth_url: it must begin with https://. Cure: correct the address.")
    if settings.mail.oauth and not box.oauth_url:
        raise ConfigError(f"{file}: mail.oauth: nobody is named who gives a token. Cure: set mailbox.oauth_url.")
    if box.read_from == "nowhere":
        return
    if not box.authserv_id and not box.trust_exchange:
        raise ConfigError(
            f"{file}: mailbox.authserv_id: without it no answer could be believed. Cure: write the name that stands "
            "first in the Authentication-Results your own mail server adds; docs/mailbox.md shows where."
        )
    if box.read_from == "imap" and box.tls == "none" and box.host not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigError(f'{file}: mailbox.tls: "none" is for a server on this machine only. Cure: tls = "implicit".')
    if len((box.address or settings.mail.sender).partition("@")[0]) > LONGEST_BOX_NAME:
        raise ConfigError(
            f"{file}: mailbox.address: what stands before the @ is too long to carry a token. Cure: choose a name of "
            f"at most {LONGEST_BOX_NAME} letters."
        )


class Credentials:
    """Secrets by name, from systemd's credentials folder or the environment; never shown, never logged.

    "mail.password" is looked up as the file ``$CREDENTIALS_DIRECTORY/mail.password``, then as the variable
    ``MODERATOR_MAIL_PASSWORD``. A profile's secrets carry its id: "council-facebook.token".
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment

    def __repr__(self) -> str:
        return "Credentials(...)"

    def find(self, name: str) -> str | None:
        """The secret, without a trailing line end; None when nobody gave it. Raises ConfigError."""
        folder = self._environment.get("CREDENTIALS_DIRECTORY")
        file = Path(folder) / name if folder else None
        if file is not None and file.is_file():
            return _secret_in(file)
        return self._environment.get(variable(name)) or None

    def of_profile(self, profile_id: str, keys: tuple[str, ...]) -> dict[str, str]:
        """Those of the profile's secrets that were given."""
        found = {key: self.find(f"{profile_id}.{key}") for key in keys}
        return {key: value for key, value in found.items() if value is not None}


def _secret_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError(f"the credential {file.name} is not UTF-8. Cure: write it again as plain text.") from None
    except OSError as error:
        raise ConfigError(
            f"the credential {file.name} cannot be read: {error.strerror}. Cure: let the service read it."
        ) from None


def variable(name: str) -> str:
    """The environment variable that may carry a credential: "mail.password" -> MODERATOR_MAIL_PASSWORD."""
    return "MODERATOR_" + name.upper().replace(".", "_").replace("-", "_")
