"""``moderator run``: the daemon."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import click
import structlog

from moderator.app import App
from moderator.building import build
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.council import Council
from moderator.heartbeat import Heartbeat
from moderator.inbox import inbox_of
from moderator.links import links_of
from moderator.locking import AlreadyRuns, only_one
from moderator.logs import report_crashes, start_logging
from moderator.notify import Systemd
from moderator.page import page_server, served
from moderator.scheduler import Loop, Ticks

log = structlog.get_logger("run")

#: After a stop was asked for, the errand in hand gets so long; then the process ends whatever hangs.
PATIENCE_S = 40.0
#: Each platform is asked once a day when an access ends; this often it is looked whether the day is over.
ASK_ACCESS_S = 3600.0


@click.command(short_help="Run the daemon.")
@config_option
@click.option("--plain-logs", is_flag=True, help="Log lines for people instead of JSON.")
def command(config: Path | None, plain_logs: bool) -> None:
    """Run the daemon until it is told to stop (SIGTERM or Ctrl-C); the errand in hand is finished first."""
    start_logging(for_people=plain_logs)
    report_crashes()
    council = council_in(config)
    for remark in council.remarks():
        log.warning(remark)
    if not council.runnable:
        fail("none of the register's profiles may run", code=1)
    try:
        with only_one(council.store_url):
            app = build(council)
            with _page(app):
                _run(council, app)
            app.store.close()
    except MISTAKES as error:
        fail(str(error))
    except AlreadyRuns as error:
        fail(str(error), code=1)


@contextmanager
def _page(app: App) -> Iterator[None]:
    if links_of(app.council, app.clock) is None:
        log.warning("no review page and no links in mails: the credential review.secret is missing")
        yield
        return
    with served(page_server(app)):
        yield


def _run(council: Council, app: App) -> None:
    every = council.settings.daemon
    loops = [
        Loop("poll", _tick_s(council), app.poll_due),
        Loop("assess", every.deliver_s, app.assess),
        Loop("deliver", every.deliver_s, app.deliver),
        Loop("reconcile", every.reconcile_s, app.reconcile),
        Loop("watch", every.watch_s, lambda _stopping: app.watch()),
        Loop("digest", every.watch_s, lambda _stopping: app.digest()),
        Loop("report", every.watch_s, app.report),
        Loop("access", ASK_ACCESS_S, app.asking.ask_access),
        *_mailbox(app),
    ]
    ticks = Ticks(
        loops,
        stuck_after_s=every.stuck_after_s,
        clock=utc_now,
        systemd=Systemd(),
        round_ended=Heartbeat(app.store, utc_now).round_ended,
    )
    _stop_on_signals(ticks)
    log.info("running", profiles=[profile.id for profile in council.runnable])
    ticks.run()
    log.info("stopped")


def _tick_s(council: Council) -> float:
    """How often it is looked whose poll is due: often enough for the fastest pace to mean something."""
    fastest = min(council.settings.polling.fastest_s, council.settings.daemon.poll_s)
    return max(2.0, fastest / 4)


def _mailbox(app: App) -> Iterator[Loop]:
    """Where the server tells of new mail, a round stays until the next one begins."""
    inbox = inbox_of(app)
    if inbox is None:
        log.info("no answers to digests are read: mailbox.read_from is nowhere")
        return
    every_s = app.council.settings.mailbox.poll_s
    yield Loop("mailbox", every_s, partial(inbox.round, wait_s=0.9 * every_s))


def _stop_on_signals(ticks: Ticks) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        ticks.stop()
        # A hung call would keep the process for ever: threads cannot be ended from outside.
        last_resort = threading.Timer(PATIENCE_S, os._exit, args=[1])
        last_resort.daemon = True
        last_resort.start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
