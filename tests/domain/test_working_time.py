"""The council's working time, by table and by property."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from calendars import CALENDARS, DAY, MOMENTS, calendar_of
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.working_time import CalendarEnds, Closure, Hours

LONDON = ZoneInfo("Europe/London")
CLOSED_DAY = date(2026, 12, 29)
MINUTES = st.integers(0, 3000)


def just_before(at: datetime) -> datetime:
    return at - timedelta(microseconds=1)


@given(CALENDARS, MOMENTS, MINUTES)
def test_working_minutes_end_inside_working_time_and_never_before_the_start(calendar, at, minutes):
    end = calendar.after_working_minutes(at, minutes)

    assert end >= at
    assert end.tzinfo == UTC
    assert calendar.is_open(end) if minutes == 0 else calendar.is_open(just_before(end))


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)), MINUTES)
def test_a_later_receipt_never_falls_due_earlier(calendar, at, later, minutes):
    after = at + later

    assert calendar.after_working_minutes(after, minutes) >= calendar.after_working_minutes(at, minutes)
    assert calendar.end_of_next_working_day(after) >= calendar.end_of_next_working_day(at)
    assert calendar.next_opening(after) >= calendar.next_opening(at)


@given(CALENDARS, MOMENTS, st.integers(1, 3))
def test_the_end_of_a_working_day_is_a_close_on_a_later_local_day(calendar, at, days):
    end = calendar.end_of_next_working_day(at, days)

    assert end > at
    assert calendar.is_open(just_before(end))
    assert calendar.local(just_before(end)).date() > calendar.local(at).date()


@given(CALENDARS, MOMENTS, st.integers(1, 2000))
def test_counting_back_undoes_counting_forward(calendar, at, minutes):
    end = calendar.after_working_minutes(at, minutes)

    begin = calendar.before_working_minutes(end, minutes)

    assert calendar.after_working_minutes(begin, minutes) == end
    assert begin <= end


@given(CALENDARS, MOMENTS)
def test_the_next_opening_is_open(calendar, at):
    opening = calendar.next_opening(at)

    assert opening >= at
    assert calendar.is_open(opening)
    assert (opening == at) == calendar.is_open(at)


#: The Wednesdays before the clocks go forward and back.
CLOCK_CHANGES = (date(2026, 3, 25), date(2026, 10, 21))


@pytest.mark.parametrize("first", CLOCK_CHANGES)
@pytest.mark.parametrize("subset", range(1, 128))
def test_every_subset_of_weekdays_finds_its_next_working_day_over_both_clock_changes(subset, first):
    week = tuple(DAY if subset & (1 << day) else None for day in range(7))
    calendar = calendar_of(week)
    received = [datetime(first.year, first.month, first.day, 12, tzinfo=UTC) + timedelta(days=day) for day in range(7)]

    ends = [calendar.end_of_next_working_day(at) for at in received]

    for at, end in zip(received, ends, strict=True):
        local = end.astimezone(LONDON)
        expected = at.date() + timedelta(days=1)
        while week[expected.weekday()] is None:
            expected += timedelta(days=1)
        assert (local.date(), local.hour, local.minute) == (expected, 17, 0)


@pytest.mark.parametrize("first", CLOCK_CHANGES)
@pytest.mark.parametrize("subset", range(1, 128))
def test_working_time_over_a_clock_change_is_what_the_clock_on_the_wall_shows(subset, first):
    week = tuple(DAY if subset & (1 << day) else None for day in range(7))
    calendar = calendar_of(week)
    start = calendar.midnight(first)

    worked = calendar.worked_between(start, calendar.midnight(first + timedelta(days=7)))

    assert worked == sum(day is not None for day in week) * timedelta(minutes=510)
    assert calendar.after_working_minutes(start, int(worked.total_seconds() // 60)) <= calendar.midnight(
        first + timedelta(days=7)
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-27T08:29:59Z", False),
        ("2026-11-27T08:30:00Z", True),
        ("2026-11-27T16:59:59Z", True),
        ("2026-11-27T17:00:00Z", False),
        ("2026-11-28T12:00:00Z", False),
        ("2026-07-01T07:30:00Z", True),
        ("2026-07-01T16:00:00Z", False),
        ("2026-12-25T12:00:00Z", False),
        ("2026-12-29T12:00:00Z", False),
        ("2026-12-24T11:59:00Z", True),
        ("2026-12-24T12:00:00Z", False),
    ],
)
def test_opening_is_inclusive_and_closing_exclusive_in_local_time(at, is_open):
    calendar = calendar_of(
        holidays={date(2026, 12, 25): "Christmas Day"},
        closures={CLOSED_DAY: Closure("shutdown"), date(2026, 12, 24): Closure("Christmas Eve", Hours(510, 720))},
    )

    assert calendar.is_open(datetime.fromisoformat(at)) is is_open


def test_a_day_that_ends_at_midnight_loses_no_minute():
    calendar = calendar_of((Hours(0, 1440),) * 7)

    end = calendar.after_working_minutes(datetime(2026, 3, 28, 0, 0, tzinfo=UTC), 3 * 1440)

    assert end == datetime(2026, 3, 31, 0, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    calendar = calendar_of()

    with pytest.raises(ValueError, match="time zone"):
        calendar.end_of_next_working_day(datetime(2026, 11, 27, 12))  # noqa: DTZ001 - that is the mistake


def test_a_day_past_the_known_days_is_an_error_and_not_a_guess():
    calendar = calendar_of()

    with pytest.raises(CalendarEnds, match="2031-01-01 is needed"):
        calendar.end_of_next_working_day(datetime(2030, 12, 31, 12, tzinfo=UTC))


def test_the_calendar_is_refused_when_fewer_than_ninety_days_are_left():
    calendar = calendar_of()

    calendar.check(datetime(2030, 10, 2, 12, tzinfo=UTC))

    with pytest.raises(CalendarEnds, match="known_until"):
        calendar.check(datetime(2030, 10, 3, 12, tzinfo=UTC))


def test_a_council_that_never_opens_is_refused():
    with pytest.raises(ValueError, match="never open"):
        calendar_of((None,) * 7)


def test_a_year_of_closures_ends_in_an_error_and_not_in_a_loop():
    every_day = {date(2026, 1, 1) + timedelta(days=day): Closure("closed") for day in range(5 * 366)}
    calendar = calendar_of(closures=every_day)

    with pytest.raises(CalendarEnds):
        calendar.next_opening(datetime(2026, 1, 1, tzinfo=UTC))
