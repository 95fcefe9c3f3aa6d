"""Machines that answer decide nothing; what a moderator's own machine says starts her deputy."""

from pathlib import Path

import pytest
from mail_world import DEWI, NIA, World

from moderator.deciding import carry_out
from moderator.store.store import Store


def test_a_machine_that_hides_what_it_is_gets_no_answers_without_end(world: World) -> None:
    world.says("SPAM")
    digest = world.digest()

    for _ in range(8):
        world.replies("Your mail is important to us.", digest)
    world.replies("1 ok", digest)

    answers = [one.subject for one in world.mails(NIA) if one.key.startswith("answer:")]
    assert answers == ["Moderation: your reply: 1 not done"] * 5 + ["Moderation: your reply: 1 done"]
    assert world.left() == []


@pytest.mark.parametrize("header", ["Precedence: bulk", "Auto-Submitted: auto-generated", "List-Id: <x.example>"])
def test_an_automatic_reply_changes_nothing_and_is_not_answered(world: World, header: str) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    before = len(world.mails())

    world.replies("1 ok", digest, more=header)

    assert world.dossier(ref).case.state == "open"
    assert (len(world.mails()), world.left()) == (before, [])


def test_when_the_moderator_is_away_the_deputy_gets_the_digest_until_she_answers(store: Store, tmp_path: Path) -> None:
    world = World(store, tmp_path)
    ref = world.says("SPAM")
    digest = world.digest()
    world.replies("I am away. 1 ok", digest, more="Auto-Submitted: auto-replied")

    world.app.digest()
    deputys = next(one for one in world.mails(DEWI) if one.key.startswith("digest:"))
    world.replies("1 hide abuse", deputys, sender=DEWI)
    later = world.digest()
    world.replies("2 ok", later)
    world.app.digest()
    world.digest()

    assert "standing in for Nia Morgan" in deputys.text
    assert world.dossier(ref).case.decided_by == DEWI
    assert "their mail also goes to Dewi Hughes" in " ".join(later.text.split())
    assert "You were taken to be away" in " ".join(world.mails(NIA)[-2].text.split())
    assert len([one for one in world.mails(DEWI) if one.key.startswith("digest:")]) == 2
    assert (world.audited("officer.away"), world.audited("officer.back")) == (
        ["their mailbox says so"],
        ["they answered"],
    )


def test_whoever_decides_anything_is_not_away_any_more(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    world.replies("Away", digest, more="Auto-Submitted: auto-replied")
    world.wait(hours=1)
    carry_out(world.app, ref, 1, verdict="keep", by=NIA)
    world.digest()

    assert [one for one in world.mails(DEWI) if one.key.startswith("digest:")] == []
