"""kill -9 and frozen workers at every boundary: no comment lost, nothing hidden twice, no message sent twice."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_council import ACCOUNT, MONDAY, POLICY, WordScorer, a_notice, a_profile, consequences
from sqlalchemy import event
from store_fixtures import fresh_database, without_waiting_for_the_disk

from connectors.contract import Capabilities, Page, Standing, Unsupported
from moderator.domain.comment import Author, CommentRef, Sighting
from moderator.domain.register import Register
from moderator.store.engine import build_engine
from moderator.store.store import Store
from moderator.tasks.assess import assess
from moderator.tasks.deliver import LEASE, Deliverer
from moderator.tasks.poll import poll

#: CRASH_EVERYWHERE=1 kills at every single boundary, between SQL statements too; otherwise at a sample of those where
#: something lasting may have happened.
EVERYWHERE = bool(os.environ.get("CRASH_EVERYWHERE"))
STEP = 1 if EVERYWHERE else 4
EVENTS = ("begin", "commit", "after_cursor_execute") if EVERYWHERE else ("begin", "commit")
WORDS = {"c1": "ABUSE", "c2": "When is the tip open?", "c3": "Thank you."}


@dataclass(frozen=True)
class FilePlatform:
    """A platform that outlives every process: its memory is a file to which each act is appended."""

    file: Path
    can_find: bool = True
    #: Told before and after every call; it may kill the process.
    boundary: Callable[[str], None] = lambda name: None

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(can_hide=True, can_reveal=True, can_message_privately=True, can_find_messages=self.can_find)

    def acts(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []

    def fetch(self, cursor: str) -> Page:
        """One comment a page, so that a kill may fall between two."""
        self.boundary("fetch")
        number = int(cursor or "0")
        native_ids = list(WORDS)
        sightings = tuple(self._sighting(one) for one in native_ids[number : number + 1])
        return Page(sightings, cursor=str(min(number + 1, len(WORDS))), more=number + 1 < len(WORDS))

    def standing(self, native_id: str) -> Standing:
        self.boundary("standing")
        return Standing("hidden" if f"hide {native_id}" in self.acts() else "visible")

    def hide(self, native_id: str) -> None:
        self._act(f"hide {native_id}")

    def message(self, native_id: str, text: str) -> str:
        self._act(f"message {native_id} {text}")
        return f"message-{len(self.acts())}"

    def find_message(self, native_id: str, text: str) -> str | None:
        self.boundary("find")
        if not self.can_find:
            raise Unsupported("this platform does not tell")
        return "found" if f"message {native_id} {text}" in self.acts() else None

    def _act(self, line: str) -> None:
        self.boundary(f"before {line}")
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)
        self.boundary(f"after {line}")

    def _sighting(self, native_id: str) -> Sighting:
        return Sighting(CommentRef(ACCOUNT, native_id), WORDS[native_id], MONDAY, Author("a", "Sian"), raw="{}")


def full_pass(store: Store, platform: FilePlatform, now: datetime) -> None:
    profile = a_profile()
    poll(store, platform, profile, lambda: now, notice=a_notice)
    assess(store, [WordScorer()], POLICY, Register((profile,)), consequences, lambda: now)
    deliverer = Deliverer(
        store, {ACCOUNT: platform}, lambda mail: None, lambda: now, lambda: now.timestamp(), notice=a_notice
    )
    while deliverer.deliver_due(5):
        pass


def killed_at(number: int, url: str, platform: FilePlatform) -> bool:
    """Run one pass in a process that kills itself at its boundary with this number; False when it got through."""
    child = os.fork()
    if child == 0:
        _run_and_die(number, url, platform)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _run_and_die(number: int, url: str, platform: FilePlatform) -> None:
    passed = iter(range(1, 1_000_000))

    def boundary(_name: object) -> None:
        if next(passed) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        store = _opened(url)
        for name in EVENTS:
            event.listen(store._engine, name, lambda *about: boundary(about))
        full_pass(store, replace(platform, boundary=boundary), MONDAY)
        # Dying before the buffers are flushed and without pytest's own ending.
        os._exit(0)
    finally:
        os._exit(1)


def recovered(url: str, platform: FilePlatform) -> dict[str, str]:
    """What other workers make of it later; errand key -> state."""
    store = _opened(url)
    for number in range(1, 4):
        full_pass(store, platform, MONDAY + number * LEASE)
    with store.reading() as tx:
        assert {one.comment.ref.native_id for one in tx.views.dossiers()} == set(WORDS)
        assert tx.views.waiting() == 0
        assert tx.audit.first_broken() is None
        states = {errand.key: errand.state for one in tx.views.dossiers() for errand in one.errands}
    store.close()
    return states


def _opened(url: str) -> Store:
    """Without looking at the revision first: that takes longer than the rest of a case."""
    store = Store(build_engine(url))
    without_waiting_for_the_disk(store)
    return store


def copies(migrated_file: Path, folder: Path, numbers: Iterator[int]) -> Iterator[tuple[int, str, Path]]:
    for number in numbers:
        file = folder / f"{number}.db"
        file.write_bytes(migrated_file.read_bytes())
        yield number, f"sqlite:///{file}", folder / f"{number}.acts"


def test_a_kill_at_any_boundary_loses_nothing_and_repeats_nothing(migrated_file: Path, tmp_path: Path) -> None:
    """Boundaries: every begin and commit, and before and after each call to the platform."""
    killed = 0
    for number, url, acts in copies(migrated_file, tmp_path, iter(range(1, 1000, STEP))):
        platform = FilePlatform(acts)
        was_killed = killed_at(number, url, platform)

        states = recovered(url, platform)

        assert set(states.values()) == {"done"}, f"killed at boundary {number}: {states}"
        assert sorted(platform.acts()) == [
            "hide c1",
            "message c1 We have hidden it.",
            "message c2 We have seen it.",
        ], f"killed at boundary {number}"
        killed += was_killed
        if not was_killed:
            break
    assert killed > 10


def test_a_kill_around_a_message_nobody_can_find_never_sends_it_twice(migrated_file: Path, tmp_path: Path) -> None:
    outcomes = set()
    for number, url, acts in copies(migrated_file, tmp_path, iter(range(2, 1000, STEP + (not EVERYWHERE)))):
        platform = FilePlatform(acts, can_find=False)
        was_killed = killed_at(number, url, platform)

        states = recovered(url, platform)

        sent = [act for act in platform.acts() if act.startswith("message")]
        assert len(sent) == len(set(sent)), f"killed at boundary {number}"
        assert set(states.values()) <= {"done", "unknown"}
        assert len(sent) + list(states.values()).count("unknown") >= 2
        outcomes |= set(states.values())
        if not was_killed:
            break
    assert outcomes == {"done", "unknown"}


@pytest.mark.postgres
def test_a_kill_at_the_calls_to_the_platform_repeats_nothing_on_postgresql(
    migrated_template: str, postgres_url: str, tmp_path: Path
) -> None:
    for number in range(19, 1000, 1 if EVERYWHERE else 12):
        with fresh_database(postgres_url, migrated_template) as url:
            platform = FilePlatform(tmp_path / f"{number}.acts")
            was_killed = killed_at(number, url, platform)

            states = recovered(url, platform)

            assert set(states.values()) == {"done"}, f"killed at boundary {number}: {states}"
            assert len(platform.acts()) == 3
        if not was_killed:
            break


def test_a_frozen_process_that_wakes_up_late_does_not_act(store_url: str, tmp_path: Path) -> None:
    """SIGSTOP for longer than the lease, with real processes; one clock for both, which leaps while one is frozen."""
    started, leap = time.monotonic(), multiprocessing.Value("d", 0.0)

    def both() -> datetime:
        return datetime(2026, 11, 23, 10, 0, tzinfo=UTC) + timedelta(seconds=time.monotonic() - started + leap.value)

    platform = FilePlatform(tmp_path / "acts")
    store = _opened(store_url)
    profile = a_profile()
    poll(store, platform, profile, both, notice=a_notice)
    assess(store, [WordScorer()], POLICY, Register((profile,)), consequences, both)
    with store.transaction() as tx:
        hide = next(errand for errand in tx.outbox.in_states(["ready"]) if errand.effect.kind == "hide")
        held = tx.outbox.claim(hide.id, both(), LEASE)
        assert held is not None
        tx.outbox.postpone(held, "a first attempt, so that the next one reads the platform", both())
    store.close()

    child = os.fork()
    if child == 0:
        _freeze_while_reading(store_url, platform, hide.id, both)
    os.waitpid(child, os.WUNTRACED)
    leap.value = LEASE.total_seconds() + 60
    store = _opened(store_url)
    in_time = Deliverer(store, {ACCOUNT: platform}, print, both, lambda: 0.0, notice=a_notice)
    assert in_time.handle(hide.id)
    os.kill(child, signal.SIGCONT)
    _, status = os.waitpid(child, 0)

    assert os.WEXITSTATUS(status) == 0
    assert platform.acts() == ["hide c1"]
    with store.reading() as tx:
        errand = tx.outbox.find(hide.id)
    assert errand is not None
    assert (errand.state, errand.fence) == ("done", 3)
    store.close()


def _freeze_while_reading(url: str, platform: FilePlatform, errand: int, clock: Callable[[], datetime]) -> None:
    def boundary(name: str) -> None:
        if name == "standing" and not frozen:
            frozen.append(True)
            os.kill(os.getpid(), signal.SIGSTOP)

    frozen: list[bool] = []
    try:
        store = _opened(url)
        slow = replace(platform, boundary=boundary)
        deliverer = Deliverer(store, {ACCOUNT: slow}, print, clock, time.monotonic, notice=a_notice)
        assert deliverer.handle(errand)
        os._exit(0 if frozen else 2)
    finally:
        os._exit(1)
