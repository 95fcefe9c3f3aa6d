"""Calendars and moments for properties about working time."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from moderator.domain.working_time import Closure, Hours, WorkingCalendar

DAY = Hours(510, 1020)


def calendar_of(week: tuple[Hours | None, ...] = (DAY,) * 5 + (None, None), **more) -> WorkingCalendar:
    return WorkingCalendar(week=week, begins=date(2024, 1, 1), ends=date(2030, 12, 31), **more)


#: Moments in 2026 and 2027, with the hours around both clock changes drawn often.
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - zone added
    st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27), timezones=st.just(UTC)),  # noqa: DTZ001
)
#: At least half an hour, so that a property never walks past the known days.
HOURS = st.tuples(st.integers(0, 1410), st.integers(30, 1440)).filter(lambda pair: pair[0] + 30 <= pair[1])
DAYS = st.one_of(st.none(), HOURS.map(lambda pair: Hours(*pair)))
CALENDARS = st.builds(
    calendar_of,
    st.tuples(*[DAYS] * 7).filter(any),
    closures=st.dictionaries(
        st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.builds(Closure, st.just("closed"), DAYS), max_size=20
    ),
)
