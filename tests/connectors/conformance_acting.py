"""Promises about hiding, revealing, reporting and private messages; inherited like those in conformance.py."""

import pytest
from conformance import World, seen

from connectors.contract import AlreadyMessaged, CommentGone, OutcomeUnknown, Refused, Unsupported


class ActingPromises:
    """What every connector that can hide promises."""

    def test_hiding_twice_and_revealing_twice_succeed(self, world: World) -> None:
        native_id = world.comment()

        world.connector.hide(native_id)
        world.connector.hide(native_id)
        was_hidden = world.platform.comment(native_id).is_hidden
        state = world.connector.standing(native_id).state
        world.connector.reveal(native_id)
        world.connector.reveal(native_id)

        assert was_hidden
        assert state == ("hidden" if world.connector.capabilities.shows_hidden else "visible")
        assert not world.platform.comment(native_id).is_hidden
        assert world.connector.capabilities.who_still_sees_hidden

    def test_hiding_what_is_gone_says_that_it_is_gone(self, world: World) -> None:
        native_id = world.comment()
        world.platform.delete_comment(native_id)

        with pytest.raises(CommentGone):
            world.connector.hide(native_id)

    def test_the_councils_own_words_are_not_hidden(self, world: World) -> None:
        reply = world.platform.council_reply(world.comment(), "From nine to five.", world.clock())

        with pytest.raises(Refused):
            world.connector.hide(reply)

    def test_a_comment_hidden_by_somebody_else_is_still_seen(self, world: World) -> None:
        native_id = world.comment()
        world.connector.hide(native_id)

        sighting = seen(world.drain())[native_id]

        assert sighting.is_hidden is world.connector.capabilities.shows_hidden

    def test_reporting_is_handed_to_a_person(self, world: World) -> None:
        assert not world.connector.capabilities.can_report
        with pytest.raises(Unsupported):
            world.connector.report(world.comment(), "threat")

    def test_a_lost_answer_leaves_the_outcome_unknown(self, world: World) -> None:
        native_id = world.comment()
        world.platform.fail_next("lost_answer")

        with pytest.raises(OutcomeUnknown):
            world.connector.hide(native_id)

        assert world.platform.comment(native_id).is_hidden


class MessagingPromises:
    """What every connector that can write to an author in private promises."""

    def test_a_message_goes_out_once(self, world: World) -> None:
        native_id = world.comment()

        sent = world.connector.message(native_id, "We hid your comment because ...")

        assert sent
        assert [message[:2] for message in world.platform.private_messages] == [
            (native_id, "We hid your comment because ...")
        ]

    def test_a_second_message_about_one_comment_is_told_apart(self, world: World) -> None:
        native_id = world.comment()
        world.connector.message(native_id, "First")

        with pytest.raises(AlreadyMessaged):
            world.connector.message(native_id, "Second")

        assert len(world.platform.private_messages) == 1

    def test_the_window_closes(self, world: World) -> None:
        native_id = world.comment()
        world.clock.forward(days=7, minutes=1)

        with pytest.raises(Refused):
            world.connector.message(native_id, "Too late")

        assert not world.platform.private_messages

    def test_a_message_to_a_deleted_comment_says_that_it_is_gone(self, world: World) -> None:
        native_id = world.comment()
        world.platform.delete_comment(native_id)

        with pytest.raises(CommentGone):
            world.connector.message(native_id, "Too late")

    def test_a_lost_answer_to_a_message_is_never_repeated(self, world: World) -> None:
        native_id = world.comment()
        world.platform.fail_next("lost_answer")

        with pytest.raises(OutcomeUnknown):
            world.connector.message(native_id, "Once")

        assert len(world.platform.private_messages) == 1
