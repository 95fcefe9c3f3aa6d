"""Promises about hiding several comments in one call; inherited like those in conformance.py."""

from dataclasses import replace
from typing import Any

import pytest
from conformance import Promises, World, seen
from small_council import Clock, SmallCouncil

from connectors.contract import CommentGone, HidesMany, OutcomeUnknown, Refused, TryLater
from moderator.domain.comment import CommentRef
from moderator.domain.register import Register
from moderator.store.store import Store


class TogetherPromises(Promises):
    """What every connector promises that can hide many comments at once."""

    #: What the platform does when it is too busy for anything.
    busy: Any = "rate_limited"

    def together(self, world: World) -> HidesMany:
        assert world.connector.capabilities.hides_at_once > 1
        assert isinstance(world.connector, HidesMany)
        return world.connector

    def comments(self, world: World, count: int) -> list[str]:
        post = world.platform.add_post("The tip has new hours", world.clock())
        return [world.comment(f"Remark {number}", post_id=post) for number in range(count)]

    def hidden(self, world: World, native_ids: list[str]) -> list[str]:
        return [native_id for native_id in native_ids if world.platform.comment(native_id).is_hidden]

    def test_as_many_as_it_says_are_hidden_at_once_and_shown_again_and_no_others(self, world: World) -> None:
        other, *some = self.comments(world, world.connector.capabilities.hides_at_once + 1)

        taken = self.together(world).hide_many(some, is_hidden=True)
        hidden = self.hidden(world, [other, *some])
        states = {standing.state for standing in world.connector.reread(some).values()}
        shown = self.together(world).hide_many(some, is_hidden=False)

        assert taken == shown == dict.fromkeys(some)
        assert hidden == some
        assert states == {"hidden"}
        assert self.hidden(world, [other, *some]) == []

    def test_hiding_twice_is_hiding_once(self, world: World) -> None:
        first, second = self.comments(world, 2)

        self.together(world).hide_many([first], is_hidden=True)
        again = self.together(world).hide_many([first, second, first], is_hidden=True)

        assert again == {first: None, second: None}
        assert self.hidden(world, [first, second]) == [first, second]

    def test_replies_and_what_they_answer_go_together(self, world: World) -> None:
        post = world.platform.add_post("The tip has new hours", world.clock())
        top = world.comment("They never came", post_id=post)
        reply = world.comment("Nor here", post_id=post, parent_id=top)

        self.together(world).hide_many([top, reply], is_hidden=True)

        assert {standing.state for standing in world.connector.reread([top, reply]).values()} == {"hidden"}

    def test_what_is_gone_says_so_and_keeps_no_other_from_being_hidden(self, world: World) -> None:
        first, gone, last = self.comments(world, 3)
        world.platform.delete_comment(gone)

        answers = self.together(world).hide_many([first, gone, last], is_hidden=True)

        assert isinstance(answers[gone], CommentGone)
        assert (answers[first], answers[last]) == (None, None)
        assert self.hidden(world, [first, last]) == [first, last]

    def test_where_all_are_gone_nothing_is_written(self, world: World) -> None:
        gone = self.comments(world, 2)
        for native_id in gone:
            world.platform.delete_comment(native_id)

        for is_hidden in (True, False):
            answers = self.together(world).hide_many(gone, is_hidden=is_hidden)

            assert [type(answers[native_id]) for native_id in gone] == [CommentGone, CommentGone]

    def test_the_councils_own_words_are_refused_and_keep_no_other_from_being_hidden(self, world: World) -> None:
        first, last = self.comments(world, 2)
        ours = world.platform.council_reply(first, "From nine to five.", world.clock())

        answers = self.together(world).hide_many([first, ours, last], is_hidden=True)

        assert isinstance(answers[ours], Refused)
        assert (answers[first], answers[last]) == (None, None)
        assert self.hidden(world, [first, ours, last]) == [first, last]

    def test_a_lost_answer_leaves_the_outcome_unknown_for_all_that_were_written(self, world: World) -> None:
        first, gone, last = self.comments(world, 3)
        world.platform.delete_comment(gone)
        world.platform.fail_next("lost_answer")

        answers = self.together(world).hide_many([first, gone, last], is_hidden=True)

        assert [type(answers[native_id]) for native_id in (first, gone, last)] == [
            OutcomeUnknown,
            CommentGone,
            OutcomeUnknown,
        ]
        assert self.hidden(world, [first, last]) == [first, last]

    def test_a_platform_that_is_busy_has_hidden_nothing_and_says_so(self, world: World) -> None:
        some = self.comments(world, 2)
        world.platform.fail_next(self.busy)

        with pytest.raises(TryLater):
            self.together(world).hide_many(some, is_hidden=True)

        assert self.hidden(world, some) == []

    def test_the_daemon_hides_several_at_once_and_tells_each_its_own_end(self, world: World, store: Store) -> None:
        post = world.platform.add_post("The tip has new hours", world.clock())
        rude = [world.comment(f"ABUSE {number}", post_id=post) for number in range(4)]
        account = seen(world.drain())[rude[0]].ref.account
        council = SmallCouncil(store, Clock(world.clock()))
        council.connector = world.connector
        council.profile = replace(council.profile, account=account)
        council.register = Register(profiles=(council.profile,))
        council.deliverer = council.with_deliverer(connectors={account: world.connector})
        council.poll()
        council.assess()
        world.platform.delete_comment(rude[2])

        council.deliver()

        ends = [council.errand(CommentRef(account, native_id), "hide") for native_id in rude]
        assert [end.state for end in ends] == ["done"] * 4
        assert [end.outcome for end in ends] == ["hidden", "hidden", "gone", "hidden"]
        assert self.hidden(world, rude) == [rude[0], rude[1], rude[3]]
