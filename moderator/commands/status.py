"""``moderator status``: how the daemon and every profile fare, without asking any platform."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from moderator.building import connect
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.domain.budget import amount_words
from moderator.domain.spoken import clock_time
from moderator.domain.status import LimitTold, OutageSeen, PlatformStatus, ProfileStatus, Status
from moderator.standing import status_of
from moderator.store.store import open_store
from moderator.told import span

_DOES = {"poll": "reading", "deliver": "acting"}


@click.command(short_help="Show how the daemon and every profile fare.")
@config_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object for monitoring; lengths of time in seconds.")
def command(config: Path | None, as_json: bool) -> None:
    """Show the daemon's state and, for each profile, when it was polled and will be, how long comments wait, what was
    spent against the budget, what its platform says is left, what stands in the way, and when its access ends.

    It asks no platform: it shows what the daemon has written down. Ends with 0 whatever it shows; monitoring looks at
    "problems".
    """
    council = council_in(config)
    try:
        store = open_store(council.store_url)
        status = status_of(council, connect(council, utc_now), store, utc_now())
    except MISTAKES as error:
        fail(str(error))
    store.close()
    if as_json:
        click.echo(json.dumps(as_plain(status), ensure_ascii=False, indent=2))
        return
    for line in lines(status):
        click.echo(line)


def as_plain(status: Status) -> dict[str, Any]:
    """The whole status as JSON values."""
    plain: dict[str, Any] = _plain(asdict(status))
    head = {"is_running": status.is_running, "last_sign": _plain(status.last_sign)}
    return head | {"problems": list(status.problems())} | plain


def lines(status: Status) -> Iterator[str]:
    """The whole status for people."""
    yield _daemon(status)
    yield f"{_count(status.unjudged, 'comment waits', 'comments wait')} to be judged; " + (
        f"{_count(status.for_a_person, 'errand waits', 'errands wait')} for a person (moderator queue)."
    )
    for problem in status.problems():
        yield f"! {problem}"
    yield ""
    for platform in status.platforms:
        yield _platform(platform, status.at)
    for profile in status.profiles:
        yield ""
        yield from _profile(profile, status.at)


def _daemon(status: Status) -> str:
    if status.last_sign is None:
        return "The daemon has never run on this database."
    ago = f"{span(max(status.at - status.last_sign, timedelta(0)))} ago"
    if not status.is_running:
        return f"The daemon does not run: its last sign of life was {clock_time(status.last_sign, status.at)}, {ago}."
    return f"The daemon runs; its last sign of life was {ago}."


def _platform(platform: PlatformStatus, now: datetime) -> str:
    kinds = [*platform.budget, *(kind for kind in ("calls", "units", "usd") if kind not in platform.budget)]
    told = [
        f"{amount_words(kind, spent)} of {amount_words(kind, platform.budget[kind])}"
        if kind in platform.budget
        else amount_words(kind, spent)
        for kind in kinds
        if (spent := platform.spent.get(kind, 0.0)) or kind in platform.budget
    ]
    return f"{platform.name}: {', '.join(told)}; the budget begins anew at {clock_time(platform.begins_anew_at, now)}"


def _profile(profile: ProfileStatus, now: datetime) -> Iterator[str]:
    yield f"{profile.id} ({profile.title})"
    if not profile.is_read:
        yield "  no program may read it; bring its comments in with moderator intake"
        return
    yield f"  polled   {_polled(profile, now)}"
    yield f"  waits    {_lag(profile)}"
    if profile.spent:
        yield f"  today    {', '.join(amount_words(kind, amount) for kind, amount in profile.spent.items())}"
    for limit in profile.limits:
        yield f"  limit    {_limit(limit, now)}"
    for outage in profile.outages:
        yield f"  outage   {_outage(outage, now)}"
    if profile.is_access_known:
        yield f"  access   {_access(profile, now)}"


def _polled(profile: ProfileStatus, now: datetime) -> str:
    last = clock_time(profile.polled_at, now) if profile.polled_at else "never to its end"
    if profile.next_at is None or profile.every is None:
        return f"{last}; next as soon as the daemon runs"
    return f"{last}; next {clock_time(profile.next_at, now)}, every {span(profile.every)} now: {profile.why}"


def _lag(profile: ProfileStatus) -> str:
    promised = f"predicted at most {span(profile.predicted)}" if profile.predicted is not None else ""
    if profile.lag is None:
        return f"no comment was decided on this week; {promised}"
    lag = profile.lag
    return (
        f"from comment to decision this week {span(lag.median)} in the middle, {span(lag.worst)} at worst, of "
        f"{_count(lag.comments, 'comment', 'comments')}; {promised}"
    )


def _limit(limit: LimitTold, now: datetime) -> str:
    most = f" of {limit.most:,.0f}" if limit.most is not None else ""
    until = f", begins anew at {clock_time(limit.resets_at, now)}" if limit.resets_at and limit.resets_at > now else ""
    return f"{limit.name}: {limit.used:,.0f}{most}{until} (told {clock_time(limit.told_at, now)})"


def _outage(outage: OutageSeen, now: datetime) -> str:
    does = _DOES.get(outage.lane, outage.lane)
    again = clock_time(outage.paused_until, now)
    return f"{does} fails since {clock_time(outage.since, now)}: {outage.reason}; tried again {again}"


def _access(profile: ProfileStatus, now: datetime) -> str:
    end = profile.access_ends_at
    if end is None:
        return "has no end"
    return f"ends {end:%Y-%m-%d}, in {span(end - now)}" if end > now else f"ended {end:%Y-%m-%d}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
