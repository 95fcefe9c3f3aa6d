"""The Lemmy connector keeps every promise through real sockets, and knows the traps of its lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from conformance import CANARY, MONDAY, ReadingPromises, SettableClock, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises

from connectors.contract import AccessLost, Connector, Refused
from connectors.loading import load
from connectors.sandbox.lemmy import LemmySandbox

COMMUNITY = "porthgwyn"


def connected(sandbox: LemmySandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"instance": "https://lemmy.example", "base_url": sandbox.base_url, "timeout_s": "10"}
    return load("lemmy")(COMMUNITY, {"token": CANARY}, base | settings, clock)


@contextmanager
def lemmy_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with LemmySandbox(lambda: clock() + skew, COMMUNITY, CANARY) as sandbox:
        yield World(connected(sandbox, clock), sandbox, clock, COMMUNITY, connected(sandbox, clock, timeout_s="0.3"))


@pytest.fixture
def world() -> Iterator[World]:
    with lemmy_world() as made:
        yield made


class TestLemmyConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(lemmy_world)
    exempt: ClassVar[dict[str, str]] = {
        "test_a_second_message_about_one_comment_is_told_apart": "Lemmy lets anybody write any number of messages",
        "test_the_window_closes": "Lemmy sets no time after which nobody may be written to",
    }


def test_a_members_post_is_read_and_removed_like_a_comment(world: World) -> None:
    post_id = world.platform.add_post("A title\n\nand what it says", world.clock(), author_name="Ifan")

    sighting = seen(world.drain())[post_id]
    world.connector.hide(post_id)

    assert sighting.text == "A title\n\nand what it says"
    assert sighting.parent_text == ""
    assert world.connector.standing(post_id).state == "hidden"
    assert world.platform.comment(post_id).is_hidden


def test_a_pinned_old_post_does_not_end_the_reading(world: World) -> None:
    world.platform.add_post("The rules", MONDAY - timedelta(days=300), is_pinned=True)
    expected = {world.platform.add_post(f"Post {n}", world.clock(), author_name="Ann") for n in range(70)}

    assert expected <= set(seen(world.drain()))


def test_a_row_that_slipped_a_page_while_others_were_deleted_is_found_by_the_next_sweep(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    ids = [world.comment(f"Remark {number}", post_id=post_id) for number in range(120)]
    honest, pages = world.platform.answer, []

    def deleting(asked: Any) -> Any:
        answer = honest(asked)
        if asked.path.endswith("comment/list") and not pages:
            pages.append(asked)
            for native_id in ids[-30:]:
                del world.platform._rows[native_id]  # purged, so that the rest moves up by thirty
        return answer

    world.platform.answer = deleting
    first = world.drain()
    world.platform.answer = honest
    world.clock.forward(hours=7)
    later = world.drain(first[-1].cursor)

    assert set(ids[:90]) - set(seen(first)), "nothing slipped, so this test shows nothing"
    assert set(ids[:90]) <= set(seen(first)) | set(seen(later))


def test_a_token_that_signs_nobody_in_is_noticed_though_the_lists_are_answered(world: World) -> None:
    for call in (world.connector.check, lambda: world.connector.fetch("")):
        world.platform.fail_next("nobody")

        with pytest.raises(AccessLost, match="signs nobody in"):
            call()


def test_an_account_that_does_not_moderate_the_community_is_told_whom_to_ask(world: World) -> None:
    world.platform.moderates = False

    with pytest.raises(AccessLost, match="first moderator"):
        world.connector.check()


def test_the_public_log_gives_the_house_rules_as_the_reason_and_no_words_of_anybody(world: World) -> None:
    native_id = world.comment("Something dreadful")

    world.connector.hide(native_id)

    assert world.platform.log == [(native_id, "Removed under the council's published house rules")]


def test_what_another_moderator_removed_and_lemmy_withholds_is_no_new_wording(world: World) -> None:
    native_id = world.comment("Words")
    world.platform.remove_comment(native_id)
    world.platform._change(native_id, lambda row: type(row)(**{**_fields(row), "text": ""}))

    standing = world.connector.standing(native_id)

    assert (standing.state, standing.text, standing.sighting) == ("hidden", None, None)
    assert native_id not in seen(world.drain())


def test_rereading_many_takes_few_calls(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    ids = [world.comment(f"Remark {number}", post_id=post_id) for number in range(100)]
    world.platform.delete_comment(ids[30])
    world.platform.calls.clear()

    answers = world.connector.reread(ids)

    assert [key for key, value in answers.items() if value.state == "gone"] == [ids[30]]
    assert len(world.platform.calls) < 8


def test_a_thing_without_an_author_cannot_be_written_to(world: World) -> None:
    native_id = world.comment("Words")
    honest = world.platform._creator
    world.platform._creator = lambda number: {"name": "gone"} if number > 1000 else honest(number)

    with pytest.raises(Refused, match="who wrote this"):
        world.connector.message(native_id, "Words")


@pytest.mark.parametrize("instance", ["", "lemmy.example", "http://lemmy.example", "https://lemmy.example/c/x"])
def test_an_instance_that_is_no_address_is_named(instance: str) -> None:
    with pytest.raises(ValueError, match="instance"):
        load("lemmy")(COMMUNITY, {"token": CANARY}, {"instance": instance}, SettableClock())


def test_a_missing_token_is_named_before_anything_is_asked() -> None:
    with pytest.raises(AccessLost, match="token"):
        load("lemmy")(COMMUNITY, {}, {"instance": "https://lemmy.example"}, SettableClock())


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).__slots__}
