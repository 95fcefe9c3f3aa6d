"""The Reddit connector keeps every promise through the real praw and real sockets, traps included."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
import requests
from conformance import CANARY, ReadingPromises, World, nothing_leaks, seen
from conformance_acting import ActingPromises, AnsweringPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from reddit_world import SUB, connected, reddit_world

from connectors.contract import AccessLost, Refused, TryLater
from connectors.loading import load
from connectors.metering import CALLS, metered


@pytest.fixture
def world() -> Iterator[World]:
    with reddit_world() as made:
        yield made


class TestRedditConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(reddit_world)
    exempt: ClassVar = {"test_the_window_closes": "Reddit sets no time limit for modmail to an author"}


def test_a_dead_refresh_token_says_how_to_get_a_new_one(world: World) -> None:
    world.platform.fail_next("refused_token")

    with nothing_leaks(), pytest.raises(AccessLost, match="authorised again"):
        world.connector.check()


def test_a_401_without_the_header_that_the_library_looks_for_is_survived(world: World) -> None:
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        honest(asked) if asked.path.endswith("access_token") else world.platform.fault("token_dead", asked)
    )

    with nothing_leaks(), pytest.raises(AccessLost, match=r"access token \(401\)"):
        world.connector.fetch("")


def test_nothing_is_asked_twice_and_nothing_waits_where_the_library_would(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    world.platform.reads_pass = True
    world.platform.calls.clear()
    world.platform.fail_next("slow_down")

    with pytest.raises(TryLater, match="more slowly"):
        world.connector.reveal(native_id)
    world.platform.reads_pass = False
    world.platform.fail_next("server_error")
    with pytest.raises(TryLater):
        world.connector.check()

    assert [call for call in world.platform.calls if "approve" in call] == ["POST /api/approve/"]
    assert [call for call in world.platform.calls[-2:] if "access_token" in call] == ["POST /api/v1/access_token"]


def test_a_throttled_call_waits_as_long_as_reddit_says(world: World) -> None:
    world.platform.fail_next("rate_limited")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after.total_seconds() == 241


def test_a_praw_ini_lying_about_changes_nothing(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "praw.ini").write_text("[DEFAULT]\noauth_url=http://127.0.0.1:9\nreddit_url=http://127.0.0.1:9\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("praw_site", "elsewhere")
    monkeypatch.setenv("praw_username", "somebody")
    native_id = world.comment()

    connector = connected(world.platform, world.clock)

    assert native_id in seen([connector.fetch("")])


def test_a_deleted_comment_at_the_mark_hides_nothing_that_came_after(world: World) -> None:
    first = world.comment("First")
    cursor = world.drain()[-1].cursor
    world.platform.delete_comment(first)
    later = world.comment("Second")

    assert later in seen(world.drain(cursor))


def test_what_automoderator_holds_back_is_seen_as_hidden_and_can_be_let_out(world: World) -> None:
    native_id = world.comment("Held back")
    world.platform.filter_comment(native_id)

    sighting = seen(world.drain())[native_id]
    world.connector.reveal(native_id)

    assert sighting.is_hidden
    assert not world.platform.comment(native_id).is_hidden


def test_an_edit_of_an_old_comment_is_seen_by_the_next_fetch(world: World) -> None:
    native_id = world.comment("Before")
    cursor = world.drain()[-1].cursor
    world.clock.forward(days=1)
    world.platform.edit_comment(native_id, "After")

    sighting = seen(world.drain(cursor))[native_id]

    assert (sighting.text, sighting.edited_at) == ("After", world.clock())


def test_a_residents_own_post_is_read_hidden_and_answered_like_a_comment(world: World) -> None:
    post = world.platform.add_post("My bins again", world.clock(), "Sian Price", attachment="image")

    sighting = seen(world.drain())[post]
    world.connector.hide(post)
    hidden = world.connector.standing(post).state

    assert (sighting.text, sighting.author.name) == ("My bins again", "Sian_Price")
    assert [one.kind for one in sighting.attachments] == ["image"]
    assert hidden == "hidden"


def test_the_councils_posts_are_told_of(world: World) -> None:
    post = world.platform.add_post("The tip has new hours", world.clock())

    (told,) = world.connector.fetch("").own_posts

    assert (told.native_id, told.created_at) == (post, world.clock())


def test_the_message_goes_out_as_modmail_and_is_found_by_its_words(world: World) -> None:
    native_id = world.comment()

    before = world.connector.find_message(native_id, "We removed it")
    sent = world.connector.message(native_id, "We removed it")

    assert before is None
    assert world.connector.find_message(native_id, "We  removed it\n") == sent
    assert world.connector.find_message(native_id, "Something else") is None


@pytest.mark.parametrize(
    ("scopes", "permissions", "cure"),
    [
        ("identity read", ["all"], r"scopes history, modmail, modposts, submit"),
        ("*", ["posts", "flair"], r"permissions mail"),
        ("*", ["posts", "mail"], ""),
    ],
)
def test_the_check_names_the_scope_or_permission_that_is_missing(
    world: World, scopes: str, permissions: list[str], cure: str
) -> None:
    world.platform.scopes, world.platform.permissions = scopes, permissions

    if not cure:
        world.connector.check()
        return
    with pytest.raises(AccessLost, match=cure):
        world.connector.check()


def test_an_account_that_is_no_moderator_is_told_to_become_one(world: World) -> None:
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        honest(asked)
        if not asked.path.endswith("moderators")
        else type(honest(asked))(200, {"kind": "UserList", "data": {"children": []}})
    )

    with pytest.raises(AccessLost, match="Mod tools"):
        world.connector.check()


def test_a_subreddit_that_does_not_exist_is_named(world: World) -> None:
    world.platform.reads_pass = False
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        world.platform.fault("no_subreddit", asked) if asked.path.endswith("/comments") else honest(asked)
    )

    with pytest.raises(AccessLost, match="account_id"):
        world.connector.fetch("")


def test_what_is_left_of_the_limit_is_told(world: World) -> None:
    with metered() as meter:
        world.connector.check()

    told = meter.allowances["calls in these ten minutes"]
    assert meter.spent[CALLS] == 3
    assert told.limit == 1000
    assert told.resets_at > world.clock()


def test_missing_credentials_are_named(world: World) -> None:
    with pytest.raises(AccessLost, match="client_id, refresh_token"):
        load("reddit")(SUB, {"client_secret": CANARY}, {}, world.clock)
    with pytest.raises(ValueError, match="look_back_days"):
        connected(world.platform, world.clock, look_back_days="three")


def test_the_councils_own_words_stay(world: World) -> None:
    reply = world.platform.council_reply(world.comment(), "From nine", world.clock())

    with pytest.raises(Refused, match="council's own"):
        world.connector.hide(reply)


def test_the_stand_in_answers_strangers_and_vanished_places_as_reddit_does(world: World) -> None:
    for number in range(3):
        world.comment(f"Remark {number}")
    signed = {"Authorization": "bearer access-for-an-hour"}
    path = f"{world.platform.base_url}/r/{SUB}/comments"
    after = requests.get(f"{path}?limit=1", headers=signed, timeout=5).json()["data"]["after"]
    world.platform.delete_comment(after)

    stranger = requests.get(path, timeout=5)
    vanished = requests.get(f"{path}?after={after}", headers=signed, timeout=5).json()

    assert (stranger.status_code, "www-authenticate" in stranger.headers) == (401, False)
    assert vanished["data"]["children"] == []


def test_a_limit_that_is_used_up_is_told_and_not_slept_off(world: World) -> None:
    honest = world.platform.answer
    spent = {"X-Ratelimit-Used": "1000", "X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "500"}
    world.platform.answer = lambda asked: replace(honest(asked), headers=spent)
    began = time.monotonic()

    with metered() as meter:
        world.connector.fetch("")

    assert time.monotonic() - began < 60
    told = meter.allowances["calls in these ten minutes"]
    assert (told.used, told.limit, told.resets_at) == (1000, 1000, world.clock() + timedelta(seconds=500))
