"""Everything one council has configured, loaded and checked together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from moderator.calendar_file import load_promises
from moderator.config_file import ConfigError
from moderator.domain.messages import Templates
from moderator.domain.policy import Policy
from moderator.domain.promises import Promises
from moderator.domain.register import Officer, Profile, Register, refusals, rivals
from moderator.domain.week import Week, week_of
from moderator.messages_file import load_templates
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.settings import Credentials, Settings, load_settings


@dataclass(frozen=True, slots=True)
class Council:
    """A council's configuration as values."""

    settings: Settings
    register: Register
    policy: Policy
    promises: Promises
    templates: Templates
    credentials: Credentials

    @property
    def runnable(self) -> tuple[Profile, ...]:
        """The profiles that the daemon runs."""
        return tuple(profile for profile in self.register.profiles if not refusals(profile))

    @property
    def refused(self) -> Mapping[str, tuple[str, ...]]:
        """Profile id -> why the daemon does not run it."""
        found = {profile.id: refusals(profile) for profile in self.register.profiles}
        return {profile: reasons for profile, reasons in found.items() if reasons}

    def remarks(self) -> Iterator[str]:
        """What an administrator should know before the daemon runs, in sentences."""
        for profile, reasons in self.refused.items():
            yield f"the profile {profile} is not run: {'; '.join(reasons)}"
        for first, second in rivals(self.register.profiles):
            yield (
                f"the profiles {first.id} and {second.id} serve the same audience on {first.account.platform}: "
                "the guidance asks to join an existing one rather than create a rival"
            )
        if self.register.head_of_communications is None:
            yield from _without_a_chain(self.runnable)

    def calendar_remarks(self, at: datetime) -> tuple[str, ...]:
        """A warning while the calendar is about to end: after that no promise can be counted."""
        if not self.promises.calendar.ends_soon(at):
            return ()
        return (
            "The calendar ends within 90 days: sign off the next year in calendar.toml, or promises stop counting.",
        )

    @property
    def store_url(self) -> str:
        """The database's address: the credential "store.url" when it is given, else the setting."""
        return self.credentials.find("store.url") or self.settings.store.url

    @property
    def duty_contact(self) -> Officer | None:
        address = self.settings.mail.duty_contact
        return None if address is None else Officer("Duty contact", address)

    def last_digest(self, at: datetime) -> datetime | None:
        """The latest moment today, at or before ``at``, at which a digest was due; None when there was none."""
        calendar = self.promises.calendar
        day = calendar.local(at).date()
        if not calendar.is_working_day(day):
            return None
        midnight = calendar.midnight(day)
        moments = (_moment(calendar.local(midnight), one) for one in self.settings.mail.digest_times)
        return max((moment for moment in moments if moment <= at), default=None)

    def local_day(self, at: datetime) -> date:
        """The council's day at a moment."""
        return self.promises.calendar.local(at).date()

    def week_to_report(self, at: datetime) -> Week | None:
        """The week before this one, once the council's time for it has come on a working day; None until then."""
        calendar = self.promises.calendar
        day = calendar.local(at).date()
        if not calendar.is_working_day(day):
            return None
        midnight = calendar.local(calendar.midnight(day))
        return week_of(day).before if _moment(midnight, self.settings.mail.report_time) <= at else None


def load_council(folder: Path, credentials: Credentials | None = None) -> Council:
    """The council's configuration in ``folder``. Raises ConfigError naming file, key, problem and cure."""
    settings = load_settings(folder)
    register = load_register(settings.path(settings.files.register_file))
    templates = load_templates(folder, settings.messages.approved)
    _check_polling(folder, settings, register)
    return Council(
        settings=settings,
        register=register,
        policy=fitting_policy(settings.path(settings.files.policy), register, templates, folder),
        promises=load_promises(folder),
        templates=templates,
        credentials=credentials or Credentials(),
    )


def _check_polling(folder: Path, settings: Settings, register: Register) -> None:
    """A misspelt name would silently leave a budget or a promise out. Raises ConfigError."""
    file = folder / "moderator.toml"
    profiles = {profile.id for profile in register.profiles}
    if strange := sorted(settings.polling.worst.keys() - profiles):
        raise ConfigError(f'{file}: polling.worst: the register has no profile "{strange[0]}". Cure: correct the name.')
    platforms = {profile.account.platform for profile in register.profiles}
    if strange := sorted(settings.budget.keys() - platforms):
        raise ConfigError(
            f'{file}: budget: the register has no profile on "{strange[0]}". Cure: correct the name, or take it out.'
        )


def fitting_policy(path: Path, register: Register, templates: Templates, folder: Path) -> Policy:
    """A policy that fits this council's register and messages. Raises ConfigError."""
    policy = load_policy(path)
    known = {profile.id for profile in register.profiles}
    strange = next((change.profile for change in policy.overrides if change.profile not in known), None)
    if strange is not None:
        raise ConfigError(f'{path}: override.profile: the register has no profile "{strange}". Cure: correct the name.')
    silent = next((rule for rule in policy.rules if rule.explanation not in ("", *templates.wordings)), None)
    if silent is not None:
        raise ConfigError(
            f'{path}: rule {silent.id}: explanation: there is no template "{silent.explanation}" in '
            f"{folder / 'messages'}. Cure: correct the name, or write the template."
        )
    return policy


def _without_a_chain(profiles: Sequence[Profile]) -> Iterator[str]:
    alone = [profile.id for profile in profiles if profile.line_manager is None]
    if alone:
        yield (
            f"nobody above the manager would hear of a promise that is not kept on {', '.join(alone)}: name "
            "[profile.line_manager] or [head_of_communications] in the register"
        )


def _moment(midnight: datetime, clock_time: str) -> datetime:
    wall = time.fromisoformat(clock_time)
    # On the wall clock, not by adding hours: the day may be 23 or 25 hours long.
    return midnight.replace(hour=wall.hour, minute=wall.minute).astimezone(UTC)
