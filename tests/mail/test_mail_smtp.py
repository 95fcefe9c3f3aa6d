"""Mail really goes over SMTP: encrypted, verified, and every refusal is named by its cure."""

import base64
import shutil
import smtplib
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from moderator.domain.delivery import MailLater, MailRefused
from moderator.domain.effects import SendMail
from moderator.mail.sink import Sink
from moderator.mail.smtp import SmtpSender, message_of

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MAIL = SendMail("digest:a:1", "sian@council.example", "Moderation: 2 to decide", "Bore da ŵ\n", "<p>Bore da ŵ</p>")
PASSWORD = "not-a-real-one"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A throw-away certificate for 127.0.0.1, its own authority, with the key beside it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine: the STARTTLS tests did not run")
    folder = tmp_path_factory.mktemp("tls")
    names = "subjectAltName=IP:127.0.0.1"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    subprocess.run(
        ["openssl", *command.split(), names, "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem"


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


def knows(server, session, envelope, mechanism, data) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"modd", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def guarded(certificate: Path) -> Sink:
    return Sink(
        tls_context=server_tls(certificate),
        require_starttls=True,
        authenticator=knows,
        auth_required=True,
        auth_require_tls=True,
    )


def sender_to(port: int, **more) -> SmtpSender:
    fields = {"username": "modd", "password": PASSWORD, "timeout": 5.0, **more}
    return SmtpSender("127.0.0.1", port, "moderator@council.example", lambda: AT, **fields)


def plain(port: int) -> SmtpSender:
    return sender_to(port, username="", password="", starttls="none")


class Answering(Sink):
    """A server that answers each recipient or text as it is told."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        super().__init__()
        self.rcpt, self.data = rcpt, data

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        return self.data if not self.data.startswith("250") else await super().handle_DATA(server, session, envelope)


def test_a_mail_arrives_over_starttls_with_both_parts_and_the_marks_of_a_machine(certificate):
    with guarded(certificate) as sink:
        sender_to(sink.port, ca_file=certificate)(MAIL)
        message = sink.messages()[0]

    assert message.get_body(("plain",)).get_content().strip() == "Bore da ŵ"
    assert message.get_body(("html",)).get_content().strip() == "<p>Bore da ŵ</p>"
    assert message["Subject"] == "Moderation: 2 to decide"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Date"].datetime == AT


def test_the_message_id_follows_from_the_key_alone():
    first = message_of(MAIL, "m@council.example", AT)
    again = message_of(replace(MAIL, text="other"), "m@council.example", AT)
    other = message_of(replace(MAIL, key="digest:a:2"), "m@council.example", AT)

    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@council.example>")


def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_is_sent(certificate):
    with guarded(certificate) as sink:
        with pytest.raises(MailLater, match="certificate is not trusted"):
            sender_to(sink.port)(MAIL)

        assert sink.messages() == []


def test_a_certificate_for_another_name_is_refused(certificate):
    with guarded(certificate) as sink:
        named = replace(sender_to(sink.port, ca_file=certificate), host="localhost")

        with pytest.raises(MailLater, match="certificate is not trusted"):
            named(MAIL)


def test_a_wrong_password_is_told_without_repeating_it(certificate):
    with guarded(certificate) as sink:
        with pytest.raises(MailLater, match="renew the credential") as caught:
            sender_to(sink.port, ca_file=certificate, password="wrong-one")(MAIL)

        assert sink.messages() == []
    assert "wrong-one" not in str(caught.value)
    assert PASSWORD not in repr(sender_to(1))


def test_a_server_without_starttls_gets_no_mail_and_no_password():
    with Sink() as sink:
        with pytest.raises(MailLater, match="STARTTLS"):
            sender_to(sink.port)(MAIL)

        assert sink.messages() == []


@pytest.mark.parametrize(
    ("answers", "error", "said"),
    [
        ({"rcpt": "450 4.7.1 greylisted, sian@council.example"}, MailLater, "450 4.7.1"),
        ({"rcpt": "550 5.1.1 no such user sian@council.example"}, MailRefused, "550 5.1.1"),
        ({"data": "451 try again"}, MailLater, "451"),
        ({"data": "554 5.7.1 spam"}, MailRefused, "554 5.7.1"),
        ({"data": "421 4.3.2 closing"}, MailLater, "421"),
    ],
)
def test_a_servers_no_is_later_or_never_by_its_code_and_quotes_nobody(answers, error, said):
    with Answering(**answers) as server, pytest.raises(error) as caught:
        plain(server.port)(MAIL)

    assert said in str(caught.value)
    assert "sian" not in str(caught.value)


def test_an_unreachable_server_means_later():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        with pytest.raises(MailLater, match="cannot be reached"):
            plain(port)(MAIL)


def test_a_server_that_never_answers_means_later_within_the_timeout():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()

        with pytest.raises(MailLater):
            replace(plain(silent.getsockname()[1]), timeout=0.2)(MAIL)


@pytest.mark.parametrize("host", ["mail.council.example", "192.0.2.1", "0.0.0.0"])
def test_mail_in_the_clear_is_refused_beyond_this_machine(host):
    with pytest.raises(ValueError, match="in the clear"):
        SmtpSender(host, 25, "moderator@council.example", lambda: AT, starttls="none")


@pytest.mark.parametrize(
    "change",
    [
        {"to": "a@council.example\r\nBcc: everyone@council.example"},
        {"to": "a@council.example, b@council.example"},
        {"to": ""},
        {"to": "nobody"},
        {"subject": "two\r\nBcc: everyone@council.example"},
    ],
)
def test_a_header_takes_one_address_and_one_line(change):
    with pytest.raises(MailRefused):
        message_of(replace(MAIL, **change), "moderator@council.example", AT)


def test_half_a_surrogate_pair_does_not_stop_a_mail():
    with Sink() as sink:
        plain(sink.port)(replace(MAIL, text="\ud800", html="\ud800"))

        assert sink.messages()[0].get_body(("plain",)).get_content().strip() == "\\ud800"


def test_the_sink_keeps_each_mail_as_a_file(tmp_path):
    with Sink(keep_in=tmp_path / "mail") as sink:
        plain(sink.port)(MAIL)
        plain(sink.port)(MAIL)

    assert [file.name for file in sorted((tmp_path / "mail").iterdir())] == ["0001.eml", "0002.eml"]


def test_the_sink_listens_on_loopback_only_and_speaks_smtp():
    with Sink() as sink, smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        assert client.noop()[0] == 250


class TokenSink(Sink):
    """A server that takes access tokens only, as Microsoft's and Google's do."""

    async def auth_XOAUTH2(self, server, args) -> AuthResult:  # noqa: N802 - aiosmtpd's
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        if said == "user=moderator@council.example\x01auth=Bearer good\x01\x01":
            return AuthResult(success=True, auth_data=None)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


def test_an_access_token_takes_the_passwords_place(certificate):
    with TokenSink(tls_context=server_tls(certificate), require_starttls=True, auth_required=True) as sink:
        sender = sender_to(
            sink.port, username="moderator@council.example", ca_file=certificate, access_token=lambda: "good"
        )
        sender(MAIL)
        with pytest.raises(MailLater, match="renew the credential") as refused:
            replace(sender, access_token=lambda: "bad")(MAIL)

    assert len(sink.messages()) == 1
    assert "Bearer" not in str(refused.value) + repr(sender)
