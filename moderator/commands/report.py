"""``moderator report``: the weekly report, looked at or written to a folder; nothing is sent."""

from collections.abc import Mapping
from pathlib import Path

import click

from moderator.building import connect
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.council import Council
from moderator.domain.register import Officer, Profile
from moderator.domain.week import Week, week_named, week_of
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.weekly import page_name, weekly_page, weekly_plain
from moderator.reporting import pictures_of, reporting_of
from moderator.store.store import open_store
from moderator.tasks.weekly import by_manager, report_of


@click.command(short_help="Show or write the weekly report.")
@click.option("--week", "name", metavar="WEEK", help="Like 2026-W47; the last whole week when left out.")
@click.option("--manager", metavar="EMAIL", help="Only this manager's; everybody's when left out.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write pages into this folder.")
@config_option
def command(name: str | None, manager: str | None, folder: Path | None, config: Path | None) -> None:
    """Show the report that each manager gets on Mondays, or write it as pages that need nothing else to be read.

    Counted anew from what the daemon recorded; nothing is sent, and nothing is marked as sent.
    """
    council = council_in(config)
    now = utc_now()
    today = council.promises.calendar.local(now).date()
    week = _week(name, week_of(today))
    managers = _managers(council, manager)
    try:
        store = open_store(council.store_url)
        reporting = reporting_of(council, connect(council, utc_now))
    except MISTAKES as error:
        fail(str(error))
    with store.reading() as looking:
        reports = [report_of(looking, to, theirs, week, reporting, now) for to, theirs in managers.items()]
    store.close()
    for report in reports:
        if folder is None:
            click.echo(weekly_plain(report))
        else:
            click.echo(_write(report, folder))


def _week(name: str | None, this: Week) -> Week:
    if name is None:
        return this.before
    try:
        week = week_named(name)
    except ValueError as error:
        fail(f"--week: {error}.")
    if week > this:
        fail(f"--week: {week} has not begun yet: choose {this} or a week before it.")
    return week


def _managers(council: Council, wanted: str | None) -> Mapping[Officer, tuple[Profile, ...]]:
    found = by_manager(council.runnable)
    if wanted is None:
        return found
    chosen = {to: theirs for to, theirs in found.items() if to.email.casefold() == wanted.strip().casefold()}
    if not chosen:
        known = ", ".join(to.email for to in found) or "nobody"
        fail(f"--manager: no profile that is run has this manager. The register names: {known}.")
    return chosen


def _write(report: WeeklyReport, folder: Path) -> str:
    """Write one page; its path. Two managers of one name still get a file each."""
    person = "".join(letter if letter.isalnum() else "-" for letter in report.to.email.casefold())
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / page_name(report).replace(".html", f"-{person}.html")
    page.write_text(weekly_page(report, pictures_of(report)), encoding="utf-8", errors="backslashreplace")
    return str(page)
