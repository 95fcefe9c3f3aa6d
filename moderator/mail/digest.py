"""The moderator's mail: what waits for a decision, complete in plain text and calm in HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from moderator.domain.digest import Digest
from moderator.domain.effects import SendMail
from moderator.domain.item_view import ItemView
from moderator.mail.choosing import Choosing
from moderator.mail.digest_text import DUTIES, NEWS, SAMPLE, digest_text
from moderator.mail.parts import Parts, parts_of, summary_of
from moderator.mail.templating import environment

#: Mail programs cut a message off at about 100 kB; nothing of ours may be cut off.
HTML_LIMIT = 90_000
_SHELL_UP_TO = 56_000
_FULL_ITEMS_UP_TO = 72_000
_SHORT_ITEMS_UP_TO = 86_000
_LINES_IN_HTML = 40
_LINE_LENGTH = 150
_NO_CHOICES = Choosing((), (), {})


def render_digest(digest: Digest) -> SendMail:
    """The digest as one mail. Every item is in the text; the HTML holds as many as fit and says where the rest is."""
    parts = parts_of(digest)
    subject = f"Moderation: {summary_of(digest)}"
    return SendMail(
        key=digest.key,
        to=digest.to.email,
        subject=subject,
        text="\n".join(digest_text(parts)),
        html=_html(parts, subject),
        reply_token=digest.reply_token,
    )


def _html(parts: Parts, subject: str) -> str:
    template = environment().get_template("digest.html")
    shell, size = _shell(parts, subject)
    full: list[Markup] = []
    for entry in parts.entries:
        card = Markup(environment().get_template("item.html").render(entry=entry, item=entry.view))  # noqa: S704 - escaped
        if size + len(card.encode()) > _FULL_ITEMS_UP_TO:
            break
        size += len(card.encode())
        full.append(card)
    short: list[ItemView] = []
    for entry in parts.entries[len(full) :]:
        size += len(environment().get_template("short.html").render(item=entry.view).encode())
        if size > _SHORT_ITEMS_UP_TO:
            break
        short.append(entry.view)
    return template.render(shell, full=full, short=short, left=len(parts.entries) - len(full) - len(short))


def _shell(parts: Parts, subject: str) -> tuple[dict[str, Any], int]:
    """Everything but the items, with its size; where it is too large, what the text has as well is left out."""
    template = environment().get_template("digest.html")
    for kept, left_out in _ever_shorter(parts):
        shell = {
            "title": subject,
            "parts": kept,
            "news": NEWS,
            "sample_title": SAMPLE,
            "left_out": left_out,
            "health": _short(kept.health),
            "incidents": _short(kept.incidents),
            "duties_title": DUTIES,
        }
        size = len(template.render(shell, full=(), short=(), left=0).encode())
        if size <= _SHELL_UP_TO:
            break
    return shell, size


def _ever_shorter(parts: Parts) -> Iterator[tuple[Parts, str]]:
    yield parts, ""
    yield replace(parts, sample=()), "the comments in which nothing was found"
    yield replace(parts, sample=(), drafts=()), "the drafts"
    yield replace(parts, sample=(), drafts=(), choosing=_NO_CHOICES), "the drafts and what each choice does"
    yield (
        replace(parts, sample=(), drafts=(), choosing=_NO_CHOICES, health=(), incidents=()),
        "the drafts, what each choice does, and the news",
    )


def _short(lines: Sequence[str]) -> list[str]:
    """As many lines as an HTML part bears; it says how many more the text holds."""
    kept = [line if len(line) <= _LINE_LENGTH else f"{line[:_LINE_LENGTH]} ..." for line in lines[:_LINES_IN_HTML]]
    left = len(lines) - len(kept)
    return [*kept, f"and {left} more: they are in the plain text of this mail"] if left else kept
