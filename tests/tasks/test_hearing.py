"""What authors answer in private: a plain request is an appeal, anything unclear is for a person, each once."""

from dataclasses import replace

import pytest
from contested import Contested
from scripted import Scripted, raising
from small_council import a_notice

from connectors.contract import AccessLost, Capabilities, Connector, TryLater
from moderator.domain.effects import PersonTask
from moderator.store.store import Store
from moderator.tasks.hearing import READ_IT, hear_replies


@pytest.fixture
def contested(store: Store) -> Contested:
    return Contested(store)


def writes(contested: Contested, words: str) -> None:
    contested.council.platform.write_privately(contested.ref.native_id, words, contested.council.clock())
    contested.council.clock.forward(minutes=1)


def listen(contested: Contested, connector: Connector | None = None) -> int:
    council = contested.council
    heard_by = connector or council.connector
    return hear_replies(council.store, heard_by, contested.profile, contested.appealing, council.clock, notice=a_notice)


def tasks(contested: Contested) -> list[str]:
    errands = contested.council.about(contested.ref).errands
    return [errand.effect.what for errand in errands if isinstance(errand.effect, PersonTask)]


def state(contested: Contested) -> str:
    return contested.council.about(contested.ref).case.state


@pytest.mark.parametrize("words", ["REVIEW", "review", "Adolygu.", "ADOLYGU, jôc oedd hi"])
def test_the_one_word_that_the_explanation_asks_for_opens_an_appeal(contested: Contested, words: str) -> None:
    writes(contested, words)

    assert (listen(contested), listen(contested)) == (1, 0)

    assert state(contested) == "appealed"
    assert len(contested.mails()) == 1
    assert tasks(contested) == []


@pytest.mark.parametrize(
    "words", ["Why was this hidden?", "Thanks", "", "Please review the whole policy of the council"]
)
def test_anything_else_is_for_a_person_and_decides_nothing(contested: Contested, words: str) -> None:
    writes(contested, words)

    assert (listen(contested), listen(contested)) == (1, 0)

    assert state(contested) != "appealed"
    assert tasks(contested) == [READ_IT]


def test_several_unclear_answers_are_one_task(contested: Contested) -> None:
    for words in ("Why?", "Hello?", "Anybody?"):
        writes(contested, words)

    assert listen(contested) == 3
    assert tasks(contested) == [READ_IT]


def test_where_one_person_was_told_about_two_comments_a_person_finds_out_which_is_meant(contested: Contested) -> None:
    second = contested.council.says("ABUSE once more")
    contested.council.work()
    contested.council.clock.forward(minutes=1)
    writes(contested, "REVIEW")

    assert listen(contested) == 1

    about = contested.council.about(second)
    assert (state(contested), about.case.is_appealed) != ("appealed", True)
    assert [errand.effect.what for errand in about.errands if isinstance(errand.effect, PersonTask)] == [READ_IT]


def test_a_request_about_words_that_were_changed_since_is_for_a_person(contested: Contested) -> None:
    contested.council.platform.edit_comment(contested.ref.native_id, "ABUSE, and more of it")
    contested.council.clock.forward(minutes=1)
    contested.council.poll()
    writes(contested, "REVIEW")

    listen(contested)

    assert state(contested) != "appealed"
    assert tasks(contested) == [READ_IT]


def test_the_platform_is_asked_nothing_while_nobody_can_answer(contested: Contested) -> None:
    contested.appeal()
    refusing = Scripted(contested.council, replies=raising(AssertionError("it was asked")))

    assert listen(contested, refusing) == 0


def test_old_explanations_are_not_listened_for(contested: Contested) -> None:
    contested.council.clock.forward(days=29)
    writes(contested, "REVIEW")

    assert listen(contested) == 0


def test_a_platform_that_tells_no_replies_is_not_asked(contested: Contested) -> None:
    class Deaf(Scripted):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, can_hear_replies=False)

    writes(contested, "REVIEW")

    assert listen(contested, Deaf(contested.council)) == 0


@pytest.mark.parametrize(
    ("error", "told"), [(TryLater("busy"), 0), (AccessLost("the permission is missing; grant it"), 1)]
)
def test_an_inbox_that_cannot_be_read_leaves_the_comments_alone_and_loses_nothing(
    contested: Contested, error: Exception, told: int
) -> None:
    writes(contested, "REVIEW")
    failing = Scripted(contested.council, replies=raising(error))

    heard = [listen(contested, failing), listen(contested, failing), listen(contested)]
    contested.council.deliver()

    assert heard == [0, 0, 1]
    assert [mail.key.split(":")[-2] for mail in contested.council.mails].count("replies") == told
    with contested.council.store.reading() as tx:
        assert tx.outages.current(contested.profile.account, "poll") is None
    assert state(contested) == "appealed"


def test_what_was_heard_is_in_the_audit_trail_without_its_words(contested: Contested) -> None:
    writes(contested, "Why was this hidden?")
    listen(contested)

    with contested.council.store.reading() as tx:
        events = [event for event in tx.audit.events(subject=str(contested.ref)) if event.kind == "reply.heard"]

    assert [event.detail for event in events] == ["revision 1: for a person"]
