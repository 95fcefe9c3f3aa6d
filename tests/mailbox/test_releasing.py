"""A draft goes to its author when a person who has read it says so, and not when it would be wrong by then."""

from mail_world import NIA, World

from moderator.domain.comment import CommentRef
from moderator.domain.effects import SendMessage


def messages(world: World, ref: CommentRef) -> list[tuple[str, str]]:
    return [
        (errand.effect.template, errand.state)
        for errand in world.dossier(ref).errands
        if isinstance(errand.effect, SendMessage)
    ]


def test_send_lets_the_draft_go_and_the_clock_stops(world: World) -> None:
    ref = world.says("When is it?")
    world.replies("1 anfon", world.digest())

    world.judged()

    assert messages(world, ref) == [("acknowledgement", "done")]
    assert [promise.is_open for promise in world.dossier(ref).obligations] == [False]
    assert world.audited("errand.released") == ["revision 1: acknowledgement"]
    assert "1 anfon Done." in world.answer()


def test_nothing_is_sent_twice_nor_where_nothing_waits(world: World) -> None:
    ref, other = world.says("When is it?"), world.says("SPAM")
    digest = world.digest()
    world.replies("1 send\n2 send", digest)
    world.judged()

    world.replies("1 send", digest)

    assert messages(world, ref) == [("acknowledgement", "done")]
    assert messages(world, other) == []
    assert "nothing about this comment waits for that" in world.answer()


def test_a_draft_whose_day_has_passed_does_not_go(world: World) -> None:
    ref = world.says("When is it?")
    digest = world.digest()
    world.wait(days=2)

    world.replies("1 send", digest)

    assert messages(world, ref) == [("acknowledgement", "task")]
    assert "the day that the draft names has passed" in world.answer()


def test_a_draft_about_words_that_have_changed_does_not_go(world: World) -> None:
    ref = world.says("When is it?")
    digest = world.digest()
    world.platforms["parks"].edit_comment(ref.native_id, "Where is it?")
    world.judged()

    world.replies("1 send", digest)

    assert ("acknowledgement", "done") not in messages(world, ref)
    assert "the words have changed" in world.answer()
    assert world.mails(NIA)[-1].key.startswith("answer:")
