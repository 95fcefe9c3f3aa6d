"""Every loop of the daemon at once on one SQLite file, people deciding meanwhile, and platforms that falter."""

import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from moderator.clock import utc_now
from moderator.demo.scenario import timeline
from moderator.demo.theatre import Theatre, opened
from moderator.domain.comment import CommentRef
from moderator.notify import Systemd
from moderator.page import AppDoor
from moderator.scheduler import Loop, Ticks
from moderator.store.views import Dossier

pytestmark = pytest.mark.model
STORY = Path(__file__).resolve().parents[1] / "data" / "walk.jsonl"
SECONDS = 2.5
LIBEL = "Cllr Tudor Fennimore took a brown envelope off Kestrelgate Homes for vote {number}. Fact."
QUESTION = "When will the minutes of meeting {number} be published?"
FAULTS = ("rate_limited", "server_error", "truncated", "reset", "lost_answer")
POSTS = {"porthgwyn-fb": "post", "porthgwyn-x": "x-post"}


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    story = timeline(STORY.read_text(encoding="utf-8").splitlines())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with opened(tmp_path, story, review_port=port) as stage:
        for happening in story:
            if happening.kind == "post":
                stage.stage.perform(happening)
        stage.clock.move_to(datetime(2026, 11, 24, 10, tzinfo=UTC))
        yield stage


class Crowd:
    """Residents who write and moderators who decide, each in a thread, until the time is up."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.written: list[CommentRef] = []
        self.failed: list[BaseException] = []
        self._ends = time.monotonic() + SECONDS

    def run(self) -> None:
        threads = [
            threading.Thread(target=self._guarded, args=[one]) for one in (self._write, self._decide, self._decide)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS * 3)

    def _guarded(self, work: Callable[[random.Random], None]) -> None:
        chance = random.Random(work.__name__)
        try:
            while time.monotonic() < self._ends:
                work(chance)
                time.sleep(0.03)
        except BaseException as error:  # noqa: BLE001 - whatever happens in a thread is looked at below
            self.failed.append(error)

    def _write(self, chance: random.Random) -> None:
        profile = chance.choice(list(POSTS))
        stand_in = self.theatre.stand_ins[profile]
        post = self.theatre.stage.ref(POSTS[profile])
        number = len(self.written)
        text = (LIBEL if number % 2 else QUESTION).format(number=number)
        self.theatre.clock.move_to(self.theatre.clock() + timedelta(seconds=40))
        native_id = stand_in.add_comment(post.native_id, f"Resident {number}", text, self.theatre.clock())
        self.written.append(CommentRef(post.account, native_id))
        if number % 7 == 0:
            stand_in.fail_next(chance.choice(FAULTS))

    def _decide(self, chance: random.Random) -> None:
        if not self.written:
            return
        door, ref = AppDoor(self.theatre.app), chance.choice(self.written)
        shown = door.show(ref, 1)
        if shown is not None:
            verdict = chance.choice(["keep", "hide", "acknowledge"])
            reason = "allegations" if verdict == "hide" else ""
            door.decide(ref, 1, verdict, by="ann@council.example", reason=reason, note="")
            if chance.random() < 0.3:
                door.undo(ref, 1, by="ann@council.example")


def settled(theatre: Theatre) -> None:
    """The platforms are well again and everything that waited gets its turn."""
    for stand_in in theatre.stand_ins.values():
        stand_in.heal()
    for _ in range(3):
        theatre.clock.move_to(theatre.clock() + timedelta(hours=2))
        theatre.app.once()


def dossiers(theatre: Theatre) -> dict[CommentRef, Dossier]:
    with theatre.app.store.reading() as tx:
        return {one.comment.ref: one for one in tx.views.dossiers()}


def shown_hidden(theatre: Theatre) -> set[str]:
    return {
        view.id
        for profile in POSTS
        for view in theatre.stand_ins[profile].comments()  # type: ignore[attr-defined]
        if view.is_hidden
    }


def test_nothing_is_lost_locked_or_left_undone(theatre: Theatre, caplog: pytest.LogCaptureFixture) -> None:
    app, crowd = theatre.app, Crowd(theatre)
    works = (app.poll, app.assess, app.deliver, app.reconcile, lambda _: app.watch(), lambda _: app.digest())
    loops = [Loop(str(number), 0.05, work) for number, work in enumerate(works)]
    ticks = Ticks(loops, stuck_after_s=30, clock=utc_now, systemd=Systemd({}))

    with capture_logs() as logs, caplog.at_level(logging.ERROR):
        running = threading.Thread(target=ticks.run)
        running.start()
        crowd.run()
        ticks.stop()
        running.join(20)
        settled(theatre)

    assert not running.is_alive()
    assert (crowd.failed, [line for line in logs if line["log_level"] == "error"]) == ([], [])
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    known = dossiers(theatre)
    assert len(crowd.written) > 20
    assert set(crowd.written) == set(known)
    assert all(one.decision is not None for one in known.values())
    stirring = [e for one in known.values() for e in one.errands if e.state in ("ready", "leased")]
    assert stirring == []
    assert {ref.native_id for ref, one in known.items() if one.standing == "hidden"} == shown_hidden(theatre)
    with app.store.reading() as tx:
        assert tx.audit.first_broken() is None
