"""Reading and answering through Mastodon's language on a real server of another make, behind a wire that misbehaves.

One life is lived once, since the server hands posts on every few seconds only; each test looks at a side of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from conformance import CANARY, SettableClock, nothing_leaks
from fault_proxy import FaultProxy
from mastodon_world import connected
from snac_server import Snac, SnacUser, eventually, snac  # noqa: F401 - a fixture

from connectors.contract import AccessLost, Connector, OutcomeUnknown, Page, Refused, TryLater
from connectors.sandbox.server import Answer
from moderator.domain.comment import Sighting

pytestmark = pytest.mark.real


@dataclass
class Life:
    """What was written, and what the connector told of it."""

    connector: Connector
    wire: FaultProxy
    council: SnacUser
    ann: SnacUser
    post: str
    question: str
    nested: str
    answer: str
    pages: list[Page]

    @property
    def seen(self) -> dict[str, Sighting]:
        return {sighting.ref.native_id: sighting for page in self.pages for sighting in page.sightings}


@pytest.fixture(scope="module")
def life(snac: Snac) -> Iterator[Life]:  # noqa: F811 - the fixture
    council, ann, ifan = (snac.user(name) for name in ("council", "ann", "ifan"))
    unavailable = {"server_error": lambda asked: Answer(503, {"error": "as told"})}
    with FaultProxy(snac.address, unavailable) as wire:
        connector = connected(wire, SettableClock(datetime.now(UTC)), council.id, council.token)
        post = council.write("The tip has new hours")
        question = ann.write("@council Pryd mae'r domen ar agor? 🙂 https://www.gov.uk/tip", post)
        nested = ifan.write("@council Not on Sundays", question)

        def has_arrived(native_id: str, beneath: str) -> bool:
            context = council.ask("GET", f"/api/v1/statuses/{beneath}/context")
            return native_id in {status["id"] for status in context["descendants"]}

        eventually(lambda: has_arrived(question, post) and has_arrived(nested, question))
        answer = connector.reply(question, "From nine to five.")
        eventually(lambda: has_arrived(answer, question))
        pages = [connector.fetch("")]
        while pages[-1].more:
            pages.append(connector.fetch(pages[-1].cursor))
        yield Life(connector, wire, council, ann, post, question, nested, answer, pages)


def test_the_token_is_proved_on_a_server_that_tells_neither_scopes_nor_filters(life: Life) -> None:
    life.connector.check()


def test_a_comment_arrives_with_what_a_moderator_needs(life: Life) -> None:
    sighting = life.seen[life.question]

    assert "Pryd mae'r domen ar agor? 🙂" in sighting.text
    assert "https://www.gov.uk/tip" in sighting.text
    assert "<" not in sighting.text
    assert abs(sighting.created_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert (sighting.post_id, sighting.parent_id) == (life.post, "")
    assert sighting.parent_text == "The tip has new hours"
    assert sighting.author.native_id == life.ann.id


def test_a_nested_reply_names_its_parent(life: Life) -> None:
    sighting = life.seen[life.nested]

    assert (sighting.post_id, sighting.parent_id) == (life.post, life.question)
    assert "Pryd mae'r domen ar agor?" in sighting.parent_text


def test_the_councils_own_words_are_an_answer_and_a_post(life: Life) -> None:
    assert set(life.seen) == {life.question, life.nested}
    answers = {own.native_id: own.in_reply_to for page in life.pages for own in page.own_replies}
    assert answers == {life.answer: life.question}
    assert {own.native_id for page in life.pages for own in page.own_posts} == {life.post}


def test_the_answer_is_found_again_by_its_words(life: Life) -> None:
    assert life.connector.find_reply(life.question, "From nine to five.") == life.answer
    assert life.connector.find_reply(life.question, "Something else.") is None


def test_reading_on_from_the_cursor_brings_what_came_since(life: Life) -> None:
    cursor = life.pages[-1].cursor
    later = life.ann.write("@council And on Mondays?", life.post)

    eventually(lambda: later in {one.ref.native_id for one in life.connector.fetch(cursor).sightings})


def test_an_edit_and_a_deletion_are_seen_on_rereading(life: Life) -> None:
    edited, deleted = life.ann.write("Before"), life.ann.write("To be deleted")
    life.ann.ask("PUT", f"/api/v1/statuses/{edited}", status="After")
    life.ann.delete(deleted)

    answers = life.connector.reread([edited, deleted])

    assert {key: (value.state, value.text) for key, value in answers.items()} == {
        edited: ("visible", "After"),
        deleted: ("gone", None),
    }


def test_a_server_that_takes_no_reports_hands_them_to_a_person(life: Life) -> None:
    with pytest.raises(Refused):
        life.connector.report(life.question, "threat")


def test_a_wrong_token_says_how_to_make_another(life: Life) -> None:
    with nothing_leaks(), pytest.raises(AccessLost, match="Development"):
        connected(life.wire, SettableClock(), life.council.id, CANARY).check()


@pytest.mark.parametrize("kind", ["server_error", "truncated", "html", "reset", "redirect", "bottomless"])
def test_a_fault_while_reading_means_later(life: Life, kind: str) -> None:
    life.wire.fail_next(kind)

    with pytest.raises(TryLater):
        life.connector.fetch("")


def test_a_lost_answer_to_a_public_answer_is_found_and_not_repeated(life: Life) -> None:
    life.wire.fail_next("lost_answer")

    with pytest.raises(OutcomeUnknown):
        life.connector.reply(life.nested, "Not on Sundays, indeed.")

    eventually(lambda: life.connector.find_reply(life.nested, "Not on Sundays, indeed.") is not None)
