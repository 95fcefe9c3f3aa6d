"""The mails of the demonstration as they arrived at the local mail server, each with what it was for."""

import hashlib
from collections.abc import Iterable
from datetime import UTC
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from typing import Any

from moderator.demo.result import MailShown
from moderator.domain.effects import SendMail

#: How the first word of a mail's key is called in front of people.
KINDS = {
    "digest": "digest",
    "breach": "alert",
    "still-late": "reminder",
    "at-risk": "warning",
    "page": "page",
    "outage": "notice",
    "weekly": "weekly report",
}


def received(messages: Iterable[EmailMessage], sent: Iterable[SendMail]) -> tuple[MailShown, ...]:
    """Every mail in the order of arrival. ``sent`` tells what each was for; a stranger's mail is "mail"."""
    kinds = {message_id(mail): KINDS.get(mail.key.partition(":")[0], "mail") for mail in sent}
    return tuple(_shown(message, kinds.get(_local_part(message), "mail")) for message in messages)


def message_id(mail: SendMail) -> str:
    """The part of the Message-ID that follows from the mail's key."""
    return hashlib.sha256(mail.key.encode()).hexdigest()[:40]


def ids(messages: Iterable[EmailMessage]) -> list[str]:
    """That part of every mail that arrived, in order; one that occurs twice arrived twice."""
    return [_local_part(message) for message in messages]


def _local_part(message: EmailMessage) -> str:
    return str(message["Message-ID"] or "").strip().lstrip("<").partition("@")[0]


def _shown(message: EmailMessage, kind: str) -> MailShown:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return MailShown(
        kind=kind,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])).astimezone(UTC),
        text=_content(text),
        html=_content(html),
    )


def _content(part: "MIMEPart[Any, Any] | None") -> str:
    # A mail travels with the line ends of the wire.
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
