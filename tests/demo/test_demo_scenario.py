"""The demonstration's scenario must be playable, mixed and always the same."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from moderator.demo.scenario import ScenarioError, shipped_timeline, timeline
from moderator.domain.register import refusals
from moderator.register_file import load_register
from moderator.shipped import shipped

POST = {"kind": "post", "id": "p", "profile": "page", "at": "2026-11-27T09:00:00Z", "text": "Good morning"}
COMMENT = {"kind": "comment", "id": "c", "post": "p", "at": "2026-11-27T09:05:00Z", "author": "A", "text": "Hello"}


def written(*rows):
    return [json.dumps(row) for row in rows]


def test_the_shipped_timeline_holds_several_hundred_comments_in_order():
    story = shipped_timeline()

    kinds = Counter(happening.kind for happening in story)
    assert 350 <= kinds["comment"] <= 470
    assert kinds["edit"] >= 2
    assert kinds["delete"] >= 2
    assert kinds["council_reply"] >= 3
    assert kinds["intake"] >= 3
    assert [happening.at for happening in story] == sorted(happening.at for happening in story)


def test_the_shipped_timeline_spans_a_weekend_and_is_the_same_every_time():
    first, second = shipped_timeline(), shipped_timeline()

    assert first == second
    residents = {happening.at.weekday() for happening in first if happening.kind == "comment"}
    assert {4, 5, 6, 0, 1} <= residents


def test_the_shipped_timeline_demands_what_the_demonstration_has_to_prove():
    musts = Counter(happening.must for happening in shipped_timeline())

    assert musts["hidden"] >= 5
    assert musts["visible"] >= 30
    assert musts["was-hidden"] >= 1
    assert musts["breach"] >= 1


def test_every_happening_is_on_a_profile_of_the_shipped_register():
    register = load_register(shipped("config") / "demo" / "register.toml")

    known = {profile.id for profile in register.profiles}
    assert {happening.profile for happening in shipped_timeline()} <= known


def test_the_shipped_register_has_one_profile_to_refuse_and_one_in_shadow():
    register = load_register(shipped("config") / "demo" / "register.toml")

    assert [profile.id for profile in register.profiles if refusals(profile)] == ["harbour-youth"]
    assert [profile.id for profile in register.profiles if profile.mode == "shadow"] == ["libraries-x"]


def test_a_comment_belongs_to_the_profile_of_its_post():
    post, comment = timeline(written(POST, COMMENT))

    assert comment.profile == "page"
    assert comment.at == datetime(2026, 11, 27, 9, 5, tzinfo=UTC)
    assert post.kind == "post"


def test_in_one_minute_a_post_comes_before_its_comment_whatever_the_order_of_the_lines():
    same_minute = COMMENT | {"at": POST["at"]}

    story = timeline(written(same_minute, POST))

    assert [happening.id for happening in story] == ["p", "c"]


@pytest.mark.parametrize(
    ("lines", "cure"),
    [
        (["{"], "line 1 is not JSON"),
        (["[]"], "line 1 needs a kind"),
        (written(POST | {"kind": "shout"}), "line 1 needs a kind"),
        (written({**POST, "profile": None}), "lacks profile"),
        (written(POST | {"at": "yesterday"}), "not a time"),
        (written(POST | {"at": "2026-11-27T09:00:00"}), "no time zone"),
        (written(POST, POST), "line 2: the id p is taken"),
        (written(COMMENT), "p has not happened by then"),
        (written(POST, COMMENT | {"must": "vanish"}), "line 2: must is one of"),
    ],
)
def test_a_line_that_cannot_be_played_is_refused_with_its_number_and_the_cure(lines, cure):
    with pytest.raises(ScenarioError, match=cure):
        timeline(lines)
