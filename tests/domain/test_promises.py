"""Every promise against the vectors, and what must hold for any moment."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.calendar_file import load_promises
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.obligation import OBLIGATION_KINDS
from moderator.domain.promises import Terms
from moderator.domain.working_time import CalendarEnds
from moderator.shipped import shipped

VECTORS = Path(__file__).parent.parent / "data" / "vectors"
REF = CommentRef(AccountRef("memory", "1"), "c1")
PROMISES = load_promises(shipped("config"))
MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2028, 9, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone added
NEVER_ON_A_CLOSED_DAY = ("acknowledge", "review")


def rows(name: str) -> list[dict[str, str]]:
    with (VECTORS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calendar_toml(row: dict[str, str]) -> str:
    """The shipped calendar with a vector's hours and closures, as a council would write them."""
    text = (shipped("config") / "calendar.toml").read_text(encoding="utf-8")
    if "Fri 08:30-16:30" in row["hours"]:
        text = text.replace('friday = "08:30-17:00"', 'friday = "08:30-16:30"')
    for closure in filter(None, row["closures"].split("; ")):
        day, _, closes = closure.partition(" closes ")
        text += f'\n[[closure]]\non = {day}\nname = "closure"\n' + (f'closes = "{closes}"\n' if closes else "")
    return text


@pytest.mark.parametrize("row", rows("acknowledgement"), ids=lambda row: row["id"])
def test_acknowledgements_fall_due_as_the_vectors_say(row, tmp_path):
    (tmp_path / "calendar.toml").write_text(calendar_toml(row), encoding="utf-8")

    made = load_promises(tmp_path).promise("acknowledge", REF, 1, datetime.fromisoformat(row["received_utc"]))

    assert made.due_at == datetime.fromisoformat(row["due_utc"])
    assert made.target_at == datetime.fromisoformat(row["target_utc"])


@pytest.mark.parametrize("row", rows("information_request"), ids=lambda row: row["id"])
def test_information_requests_fall_due_at_the_end_of_the_twentieth_working_day(row):
    made = PROMISES.promise("information_request", REF, 1, datetime.fromisoformat(row["received_utc"]))

    end = PROMISES.calendar.local(made.due_at)
    assert (end.hour, end.minute) == (0, 0)
    assert end.date() - timedelta(days=1) == date.fromisoformat(row["last_day"])
    assert made.target_at <= made.due_at


@pytest.mark.parametrize("row", rows("defamation_notice"), ids=lambda row: row["id"])
def test_defamation_notices_end_as_the_vectors_say(row):
    made = PROMISES.promise("defamation_notice", REF, 1, datetime.fromisoformat(row["notice_utc"]))

    assert made.due_at == datetime.fromisoformat(row["ends_utc"])


def test_council_closures_do_not_stop_an_information_request(tmp_path):
    text = calendar_toml({"hours": "", "closures": "2026-12-21; 2026-12-22"})
    (tmp_path / "calendar.toml").write_text(text, encoding="utf-8")
    received = datetime(2026, 12, 18, 10, tzinfo=UTC)

    with_closures = load_promises(tmp_path).promise("information_request", REF, 1, received)

    assert with_closures.due_at == PROMISES.promise("information_request", REF, 1, received).due_at


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-03T09:00:00Z", "2026-10-05T23:00:00Z"),  # 3 October is a Saturday: Monday the 5th
        ("2026-01-31T09:00:00Z", "2026-03-03T00:00:00Z"),  # no 31 February; the 28th is a Saturday
        ("2026-11-25T09:00:00Z", "2026-12-30T00:00:00Z"),  # Christmas Day, a weekend and a substitute
    ],
)
def test_subject_access_is_due_one_month_on_and_moves_past_holidays(received, due):
    made = PROMISES.promise("subject_access", REF, 1, datetime.fromisoformat(received))

    assert made.due_at == datetime.fromisoformat(due)


def test_safeguarding_ignores_hours_and_warns_at_once():
    received = datetime(2026, 12, 25, 3, tzinfo=UTC)

    made = PROMISES.promise("safeguarding", REF, 1, received)

    assert made.due_at == received + timedelta(minutes=15)
    assert made.warn_at == received


def test_the_warning_counts_back_through_a_weekend():
    promises = replace(PROMISES, warn_minutes=600)

    made = promises.promise("acknowledge", REF, 1, datetime(2026, 11, 26, 9, tzinfo=UTC))

    assert made.due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert made.warn_at == datetime(2026, 11, 26, 15, 30, tzinfo=UTC)


@given(st.sampled_from(OBLIGATION_KINDS), MOMENTS)
def test_any_promise_runs_from_receipt_over_the_warning_to_the_due_moment(kind, at):
    made = PROMISES.promise(kind, REF, 1, at)

    assert at <= made.warn_at <= made.due_at
    assert at < made.target_at <= made.due_at
    assert made.due_at.tzinfo == UTC


@given(st.sampled_from(OBLIGATION_KINDS), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_receipt_is_never_due_earlier(kind, at, later):
    first, second = PROMISES.reckon(kind, at), PROMISES.reckon(kind, at + later)

    assert first.due <= second.due
    assert first.target <= second.target


@given(st.sampled_from(NEVER_ON_A_CLOSED_DAY), MOMENTS)
def test_nothing_promised_in_working_days_falls_due_while_the_council_is_closed(kind, at):
    made = PROMISES.promise(kind, REF, 1, at)

    assert PROMISES.calendar.is_open(made.due_at - timedelta(microseconds=1))
    assert PROMISES.calendar.is_open(made.target_at - timedelta(microseconds=1))


def test_old_promises_keep_the_reading_they_were_made_under():
    longer = Terms(date(2027, 1, 1), working_days=2)
    promises = replace(PROMISES, terms=(*PROMISES.terms, longer))

    before = promises.promise("acknowledge", REF, 1, datetime(2026, 12, 31, 10, tzinfo=UTC))
    after = promises.promise("acknowledge", REF, 1, datetime(2027, 1, 5, 10, tzinfo=UTC))

    assert before.due_at == datetime(2027, 1, 4, 17, tzinfo=UTC)
    assert after.due_at == datetime(2027, 1, 7, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reading", "due"),
    [
        ("end_of_next_working_day", "2026-11-30T17:00:00Z"),
        ("deemed_receipt", "2026-12-01T17:00:00Z"),
        ("working_minutes", "2026-11-30T17:00:00Z"),
    ],
)
def test_each_reading_of_one_working_day_gives_its_own_moment(reading, due):
    promises = replace(PROMISES, terms=(Terms(date(2010, 1, 1), reading=reading),))

    made = promises.promise("acknowledge", REF, 1, datetime(2026, 11, 28, 12, tzinfo=UTC))

    assert made.due_at == datetime.fromisoformat(due)


def test_a_proclaimed_holiday_moves_open_promises_and_keeps_the_first_moment():
    made = PROMISES.promise("acknowledge", REF, 1, datetime(2027, 6, 4, 10, tzinfo=UTC))
    calendar = replace(PROMISES.calendar, holidays={**PROMISES.calendar.holidays, date(2027, 6, 7): "Proclaimed"})

    moved = replace(PROMISES, calendar=calendar).recomputed(made)

    assert moved.due_at == made.due_at + timedelta(days=1)
    assert moved.due_original == made.due_at


def test_a_kept_promise_is_never_recomputed():
    made = PROMISES.promise("acknowledge", REF, 1, datetime(2027, 6, 4, 10, tzinfo=UTC)).met(
        datetime(2027, 6, 4, 11, tzinfo=UTC), "person:A"
    )
    calendar = replace(PROMISES.calendar, holidays={date(2027, 6, 7): "Proclaimed"})

    assert replace(PROMISES, calendar=calendar).recomputed(made) is made


def test_the_reasoning_names_every_day_between_receipt_and_due():
    lines = "\n".join(PROMISES.explain("acknowledge", datetime(2026, 12, 24, 16, 59, tzinfo=UTC)))

    for words in ("Christmas Day", "closed on Sundays", "Boxing Day", "Tuesday 29 December 2026: working day 1"):
        assert words in lines


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no such promise"):
        PROMISES.reckon("someday", datetime(2026, 12, 24, tzinfo=UTC))


def test_a_receipt_before_any_promise_is_an_error():
    with pytest.raises(CalendarEnds, match="in force"):
        PROMISES.reckon("acknowledge", datetime(2010, 3, 1, tzinfo=UTC))


def test_bank_holidays_of_england_and_wales_are_the_published_ones():
    published = {
        2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    }

    weekdays = [day for day in PROMISES.calendar.holidays if day.weekday() < 5]

    for year, days in published.items():
        assert " ".join(f"{day:%m-%d}" for day in sorted(weekdays) if day.year == year) == days
