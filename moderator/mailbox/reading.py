"""Reads a mail that came in as a value. Whatever is in it, nothing of it is opened, fetched, believed or acted on."""

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from itertools import islice

from moderator.domain.letter import Bounce, Letter
from moderator.domain.sealed import FORM
from moderator.mailbox.markup import words_of
from moderator.mailbox.origin import is_vouched_for
from moderator.mailbox.quotation import own_words

#: No header of an honest reply is longer, and no reply has more parts.
_LONGEST_HEADER = 4000
_MOST_PARTS = 40
_LONGEST_TEXT = 400_000
_MOST_HEADERS = 50
#: Exactly one plain address, with or without a name before it. Anything cleverer is nobody.
_ADDRESS = r'([^\s<>@,;:"()]+@[\w.-]+)'
_ONE_ADDRESS = re.compile(rf'(?:(?:"(?:[^"\\]|\\.)*" ?|[^"<>@,;:]*)<{_ADDRESS}>|{_ADDRESS})')
_IN_ADDRESS = re.compile(rf"\+({FORM})@", re.IGNORECASE)
_IN_REFERENCE = re.compile(rf"<({FORM})@", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]{1,500})>")
_AWAY = re.compile(
    r"(?i)\s*(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|away from|on leave"
    r"|ateb awtomatig|allan o'r swyddfa|i ffwrdd o'r swyddfa|ar wyliau)"
)
_MACHINES = re.compile(r"(?i)(?:mailer-daemon|postmaster|no-?reply)@")
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def letter_in(raw: bytes, *, reporter: str, trusts_exchange: bool = False) -> Letter:
    """The mail as a value. ``reporter`` is the name that the council's own mail server signs its findings with."""
    message = message_from_bytes(raw)
    sender = only_address(message)
    own, unread = own_words(_text(message))
    bounces = tuple(_bounces(message))
    is_automatic = bool(bounces) or _is_automatic(message, sender)
    return Letter(
        message_id=message_id(message),
        sender=sender,
        tokens=tuple(dict.fromkeys(_tokens(message))),
        lines=own,
        unread=unread,
        is_automatic=is_automatic,
        is_out_of_office=is_automatic and not bounces and _says_away(message),
        bounces=bounces,
        is_vouched_for=is_vouched_for(headers(message, "Authentication-Results"), reporter, sender)
        or (trusts_exchange and _is_internal(message)),
    )


def message_id(message: Message) -> str:
    """Its own id; "" where it carries none or several."""
    return _only(_ID.findall(" ".join(headers(message, "Message-ID"))))


def headers(message: Message, name: str) -> list[str]:
    """The header's values as one line each, topmost first; they are not decoded, for names and ids are plain."""
    values = islice(message.get_all(name) or [], _MOST_HEADERS)
    return [" ".join(str(value).split())[:_LONGEST_HEADER] for value in values]


def header(message: Message, name: str) -> str:
    """The topmost value on one line; "" where there is none."""
    return next(iter(headers(message, name)), "")


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def only_address(message: Message) -> str:
    """Whom it says it is from: exactly one plain address in small letters, or ""."""
    values = headers(message, "From")
    match = _ONE_ADDRESS.fullmatch(values[0][:500]) if len(values) == 1 else None
    return (match[1] or match[2]).casefold() if match else ""


def _tokens(message: Message) -> Iterator[str]:
    """Tokens in the addresses it was sent to; where there is none, in what it answers, then in what came before."""
    to = " ".join(value for name in ("To", "Cc", "Delivered-To", "X-Original-To") for value in headers(message, name))
    for pattern, text in (
        (_IN_ADDRESS, to),
        (_IN_REFERENCE, header(message, "In-Reply-To")),
        (_IN_REFERENCE, header(message, "References")),
    ):
        # A program may break a long address or id in two.
        found = pattern.findall("".join(text.split()))
        if found:
            yield from (token.casefold() for token in (found if pattern is _IN_ADDRESS else found[-1:]))
            return


def _text(message: Message) -> str:
    """The first plain part, or else the words of the first HTML part; attachments are not looked into."""
    html = ""
    for kind, text in parts_of_text(message):
        if kind == "text/plain" and text.strip():
            return text
        if kind == "text/html" and not html:
            html = words_of(text)
    return html


def parts_of_text(message: Message) -> Iterator[tuple[str, str]]:
    """Kind and words of every plain and HTML part that is no attachment."""
    for part in islice(message.walk(), _MOST_PARTS):
        kind = part.get_content_type()
        if part.is_multipart() or "attachment" in header(part, "Content-Disposition").casefold():
            continue
        if kind in ("text/plain", "text/html"):
            yield kind, _decoded(part)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    payload = payload[:_LONGEST_TEXT]
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return payload.decode(charset, "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _is_automatic(message: Message, sender: str) -> bool:
    """X-Auto-Response-Suppress alone does not make it one: some servers put it on what people write."""
    submitted = header(message, "Auto-Submitted").casefold()
    return any(
        (
            submitted not in ("", "no"),
            header(message, "Precedence").casefold() in ("bulk", "junk", "list", "auto_reply"),
            header(message, "Return-Path") == "<>",
            message.get_content_type() == "multipart/report",
            _MACHINES.match(sender),
            any(name.casefold().startswith("list-") for name in islice(message.keys(), 500)),
            any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autogenerated")),
            bool(_AWAY.match(header(message, "Subject"))),
        )
    )


def _says_away(message: Message) -> bool:
    if any(name.casefold().startswith("list-") for name in islice(message.keys(), 500)):
        return False
    if message.get_content_type() == "multipart/report":
        return False
    submitted = header(message, "Auto-Submitted").casefold()
    return (
        submitted.startswith("auto-replied")
        or bool(_AWAY.match(header(message, "Subject")))
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or header(message, "Precedence").casefold() == "auto_reply"
    )


def _is_internal(message: Message) -> bool:
    """Exchange marks what its own signed-in people send, and takes the mark off whatever comes from outside."""
    return [value.casefold() for value in headers(message, "X-MS-Exchange-Organization-AuthAs")] == ["internal"]


def _bounces(message: Message) -> Iterator[Bounce]:
    """What a delivery report says about mails that failed for good; a delay is none."""
    if message.get_content_type() != "multipart/report":
        return
    parts = list(islice(message.walk(), _MOST_PARTS))
    about = _only([one for part in parts for one in _returned_id(part)][:1])
    for part in parts if about else ():
        if part.get_content_type() == "message/delivery-status":
            for block in islice(_blocks(part), 50):
                if header(block, "Action").casefold() == "failed":
                    recipient = header(block, "Original-Recipient") or header(block, "Final-Recipient")
                    status = _STATUS.match(header(block, "Status"))
                    yield Bounce(about, recipient.rpartition(";")[2].strip().casefold(), status[1] if status else "")


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    return (block for block in payload if isinstance(block, Message)) if isinstance(payload, list) else iter(())


def _returned_id(part: Message) -> list[str]:
    """The Message-ID of our mail, in the copy that a report returns."""
    payload = part.get_payload()
    match part.get_content_type():
        case "message/rfc822" if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            return _ID.findall(header(payload[0], "Message-ID"))
        case "text/rfc822-headers" | "message/rfc822-headers":
            returned = message_from_bytes(_decoded(part).encode("utf-8", "replace")[:_LONGEST_TEXT])
            return _ID.findall(header(returned, "Message-ID"))
        case _:
            return []
