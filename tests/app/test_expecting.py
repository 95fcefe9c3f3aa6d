"""Before going live and every day after, people are told how long a comment may wait and which access ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from paced_council import MIDNIGHT, council_folder, paced

from moderator.cli import main
from moderator.commands.expecting import access_lines
from moderator.domain.budget import amount_words
from moderator.store.migrations import upgrade
from moderator.store.store import Store
from moderator.told import span


def checked(folder: Path, tmp_path: Path, settings: str) -> str:
    url = f"sqlite:///{tmp_path / 'moderator.db'}"
    council_folder(folder, f'[store]\nurl = "{url}"\n{settings}', names=("first",))
    upgrade(url, now=datetime(2026, 11, 2, tzinfo=UTC))
    return CliRunner().invoke(main, ["check", "--config", str(folder)]).output


def test_check_predicts_the_worst_time_from_comment_to_decision(tmp_path: Path) -> None:
    output = checked(tmp_path, tmp_path, "[polling]\nworst_minutes = 45\n")

    assert "ok      profile first: a comment is judged within 46 minutes at worst" in output
    assert "(what a poll costs is guessed until the first one)" in output


def test_check_says_how_much_sooner_an_ample_budget_has_everybody_asked(tmp_path: Path) -> None:
    output = checked(tmp_path, tmp_path, "[budget.memory]\nunits_a_day = 1000\n[polling]\nstretch = 2\n")

    # 650 units for polls of a guessed 5 are 130: one in 11.1 minutes; twice that, and the judging.
    assert "within 31 minutes at worst, within 23 minutes while polls cost what they do now" in output


def test_check_says_which_budget_misses_the_stated_worst_time_and_what_would_keep_it(tmp_path: Path) -> None:
    output = checked(tmp_path, tmp_path, "[budget.memory]\nunits_a_day = 100\n")

    # 48 polls of 5 units are 240; polls get 65 of the 100.
    assert "note    The budget of 100 units a day on memory is too small to read The council, first every 30 " in output
    assert "it may wait 1.8 hours. Cure: units_a_day = 370 under [budget.memory]" in output


@pytest.mark.parametrize(
    ("ends_in", "expected"),
    [
        (timedelta(days=15), ""),
        (timedelta(days=14), "ends in 14 days, on Monday 7 December 00:00"),
        (timedelta(days=1, hours=3), "ends in 1 day, on Tuesday 24 November 03:00"),
        (timedelta(hours=3), "ends today or tomorrow, on Monday 23 November 03:00"),
        (timedelta(0), "ended on Monday 23 November 00:00: nothing is read or hidden there"),
    ],
)
def test_an_access_that_ends_is_told_in_every_digest_days_ahead(
    tmp_path: Path, store: Store, ends_in: timedelta, expected: str
) -> None:
    council = paced(tmp_path, store)
    council.of("first").ends_at = council.clock() + ends_in

    council.app.asking.ask_access(lambda: False)

    said = " ".join(council.app.digesting.remarks(council.clock()))
    assert expected in said
    assert ("The access to" in said) == bool(expected)


def test_an_access_without_end_is_never_warned_of(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)

    asked = council.app.asking.ask_access(lambda: False)

    assert asked == 2
    assert council.app.asking.remarks(council.clock()) == ()


def test_a_platform_is_asked_for_the_end_once_a_day_and_what_that_costs_is_kept(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)

    asked = [council.app.asking.ask_access(lambda: False)]
    council.clock.forward(hours=23)
    asked.append(council.app.asking.ask_access(lambda: False))
    council.clock.forward(hours=1)
    asked.append(council.app.asking.ask_access(lambda: False))

    assert asked == [2, 0, 2]
    with store.reading() as tx:
        assert tx.spending.of_platform("memory", MIDNIGHT.date(), council.clock().date(), "look") == {"calls": 4}


def test_check_tells_when_an_access_ends(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)
    council.of("first").ends_at = datetime(2999, 1, 7, tzinfo=UTC)
    council.of("second").ends_at = datetime(2020, 1, 7, tzinfo=UTC)

    lines = [
        line
        for profile in council.council.runnable
        for line in access_lines(council.council, profile, council.connectors[profile.account])
    ]

    assert lines[0] == "ok      profile first: its access ends on 2999-01-07"
    assert lines[1].startswith("note    The access to The council, second on memory ended on Tuesday 7 January 00:00")


def test_a_budget_too_small_is_told_in_every_digest(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 60\n")
    council.app.poll()

    assert [one[:50] for one in council.app.digesting.remarks(council.clock())] == [
        "The budget of 60 units a day on memory is too smal"
    ] * 2


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=45), "45 seconds"),
        (timedelta(seconds=91), "2 minutes"),
        (timedelta(minutes=31), "31 minutes"),
        (timedelta(hours=6), "6 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_lengths_of_time_are_said_as_people_say_them(length: timedelta, said: str) -> None:
    assert span(length) == said


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [("calls", 1, "1 call"), ("units", 1234.4, "1,234 units"), ("usd", 0.42, "$0.42"), ("usd", 0.003, "$0.003")],
)
def test_amounts_are_said_as_people_say_them(kind: str, amount: float, said: str) -> None:
    assert amount_words(kind, amount) == said
