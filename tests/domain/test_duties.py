"""The guidance's other duties: each is reminded of in its time, goes when it is ticked off, and comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.comment import AccountRef
from moderator.domain.duties import LESSONS, DutyFacts, PicturedPost, duties, names_of
from moderator.domain.register import Authorisation, Officer, Profile
from moderator.messages_file import load_templates
from moderator.shipped import shipped

TODAY = date(2026, 11, 23)
ANN, DAI = Officer("Ann", "Ann@council.example"), Officer("Dai", "dai@council.example")
THIS_YEAR = (("ann@council.example", date(2026, 2, 1)), ("dai@council.example", date(2026, 3, 1)))
QUIET_PROFILE = Profile(
    id="main",
    account=AccountRef("facebook", "1"),
    kind="profile",
    title="The council",
    audience="everybody",
    service_area="all",
    business_need="to be reached",
    moderator=ANN,
    manager=None,
    authorisation=Authorisation("Lin", date(2026, 1, 5), True, True),
    contributors=(DAI,),
    quiet_after_days=0,
    guidelines_confirmed=THIS_YEAR,
)


def due(profile: Profile, today: date = TODAY, **facts):
    return duties([profile], DutyFacts(**({"began": date(2026, 6, 1)} | facts)), today)


def names(profile: Profile, today: date = TODAY, **facts) -> list[str]:
    return [duty.name for duty in due(profile, today, **facts)]


def test_where_all_is_in_order_nobody_is_reminded() -> None:
    assert due(QUIET_PROFILE) == ()


@pytest.mark.parametrize(
    ("newest", "done", "reminded"),
    [
        (TODAY - timedelta(days=13), None, False),
        (TODAY - timedelta(days=14), None, True),
        (None, None, True),
        (TODAY - timedelta(days=40), TODAY - timedelta(days=3), False),
        (TODAY - timedelta(days=40), TODAY - timedelta(days=14), True),
    ],
)
def test_a_profile_with_nothing_new_is_told_of_after_its_days(newest, done, reminded) -> None:
    profile = replace(QUIET_PROFILE, quiet_after_days=14)
    facts = {
        "newest": {profile.account: newest} if newest else {},
        "done": {"quiet.main": done} if done else {},
    }

    assert names(profile, **facts) == (["quiet.main"] if reminded else [])


def test_a_new_daemon_does_not_call_a_profile_quiet_before_it_has_looked_long_enough() -> None:
    profile = replace(QUIET_PROFILE, quiet_after_days=14)

    assert names(profile, began=TODAY - timedelta(days=13)) == []
    (duty,) = due(profile, began=TODAY - timedelta(days=14))
    assert "since the daemon began on 9 November 2026" in duty.what


def test_a_member_of_staff_who_leaves_a_youth_group_is_told_of_before_and_after() -> None:
    profile = replace(QUIET_PROFILE, staff_member="Eve", staff_member_until=date(2026, 12, 4))

    assert names(profile, date(2026, 11, 19)) == []
    assert "leaves" in due(profile, date(2026, 11, 20))[0].what
    assert "has left" in due(profile, date(2026, 12, 5))[0].what
    assert names(profile, date(2026, 12, 5), done={"staff.main": date(2026, 12, 1)}) == []
    assert names(profile, date(2026, 12, 29), done={"staff.main": date(2026, 12, 1)}) == ["staff.main"]


def test_members_of_a_group_are_taught_at_its_rhythm_with_drafts_in_turn() -> None:
    group = replace(QUIET_PROFILE, kind="group", online_safety_every_weeks=4)

    first = due(group)[0]
    again = due(group, done={"online-safety.main": TODAY})
    later = due(group, TODAY + timedelta(weeks=4), done={"online-safety.main": TODAY})[0]

    assert again == ()
    assert later.due == TODAY + timedelta(weeks=4)
    assert {first.draft, later.draft} <= set(LESSONS)
    drafts = [
        due(
            group, TODAY + timedelta(weeks=4 * turn), done={"online-safety.main": TODAY + timedelta(weeks=4 * turn - 4)}
        )
        for turn in range(1, 5)
    ]
    assert drafts[0][0].draft != drafts[1][0].draft


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_is_shipped_in_both_languages_and_waits_for_review(name: str) -> None:
    wordings = load_templates(shipped("config")).wordings[name]

    assert set(wordings) == {"en", "cy"}
    assert not wordings["cy"].is_reviewed
    assert all("999" in wording.text for wording in wordings.values())


def test_whoever_has_not_confirmed_the_guidelines_this_year_is_named_once_across_profiles() -> None:
    other = replace(QUIET_PROFILE, id="other", account=AccountRef("x", "2"), guidelines_confirmed=THIS_YEAR[:1])
    january = date(2027, 1, 4)

    found = duties([QUIET_PROFILE, other], DutyFacts(date(2026, 6, 1)), january)

    assert [one.name for one in found] == ["guidelines.ann@council.example", "guidelines.dai@council.example"]
    assert "last on 1 March 2026" in found[1].what
    assert duties([QUIET_PROFILE, other], DutyFacts(date(2026, 6, 1)), TODAY) == ()
    ticked = {"guidelines.ann@council.example": january, "guidelines.dai@council.example": january}
    assert duties([QUIET_PROFILE], DutyFacts(date(2026, 6, 1), done=ticked), january) == ()


def test_an_authorisation_is_renewed_in_time() -> None:
    authorisation = replace(QUIET_PROFILE.authorisation, renew_by=date(2027, 1, 5))
    profile = replace(QUIET_PROFILE, authorisation=authorisation)

    assert names(profile, date(2026, 12, 5)) == []
    assert names(profile, date(2026, 12, 6)) == ["authorisation.main"]
    assert names(profile, date(2026, 12, 20), done={"authorisation.main": date(2026, 12, 6)}) == []


def test_a_post_with_pictures_is_asked_about_until_somebody_has_looked() -> None:
    post = PicturedPost(QUIET_PROFILE.account, "77", TODAY - timedelta(days=2), "https://social.example/77")

    (duty,) = due(QUIET_PROFILE, pictured=[post])

    assert "consent form" in duty.what
    assert names(QUIET_PROFILE, pictured=[post], done={duty.name: TODAY}) == []
    assert names(QUIET_PROFILE, TODAY + timedelta(days=15), pictured=[post]) == []
    assert names(replace(QUIET_PROFILE, account=AccountRef("x", "9")), pictured=[post]) == []


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(days, st.none() | days, st.integers(0, 60), st.integers(0, 30), days)
def test_every_reminder_has_a_name_of_its_own_is_in_order_and_goes_when_it_is_ticked_off(
    today, newest, quiet, weeks, until
) -> None:
    authorisation = replace(QUIET_PROFILE.authorisation, renew_by=until)
    profile = replace(
        QUIET_PROFILE,
        kind="group",
        quiet_after_days=quiet,
        online_safety_every_weeks=weeks,
        staff_member_until=until,
        authorisation=authorisation,
    )
    facts = DutyFacts(date(2026, 1, 1), newest={profile.account: newest} if newest else {})

    found = duties([profile], facts, today)

    assert [one.due for one in found] == sorted(one.due for one in found)
    assert len({one.name for one in found}) == len(found)
    assert {one.name for one in found} <= set(names_of([profile], ()))
    ticked = replace(facts, done={one.name: today for one in found})
    left = duties([profile], ticked, today)
    assert {one.name for one in left} <= {"online-safety.main"} if weeks <= 2 else left == ()
