"""``moderator status`` tells how the daemon and every profile fare, to people and to monitoring."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from paced_council import MIDNIGHT, PacedCouncil, council_folder, paced

from connectors.contract import AccessLost, TryLater
from connectors.metering import Allowance, Daily
from moderator.cli import main
from moderator.commands.status import as_plain, lines
from moderator.domain.status import LIFELESS_AFTER, Status
from moderator.heartbeat import EVERY, Heartbeat
from moderator.notify import Systemd
from moderator.scheduler import Loop, Ticks
from moderator.standing import status_of
from moderator.store.migrations import upgrade
from moderator.store.rounds import Round
from moderator.store.store import Store


@pytest.fixture
def council(tmp_path: Path, store: Store) -> PacedCouncil:
    return paced(tmp_path, store, "[budget.memory]\nunits_a_day = 10000\n")


def status(council: PacedCouncil) -> Status:
    return status_of(council.council, council.connectors, council.app.store, council.clock())


def text(council: PacedCouncil) -> str:
    return "\n".join(lines(status(council)))


def beats(council: PacedCouncil, *, failing: bool = False) -> None:
    Heartbeat(council.app.store, council.clock).round_ended("poll", failing)


def test_before_anything_ran_it_says_so(council: PacedCouncil) -> None:
    said = text(council)

    assert said.startswith("The daemon has never run on this database.")
    assert "never to its end; next as soon as the daemon runs" in said
    assert "no comment was decided on this week; predicted at most 31 minutes" in said


def test_a_daemon_whose_loops_go_round_runs_and_one_that_went_silent_does_not(council: PacedCouncil) -> None:
    beats(council)
    council.clock.forward(seconds=20)
    fresh = status(council)
    council.clock.now += LIFELESS_AFTER
    stale = status(council)

    assert (fresh.is_running, stale.is_running) == (True, False)
    assert fresh.problems() == ()
    assert stale.problems() == ("The daemon does not run.",)
    assert "its last sign of life was 00:00 today, 6 minutes ago" in text(council)


def test_a_loop_whose_last_round_failed_is_a_problem(council: PacedCouncil) -> None:
    beats(council, failing=True)

    assert status(council).problems() == ("The last round of poll failed: see the journal.",)


def test_polls_spending_and_the_budget_are_shown(council: PacedCouncil) -> None:
    council.app.poll_due()
    council.clock.forward(minutes=1)

    said = text(council)

    assert "memory: 4 units of 10,000 units, 2 calls; the budget begins anew at 00:00 tomorrow" in said
    assert "polled   00:00 today; next 00:01 today, every 60 seconds now: as often as is allowed" in said
    assert "today    1 call, 1 poll, 2 units" in said


def test_the_wait_from_comment_to_decision_is_measured_and_what_lay_there_before_does_not_count(
    council: PacedCouncil,
) -> None:
    council.says("first")
    council.clock.forward(hours=5)
    council.app.poll()
    council.app.assess()
    for minutes in (2, 4, 30):
        council.says("first")
        council.clock.forward(minutes=minutes)
        council.app.poll()
        council.app.assess()

    [first, second] = status(council).profiles

    assert first.lag is not None
    assert (first.lag.median, first.lag.worst, first.lag.comments) == (
        timedelta(minutes=4),
        timedelta(minutes=30),
        3,
    )
    assert second.lag is None
    assert "4 minutes in the middle, 30 minutes at worst, of 3 comments; predicted at most 31 minutes" in text(council)


def test_a_week_ago_is_forgotten(council: PacedCouncil) -> None:
    council.app.poll()
    council.says("first")
    council.app.poll()
    council.app.assess()

    council.clock.forward(days=8)

    assert status(council).profiles[0].lag is None


def test_the_platforms_own_limits_are_shown_with_their_end(council: PacedCouncil) -> None:
    resets_at = council.clock() + timedelta(minutes=15)
    council.of("first").allowance = Allowance("calls in 15 minutes", 12, 300, resets_at)

    council.app.poll()

    assert "limit    calls in 15 minutes: 12 of 300, begins anew at 00:15 today (told 00:00 today)" in text(council)


def test_an_outage_is_shown_with_its_reason_and_is_a_problem(council: PacedCouncil) -> None:
    beats(council)
    council.of("first").platform.fail_next(AccessLost("the token is dead; renew it"))
    council.of("second").platform.fail_next(TryLater("the platform is busy", timedelta(minutes=7)))

    council.app.poll()

    said = text(council)
    assert "outage   reading fails since 00:00 today: the token is dead; renew it; tried again 01:00 today" in said
    assert "tried again 00:07 today" in said
    assert "! The council, first: the token is dead; renew it" in said


def test_an_access_near_its_end_is_shown_days_ahead(council: PacedCouncil) -> None:
    council.of("first").ends_at = MIDNIGHT + timedelta(days=12)
    council.app.asking.ask_access(lambda: False)

    said = text(council)

    assert "access   ends 2026-12-05, in 12 days" in said
    assert "access   has no end" in said
    assert "! The access to The council, first on memory ends in 12 days" in said


def test_a_budget_too_small_is_a_problem(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, daily=Daily(units=60))
    beats(council)

    assert [one[:51] for one in status(council).problems()] == [
        "The budget of 60 units a day on memory is too small"
    ] * 2


def test_monitoring_gets_one_object_with_the_problems_first(council: PacedCouncil) -> None:
    council.app.poll()

    plain = json.loads(json.dumps(as_plain(status(council))))

    assert list(plain)[:3] == ["is_running", "last_sign", "problems"]
    assert plain["problems"] == ["The daemon does not run."]
    assert plain["profiles"][0]["every"] == 60
    assert plain["profiles"][0]["spent"] == {"calls": 1, "rounds": 1, "units": 2}
    assert plain["platforms"][0]["begins_anew_at"] == "2026-11-24T00:00:00+00:00"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_shows_it_and_changes_nothing(tmp_path: Path, options: list[str]) -> None:
    database = tmp_path / "moderator.db"
    council_folder(tmp_path, f'[store]\nurl = "sqlite:///{database}"\n', names=("first",))
    upgrade(f"sqlite:///{database}", now=datetime(2026, 11, 2, tzinfo=UTC))
    before = database.read_bytes()

    result = CliRunner().invoke(main, ["status", "--config", str(tmp_path), *options])

    assert result.exit_code == 0, result.output
    assert "first" in result.output
    assert database.read_bytes() == before


def test_the_command_names_a_database_that_is_not_there(tmp_path: Path) -> None:
    council_folder(tmp_path, f'[store]\nurl = "sqlite:///{tmp_path / "none.db"}"\n')

    result = CliRunner().invoke(main, ["status", "--config", str(tmp_path)])

    assert result.exit_code == 2
    assert "moderator db upgrade" in result.output


def test_rounds_that_go_well_are_written_down_at_most_once_a_minute_and_a_change_at_once(
    council: PacedCouncil,
) -> None:
    heart = Heartbeat(council.app.store, council.clock)
    written = []
    for failing, seconds in ((False, 0), (False, 30), (True, 31), (False, 32), (False, 32 + EVERY.total_seconds())):
        council.clock.now = MIDNIGHT + timedelta(seconds=seconds)
        heart.round_ended("poll", failing)
        with council.app.store.reading() as tx:
            written.append(tx.rounds.all())

    assert [(one.is_failing, (one.finished_at - MIDNIGHT).total_seconds()) for (one,) in written] == [
        (False, 0),
        (False, 0),
        (True, 31),
        (False, 32),
        (False, 92),
    ]


def test_the_scheduler_tells_of_every_round_and_whether_it_failed() -> None:
    told: list[tuple[str, bool]] = []

    def work(_stopping: object) -> None:
        if len(told) == 0:
            raise RuntimeError("the first round fails")

    def ended(name: str, failed: bool) -> None:
        told.append((name, failed))
        if len(told) == 2:
            ticks.stop()

    loop = Loop("poll", 0.05, work)
    ticks = Ticks([loop], stuck_after_s=60, clock=lambda: datetime.now(UTC), systemd=Systemd({}), round_ended=ended)

    ticks.run()

    assert told[:2] == [("poll", True), ("poll", False)]


def test_a_round_that_cannot_be_written_down_stops_nothing(
    council: PacedCouncil, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        def transaction(self) -> None:
            raise OSError("no space left")

    Heartbeat(Full(), council.clock).round_ended("poll", False)  # type: ignore[arg-type]

    assert "the round of poll could not be written down: OSError" in caplog.text
    assert Round("poll", MIDNIGHT, False) not in status(council).loops
