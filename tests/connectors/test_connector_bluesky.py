"""The Bluesky connector keeps every promise through the real client, against a whole real network."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bluesky_server import Network, bluesky_network  # noqa: F401 - a fixture
from bluesky_world import DOT, bluesky_world, connected
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises

from connectors.contract import AccessLost, Refused, TryLater, Unsupported
from connectors.metering import CALLS, UNITS, metered
from connectors.sandbox.server import Answer

pytestmark = pytest.mark.real


@pytest.fixture
def world(bluesky_network: Network) -> Iterator[World]:  # noqa: F811 - the fixture
    with bluesky_world(bluesky_network) as made:
        yield made


class TestBlueskyConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    exempt = {  # noqa: RUF012 - as the suite asks for it
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "the network shows a post whatever time its author stamps on it, and so it is seen at once"
        ),
    }
    network: Network

    @pytest.fixture(autouse=True)
    def _network(self, bluesky_network: Network) -> None:  # noqa: F811 - the fixture
        type(self).network = bluesky_network

    @classmethod
    def lives(cls, skew: timedelta) -> AbstractContextManager[World]:
        return bluesky_world(cls.network, skew)


def test_hiding_keeps_whatever_else_the_council_set_for_the_post(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.comment(post_id=post_id)
    only_mentioned = [{"$type": "app.bsky.feed.threadgate#mentionRule"}]
    world.platform.put_gate(post_id, allow=only_mentioned, hiddenReplies=["at://did:plc:somebody/app.bsky.feed.post/1"])

    world.connector.hide(native_id)

    gate = world.platform.gate(post_id)
    assert gate["allow"] == only_mentioned
    assert gate["hiddenReplies"] == ["at://did:plc:somebody/app.bsky.feed.post/1", native_id]


def test_a_third_person_no_longer_sees_a_hidden_reply(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    hidden, shown = world.comment("Hm", post_id=post_id), world.comment("Thanks", post_id=post_id)

    world.connector.hide(hidden)
    world.platform.settle()

    thread = world.platform.resident("Ali").ask("app.bsky.unspecced.getPostThreadV2", anchor=post_id)["thread"]
    assert [item["uri"] for item in thread] == [post_id, shown]


def test_a_full_list_is_for_a_person(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.comment(post_id=post_id)
    others = [f"at://did:plc:somebody/app.bsky.feed.post/{number}" for number in range(300)]
    world.platform.put_gate(post_id, hiddenReplies=others)

    with pytest.raises(Refused, match="300"):
        world.connector.hide(native_id)

    assert world.platform.gate(post_id)["hiddenReplies"] == others


@pytest.mark.parametrize("has_gate", [True, False])
def test_a_change_at_the_same_moment_is_never_overwritten(world: World, has_gate: bool) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.comment(post_id=post_id)
    if has_gate:
        world.platform.put_gate(post_id)
    honest = world.platform.answer

    def interrupted(asked):
        if asked.path.endswith("putRecord"):
            world.platform.put_gate(post_id, allow=[])
        return honest(asked)

    world.platform.answer = interrupted
    with pytest.raises(TryLater, match="same moment"):
        world.connector.hide(native_id)
    world.platform.answer = honest

    assert world.platform.gate(post_id)["allow"] == []
    world.connector.hide(native_id)
    assert world.connector.standing(native_id).state == "hidden"


def test_a_reply_that_made_no_notification_is_found_in_the_thread(world: World) -> None:
    native_id = world.comment()
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        Answer(200, {"notifications": []}) if asked.path.endswith("listNotifications") else honest(asked)
    )

    assert native_id in seen(world.drain())


def test_a_mention_elsewhere_arrives_and_can_be_reported_but_not_hidden(world: World) -> None:
    native_id = world.platform.add_mention("Ann", "when is the tip open?", world.clock())

    sighting = seen(world.drain())[native_id]
    with pytest.raises(Refused, match="posts we began"):
        world.connector.hide(native_id)
    world.connector.report(native_id, "insult")

    assert (sighting.post_id, sighting.parent_id) == ("", "")
    assert world.platform.reports == [native_id]


def test_replies_are_found_however_deep_they_lie(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    chain = [world.comment("1", post_id=post_id)]
    for number in range(2, 58):
        chain.append(world.comment(str(number), post_id=post_id, parent_id=chain[-1]))

    assert set(chain) <= set(seen(world.drain()))


def test_the_councils_posts_are_told_of_and_its_own_continuations_answer_nobody(world: World) -> None:
    post_id = world.platform.add_post("The tip has new hours", world.clock())
    further = world.platform.council_reply(post_id, "And a new car park", world.clock())

    pages = world.drain()

    assert [reply for page in pages for reply in page.own_replies] == []
    told = {post.native_id: post.permalink for page in pages for post in page.own_posts}
    assert set(told) == {post_id, further}
    assert told[post_id] == f"https://bsky.app/profile/{world.account_id}/post/{post_id.rsplit('/', 1)[-1]}"


def test_one_log_in_serves_many_calls(world: World) -> None:
    native_id = world.comment()

    world.drain()
    world.connector.hide(native_id)
    world.connector.standing(native_id)

    assert sum(call.endswith("createSession") for call in world.platform.calls) == 1


def test_a_session_that_ran_out_is_renewed_for_a_question(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("session_over")

    found = seen(world.drain())

    assert native_id in found
    assert sum(call.endswith("refreshSession") for call in world.platform.calls) == 1


def test_a_session_that_ran_out_at_a_write_never_sends_it_twice(world: World) -> None:
    native_id = world.comment()
    world.platform.settle()
    world.platform.reads_pass = True
    world.platform.fail_next("session_over")

    with pytest.raises(TryLater, match="session"):
        world.connector.reply(native_id, "Thank you")

    assert sum(call.endswith("createRecord") for call in world.platform.calls) == 1
    assert world.connector.find_reply(native_id, "Thank you") is None
    assert world.connector.reply(native_id, "Thank you")


def test_the_password_of_another_account_is_named(world: World) -> None:
    stranger = world.platform.resident("Ann")
    world.platform.council.did, ours = stranger.handle, world.platform.council.did

    with pytest.raises(AccessLost, match=f"{stranger.did} into the register"):
        connected(world.platform, world.clock).check()

    world.platform.council.did = ours


def test_calls_points_and_what_is_left_are_told(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("rate_limited")

    with metered() as meter, pytest.raises(TryLater):
        world.connector.fetch("")
    with metered() as writing:
        world.connector.reply(native_id, "Thank you")

    allowance = meter.allowances["calls in 5 minutes"]
    assert (allowance.used, allowance.limit) == (3000, 3000)
    assert allowance.resets_at is not None
    assert (writing.spent[CALLS], writing.spent[UNITS]) == (2, 3)


def test_an_address_in_an_answer_can_be_pressed(world: World) -> None:
    native_id = world.comment()

    answer = world.connector.reply(native_id, "Gweler https://www.gov.uk/bins heddiw")
    world.platform.settle()

    (post,) = world.platform.resident("Ali").ask("app.bsky.feed.getPosts", uris=[answer])["posts"]
    (facet,) = post["record"]["facets"]
    assert facet["features"][0]["uri"] == "https://www.gov.uk/bins"


def test_an_answer_that_is_too_long_is_refused(world: World) -> None:
    native_id = world.comment()

    with pytest.raises(Refused):
        world.connector.reply(native_id, "x" * 301)


def test_the_picture_of_a_reply_is_brought(world: World) -> None:
    native_id = world.comment("", attachment="image")
    honest = world.platform.answer

    def served_elsewhere(asked):
        if asked.path.startswith("/img/"):
            return Answer(200, DOT, content_type="image/png")
        answer = honest(asked)
        for post in answer.value.get("posts", []) if isinstance(answer.value, dict) else []:
            for image in post.get("embed", {}).get("images", []):
                image["fullsize"] = "https://cdn.bsky.app" + urlsplit(image["fullsize"]).path
        return answer

    world.platform.answer = served_elsewhere

    assert world.connector.pictures(native_id) == (DOT,)


def test_private_messages_are_handed_to_a_person(world: World) -> None:
    with pytest.raises(Unsupported, match="answer in public"):
        world.connector.message(world.comment(), "We hid your comment because ...")
