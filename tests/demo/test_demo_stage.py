"""What the scenario says happens on the stand-in platforms, at the simulated time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sandbox.graph import GraphSandbox
from moderator.demo.scenario import Happening
from moderator.demo.simulated import SimulatedClock, steps
from moderator.demo.stage import Stage
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.register import Profile

BEGAN = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
PAGE = Profile("page", AccountRef("facebook", "100"), "profile", "Page", "all", "Comms", "news", None, None, None)


@pytest.fixture
def stage():
    """One Page with a post and a comment on it."""
    clock = SimulatedClock(BEGAN)
    built = Stage({"page": PAGE}, {"page": GraphSandbox(clock, "100", "token")})
    built.perform(Happening(BEGAN, "post", "p", "page", "Good morning"))
    built.perform(Happening(BEGAN, "comment", "c", "page", "Hello", author="Ann", post="p"))
    return built


def test_a_comment_of_the_scenario_can_be_found_by_both_its_names(stage):
    ref = stage.ref("c")

    assert ref.account == AccountRef("facebook", "100")
    assert stage.scenario_id(ref) == "c"
    assert stage.scenario_id(CommentRef(ref.account, "elsewhere")) == ""


def test_an_edit_and_a_deletion_happen_on_the_platform(stage):
    stage.perform(Happening(BEGAN, "edit", "e", "page", "Hello again", of="c"))
    assert stage.standing("c").text == "Hello again"

    stage.perform(Happening(BEGAN, "delete", "d", "page", of="c"))
    assert stage.standing("c").is_deleted


def test_a_reply_stands_under_the_comment_it_answers(stage):
    stage.perform(Happening(BEGAN, "comment", "r", "page", "Morning!", author="Bryn", post="p", parent="c"))

    assert stage.standing("r").author_name == "Bryn"


def test_an_item_that_comes_in_by_hand_is_not_played_on_a_platform(stage):
    with pytest.raises(KeyError, match="intake"):
        stage.perform(Happening(BEGAN, "intake", "i", "page", "Hello"))


def test_the_clock_stands_still_until_it_is_moved_and_never_goes_back():
    clock = SimulatedClock(BEGAN)
    clock.move_to(BEGAN + timedelta(hours=1))

    with pytest.raises(ValueError, match="go back"):
        clock.move_to(BEGAN)

    assert clock() == BEGAN + timedelta(hours=1)


@given(st.integers(0, 200), st.integers(1, 4))
def test_the_steps_run_from_beginning_to_end_without_ever_going_back(hours, stretch):
    ends = BEGAN + timedelta(hours=hours)

    moments = list(steps(BEGAN, ends, stretch=stretch))

    assert moments[0] == BEGAN
    assert moments[-1] == ends
    assert moments == sorted(set(moments))
