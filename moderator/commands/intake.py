"""``moderator intake``: carry comments in from a group that no program may read."""

import sys
from pathlib import Path

import click

from connectors.contract import AccessLost, Page
from connectors.intake import FORMS, BadIntake, read_intake
from connectors.loading import UnknownPlatform, load
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.council import Council
from moderator.domain.comment import Sighting
from moderator.domain.register import Profile
from moderator.store.store import open_store
from moderator.tasks.arrivals import Arrivals, Look, record

_BY_SUFFIX = {".csv": "csv", ".jsonl": "jsonl"}


@click.command(short_help="Bring in comments from a place no program may read.")
@click.argument("profile_id", metavar="PROFILE")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--format", "form", type=click.Choice(FORMS), help="By the file's name when left out, else paste.")
@config_option
def command(profile_id: str, file: str, form: str | None, config: Path | None) -> None:
    """Store comments from FILE (or standard input) as if PROFILE's group had been read.

    CSV (first line names the columns) and JSONL know id, text, author, created_at, link and parent_text; only text is
    required. Pasted text holds one comment, or several with a line of three hyphens between them; lines such as
    "author: Sian Price" may stand before the words. One mistake, and nothing is stored.
    """
    council = council_in(config)
    profile = _profile(council, profile_id)
    try:
        content = _content(file)
        form = form or _BY_SUFFIX.get(Path(file).suffix.casefold(), "paste")
        sightings = read_intake(content, form, profile.account, utc_now())
        arrivals = _stored(council, profile, sightings)
    except BadIntake as error:
        fail(f"{'standard input' if file == '-' else file}: {error}. Nothing was stored.")
    except MISTAKES as error:
        fail(str(error))
    known = len(sightings) - arrivals.new - arrivals.edited
    click.echo(f"{profile.id}: {arrivals.new} new, {arrivals.edited} edited, {known} known already.")


def _profile(council: Council, profile_id: str) -> Profile:
    profile = next((found for found in council.register.profiles if found.id == profile_id), None)
    if profile is None:
        known = ", ".join(found.id for found in council.register.profiles) or "none"
        fail(f"the register has no profile {profile_id!r}. Use one of: {known}.")
    if reasons := council.refused.get(profile.id):
        fail(f"profile {profile_id} is not run: {'; '.join(reasons)}.")
    if _can_fetch(profile):
        fail(f"the daemon reads {profile_id} by itself; intake is for groups that no program may read.")
    return profile


def _can_fetch(profile: Profile) -> bool:
    try:
        connector = load(profile.account.platform)(profile.account.account_id, {}, {}, utc_now)
    except AccessLost:
        return True  # it wants credentials, so there is something to read with them
    except UnknownPlatform as error:
        fail(f"the register: profile {profile.id}: platform: {error}.")
    return connector.capabilities.can_fetch


def _content(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise BadIntake(f"line {line}, column {column}: it is no UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise BadIntake(f"line 1, column 1: it cannot be read ({error.strerror}); check the path") from None


def _stored(council: Council, profile: Profile, sightings: tuple[Sighting, ...]) -> Arrivals:
    now = utc_now()
    store = open_store(council.store_url)
    try:
        with store.transaction() as tx:
            # A person's copy says nothing about whether the comment is hidden now.
            return record(tx, Page(sightings), Look(profile.account, now, now, shows_hidden=False))
    finally:
        store.close()
