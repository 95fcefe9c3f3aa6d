"""The promises of the connector contract as tests; the test of every connector inherits them all.

A subclass gives a fixture ``world`` (see World). What the platform cannot do is told by its capabilities, and then the
test checks that the connector says so instead. Acting and messaging: conformance_acting.py; faults:
conformance_faults.py; random lives of a platform: conformance_histories.py; the whole daemon: conformance_daemon.py.

A promise that a platform makes impossible to keep or to test is named in the subclass's ``exempt`` with the reason,
which is printed when the test is passed over; tests/connectors/test_exemptions.py lists them all.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from connectors.contract import Connector, Page

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CANARY = "CANARYsecret0123456789token"


@dataclass
class SettableClock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def _hide_then_reveal(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
    """Revealing is one single write on most platforms."""
    return (lambda: connector.hide(native_id)), (lambda other: other.reveal(native_id))


class Promises:
    """What every suite shares."""

    #: Name of a test (without its parameters) -> why this platform cannot keep or show the promise.
    exempt: ClassVar[Mapping[str, str]] = {}

    @pytest.fixture(autouse=True)
    def _exempted(self, request: pytest.FixtureRequest) -> None:
        if reason := self.exempt.get(request.function.__name__):
            pytest.skip(f"exempt: {reason}")


@dataclass
class World:
    """A connector and the platform behind it. ``platform`` offers add_post, add_comment, comment, fail_next ..."""

    connector: Connector
    platform: Any
    clock: SettableClock
    account_id: str
    #: The same connector with a short time-out, for platforms reached over a network.
    impatient: Connector | None = None
    #: How far a time the platform stamps may be from ours: none on a stand-in that obeys our clock.
    tolerance: timedelta = timedelta(0)
    #: An author's edit of a hidden comment may show it again, by the platform's own rule.
    an_edit_may_reveal: bool = False
    #: So many letters fit into a comment there.
    longest: int = 1000
    #: (connector, comment id) -> what prepares, and one single write to be performed by any connector to the platform.
    single_write: Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]] = _hide_then_reveal

    def is_now(self, moment: datetime) -> bool:
        return abs(moment - self.clock()) <= self.tolerance

    def connector_for(self, fault: str) -> Connector:
        """The patient one, so that a slow machine fails no test, unless the fault is slowness itself."""
        is_slow = fault in ("timeout", "slow_drip")
        return self.impatient if is_slow and self.impatient else self.connector

    def comment(self, text: str = "When is the tip open?", **more: Any) -> str:
        post_id = more.pop("post_id", None) or self.platform.add_post("The tip has new opening hours.", self.clock())
        return self.platform.add_comment(post_id, more.pop("author", "Sian Price"), text, self.clock(), **more)

    def drain(self, cursor: str = "") -> list[Page]:
        """Fetches until nothing more waits."""
        pages = [self.connector.fetch(cursor)]
        while pages[-1].more:
            assert len(pages) < 100, "the connector never comes to an end"
            pages.append(self.connector.fetch(pages[-1].cursor))
        return pages


def seen(pages: list[Page]) -> dict[str, Any]:
    return {sighting.ref.native_id: sighting for page in pages for sighting in page.sightings}


@contextmanager
def nothing_leaks() -> Iterator[list[str]]:
    """Collects every log line at DEBUG while the block runs, and looks for the canary token in all of them."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    collector, root = Collector(), logging.getLogger()
    level = root.level
    root.addHandler(collector)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(collector)
        root.setLevel(level)
    assert not [line for line in lines if CANARY in line]


class ReadingPromises(Promises):
    """What every connector that can fetch promises."""

    def test_a_new_comment_arrives_with_what_a_moderator_needs(self, world: World) -> None:
        native_id = world.comment("Pryd mae'r domen ar agor? 🙂")

        sighting = seen(world.drain())[native_id]

        assert sighting.text == "Pryd mae'r domen ar agor? 🙂"
        assert world.is_now(sighting.created_at)
        assert sighting.created_at.tzinfo is UTC
        assert sighting.author.name
        assert isinstance(sighting.ref.native_id, str)
        assert sighting.ref.account.account_id == world.account_id
        assert sighting.permalink
        assert sighting.parent_text
        json.loads(sighting.raw)

    def test_what_must_be_known_before_choosing_is_said_in_whole_sentences_in_both_languages(
        self, world: World
    ) -> None:
        can = world.connector.capabilities

        for limit in can.must_know:
            assert limit.en.endswith(".")
            assert limit.cy.endswith(".")
            assert limit.en != limit.cy
        assert can.can_hide or "hide" not in {limit.choice for limit in can.must_know}

    def test_nothing_is_missed_over_many_pages_and_posts(self, world: World) -> None:
        posts = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(4)]
        expected = {world.comment(f"Remark {number}", post_id=posts[number % 4]) for number in range(130)}

        found = set(seen(world.drain()))

        assert found == expected

    def test_what_comes_after_the_cursor_is_found_and_the_cursor_is_text(self, world: World) -> None:
        world.comment("First")
        cursor = world.drain()[-1].cursor
        world.clock.forward(minutes=3)
        later = world.comment("Second")

        found = seen(world.drain(cursor))

        assert later in found
        assert isinstance(cursor, str)
        assert CANARY not in cursor

    def test_reading_again_from_an_old_cursor_loses_nothing(self, world: World) -> None:
        cursor = world.drain()[-1].cursor
        expected = {world.comment(f"Remark {number}") for number in range(7)}
        world.drain(cursor)

        found = set(seen(world.drain(cursor)))

        assert expected <= found

    def test_an_unreadable_cursor_starts_again_instead_of_failing(self, world: World) -> None:
        native_id = world.comment()

        found = seen(world.drain("not a cursor"))

        assert native_id in found

    def test_content_stamped_in_the_future_arrives_once_its_time_has_come(self, world: World) -> None:
        post_id = world.platform.add_post("Roadworks", world.clock())
        native_id = world.platform.add_comment(post_id, "Ifan", "Later", world.clock() + timedelta(minutes=5))
        before = world.drain()
        world.clock.forward(minutes=6)

        after = world.drain(before[-1].cursor)

        assert native_id not in seen(before)
        assert native_id in seen(after)

    def test_the_councils_own_reply_is_no_sighting_but_an_answer(self, world: World) -> None:
        question = world.comment()
        reply = world.platform.council_reply(question, "From nine to five.", world.clock())

        pages = world.drain()

        assert reply not in seen(pages)
        answers = {answer.native_id: answer for page in pages for answer in page.own_replies}
        assert answers[reply].in_reply_to == question
        assert world.is_now(answers[reply].created_at)

    def test_a_reply_names_its_parent(self, world: World) -> None:
        post_id = world.platform.add_post("Bins", world.clock())
        first = world.comment("They came at noon", post_id=post_id)
        second = world.comment("Not here", post_id=post_id, author="Ann", parent_id=first)

        sighting = seen(world.drain())[second]

        assert sighting.parent_id == first
        assert sighting.parent_text.endswith("They came at noon")

    def test_a_picture_without_words_arrives_with_its_attachment(self, world: World) -> None:
        native_id = world.comment("", attachment="image")

        sighting = seen(world.drain())[native_id]

        assert [attachment.kind for attachment in sighting.attachments] == ["image"]

    def test_an_edit_is_seen_on_rereading(self, world: World) -> None:
        if not world.connector.capabilities.sees_edits or not hasattr(world.platform, "edit_comment"):
            pytest.skip("comments cannot be edited on this platform")
        native_id = world.comment("Before")
        world.platform.edit_comment(native_id, "After")

        standing = world.connector.reread([native_id])[native_id]

        assert standing.text == "After"
        assert standing.sighting is not None

    def test_every_reread_id_gets_an_answer_and_a_deletion_is_seen(self, world: World) -> None:
        kept, deleted = world.comment("Kept"), world.comment("Deleted")
        world.platform.delete_comment(deleted)

        answers = world.connector.reread([kept, deleted])

        assert {key: value.state for key, value in answers.items()} == {kept: "visible", deleted: "gone"}
        assert answers[deleted].text is None

    def test_a_comment_that_is_gone_is_an_answer_and_not_an_error(self, world: World) -> None:
        native_id = world.comment()
        world.platform.delete_comment(native_id)

        standing = world.connector.standing(native_id)

        assert standing.state == "gone"

    def test_rereading_nothing_asks_nobody(self, world: World) -> None:
        assert world.connector.reread([]) == {}
