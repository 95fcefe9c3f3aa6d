"""``moderator demo``: the whole job, played with invented residents on stand-in platforms, in under two minutes."""

import contextlib
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES
from moderator.demo.page import render
from moderator.demo.playing import Player, Told
from moderator.demo.reports import DIGEST, REVIEW, write_pages
from moderator.demo.scenario import ScenarioError, shipped_timeline
from moderator.demo.serving import keep_working, page_on_loopback
from moderator.demo.summary import show
from moderator.demo.theatre import Theatre, opened
from moderator.logs import start_logging

PAGE = "demo.html"
#: Off a terminal a line is printed for every so many steps.
_EVERY = 12


@click.command("demo", short_help="Watch it work, with invented residents.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the page and the database.")
@click.option("--quick", is_flag=True, help="Look at the platforms half as often.")
@click.option("--serve", is_flag=True, help="Afterwards keep everything running on this machine until Ctrl-C.")
def command(out: Path | None, quick: bool, serve: bool) -> None:
    """Play a few simulated days of residents' comments through the real daemon, and show what it did.

    Ends with 0 only if the main job really happened: everything seen, the right comments hidden on the stand-in
    platforms and only those, mails delivered, promises kept, one alert for each that was broken.
    """
    start_logging(for_people=True)
    # What the daemon does is told by the progress and the page; its log is for what goes wrong.
    logging.getLogger().setLevel(logging.WARNING)
    folder = out or Path(tempfile.mkdtemp(prefix="moderator-demo-"))
    console = Console()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        console.print("Starting the stand-in platforms, the mail server and the daemon, all on this machine.")
        with opened(folder.resolve(), shipped_timeline()) as theatre:
            with _progress(console) as tell:
                player = Player(theatre, tell, stretch=2 if quick else 1)
                result = player.play()
            page = folder / PAGE
            page.write_text(render(result), encoding="utf-8")
            weekly = write_pages(theatre, player.reports, player.review_page, folder)
            show(result, console)
            console.print(f"The page: {page.resolve()}", soft_wrap=True)
            console.print(f"Weekly reports: {weekly.resolve()}", soft_wrap=True)
            console.print(f"A digest and the review page: {DIGEST} and {REVIEW} beside them", soft_wrap=True)
            if serve:
                _serve(theatre, page.read_text(encoding="utf-8"), console)
    except (*MISTAKES, ScenarioError) as error:
        fail(str(error), code=1)
    if not result.happened:
        raise SystemExit(1)


def _serve(theatre: Theatre, page: str, console: Console) -> None:
    review = theatre.council.settings.review.base_url
    with page_on_loopback(page) as address:
        console.print(f"\nThe page: {address}", soft_wrap=True)
        console.print(f"The review page: {review} (open a link from a digest)", soft_wrap=True)
        for profile, server in theatre.stand_ins.items():
            console.print(f"Stand-in platform of {profile}: {server.base_url}", soft_wrap=True)
        console.print("The daemon goes on working. Stop with Ctrl-C.")
        with contextlib.suppress(KeyboardInterrupt):
            keep_working(theatre, threading.Event())


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[Told], None]]:
    if not console.is_terminal:
        yield lambda told: _line(console, told)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Playing", total=None, done="")
        totals = {"seen": 0, "errands": 0}

        def tell(told: Told) -> None:
            totals["seen"] += told.done.arrived
            totals["errands"] += told.done.delivered
            progress.update(
                task,
                total=told.of,
                completed=told.number,
                description=f"{told.at:%a %d %b %H:%M}",
                done=f"{totals['seen']} seen, {totals['errands']} errands",
            )

        yield tell


def _line(console: Console, told: Told) -> None:
    if told.number % _EVERY == 0 or told.number == told.of:
        console.print(f"{told.at:%a %d %b %H:%M}  step {told.number} of {told.of}")
