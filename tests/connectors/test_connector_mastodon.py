"""The Mastodon connector keeps every promise through the real client and real sockets, traps included."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conformance import CANARY, MONDAY, ReadingPromises, World, seen
from conformance_acting import AnsweringPromises, MessagingPromises, ReportingPromises, UnableToHide
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from mastodon_world import US, connected, mastodon_world

from connectors.contract import AccessLost, AlreadyMessaged, Refused, TryLater
from connectors.loading import load
from connectors.metering import CALLS, metered
from connectors.sandbox.server import Answer


@pytest.fixture
def world() -> Iterator[World]:
    with mastodon_world() as made:
        yield made


class TestMastodonConnector(
    ReadingPromises,
    UnableToHide,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(mastodon_world)
    exempt = {  # noqa: RUF012 - as the suite asks for it
        "test_the_window_closes": "Mastodon sets no time after which a private message is refused",
    }


def test_a_reply_that_names_us_nowhere_is_found_beneath_our_post(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    cursor = world.drain()[-1].cursor
    silent = world.platform.add_comment(post_id, "Ann", "Among ourselves", world.clock(), mentions_us=False)

    sighting = seen(world.drain(cursor))[silent]

    assert (sighting.post_id, sighting.parent_id, sighting.parent_text) == (post_id, "", "Bins")


def test_a_mention_elsewhere_arrives_with_the_warning_it_hides_behind(world: World) -> None:
    native_id = world.platform.add_mention("Ann", "@cyngor when?", world.clock(), warning="Rude words about bins")

    sighting = seen(world.drain())[native_id]

    assert sighting.text == "Rude words about bins\n\n@cyngor when?"
    assert (sighting.post_id, sighting.parent_id, sighting.parent_text) == ("", "", "")


def test_every_mention_between_two_polls_is_found_however_many(world: World) -> None:
    world.platform.add_mention("Ann", "Hello", world.clock())
    world.clock.forward(minutes=30)
    world.platform.add_mention("Ann", "Hello again", world.clock())
    cursor = world.drain()[-1].cursor
    expected = set()
    for number in range(130):
        world.clock.forward(seconds=1)
        expected.add(world.platform.add_mention("Ann", f"Question {number}", world.clock()))

    assert expected <= set(seen(world.drain(cursor)))


def test_a_reply_that_was_long_on_its_way_from_another_server_is_not_missed(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    world.clock.forward(hours=6)
    world.comment("First here", post_id=post_id)
    cursor = world.drain()[-1].cursor

    late = world.platform.add_comment(post_id, "Ann", "Hm", world.clock() - timedelta(hours=5), mentions_us=False)
    world.clock.forward(minutes=2)

    assert late in seen(world.drain(cursor))


def test_a_server_that_tells_one_level_at_a_time_is_asked_for_the_next(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    chain = [world.platform.add_comment(post_id, "Ann", "1", world.clock(), mentions_us=False)]
    for number in range(2, 5):
        below = {"parent_id": chain[-1], "mentions_us": False}
        chain.append(world.platform.add_comment(post_id, "Ann", str(number), world.clock(), **below))
    honest = world.platform.answer

    def one_level(asked):
        answer = honest(asked)
        if asked.path.endswith("/context"):
            above = asked.path.split("/")[-2]
            rows = [row for row in answer.value["descendants"] if row["in_reply_to_id"] == above]
            return Answer(200, {"ancestors": [], "descendants": rows})
        return answer

    world.platform.answer = one_level

    assert set(seen(world.drain())) == set(chain)


def test_private_messages_to_the_council_are_not_read(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    private = world.platform.add_comment(post_id, "Ann", "Between us", world.clock(), visibility="direct")

    assert private not in seen(world.drain())


def test_an_answer_is_seen_by_whoever_sees_the_comment_and_names_its_author(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.platform.add_comment(post_id, "Ann", "When?", world.clock(), visibility="unlisted")

    answer = world.connector.reply(native_id, "At nine")

    made = world.platform.statuses[answer]
    assert (made.visibility, made.text, made.in_reply_to) == ("unlisted", "@ann At nine", native_id)


def test_the_same_answer_sent_twice_is_one(world: World) -> None:
    native_id = world.comment()

    assert world.connector.reply(native_id, "At nine") == world.connector.reply(native_id, "At nine")


def test_an_answer_that_is_too_long_is_refused(world: World) -> None:
    native_id = world.comment()

    with pytest.raises(Refused):
        world.connector.reply(native_id, "x" * 501)


def test_a_private_message_is_found_again_and_is_no_public_answer(world: World) -> None:
    native_id = world.comment()

    sent = world.connector.message(native_id, "We hid nothing, but ...")

    assert world.connector.find_message(native_id, "We hid nothing, but ...") == sent
    assert world.connector.find_message(native_id, "Something else") is None
    assert world.connector.find_reply(native_id, "We hid nothing, but ...") is None
    assert sent not in {answer.native_id for page in world.drain() for answer in page.own_replies}


def test_what_fewer_people_see_than_the_comment_is_a_message_whatever_the_server_calls_it(world: World) -> None:
    """snac2 says "private" of what only those named see; on Mastodon that is what followers see."""
    native_id = world.comment()
    sent = world.connector.message(native_id, "We hid nothing, but ...")
    world.platform.statuses[sent] = replace(world.platform.statuses[sent], visibility="private")

    assert world.connector.find_message(native_id, "We hid nothing, but ...") == sent
    assert world.connector.find_reply(native_id, "We hid nothing, but ...") is None
    assert sent not in {answer.native_id for page in world.drain() for answer in page.own_replies}
    with pytest.raises(AlreadyMessaged):
        world.connector.message(native_id, "Again")


def test_an_answer_to_what_only_followers_see_is_an_answer(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.platform.add_comment(post_id, "Ann", "When?", world.clock(), visibility="private")

    sent = world.connector.reply(native_id, "At nine")

    assert world.connector.find_reply(native_id, "At nine") == sent
    assert world.connector.find_message(native_id, "At nine") is None
    assert sent in {answer.native_id for page in world.drain() for answer in page.own_replies}


@pytest.mark.parametrize("text", ["Ask @somebody@toot.example", "@ann and @bob"])
def test_a_private_message_that_names_others_would_reach_them_and_is_refused(world: World, text: str) -> None:
    native_id = world.comment()

    with pytest.raises(Refused, match="names an account"):
        world.connector.message(native_id, text)

    assert not world.platform.private_messages


def test_a_mail_address_in_a_private_message_names_nobody(world: World) -> None:
    native_id = world.comment()

    assert world.connector.message(native_id, "Write to complaints@council.example")


@pytest.mark.parametrize(("reason", "category"), [("spam", "spam"), ("threat", "other")])
def test_a_report_goes_to_the_authors_server_too(world: World, reason: str, category: str) -> None:
    world.connector.report(world.comment(), reason)

    (report,) = world.platform.reported
    assert (report["category"], report["forwarded"], reason in report["comment"]) == (category, True, True)


def test_the_token_of_another_account_is_named(world: World) -> None:
    with pytest.raises(AccessLost, match=f"write {US} into the register"):
        connected(world.platform, world.clock, account_id="12345").check()


def test_a_token_that_may_not_report_is_named(world: World) -> None:
    world.platform.scopes = ["read", "write:statuses"]

    with pytest.raises(AccessLost, match=r"lacks the scopes write:reports; .*Development"):
        world.connector.check()


def test_an_account_that_filters_mentions_is_told_where_to_accept_them(world: World) -> None:
    world.platform.policy["for_new_accounts"] = "filter"

    with pytest.raises(AccessLost, match=r"new accounts.*Preferences > Notifications"):
        world.connector.check()


def test_a_token_is_never_taken_for_the_name_of_a_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / CANARY).write_text("another token\nhttps://elsewhere.example\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    connected(world.platform, world.clock).check()


def test_a_limit_without_a_reset_time_neither_loops_nor_waits(world: World) -> None:
    world.platform.fail_next("rate_limited_no_reset")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(minutes=5)
    assert len(world.platform.calls) == 1


def test_a_server_that_asks_to_be_left_alone_is_left_alone_for_so_long(world: World) -> None:
    world.platform.fail_next("in_repair")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(minutes=30)


def test_what_is_left_of_the_limit_is_told(world: World) -> None:
    with metered() as meter:
        world.connector.fetch("")

    allowance = meter.allowances["calls in 5 minutes"]
    assert (allowance.used, allowance.limit) == (meter.spent[CALLS], 300)
    assert allowance.resets_at == world.clock() + timedelta(minutes=5)


def test_a_server_that_tells_one_post_at_a_time_is_reread_one_by_one(world: World) -> None:
    kept, deleted = world.comment("Kept"), world.comment("Deleted")
    world.platform.delete_comment(deleted)
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        Answer(404, {"error": "no such call"}) if asked.path == "/api/v1/statuses" else honest(asked)
    )

    answers = world.connector.reread([kept, deleted])

    assert {key: value.state for key, value in answers.items()} == {kept: "visible", deleted: "gone"}


@pytest.mark.parametrize("server", ["", "http://toot.example", "toot.example"])
def test_a_server_must_be_named_and_encrypted(server: str) -> None:
    with pytest.raises(ValueError, match="https"):
        load("mastodon")(US, {"token": "x"}, {"server": server}, lambda: MONDAY)


def test_a_missing_token_says_where_to_make_one() -> None:
    with pytest.raises(AccessLost, match="Development"):
        load("mastodon")(US, {}, {"server": "https://toot.example"}, lambda: MONDAY)
