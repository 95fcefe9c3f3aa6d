"""Mail read from a real IMAP server: encrypted, moved only when finished, and heard of at once."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dovecot import PASSWORD, USER, Dovecot, dovecot
from mail_world import World
from replies import mail, saved

from moderator.inbox import Inbox, replying_of
from moderator.mailbox.contract import LARGEST, MailboxClosed
from moderator.mailbox.imap import Imap


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def box(server: Dovecot) -> Imap:
    server.empty()
    return Imap("127.0.0.1", server.tls, USER, PASSWORD, ca_file=server.ca_file, timeout=5.0)


def test_a_reply_in_the_mailbox_decides_and_is_then_moved(server: Dovecot, box: Imap, world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    inbox = Inbox(world.app, box, replying_of(world.app))
    server.deliver(saved("gmail-welsh", digest.reply_token), "1")
    server.deliver(mail("1 hide abuse", token=digest.reply_token), "2")

    finished = [inbox.round(lambda: False), inbox.round(lambda: False)]

    assert finished == [2, 0]
    assert world.dossier(ref).case.verdict == "hide"
    assert (len(server.files()), len(server.files("Done"))) == (0, 2)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_mails_are_looked_at_without_changing_them(server: Dovecot, box: Imap, tls: str) -> None:
    one = replace(box, tls=tls, port=server.tls if tls == "implicit" else server.starttls)
    server.deliver(b"Subject: one\r\n\r\nx", "1")
    server.deliver(b"Subject: large\r\n\r\n" + b"x" * LARGEST, "2")

    with one.visit() as visit:
        seen = list(visit.mails())
    with one.visit() as visit:
        again = list(visit.mails())
        visit.put_away(again[0])
        visit.set_aside(again[1])

    assert [arrived.raw for arrived in seen] == [b"Subject: one\r\n\r\nx", None]
    assert seen == again
    assert [len(server.files(name)) for name in ("", "Done", "Aside")] == [0, 1, 1]


def test_new_mail_is_heard_of_at_once_and_a_stop_ends_the_waiting(server: Dovecot, box: Imap) -> None:
    with box.visit() as visit:
        assert list(visit.mails()) == []
        threading.Timer(0.2, server.deliver, (b"Subject: x\r\n\r\nx", "1")).start()
        heard = visit.wait(10, lambda: False)
        arrived = list(visit.mails())
        stopped = visit.wait(10, lambda: True)
        nothing = visit.wait(0.1, lambda: False)

    assert (heard, len(arrived), stopped, nothing) == (True, 1, False, False)


def test_a_server_without_move_is_copied_and_expunged(
    server: Dovecot, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(b"Subject: x\r\n\r\nx", "1")
    server.deliver(b"Subject: y\r\n\r\ny", "2")

    with box.visit() as visit:
        has = visit.client.has_capability
        monkeypatch.setattr(visit.client, "has_capability", lambda name: name != "MOVE" and has(name))
        visit.put_away(next(iter(visit.mails())))

    assert [len(server.files(name)) for name in ("", "Done")] == [1, 1]


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        ({"password": "wrong"}, "renew the credential"),
        ({"ca_file": None}, "certificate that is not trusted"),
        ({"folder": "No such folder"}, "broke off or refused"),
        ({"access_token": lambda: "no token"}, "refused our user name or password"),
    ],
)
def test_each_failure_is_named_by_its_cure(box: Imap, change: dict[str, object], cure: str) -> None:
    with pytest.raises(MailboxClosed, match=cure) as closed, replace(box, **change).visit():
        pass

    assert USER not in str(closed.value)
    assert PASSWORD not in repr(box)


def test_a_server_that_is_away_or_silent_is_no_reason_to_wait_for_ever() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with (
            pytest.raises(MailboxClosed, match="cannot be reached"),
            Imap("127.0.0.1", port, "x", tls="none", timeout=0.2).visit(),
        ):
            pass
    with pytest.raises(MailboxClosed, match="cannot be reached"), Imap("127.0.0.1", port, "x", timeout=0.2).visit():
        pass


def test_a_server_that_goes_away_in_the_middle_is_tried_again(server: Dovecot, box: Imap, world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    inbox = Inbox(world.app, box, replying_of(world.app))
    server.deliver(mail("1 ok", token=digest.reply_token), "1")

    def drops(self: object, arrived: object) -> None:
        raise MailboxClosed("the mailbox's server broke off")

    patch = pytest.MonkeyPatch()
    patch.setattr("moderator.mailbox.imap.ImapVisit.put_away", drops)
    first = inbox.round(lambda: False)
    patch.undo()
    second = inbox.round(lambda: False)

    assert (first, second) == (0, 1)
    assert world.dossier(ref).case.verdict == "keep"
    assert len(server.files("Done")) == 1
    with world.store.reading() as tx:
        assert [event.kind for event in tx.cases.events(ref)].count("decided") == 1


def test_files_of_a_folder_are_read_in_order_and_links_are_left_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (world.folder / "maildir" / "new" / "0.link").symlink_to(tmp_path / "secret")
    world.arrives(b"\x00 nothing at all")

    assert world.inbox.round(lambda: False) == 1
    assert world.left() == ["0.link"]


def test_a_round_stays_and_acts_on_what_arrives_meanwhile(server: Dovecot, box: Imap, world: World) -> None:
    ref = world.says("SPAM")
    digest = world.digest()
    inbox = Inbox(world.app, box, replying_of(world.app))
    threading.Timer(0.3, server.deliver, (mail("1 ok", token=digest.reply_token), "1")).start()

    finished = inbox.round(lambda: world.dossier(ref).case.state == "decided", wait_s=20)

    assert finished == 1
    assert world.dossier(ref).case.verdict == "keep"
