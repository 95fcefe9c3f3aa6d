"""Replies as programs really format them, and mails built by hand, for the mailbox's tests."""

import json
from pathlib import Path
from typing import Any

from moderator.domain.policy import HouseRule

FOLDER = Path(__file__).resolve().parents[1] / "data" / "replies"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
TOKEN = "m" + "a" * 16 + "b" * 16
REPORTER = "mx.council.example"
RULES = (
    HouseRule("abuse", "No abuse.", "Dim sarhad.", "rights", ("insult", "sarhad")),
    HouseRule("personal-details", "No private details.", "Dim manylion.", "rights", ("manylion preifat",)),
)


def saved(name: str, token: str = TOKEN) -> bytes:
    """A saved reply with a token in the places where the mail program kept it."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"@@TOKEN@@", token.encode())


def mail(
    body: str = "3 ok\n",
    *,
    sender: str = "nia.morgan@council.example",
    token: str = TOKEN,
    message_id: str = "<1@council.example>",
    authenticated: str = f"{REPORTER}; dmarc=pass header.from=council.example",
    more: str = "",
) -> bytes:
    """A plain reply."""
    lines = [
        f"Authentication-Results: {authenticated}" if authenticated else "",
        f"From: {sender}" if sender else "",
        f"To: moderator+{token}@council.example" if token else "To: moderator@council.example",
        "Subject: Re: Moderation",
        f"Message-ID: {message_id}" if message_id else "",
        *more.splitlines(),
    ]
    return ("\r\n".join(line for line in lines if line) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")
