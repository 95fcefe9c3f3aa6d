"""A digest goes out over a real SMTP server, its reply comes back over a real IMAP server, and it decides."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from dovecot import PASSWORD, USER, Dovecot, dovecot
from mail_world import NIA, TOM, World
from replies import REPORTER

from moderator.inbox import Inbox, replying_of
from moderator.mail.sink import Sink
from moderator.mail.smtp import SmtpSender, message_id
from moderator.mailbox.imap import Imap


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


def sent_over(sink: Sink, world: World, server: Dovecot) -> SmtpSender:
    """The way out: encrypted, to a server whose certificate the sender was given."""
    return SmtpSender("127.0.0.1", sink.port, "moderator@council.example", world.clock, ca_file=server.ca_file)


def tls(server: Dovecot) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.folder / "cert.pem", server.folder / "key.pem")
    return context


def test_a_digest_is_answered_from_a_mail_program_and_the_answer_tells_what_was_done(
    server: Dovecot, world: World
) -> None:
    server.empty()
    ref = world.says("SPAM")
    with Sink(tls_context=tls(server), require_starttls=True) as sink:
        world.app.deliverer = replace(world.app.deliverer, send_mail=sent_over(sink, world, server))
        world.digest()
        (digest,) = (mail for mail in sink.messages() if mail["To"] == NIA)

        reply = EmailMessage()
        reply["Authentication-Results"] = f"{REPORTER}; dkim=pass header.d=council.example"
        reply["From"], reply["To"] = f"Nia Morgan <{NIA}>", digest["Reply-To"]
        reply["In-Reply-To"], reply["Message-ID"] = digest["Message-ID"], "<reply@council.example>"
        quoted = digest.get_body(("plain",)).get_content()
        reply.set_content("1 hide insult\n\n" + "".join(f"> {line}\n" for line in quoted.splitlines()), cte="base64")
        server.deliver(bytes(reply), "1")

        box = Imap("127.0.0.1", server.tls, USER, PASSWORD, ca_file=server.ca_file, timeout=5.0)
        finished = Inbox(world.app, box, replying_of(world.app)).round(lambda: False)
        world.app.deliver()
        answer = sink.messages()[-1]

    assert finished == 1
    assert world.dossier(ref).case.verdict == "hide"
    assert (answer["To"], answer["Subject"]) == (NIA, "Moderation: your reply: 1 done")
    assert "OOF" not in digest["X-Auto-Response-Suppress"]
    assert answer["Reply-To"] != digest["Reply-To"]
    assert [len(server.files(name)) for name in ("", "Done")] == [0, 1]


def test_a_mail_names_itself_in_the_same_way_wherever_it_is_quoted(server: Dovecot, world: World) -> None:
    world.says("SPAM")
    with Sink(tls_context=tls(server), require_starttls=True) as sink:
        world.app.deliverer = replace(world.app.deliverer, send_mail=sent_over(sink, world, server))
        digest = world.digest()
        world.wait(days=2)
        world.app.watch()
        world.app.deliver()
        names = {mail["Message-ID"] for mail in sink.messages()}

    mails = [digest, *world.mails(TOM)]
    assert len(mails) > 1
    assert {f"<{message_id(mail, 'moderator@council.example')}>" for mail in mails} <= names
