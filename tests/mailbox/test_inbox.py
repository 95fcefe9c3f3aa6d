"""Replies to a digest decide, each once, for the person it was made for; everything else changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from mail_world import NIA, TOM, World
from replies import mail

from moderator.domain.digest import short_code
from moderator.domain.effects import SendMail
from moderator.inbox import Inbox, mailbox_of, replying_of
from moderator.register_file import load_register
from moderator.store.store import Store


def refused(world: World) -> SendMail:
    return next(one for one in reversed(world.mails()) if one.key.startswith("reply-refused:"))


def test_a_reply_decides_by_number_through_the_same_door_and_says_so_for_every_line(
    store: Store, tmp_path: Path
) -> None:
    world = World(store, tmp_path)
    spam, abuse, question = world.says("SPAM"), world.says("ABUSE"), world.says("When is it?")
    digest = world.digest()

    world.replies("2 ok\n1 hide insult\n3 ack\nhello\n9 ok\nall ok\n", digest)
    world.judged()

    assert [world.dossier(ref).case.verdict for ref in (spam, abuse, question)] == ["hide", "keep", "acknowledge"]
    assert world.dossier(spam).case.decided_by == NIA
    assert [world.dossier(ref).standing for ref in (spam, abuse)] == ["hidden", "visible"]
    answer = next(one for one in world.mails(NIA) if one.key.startswith("answer:"))
    assert answer.subject == "Moderation: your reply: 3 done, 3 not done"
    told = " ".join(answer.text.split())
    assert f"1 hide insult Done. Parks, code {short_code(spam, 1)}." in told
    assert told.index("2 ok Done.") < told.index("1 hide insult") < told.index("hello") < told.index("all ok")
    assert "Your reply: 3 done, 3 not done / eich ateb: 3 wedi'i wneud, 3 heb ei wneud" in told
    assert "hello Nothing was done: it is not a decision." in told
    assert "9 ok Nothing was done: there is no item 9; that mail held 1 to 3." in told
    assert "all ok Nothing was done: each item is decided by its own number" in told
    assert world.left() == []
    assert len(world.left(".Done/cur")) == 1
    assert [detail.partition(",")[0] for detail in world.audited("reply.acted")] == ["3 of 6 lines"]


def test_numbers_are_those_of_that_very_digest(world: World) -> None:
    first = world.says("SPAM one")
    old = world.digest()
    world.replies("1 ok", old)
    second = world.says("SPAM two")
    new = world.digest()

    world.replies("undo 1", old)
    world.replies("1 hide abuse", new)

    assert world.dossier(first).case.state == "open"
    assert world.dossier(second).case.verdict == "hide"


def test_an_answer_mail_can_be_answered_by_the_same_numbers(world: World) -> None:
    ref = world.says("SPAM")
    world.replies("1 cuddio sarhad", world.digest())
    answer = world.mails(NIA)[-1]

    world.replies("dadwneud 1", answer)

    assert answer.key.startswith("answer:")
    assert world.dossier(ref).case.state == "open"


def test_a_comment_edited_since_is_shown_with_its_difference_and_asked_again(world: World) -> None:
    ref = world.says("SPAM and nice words")
    digest = world.digest()
    world.platforms["parks"].edit_comment(ref.native_id, "SPAM and other words")
    world.judged()

    world.replies("1 ok", digest)

    assert world.dossier(ref).case.state == "open"
    answer = world.mails(NIA)[-1]
    told = " ".join(answer.text.replace("|", " ").split())
    assert "the author has edited the comment since" in told
    assert "1. Parks: the words have changed" in told
    assert "[taken out: nice] [new: other]" in told
    world.replies("1 ok", answer)
    assert world.dossier(ref).case.verdict == "keep"


def test_one_who_no_longer_answers_for_the_account_decides_nothing(world: World) -> None:
    ref = world.says("SPAM", "roads")
    digest = world.digest()
    register = (world.folder / "register.toml").read_text(encoding="utf-8")
    parks, roads = register.split("[[profile]]")[1:]
    changed = f"[[profile]]{parks}[[profile]]{roads.replace(NIA, 'eve@council.example')}"
    (world.folder / "register.toml").write_text(changed, encoding="utf-8")
    world.council = replace(world.council, register=load_register(world.folder / "register.toml"))
    world.app, world.inbox = world.started()

    world.replies("1 ok", digest)

    assert world.dossier(ref).case.state == "open"
    assert "you no longer answer for this account" in world.answer()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sender": "eve@council.example"}, "comes from another address"),
        ({"authenticated": ""}, "does not confirm"),
        ({"authenticated": "mx.evil.example; dmarc=pass header.from=council.example"}, "does not confirm"),
        ({"authenticated": "mx.council.example; dmarc=fail header.from=council.example"}, "does not confirm"),
        ({"message_id": ""}, "no Message-ID"),
        ({"sender": f"{NIA}, eve@council.example"}, "comes from another address"),
    ],
)
def test_a_reply_that_is_not_surely_the_moderators_own_changes_nothing_and_she_is_told(
    world: World, change: dict[str, str], why: str
) -> None:
    ref = world.says("SPAM")
    digest = world.digest()

    world.replies("1 ok", digest, **change)

    assert world.dossier(ref).case.state == "open"
    assert refused(world).to == NIA
    assert why in " ".join(refused(world).text.split())
    assert not any(one.to == "eve@council.example" for one in world.mails())
    assert world.left() == []


def test_a_forged_or_foreign_token_changes_nothing(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    token = digest.reply_token
    altered = token[:-1] + ("a" if token[-1] != "a" else "b")

    for number, other in enumerate((altered, "m" + "a" * 32, "")):
        world.arrives(mail("1 ok", sender=NIA, token=other, message_id=f"<forged{number}@x>"))
    world.inbox.round(lambda: False)

    assert world.dossier(ref).case.state == "open"
    assert world.left() == []
    assert "its address was changed" in " ".join(refused(world).text.split())


def test_a_digest_that_is_too_old_is_not_acted_on(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    world.wait(days=7, seconds=1)

    world.replies("1 ok", digest)

    assert world.dossier(ref).case.state == "open"
    assert "too old" in " ".join(refused(world).text.split())


def test_whoever_floods_with_a_forwarded_digest_costs_the_moderator_one_mail_an_hour(world: World) -> None:
    world.says("SPAM")
    digest = world.digest()

    for _ in range(5):
        world.replies("1 ok", digest, sender="eve@council.example")
    world.wait(hours=1)
    world.replies("1 ok", digest, sender="eve@council.example")

    assert len([one for one in world.mails() if one.key.startswith("reply-refused:")]) == 2
    assert len(world.audited("reply.refused")) == 6


def test_the_same_mail_acts_once_however_often_it_arrives(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    world.replies("1 ok", digest, message_id="<one@council.example>")
    world.replies("undo 1", digest)

    world.replies("1 ok", digest, message_id="<one@council.example>")
    world.replies("1 ok", digest, message_id="<one@council.example>", more="X-Replayed: yes")

    assert world.dossier(ref).case.state == "open"
    assert len([one for one in world.mails() if one.key.startswith("answer:")]) == 2


def test_a_round_that_was_cut_short_is_finished_by_the_next(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    whole = replying_of(world.app)
    broken = replace(whole, answer=lambda _answer: 1 / 0)
    world.inbox = Inbox(world.app, mailbox_of(world.council), broken)
    world.replies("1 ok", digest)
    assert (world.dossier(ref).case.verdict, len(world.left())) == ("keep", 1)
    world.inbox = Inbox(world.app, mailbox_of(world.council), whole)

    finished = world.inbox.round(lambda: False)

    assert (finished, world.left()) == (1, [])
    assert "1 ok Done." in world.answer()
    with world.store.reading() as tx:
        assert [event.kind for event in tx.cases.events(ref)].count("decided") == 1


def test_a_mail_that_cannot_be_acted_on_is_set_aside_and_every_digest_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.says("SPAM")
    digest = world.digest()
    monkeypatch.setattr("moderator.inbox.letter_in", lambda *_args, **_more: 1 / 0)
    world.arrives(mail("1 ok", token=digest.reply_token))

    finished = [world.inbox.round(lambda: False) for _ in range(4)]

    assert finished == [0, 0, 0, 1]
    assert (world.left(), len(world.left(".Aside/cur"))) == ([], 1)
    assert "1 mail in the mailbox could not be read this week: see the folder .Aside" in " ".join(
        world.digest().text.split()
    )
    assert world.audited("mail.set_aside") == ["reading it failed 3 times"]


def test_a_mailbox_that_cannot_be_read_is_told_in_the_digest_until_it_can(world: World) -> None:
    (world.folder / "maildir" / "cur").rmdir()

    world.inbox.round(lambda: False)
    during = world.digest()
    (world.folder / "maildir" / "cur").mkdir()
    world.inbox.round(lambda: False)
    after = world.digest()

    assert "the mailbox cannot be read, so answers to this mail are not acted on" in " ".join(during.text.split())
    assert "cannot be read" not in after.text


@pytest.mark.parametrize("body", ["", "\n\n", "Thanks, I will look later.\n", "> 1 ok\n", "-- \n1 ok\n"])
def test_a_reply_without_a_clear_decision_changes_nothing_and_is_answered(world: World, body: str) -> None:
    ref = world.says("SPAM")

    world.replies(body, world.digest())

    assert world.dossier(ref).case.state == "open"
    assert "not" in world.mails(NIA)[-1].subject or "no decision" in world.mails(NIA)[-1].subject


def test_somebody_elses_token_in_ones_own_mail_gives_no_power(world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()

    world.replies("1 ok", digest, sender=TOM)

    assert world.dossier(ref).case.state == "open"
    assert refused(world).to == NIA
