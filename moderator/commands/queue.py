"""``moderator queue``: what waits for a person, nearest clock first."""

from collections.abc import Iterator
from pathlib import Path

import click

from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.domain.shown import one_line
from moderator.domain.spoken import due_time
from moderator.store.store import open_store
from moderator.store.views import Dossier

#: Room for "end of Wed 30 Dec" and a gap.
_CLOCK_WIDTH = 20


@click.command(short_help="List what waits for a person.")
@config_option
@click.option("--profile", "profile_id", default="", help="Only this profile.")
@click.option("--texts", is_flag=True, help="Show the comments too; they may be offensive.")
def command(config: Path | None, profile_id: str, texts: bool) -> None:
    """List the comments that wait for a person, and the errands that only a person can finish."""
    council = council_in(config)
    titles = {profile.account: profile for profile in council.register.profiles}
    if profile_id and profile_id not in {profile.id for profile in titles.values()}:
        fail(f"there is no profile {profile_id}: choose one of {', '.join(one.id for one in titles.values())}")
    accounts = [account for account, profile in titles.items() if profile_id in ("", profile.id)]
    try:
        store = open_store(council.store_url)
    except MISTAKES as error:
        fail(str(error))
    with store.reading() as tx:
        dossiers = {one.comment.ref: one for one in tx.views.open_cases(accounts)}
        for promise in tx.views.open_promises(accounts):
            found = tx.views.dossier(promise.obligation.ref)
            if found is not None:
                dossiers.setdefault(found.comment.ref, found)
        errands = tx.views.errands_for_a_person(accounts)
    store.close()
    for dossier in sorted(dossiers.values(), key=_due):
        for line in _lines(dossier, titles[dossier.comment.ref.account].id, texts=texts):
            click.echo(line)
    if not dossiers:
        click.echo("Nothing waits for a person.")
    for errand in errands:
        about = f" about {errand.ref}" if errand.ref else ""
        click.echo(f"errand {errand.id}, {errand.effect.kind}{about}: {errand.outcome}")


def _due(dossier: Dossier) -> str:
    return min((one.due_at.isoformat() for one in dossier.obligations if one.is_open), default="9999")


def _lines(dossier: Dossier, profile: str, *, texts: bool) -> Iterator[str]:
    """Plain lines, no table: a reference is there to be copied whole, and a comment may hold any sign."""
    comment = dossier.comment
    due = min((one.due_at for one in dossier.obligations if one.is_open), default=None)
    reasons = ", ".join(dossier.decision.reasons) if dossier.decision else "not judged"
    clock = due_time(due, utc_now()) if due else "no clock"
    edited = f", revision {comment.revision}" if comment.revision > 1 else ""
    yield f"{clock:<{_CLOCK_WIDTH}}{comment.ref}"
    yield f"{'':<{_CLOCK_WIDTH}}{profile}, {dossier.standing}{edited}: {reasons or 'may need a response'}"
    if dossier.case.is_appealed and dossier.case.contest is not None:
        before = ", ".join(dossier.case.contest.deciders) or "nobody"
        yield f"{'':<{_CLOCK_WIDTH}}appealed; decided before by {before}: keep overturns, hide upholds"
    if texts:
        yield f"{'':<{_CLOCK_WIDTH}}| {one_line(comment.text)}"
