"""How an explanation reaches its author: in private, else a neutral public line, else everybody knows it did not."""

import pytest
from scripted import delivering, raising
from small_council import SmallCouncil

from connectors.contract import Refused
from moderator.domain.comment import CommentRef
from moderator.domain.effects import Reply, SendMessage
from moderator.store.store import Store
from moderator.tasks.ladder import PUBLIC_NOTE, UNDELIVERED

LINE = "We've hidden a comment here for now."


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


def line(message: SendMessage) -> Reply:
    return Reply(message.ref, message.revision, PUBLIC_NOTE, LINE)


def hidden(council: SmallCouncil, **calls) -> CommentRef:
    """A comment that is hidden on a platform that refuses what ``calls`` say."""
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    public_line = calls.pop("public_line", None)
    deliverer = delivering(council, **calls)
    if public_line is not None:
        council.deliverer = deliverer
        deliverer = council.with_deliverer(public_line=public_line)
    council.deliverer = deliverer
    council.work()
    return ref


def undelivered(council: SmallCouncil, ref: CommentRef) -> list[str]:
    with council.store.reading() as tx:
        return [event.detail for event in tx.audit.events(subject=str(ref)) if event.kind == "message.undelivered"]


def test_what_no_program_can_deliver_is_a_state_that_a_person_sees(council: SmallCouncil) -> None:
    ref = hidden(council, message=raising(Refused("the seven days are over")))

    errand = council.errand(ref, "message")
    assert (errand.state, errand.outcome) == ("task", f"{UNDELIVERED}: the seven days are over")
    assert undelivered(council, ref) == [f"{UNDELIVERED}: the seven days are over"]
    assert council.about(ref).standing == "hidden"


def test_where_policy_allows_a_neutral_line_goes_out_instead(council: SmallCouncil) -> None:
    ref = hidden(council, message=raising(Refused("no messages here")), public_line=line)

    assert council.errand(ref, "message").state == "discarded"
    assert council.errand(ref, "reply").state == "done"
    assert [entry.text for entry in council.platform.entries.values() if entry.is_ours] == [LINE]
    assert undelivered(council, ref) == []


def test_a_neutral_line_that_fails_too_ends_in_the_same_state(council: SmallCouncil) -> None:
    refuses = raising(Refused("nothing may be written here"))

    ref = hidden(council, message=refuses, reply=refuses, public_line=line)

    assert council.errand(ref, "reply").outcome.startswith(UNDELIVERED)
    assert len(undelivered(council, ref)) == 1


def test_our_own_neutral_line_stops_no_clock(council: SmallCouncil) -> None:
    ref = hidden(council, message=raising(Refused("no")), public_line=line)
    council.clock.forward(minutes=5)

    council.poll()

    assert [promise.met_by for promise in council.about(ref).obligations if promise.kind == "acknowledge"] in ([], [""])


def test_a_message_that_is_no_explanation_is_never_said_in_public(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")
    council.poll()
    council.assess()
    council.deliverer = delivering(council, message=raising(Refused("no")))
    council.deliverer = council.with_deliverer(public_line=line)

    council.work()

    assert council.errand(ref, "message").outcome == f"{UNDELIVERED}: no"
    assert not [entry for entry in council.platform.entries.values() if entry.is_ours]
