"""A mail that was refused or came back is an incident: it waits for a person, and somebody else is told."""

from dataclasses import replace

from mail_world import DEWI, NIA, TOM, World

from moderator.domain.delivery import MailRefused
from moderator.domain.effects import SendMail
from moderator.domain.register import Officer
from moderator.mail.answer import undelivered_mail
from moderator.mail.smtp import message_id
from moderator.tasks.undelivered import tell_undelivered

SENDER = "moderator@council.example"


def report(
    about: str, recipient: str, *, action: str = "failed", status: str = "5.1.1", head: str = "message/rfc822"
) -> bytes:
    """A delivery report as a mail server writes it (RFC 3464)."""
    return f"""Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>
To: {SENDER}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b/1"

--b/1
Content-Type: text/plain

1 ok
--b/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822;{recipient}
Final-Recipient: rfc822; {recipient.upper()}
Action: {action}
Status: {status} (unknown user)
Diagnostic-Code: smtp; 550 5.1.1 secret words

--b/1
Content-Type: {head}

Message-ID: <{about}>
Subject: Moderation

{"text" if head == "message/rfc822" else ""}
--b/1--
""".encode()


def came_back(world: World, mail: SendMail, **more: str) -> None:
    world.arrives(report(message_id(mail, SENDER), mail.to, **more))
    world.inbox.round(lambda: False)


def refuse(_mail: SendMail) -> None:
    raise MailRefused("the mail server refused the mail for good (550 5.1.1)")


def told(world: World, to: str) -> list[str]:
    return [" ".join(one.text.split()) for one in world.mails(to) if one.key.startswith("undelivered:")]


def test_when_the_moderators_digest_comes_back_the_manager_is_told_and_the_next_digest_says_so(world: World) -> None:
    world.says("SPAM")
    digest = world.digest()

    came_back(world, digest)
    world.app.watch()
    world.app.watch()

    (mail,) = told(world, TOM)
    assert f"{NIA} a digest (errand " in mail
    assert "it came back (5.1.1)" in mail
    assert "secret" not in mail
    assert f"Not delivered: a digest to {NIA}. it came back (5.1.1)" in " ".join(world.digest().text.split())
    assert world.audited("mail.came_back") == ["5.1.1"]
    assert world.left() == []


def test_a_report_with_headers_only_is_understood(world: World) -> None:
    digest = world.digest()

    came_back(world, digest, head="text/rfc822-headers")

    assert world.audited("mail.came_back") == ["5.1.1"]


def test_a_delay_and_a_report_about_no_mail_of_ours_change_nothing(world: World) -> None:
    digest = world.digest()

    came_back(world, digest, action="delayed")
    world.arrives(report("other@council.example", NIA))
    world.arrives(report(message_id(digest, SENDER), TOM))
    world.inbox.round(lambda: False)
    world.app.watch()

    assert world.audited("mail.came_back") == []
    assert (told(world, TOM), world.left()) == ([], [])


def test_the_same_report_twice_is_one_incident(world: World) -> None:
    digest = world.digest()

    came_back(world, digest)
    came_back(world, digest)

    assert len(world.audited("mail.came_back")) == 1


def test_a_refused_recipient_is_told_to_the_one_above_and_a_lost_manager_to_the_moderator(world: World) -> None:
    with world.store.transaction() as tx:
        tx.outbox.intend(SendMail("breach:x:1", TOM, "s", "t", ""), world.clock())
        tx.outbox.intend(SendMail("digest:x:1", NIA, "s", "t", ""), world.clock())
        tx.outbox.intend(SendMail("referral:x:1", "legal@council.example", "s", "t", ""), world.clock())
    world.app.deliverer = replace(world.app.deliverer, send_mail=refuse)
    world.app.deliver()

    world.app.watch()

    assert "a digest (errand" in told(world, TOM)[0]
    assert ["an alert about a missed" in one or "passed to a desk" in one for one in told(world, NIA)] == [True, True]
    assert (len(told(world, TOM)), told(world, DEWI)) == (1, [])


def test_when_a_manager_is_not_reached_the_next_up_the_chain_is_told_as_well(world: World) -> None:
    lyn, sian = Officer("Lyn Bevan", "lyn.bevan@council.example"), Officer("Sian Howells", "sian@council.example")
    profiles = tuple(replace(one, line_manager=lyn) for one in world.council.register.profiles)
    with world.store.transaction() as tx:
        tx.outbox.intend(SendMail("breach:x:1", TOM, "s", "t", ""), world.clock())
        tx.outbox.intend(SendMail("still-late:x:1", lyn.email, "s", "t", ""), world.clock())
    world.app.deliverer = replace(world.app.deliverer, send_mail=refuse)
    world.app.deliver()

    tell_undelivered(world.store, profiles, sian, undelivered_mail, lambda moment: moment.date(), world.clock)

    assert [TOM in one for one in told(world, NIA)] == [True, False]
    assert [TOM in one for one in told(world, lyn.email)] == [True]
    assert [lyn.email in one for one in told(world, sian.email)] == [True]
    assert told(world, TOM) == []


def test_a_notice_about_lost_mail_that_is_lost_itself_makes_no_further_notice(world: World) -> None:
    digest = world.digest()
    came_back(world, digest)
    world.app.watch()
    world.app.deliver()
    notice = next(one for one in world.mails(TOM) if one.key.startswith("undelivered:"))

    came_back(world, notice)
    world.wait(days=1)
    world.app.watch()

    assert (len(told(world, TOM)), told(world, NIA)) == (2, [])
    assert len(world.audited("mail.came_back")) == 2
