"""Promises about hiding, reporting, answering and private messages; inherited like those in conformance.py."""

import pytest
from conformance import Promises, World, seen

from connectors.contract import (
    AlreadyMessaged,
    AnswersPublicly,
    CommentGone,
    HearsReplies,
    HidesMany,
    OutcomeUnknown,
    Refused,
    SentMessage,
    Unsupported,
)


class ActingPromises(Promises):
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
        assert world.connector.capabilities.who_still_sees_hidden_cy

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

    def test_a_lost_answer_leaves_the_outcome_unknown(self, world: World) -> None:
        native_id = world.comment()
        world.platform.fail_next("lost_answer")

        with pytest.raises(OutcomeUnknown):
            world.connector.hide(native_id)

        assert world.platform.comment(native_id).is_hidden

    def test_what_hides_many_at_once_is_held_to_the_promises_about_it(self, world: World) -> None:
        suite = {one.__name__ for one in type(self).__mro__}

        assert isinstance(world.connector, HidesMany) is ("TogetherPromises" in suite)
        assert (world.connector.capabilities.hides_at_once > 1) is ("TogetherPromises" in suite)


class UnableToHide(Promises):
    """What a connector promises where the platform lets nobody hide somebody else's words."""

    def test_hiding_and_revealing_are_handed_to_a_person(self, world: World) -> None:
        native_id = world.comment()

        for act in (world.connector.hide, world.connector.reveal):
            with pytest.raises(Unsupported) as caught:
                act(native_id)
            assert len(str(caught.value)) > 20

        assert not world.connector.capabilities.can_hide
        assert not world.connector.capabilities.can_reveal
        assert world.connector.standing(native_id).state == "visible"


class ReportingPromises(Promises):
    """What every connector promises about the operator; ``platform.reports`` lists the ids that were reported."""

    def test_a_report_reaches_the_operator_or_is_handed_to_a_person(self, world: World) -> None:
        native_id = world.comment()

        if not world.connector.capabilities.can_report:
            with pytest.raises(Unsupported):
                world.connector.report(native_id, "threat")
            return
        world.connector.report(native_id, "threat")

        assert list(world.platform.reports) == [native_id]

    def test_a_report_of_what_is_gone_says_so(self, world: World) -> None:
        native_id = world.comment()
        world.platform.delete_comment(native_id)

        with pytest.raises((CommentGone, Unsupported)) as caught:
            world.connector.report(native_id, "threat")

        assert isinstance(caught.value, CommentGone) is world.connector.capabilities.can_report


class AnsweringPromises(Promises):
    """What every connector that can answer in public promises."""

    WORDS = "Diolch, we are looking into it. The library opens at nine o'clock."

    def answering(self, world: World) -> AnswersPublicly:
        assert world.connector.capabilities.can_reply_publicly
        assert isinstance(world.connector, AnswersPublicly)
        return world.connector

    def test_an_answer_stands_beneath_the_comment_as_the_councils_own(self, world: World) -> None:
        question = world.comment()

        answer = self.answering(world).reply(question, self.WORDS)
        pages = world.drain()

        assert answer not in seen(pages)
        answers = {own.native_id: own.in_reply_to for page in pages for own in page.own_replies}
        assert answers[answer] == question

    def test_an_answer_is_found_again_by_its_words(self, world: World) -> None:
        question, other = world.comment(), world.comment("And on Sundays?")
        connector = self.answering(world)
        answer = connector.reply(question, self.WORDS)

        assert connector.find_reply(question, self.WORDS) == answer
        assert connector.find_reply(question, "Something else altogether.") is None
        assert connector.find_reply(other, self.WORDS) is None

    def test_an_answer_to_what_is_gone_says_so(self, world: World) -> None:
        question = world.comment()
        world.platform.delete_comment(question)

        with pytest.raises(CommentGone):
            self.answering(world).reply(question, self.WORDS)

    def test_a_lost_answer_to_a_public_answer_is_found_and_never_repeated(self, world: World) -> None:
        question = world.comment()
        connector = self.answering(world)
        world.platform.fail_next("lost_answer")

        with pytest.raises(OutcomeUnknown):
            connector.reply(question, self.WORDS)

        found = connector.find_reply(question, self.WORDS)
        assert found
        answers = {own.native_id for page in world.drain() for own in page.own_replies if own.in_reply_to == question}
        assert answers == {found}


class MessagingPromises(Promises):
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


class HearingPromises(Promises):
    """What every connector promises that can hear what authors answer in private; it can write to them as well."""

    WORDS = "We have hidden your comment. To ask for another look, answer REVIEW."

    def explained(self, world: World, native_id: str, name: str = "first") -> SentMessage:
        sent_as = world.connector.message(native_id, self.WORDS)
        sent = SentMessage(name, sent_as, self.WORDS, world.clock())
        world.clock.forward(minutes=1)
        return sent

    def hearing(self, world: World) -> HearsReplies:
        assert world.connector.capabilities.can_hear_replies
        assert isinstance(world.connector, HearsReplies)
        return world.connector

    def test_an_authors_answer_is_heard_with_the_message_that_it_follows(self, world: World) -> None:
        comment = world.comment()
        sent = self.explained(world, comment)
        written = world.platform.write_privately(comment, "REVIEW please", world.clock())

        (reply,) = self.hearing(world).replies([sent])

        assert (reply.native_id, reply.after, reply.text) == (written, ("first",), "REVIEW please")
        assert world.is_now(reply.created_at)

    def test_what_was_written_before_and_by_others_is_not_told(self, world: World) -> None:
        comment, other = world.comment(), world.comment(author="Somebody Else")
        world.platform.write_privately(comment, "REVIEW", world.clock())
        world.clock.forward(minutes=1)
        sent = self.explained(world, comment)
        world.platform.write_privately(other, "REVIEW", world.clock())

        assert self.hearing(world).replies([sent]) == ()
        assert self.hearing(world).replies([]) == ()

    def test_an_answer_after_two_messages_to_one_person_names_both(self, world: World) -> None:
        first, second = world.comment(), world.comment("And another thing.")
        sent = [self.explained(world, first), self.explained(world, second, "second")]
        world.platform.write_privately(second, "REVIEW", world.clock())

        assert [one.after for one in self.hearing(world).replies(sent)] == [("first", "second")]
