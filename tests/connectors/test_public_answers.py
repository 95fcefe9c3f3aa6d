"""Public words go the whole way: from the outbox, through the real client libraries, to Facebook and X and back."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from conformance import World
from fb_world import facebook_world
from small_council import a_notice, a_profile
from x_world import x_world

from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.effects import Effect, Reply, SendMessage
from moderator.domain.obligation import Obligation
from moderator.store.errand import Errand
from moderator.store.store import Store
from moderator.tasks.deliver import Deliverer
from moderator.tasks.ladder import PUBLIC_NOTE
from moderator.tasks.poll import poll

WORDS = "It opens at nine."


class Council:
    """One profile on a stand-in platform, with what delivers and reads there."""

    def __init__(self, store: Store, world: World, platform: str) -> None:
        self.store, self.world = store, world
        self.account = AccountRef(platform, world.account_id)
        self.profile = replace(a_profile(), account=self.account)
        self.deliverer = Deliverer(
            store,
            {self.account: world.connector},
            lambda mail: None,
            world.clock,
            lambda: 0.0,
            notice=a_notice,
            jitter=lambda longest: longest,
            public_line=lambda message: Reply(message.ref, message.revision, message.template, message.text),
        )
        self.ref = CommentRef(self.account, world.comment())
        self.read()
        self.owe("acknowledge")

    def read(self) -> None:
        poll(self.store, self.world.connector, self.profile, self.world.clock, notice=a_notice)

    def owe(self, kind: str) -> None:
        now = self.world.clock()
        due = now + timedelta(days=1)
        with self.store.transaction() as tx:
            tx.obligations.promise(Obligation(self.ref, 1, kind, now, due, due, due))

    def wants(self, effect: Effect) -> None:
        with self.store.transaction() as tx:
            tx.outbox.intend(effect, self.world.clock())

    def deliver(self) -> None:
        for _ in range(10):
            if not self.deliverer.deliver_due(10):
                return
        raise AssertionError("delivery finds the same errands due again and again")

    def later(self, **length: float) -> None:
        self.world.clock.forward(**length)

    def errand(self, kind: str) -> Errand:
        with self.store.reading() as tx:
            return next(one for one in tx.outbox.for_comment(self.ref) if one.effect.kind == kind)

    def promises_kept(self) -> list[bool]:
        with self.store.reading() as tx:
            return [not promise.is_open for promise in tx.obligations.all_for(self.ref)]

    def answers(self) -> list[str]:
        """Native ids of what the council has written beneath the comment."""
        pages = self.world.drain()
        return [one.native_id for page in pages for one in page.own_replies if one.in_reply_to == self.ref.native_id]


LIVES = {"facebook": facebook_world, "x": x_world}


@pytest.fixture(params=sorted(LIVES))
def council(store: Store, request: pytest.FixtureRequest) -> Iterator[Council]:
    opened: AbstractContextManager[World] = LIVES[request.param]()
    with opened as world:
        yield Council(store, world, request.param)


def answer_of(council: Council, template: str = "answer") -> Reply:
    return Reply(council.ref, 1, template, WORDS)


def test_a_persons_words_stand_beneath_the_comment_and_stop_the_clock_once_they_are_seen_there(
    council: Council,
) -> None:
    council.wants(answer_of(council))
    council.deliver()
    before = council.promises_kept()
    council.later(minutes=5)
    council.read()

    errand = council.errand("reply")
    assert (errand.state, errand.outcome) == ("done", "posted")
    assert council.answers() == [errand.native_id]
    assert (before, council.promises_kept()) == ([False], [True])


def test_after_a_lost_answer_the_words_are_looked_for_before_anything_is_repeated(council: Council) -> None:
    council.wants(answer_of(council))
    council.world.platform.fail_next("lost_answer")
    council.deliver()
    between = council.errand("reply").state
    council.later(hours=1)

    council.deliver()

    errand = council.errand("reply")
    assert (between, errand.state, errand.outcome) == ("ready", "done", "was posted already")
    assert council.answers() == [errand.native_id]


def test_a_write_that_never_arrived_is_repeated(council: Council) -> None:
    council.wants(answer_of(council))
    honest = council.world.platform.answer
    council.world.platform.answer = lambda asked: (
        council.world.platform.fault("server_error", asked) if asked.method == "POST" else honest(asked)
    )
    council.deliver()
    council.world.platform.answer = honest
    council.later(hours=1)

    council.deliver()

    assert (council.errand("reply").outcome, len(council.answers())) == ("posted", 1)


def test_an_answer_to_what_its_author_deleted_is_dropped(council: Council) -> None:
    council.wants(answer_of(council))
    council.world.platform.delete_comment(council.ref.native_id)

    council.deliver()

    assert (council.errand("reply").state, council.errand("reply").outcome) == ("done", "gone")


def test_our_own_neutral_line_stops_no_clock_even_while_nobody_knows_whether_it_stands_there(council: Council) -> None:
    council.wants(answer_of(council, PUBLIC_NOTE))
    council.world.platform.fail_next("lost_answer")
    council.deliver()
    council.later(minutes=2)
    council.read()
    in_between = council.promises_kept()
    council.later(hours=1)
    council.deliver()
    council.read()

    assert council.errand("reply").outcome == "was posted already"
    assert (in_between, council.promises_kept()) == ([False], [False])


def test_an_acknowledgement_that_a_person_released_is_said_in_public_where_no_message_can_be_sent(
    store: Store,
) -> None:
    with x_world() as world:
        council = Council(store, world, "x")
        council.wants(SendMessage(council.ref, 1, "acknowledgement", WORDS, "nobody approved it"))
        released = council.errand("message")
        with store.transaction() as tx:
            tx.outbox.retry(released.id, world.clock())

        council.deliver()

        assert council.errand("message").state == "discarded"
        assert council.errand("reply").outcome == "posted"
        assert council.promises_kept() == [True]
