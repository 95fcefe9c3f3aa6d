"""Each manager hears about each week exactly once, on Monday or the first working day after it."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from small_council import ACCOUNT, MONDAY, Clock, SmallCouncil, a_profile

from moderator.cli import main
from moderator.council import Council, load_council
from moderator.domain.effects import SendMail
from moderator.domain.week import Week, week_of
from moderator.settings import Credentials
from moderator.shipped import shipped
from moderator.store.audit import AuditEvent
from moderator.store.migrations import upgrade
from moderator.store.store import Store
from moderator.tasks.weekly import Reporting, by_manager, report_of, weekly

WEEK = week_of(MONDAY.date()).before
SHIPPED = load_council(shipped("config"), Credentials({}))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def plain_mail(report) -> SendMail:
    return SendMail(report.key, report.to.email, "The week", str(report.this.seen), "")


def reporting(render=plain_mail) -> Reporting:
    return Reporting(
        render=render,
        due=lambda at: week_of(at.date()).before,
        worked=lambda since, until: until - since,
        midnight=midnight,
        local_day=lambda at: at.date(),
    )


def began(store: Store, at: datetime) -> None:
    with store.transaction() as tx:
        tx.audit.add(AuditEvent(at, "comment.seen", "author", f"{ACCOUNT}/1"))


def written(store: Store) -> list[str]:
    with store.reading() as tx:
        return [errand.key for errand in tx.outbox.mails()]


def test_a_week_is_reported_once_however_often_it_is_asked(store: Store) -> None:
    began(store, MONDAY - timedelta(days=5))

    first, second = (weekly(store, [a_profile()], reporting(), Clock()) for _ in range(2))

    assert (first, second) == (1, 0)
    assert written(store) == [f"mail:weekly:mo@council.example:{WEEK}"]


def test_a_week_before_the_daemons_time_is_not_reported(store: Store) -> None:
    assert weekly(store, [a_profile()], reporting(), Clock()) == 0
    began(store, MONDAY - timedelta(hours=1))

    assert weekly(store, [a_profile()], reporting(), Clock()) == 0
    assert weekly(store, [a_profile()], reporting(), Clock(MONDAY + timedelta(days=7))) == 1


def test_missed_weeks_are_made_up_once_oldest_first(store: Store) -> None:
    began(store, MONDAY - timedelta(days=40))
    weekly(store, [a_profile()], reporting(), Clock())
    back = Clock(MONDAY + timedelta(days=14))

    assert weekly(store, [a_profile()], reporting(), back) == 2
    assert weekly(store, [a_profile()], reporting(), back) == 0
    assert [key[-8:] for key in written(store)] == [str(WEEK), str(WEEK.after), str(WEEK.after.after)]


def test_a_manager_who_never_heard_anything_gets_the_last_week_alone(store: Store) -> None:
    began(store, MONDAY - timedelta(days=80))

    assert weekly(store, [a_profile()], reporting(), Clock()) == 1


def test_one_managers_failure_costs_the_others_nothing(store: Store) -> None:
    began(store, MONDAY - timedelta(days=5))
    other = SmallCouncil(store).register.profiles[0]
    two = [a_profile(), _managed_by(other, "eve@council.example")]

    def render(report) -> SendMail:
        if report.to.email.startswith("mo"):
            raise RuntimeError("a chart could not be drawn")
        return plain_mail(report)

    assert weekly(store, two, reporting(render), Clock()) == 1
    assert written(store) == [f"mail:weekly:eve@council.example:{WEEK}"]


def test_a_stop_is_heard_before_each_manager(store: Store) -> None:
    began(store, MONDAY - timedelta(days=5))

    assert weekly(store, [a_profile()], reporting(), Clock(), lambda: True) == 0
    assert weekly(store, [a_profile()], reporting(), Clock()) == 1


def test_a_manager_of_several_profiles_gets_one_report() -> None:
    profile = a_profile()

    found = by_manager([profile, _managed_by(profile, "MO@council.example"), _managed_by(profile, "eve@x")])

    assert [(to.email, len(theirs)) for to, theirs in found.items()] == [("mo@council.example", 2), ("eve@x", 1)]


def test_the_report_counts_what_really_happened(store: Store) -> None:
    council = SmallCouncil(store)
    council.says("ABUSE")
    council.says("When?")
    council.work()
    manager = council.profile.manager

    with store.reading() as tx:
        report = report_of(tx, manager, [council.profile], WEEK.after, reporting(), MONDAY + timedelta(days=2))

    assert (report.this.seen, report.this.hidden, report.is_whole) == (2, 1, False)
    assert report.before is None
    assert (report.ran, report.began_at) == (True, MONDAY)
    assert report.this.acknowledged.unanswered == 1
    assert report.profiles[0].last_seen.commented_at == MONDAY


def test_a_week_before_the_daemon_began_is_told_as_such(store: Store) -> None:
    began(store, MONDAY)

    with store.reading() as tx:
        report = report_of(tx, a_profile().manager, [a_profile()], WEEK, reporting(), MONDAY)

    assert (report.ran, report.began_at) == (False, None)


def _managed_by(profile, email: str):
    return replace(profile, manager=replace(profile.manager, email=email))


@pytest.mark.parametrize(
    ("at", "week"),
    [
        ("2026-11-23T08:59", None),
        ("2026-11-23T09:00", Week(2026, 47)),
        ("2026-11-25T10:00", Week(2026, 47)),
        ("2026-11-22T12:00", None),  # a Sunday
        ("2027-03-29T12:00", None),  # Easter Monday
        ("2027-03-30T08:30", Week(2027, 12)),  # Tuesday, summer time: 09:30 on the council's clock
        ("2026-12-28T12:00", None),  # Boxing Day's substitute
    ],
)
def test_the_councils_own_time_on_a_working_day_decides(at: str, week: Week | None) -> None:
    assert SHIPPED.week_to_report(datetime.fromisoformat(at).replace(tzinfo=UTC)) == week


@given(st.integers(0, 60 * 24 * 300))
def test_no_report_is_due_before_its_week_is_over_nor_outside_working_days(minutes: int) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    calendar = SHIPPED.promises.calendar

    week = SHIPPED.week_to_report(at)

    if week is not None:
        assert calendar.midnight(week.after.monday) <= at
        assert calendar.is_working_day(calendar.local(at).date())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("policy.toml", "calendar.toml", "register.toml"):
        shutil.copy(shipped("config") / name, tmp_path)
    shutil.copytree(shipped("config") / "messages", tmp_path / "messages")
    url = f"sqlite:///{tmp_path / 'moderator.sqlite3'}"
    (tmp_path / "moderator.toml").write_text(f'[store]\nurl = "{url}"\n')
    upgrade(url, now=datetime(2026, 11, 1, tzinfo=UTC))
    return tmp_path


def run(config: Path, *words: str):
    return CliRunner().invoke(main, ["report", "--config", str(config), *words])


def test_the_command_shows_and_writes_without_sending(config: Path, tmp_path: Path) -> None:
    shown = run(config, "--week", "2026-W10")
    wrote = run(config, "--week", "2026-W10", "--to", str(tmp_path / "pages"))

    assert shown.exit_code == wrote.exit_code == 0, shown.output + wrote.output
    assert "Comments seen: 0" in shown.output
    (page,) = (tmp_path / "pages").iterdir()
    assert page.name == "moderation-2026-W10-manager-council-example.html"
    assert str(page) in wrote.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--week", "last"], "write year and number, like 2026-W47"),
        (["--week", "2199-W01"], "has not begun yet"),
        (["--manager", "nobody@council.example"], "The register names: manager@council.example"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_cure(config: Path, words: list[str], said: str) -> None:
    refused = run(config, *words)

    assert refused.exit_code == 2
    assert said in refused.output


def test_the_council_is_loaded_with_its_time(config: Path) -> None:
    (config / "moderator.toml").write_text('[mail]\nreport_time = "10:15"\n')

    council: Council = load_council(config, Credentials({}))

    assert council.week_to_report(datetime(2026, 11, 23, 10, 0, tzinfo=UTC)) is None
    assert council.week_to_report(datetime(2026, 11, 23, 10, 15, tzinfo=UTC)) == Week(2026, 47)
