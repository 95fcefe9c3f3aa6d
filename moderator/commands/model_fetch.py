"""``moderator model fetch``: brings a Detoxify release in, from the internet or from a folder carried in by hand."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from moderator.commands.failing import fail
from moderator.fetching.carried import copy, present, recognised
from moderator.fetching.download import download
from moderator.fetching.fetch import Place, Progress
from moderator.fetching.fetch import fetch as bring_in
from moderator.fetching.line import Line
from moderator.fetching.pins import PINS
from moderator.fetching.releases import RELEASES, Release
from moderator.fetching.trouble import Unfetched


@click.command(short_help="Bring a Detoxify release in.")
@click.argument("name", required=False, type=click.Choice(sorted(RELEASES)))
@click.option("--from", "carried", type=Path, metavar="DIR", help="Take the files from this folder; no network.")
@click.option("--to", "folder", type=Path, metavar="FOLDER", help="Where the model goes; models/NAME when left out.")
@click.option("--pins", type=Path, metavar="FILE", help="Remembered hashes; pins.toml beside FOLDER when left out.")
@click.option("--mirror", default="", metavar="URL", help="Fetch from URL/NAME/FILE instead of the publishers.")
@click.option("--deadline", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, metavar="MINUTES")
def fetch(
    name: str | None, carried: Path | None, folder: Path | None, pins: Path | None, mirror: str, deadline: float
) -> None:
    """Bring the release NAME into a folder, prove every file by its SHA-256 and write its manifest.

    Without a route out, carry the files in and name their folder with --from. The daemon never does this: it reads only
    what lies here. An interrupted fetch goes on where it stopped.
    """
    try:
        release = _chosen(name, carried)
        target = folder or Path("models") / release.name
        place = Place(target, pins or target.parent / PINS)
        is_new = _from_folder(release, place, carried) if carried else _from_afar(release, place, mirror, deadline)
    except Unfetched as error:
        _refuse(error)
    except OSError as error:
        fail(f"{error.filename or 'the disk'}: {error.strerror or type(error).__name__}.", code=1)
    _tell(release, place, is_new)


def _chosen(name: str | None, carried: Path | None) -> Release:
    if carried is not None and not carried.is_dir():
        fail(f"--from {carried}: there is no such folder. Name the folder that holds the checkpoint.")
    if name is not None:
        return RELEASES[name]
    if carried is None:
        fail(f"name a release ({', '.join(RELEASES)}) or a folder of files with --from.")
    return recognised(carried)


def _from_folder(release: Release, place: Place, carried: Path) -> bool:
    files = present(carried, release)
    with _shown() as progress:
        return bring_in(release, files, place, lambda one, part, told: copy(one, carried, part, told), progress)


def _from_afar(release: Release, place: Place, mirror: str, minutes: float) -> bool:
    if mirror and not _is_safe(mirror):
        fail(f"--mirror {mirror}: write https://HOST/FOLDER; plain http is for this machine only.")
    line = Line(minutes * 60)
    with line.watched(), _shown() as progress:
        return bring_in(
            release, release.files(mirror), place, lambda one, part, told: download(one, part, line, told), progress
        )


def _is_safe(mirror: str) -> bool:
    parts = urlsplit(mirror)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


@contextmanager
def _shown() -> Iterator[Progress]:
    """A bar for each file; on what is no terminal, only the last state of each."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def progress(name: str, here: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name)
            bars.update(tasks[name], completed=here, total=total or None)

        yield progress


def _tell(release: Release, place: Place, is_new: bool) -> None:
    done = "fetched" if is_new else "is there already, whole and unchanged"
    click.echo(f"{release.name}: {done}: {place.folder}")
    click.echo(f"hashes      {place.pins}")
    click.echo(f"licence     {release.licence}")
    click.echo(f"next        moderator model prepare {place.folder}")


def _refuse(error: Unfetched) -> NoReturn:
    click.echo(f"not fetched: {error.problem}\n  cure: {error.cure}", err=True)
    raise SystemExit(2)
