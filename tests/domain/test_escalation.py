"""Who hears that a promise was not kept, and when: by table and by property."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from calendars import CALENDARS, DAY, MOMENTS, calendar_of
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.comment import AccountRef
from moderator.domain.escalation import CHAIN, Escalation, Hearer, above, hearers, next_above
from moderator.domain.register import Officer, Profile

NIA = Officer("Nia Morgan", "nia@council.example")
TOM = Officer("Tom Reed", "tom@council.example")
LYN = Officer("Lyn Bevan", "lyn@council.example")
SIÂN = Officer("Siân Howells", "sian@council.example")
PROFILE = Profile(
    id="main",
    account=AccountRef("memory", "1"),
    kind="profile",
    title="The council",
    audience="everybody",
    service_area="Communications",
    business_need="questions",
    moderator=NIA,
    manager=TOM,
    authorisation=None,
    line_manager=LYN,
)
WEEKDAYS = calendar_of()
AFTER_DAYS = st.integers(0, 5)
ESCALATIONS = st.tuples(AFTER_DAYS, AFTER_DAYS).map(
    lambda days: Escalation(line_manager_days=min(days), head_of_communications_days=max(days))
)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def chain(due: datetime, profile: Profile = PROFILE, head: Officer | None = SIÂN, **more) -> tuple[Hearer, ...]:
    return hearers(profile, head, due, **{"escalation": Escalation(), "calendar": WEEKDAYS, **more})


def told(due: datetime, **more) -> list[tuple[str, datetime]]:
    return [(one.officer.name, one.since) for one in chain(due, **more)]


@pytest.mark.parametrize(
    ("due", "line_manager", "head"),
    [
        (at(11, 25, 17), at(11, 27, 8, 30), at(11, 30, 8, 30)),  # Wednesday: a whole Thursday, then Friday and Monday
        (at(11, 27, 17), at(12, 1, 8, 30), at(12, 2, 8, 30)),  # Friday, over a weekend
        (at(3, 26, 17), at(3, 30, 7, 30), at(3, 31, 7, 30)),  # Thursday before the clocks go forward
        (at(10, 22, 16), at(10, 26, 8, 30), at(10, 27, 8, 30)),  # Thursday before the clocks go back
        (at(11, 25, 0), at(11, 27, 8, 30), at(11, 30, 8, 30)),  # at midnight the day that begins still passes
    ],
)
def test_each_rung_waits_its_working_days_and_hears_when_the_council_opens(due, line_manager, head):
    assert told(due) == [(TOM.name, due), (LYN.name, line_manager), (SIÂN.name, head)]


def test_a_rung_for_which_nobody_is_named_is_left_out():
    due = at(11, 25, 17)

    assert told(due, profile=replace(PROFILE, line_manager=None)) == [
        (TOM.name, due),
        (SIÂN.name, at(11, 30, 8, 30)),
    ]
    assert told(due, head=None) == [(TOM.name, due), (LYN.name, at(11, 27, 8, 30))]


def test_a_person_on_two_rungs_hears_once_from_the_lower():
    same = Officer("T. Reed", "Tom@council.example")

    found = chain(at(11, 25, 17), profile=replace(PROFILE, line_manager=same))

    assert [(one.officer, one.role) for one in found] == [(TOM, CHAIN[0]), (SIÂN, CHAIN[2])]


def test_while_everybody_below_is_away_the_next_hears_when_the_council_opens():
    due = at(11, 25, 17)

    assert told(due, away={TOM.email}) == [
        (TOM.name, due),
        (LYN.name, at(11, 26, 8, 30)),
        (SIÂN.name, at(11, 30, 8, 30)),
    ]
    assert told(due, away={TOM.email, LYN.email})[2] == (SIÂN.name, at(11, 26, 8, 30))
    assert told(due, away={LYN.email})[2] == (SIÂN.name, at(11, 30, 8, 30))


def test_a_calendar_that_ends_silences_nobody():
    last = datetime(2030, 12, 31, 17, tzinfo=UTC)

    assert {one.since for one in chain(last)} == {last}


@given(CALENDARS, MOMENTS, ESCALATIONS, st.sets(st.sampled_from([TOM.email, LYN.email, SIÂN.email])))
def test_nobody_hears_before_the_breach_and_those_above_only_at_an_hour_of_work(calendar, due, escalation, away):
    manager, *others = chain(due, escalation=escalation, calendar=calendar, away=away)

    assert manager.since == due
    for one in others:
        assert one.since >= due
        assert calendar.is_open(one.since)


@given(CALENDARS, MOMENTS, ESCALATIONS)
def test_nobody_hears_before_those_below_them(calendar, due, escalation):
    moments = [one.since for one in chain(due, escalation=escalation, calendar=calendar)]

    assert moments == sorted(moments)


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)), ESCALATIONS)
def test_what_falls_due_later_is_never_heard_of_earlier(calendar, due, later, escalation):
    early = chain(due, escalation=escalation, calendar=calendar)
    late = chain(due + later, escalation=escalation, calendar=calendar)

    assert all(one.since <= other.since for one, other in zip(early, late, strict=True))


@given(CALENDARS, MOMENTS, st.integers(1, 5))
def test_the_line_manager_is_spared_exactly_the_working_days_that_were_set(calendar, due, days):
    _, line_manager, _ = chain(due, escalation=Escalation(days, days), calendar=calendar)

    first, last = calendar.local(due).date(), calendar.local(line_manager.since).date()
    passed = [first + timedelta(days=one) for one in range(1, (last - first).days)]
    worked = sum(calendar.is_working_day(day) for day in passed)
    assert worked == days


@pytest.mark.parametrize("subset", range(1, 128))
def test_every_subset_of_weekdays_reaches_everybody(subset):
    calendar = calendar_of(tuple(DAY if subset & (1 << day) else None for day in range(7)))

    found = [chain(datetime(2026, 10, 19 + day, 17, tzinfo=UTC), calendar=calendar) for day in range(7)]

    for _, line_manager, head in found:
        assert calendar.worked_between(line_manager.since, head.since) == timedelta(minutes=510)


def test_the_higher_rungs_are_paged_after_minutes_of_any_hour():
    escalation = Escalation(line_manager_minutes=30, head_of_communications_minutes=60)

    paged = [above(PROFILE, SIÂN, timedelta(minutes=late), escalation) for late in (0, 29, 30, 59, 60, 600)]

    assert paged == [(), (), (LYN,), (LYN,), (LYN, SIÂN), (LYN, SIÂN)]


def test_the_next_above_somebody_who_is_not_reached():
    nobody_between = replace(PROFILE, line_manager=None)

    assert next_above(PROFILE, SIÂN, "TOM@council.example") == LYN
    assert next_above(nobody_between, SIÂN, TOM.email) == SIÂN
    assert next_above(PROFILE, None, LYN.email) is None
    assert next_above(PROFILE, SIÂN, NIA.email) is None
    assert next_above(PROFILE, SIÂN, SIÂN.email) is None
