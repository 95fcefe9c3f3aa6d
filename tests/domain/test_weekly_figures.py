"""The weekly report's arithmetic: every promise ends in one week, nothing is counted twice, few stay few."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.comment import AccountRef
from moderator.domain.week import Week, week_named, week_of
from moderator.domain.weekly_facts import Acted, Arrived, JudgedFact, PromiseFact, StoryEvent, WeekFacts
from moderator.domain.weekly_figures import FEW, Share, Times, figures, has_ended, kept, reviewed
from moderator.domain.working_time import Hours, WorkingCalendar

HERE, THERE = AccountRef("facebook", "1"), AccountRef("x", "2")
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = timedelta(days=7)
CALENDAR = WorkingCalendar(
    week=(*(Hours(510, 1020),) * 5, None, None), begins=date(2025, 1, 1), ends=date(2028, 12, 31)
)
moments = st.integers(-60_000, 80_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def a_promise(kind="acknowledge", language="en", received=MONDAY, due=None, met=None, by="person:ann@x", gone=None):
    due = due or received + timedelta(days=1)
    return PromiseFact(HERE, kind, language, received, due, met, by if met else "", gone)


def an_event(kind, at, choice="", outcome="hide", comment=1, is_shadow=False):
    return StoryEvent(comment, HERE, kind, MONDAY + timedelta(hours=at), choice, outcome, is_shadow)


def the_week(**facts):
    return WeekFacts(MONDAY, MONDAY + WEEK, **facts)


@st.composite
def promises(draw):
    received = draw(moments)
    due = received + timedelta(minutes=draw(st.integers(1, 6000)))
    met = draw(st.none() | st.integers(0, 20000).map(lambda late: received + timedelta(minutes=late)))
    gone = draw(st.none() | st.integers(0, 20000).map(lambda late: received + timedelta(minutes=late)))
    return a_promise(received=received, due=due, met=met, gone=None if met else gone)


@given(promises())
def test_a_promise_is_settled_in_one_week_only_and_never_when_it_was_withdrawn_in_time(promise):
    weeks = [MONDAY + WEEK * number for number in range(-8, 12)]

    settled = [since for since in weeks if has_ended(promise, since, since + WEEK)]

    was_withdrawn = promise.withdrawn_at is not None and promise.withdrawn_at <= promise.due_at
    assert len(settled) == (0 if was_withdrawn else 1)


@given(st.lists(promises(), max_size=12), moments)
def test_kept_and_broken_add_up_to_all_that_ended(found, until):
    ended = [one for one in found if has_ended(one, until - WEEK, until)]

    how = kept(ended, until)

    assert how.in_time + how.late + how.unanswered == len(ended)
    assert how.share.whole == len(ended)
    assert how.in_time == sum(one.met_at is not None and one.met_at <= one.due_at for one in ended)


@given(st.lists(promises(), max_size=5), st.lists(promises(), max_size=5))
def test_the_accounts_add_up_to_the_whole(ours, theirs):
    theirs = [PromiseFact(THERE, *(getattr(one, name) for name in one.__slots__[1:])) for one in theirs]
    facts = the_week(promises=(*ours, *theirs), arrived=(Arrived(HERE, MONDAY), Arrived(THERE, MONDAY)))

    whole = figures(facts, CALENDAR.worked_between)
    parts = [figures(facts, CALENDAR.worked_between, account) for account in (HERE, THERE)]

    assert whole.seen == sum(part.seen for part in parts) == 2
    for name in ("in_time", "late", "unanswered"):
        assert getattr(whole.acknowledged, name) == sum(getattr(part.acknowledged, name) for part in parts)
        assert getattr(whole.acknowledged, name) == sum(getattr(one, name) for one in whole.by_language.values())
    assert whole.waiting.overdue == sum(part.waiting.overdue for part in parts)


@given(moments, st.integers(1, 3000))
def test_working_time_counted_forward_is_found_between(at, minutes):
    opens = CALENDAR.next_opening(at)

    end = CALENDAR.after_working_minutes(at, minutes)

    assert CALENDAR.worked_between(at, end) == timedelta(minutes=minutes)
    assert CALENDAR.worked_between(opens, end) == timedelta(minutes=minutes)
    assert CALENDAR.worked_between(end, at) == timedelta(0)


@given(moments, st.integers(0, 9000), st.integers(0, 9000))
def test_working_time_adds_up_across_a_moment_between(at, first, second):
    middle = at + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)

    whole = CALENDAR.worked_between(at, end)

    assert whole == CALENDAR.worked_between(at, middle) + CALENDAR.worked_between(middle, end)
    assert timedelta(0) <= whole <= end - at


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_percentage_is_given_for_many_only_and_0_and_100_mean_none_and_all(part, rest):
    share = Share(part, part + rest)

    if share.whole < FEW:
        assert share.percent is None
    else:
        assert share.percent is not None
        assert (share.percent == 0) == (part == 0)
        assert (share.percent == 100) == (rest == 0)


def test_few_times_have_no_median():
    assert Times((timedelta(hours=1),) * (FEW - 1)).middle is None
    assert Times((timedelta(hours=1),) * FEW).middle == timedelta(hours=1)


def test_time_to_acknowledge_leaves_out_what_the_daemon_answered_itself():
    tuesday = MONDAY + timedelta(days=1, hours=9)
    by_itself = a_promise(received=tuesday, met=tuesday + timedelta(minutes=1), by="explanation")
    by_a_person = a_promise(received=tuesday, met=tuesday + timedelta(hours=2))

    counted = figures(the_week(promises=(by_itself, by_a_person)), CALENDAR.worked_between)

    assert counted.took["en"].all == (timedelta(hours=2),)
    assert (counted.by_explanation, counted.acknowledged.in_time) == (1, 2)


def test_welsh_and_english_are_told_apart():
    found = (a_promise(met=MONDAY + timedelta(hours=1)), a_promise(language="cy", met=MONDAY + timedelta(days=2)))

    counted = figures(the_week(promises=found), CALENDAR.worked_between)

    assert (counted.by_language["en"].in_time, counted.by_language["cy"].late) == (1, 1)


def test_a_promise_still_open_from_an_earlier_week_is_overdue_and_no_news():
    old = a_promise(received=MONDAY - WEEK)

    counted = figures(the_week(promises=(old,)), CALENDAR.worked_between)

    assert (counted.acknowledged.broken, counted.waiting.overdue) == (0, 1)


def test_hides_restores_and_shadow_are_counted_apart():
    judged = tuple(
        JudgedFact(HERE, MONDAY, revision, outcome, is_shadow, "en")
        for revision, outcome, is_shadow in [
            (1, "publish", False),
            (2, "queue", False),
            (1, "hide", False),
            (1, "hide", True),
        ]
    )
    acted = (
        Acted(HERE, MONDAY, "hide", True),
        Acted(HERE, MONDAY, "hide", False),
        Acted(HERE, MONDAY, "reveal", False),
    )

    counted = figures(the_week(judged=judged, acted=acted), CALENDAR.worked_between)

    assert (counted.left_up, counted.queued, counted.edits, counted.in_shadow) == (1, 1, 1, 1)
    assert (counted.hidden, counted.hidden_by_people, counted.restored) == (1, 1, 1)


REVIEWS = [
    ("a hide confirmed", [("opened", 1, ""), ("decided", 2, "hide")], "hide", (0, 1), (0, 0), (0, 1)),
    ("a hide put back", [("opened", 1, ""), ("decided", 2, "keep")], "hide", (1, 1), (0, 0), (1, 1)),
    ("an answer puts it back", [("opened", 1, ""), ("decided", 2, "answer")], "hide", (1, 1), (0, 0), (1, 1)),
    ("what stood is hidden", [("opened", 1, ""), ("decided", 2, "hide")], "queue", (0, 0), (0, 0), (1, 1)),
    ("what stood stands", [("opened", 1, ""), ("decided", 2, "keep")], "queue", (0, 0), (0, 0), (0, 1)),
    ("taken back", [("opened", 1, ""), ("decided", 2, "keep"), ("undone", 3, "")], "hide", (0, 0), (0, 0), (0, 0)),
    (
        "an appeal upheld",
        [("decided", -9, "hide"), ("appealed", 1, ""), ("upheld", 2, "hide")],
        "hide",
        (0, 1),
        (1, 1),
        (0, 1),
    ),
    ("an appeal overturned", [("appealed", 1, ""), ("overturned", 2, "keep")], "hide", (1, 1), (0, 1), (1, 1)),
    ("after the week", [("opened", 1, ""), ("decided", 24 * 8, "keep")], "hide", (0, 0), (0, 0), (0, 0)),
]


@pytest.mark.parametrize(("name", "events", "outcome", "hides", "appeals", "overridden"), REVIEWS)
def test_what_people_made_of_the_machines_decisions(name, events, outcome, hides, appeals, overridden):
    story = tuple(an_event(kind, at, choice, outcome) for kind, at, choice in events)

    found = reviewed(story, MONDAY, MONDAY + WEEK)

    assert (found.hides, found.appeals, found.overridden) == (Share(*hides), Share(*appeals), Share(*overridden))


def test_shadow_decisions_are_nobodys_to_override():
    story = (an_event("opened", 1, is_shadow=True), an_event("decided", 2, "keep", is_shadow=True))

    assert reviewed(story, MONDAY, MONDAY + WEEK).overridden == Share(0, 0)


def test_the_queue_is_told_as_it_was_at_the_end_of_the_week():
    stories = (
        an_event("opened", -30, comment=1),
        an_event("opened", 1, comment=2),
        an_event("decided", 2, "hide", comment=2),
        an_event("opened", 1, comment=3),
        an_event("decided", 24 * 9, "hide", comment=3),
        an_event("opened", 1, comment=4),
        an_event("withdrawn", 2, comment=4),
    )

    waiting = figures(the_week(stories=stories), CALENDAR.worked_between).waiting

    assert (waiting.count, waiting.oldest) == (2, MONDAY - timedelta(hours=30))


def test_urgent_pages_count_minutes_whatever_the_hour():
    night = MONDAY + timedelta(days=5, hours=2)
    found = (
        a_promise("safeguarding", received=night, met=night + timedelta(minutes=7)),
        a_promise("safeguarding", received=night),
    )

    urgent = figures(the_week(promises=found), CALENDAR.worked_between).urgent

    assert (urgent.count, urgent.unanswered, urgent.answered.all) == (2, 1, (timedelta(minutes=7),))


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_day_lies_in_its_week_and_a_weeks_name_leads_back(day):
    week = week_of(day)

    assert day in week.days
    assert week_named(str(week)) == week
    assert week.before < week < week.after
    assert week.after.before == week


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-47", "2026-W54", "2026-W00", "2025-W53", "W47-2026", "２０２６-W47"]
)
def test_what_is_no_week_is_refused_with_the_cure(name):
    with pytest.raises(ValueError, match="like 2026-W47"):
        week_named(name)


def test_a_week_across_two_years_says_both():
    assert Week(2026, 53).in_words == "Monday 28 December 2026 to Sunday 3 January 2027"
    assert Week(2026, 47).in_words == "Monday 16 to Sunday 22 November 2026"
