"""The moderator's mail: what waits for a decision, complete in plain text and calm in HTML."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from moderator.domain.digest import Digest, ProfileHealth
from moderator.domain.effects import SendMail
from moderator.domain.item_view import ItemView, view_of
from moderator.domain.shown import ours_on_one_line
from moderator.domain.spoken import clock_time, moment
from moderator.mail.templating import environment

#: Mail programs cut a message off at about 100 kB; nothing of ours may be cut off.
HTML_LIMIT = 90_000
_FULL_ITEMS_UP_TO = 70_000
_SHORT_ITEMS_UP_TO = 86_000
_LINES_IN_HTML = 40
_LINE_LENGTH = 150
_WIDTH = 76


def render_digest(digest: Digest) -> SendMail:
    """The digest as one mail. Every item is in the text; the HTML holds as many as fit and says where the rest is."""
    views = [view_of(item, number, digest.at, digest.zone) for number, item in enumerate(digest.in_order, start=1)]
    health = [_health_line(profile, digest) for profile in digest.health]
    incidents = [ours_on_one_line(incident) for incident in digest.incidents]
    summary = _summary(digest)
    return SendMail(
        key=digest.key,
        to=digest.to.email,
        subject=f"Moderation: {summary}",
        text="\n".join(_text(digest, views, summary, health, incidents)),
        html=_html(digest, views, summary, health, incidents),
    )


def _summary(digest: Digest) -> str:
    """Counts and the nearest clock; never a word of any comment."""
    if not digest.items:
        return "nothing to decide"
    due = [item.due_at for item in digest.items if item.due_at is not None]
    overdue = sum(at < digest.at for at in due)
    parts = [f"{len(digest.items)} to decide"]
    if overdue:
        parts.append(f"{overdue} overdue")
    ahead = [at for at in due if at >= digest.at]
    if ahead:
        parts.append(f"next due {clock_time(min(ahead), digest.at, digest.zone)}")
    return ", ".join(parts)


def _health_line(profile: ProfileHealth, digest: Digest) -> str:
    account = ours_on_one_line(profile.account)
    if profile.last_poll_at is None:
        read = "never read yet"
    else:
        lag = _lag(digest.at - profile.last_poll_at)
        read = f"last read {clock_time(profile.last_poll_at, digest.at, digest.zone)}, {lag} before this mail"
    return f"{account}: {read}{f'. Problem: {ours_on_one_line(profile.problem)}' if profile.problem else ''}"


def _lag(length: timedelta) -> str:
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _text(
    digest: Digest, views: Sequence[ItemView], summary: str, health: Sequence[str], incidents: Sequence[str]
) -> Iterator[str]:
    yield f"Moderation digest for {ours_on_one_line(digest.to.name)}, {_when(digest.at, digest.zone)}"
    yield ""
    yield f"{summary[:1].upper()}{summary[1:]}."
    for view in views:
        yield ""
        yield "-" * _WIDTH
        yield from _item_text(view)
    yield ""
    yield "-" * _WIDTH
    yield from _listed("Accounts", health)
    yield from _listed("What went wrong in the daemon", incidents)
    yield ""
    yield "Opening a link changes nothing; the page asks first and wants the item's code."
    yield "This mail was made by a machine. Forwarding it gives nobody the power to decide."


def _item_text(view: ItemView) -> Iterator[str]:
    yield f"{view.number}. {view.account}   code {view.code}"
    yield from (f"   {clock}" for clock in view.clocks)
    yield f"   {view.facts}"
    yield from _quoted("The comment:", view.comment)
    yield from _quoted("It answers:", view.parent)
    yield "   Why it is here:"
    for reason in view.reasons:
        yield from _wrapped(f"{reason.title}: {reason.why}", "   - ", "     ")
        for words in reason.words:
            yield from _wrapped(words, "       ", "         ")
    for other in view.other_reasons:
        yield from _wrapped(other, "   - ", "     ")
    if view.choices:
        yield "   What you may choose, and what it does here:"
        for choice in view.choices:
            yield from _wrapped(choice.does, f"     {choice.verdict:<12}", " " * 17)
    yield from _quoted("Draft to the author:", view.draft)
    for wait in view.draft_waits if view.draft else ():
        yield from _wrapped(f"It waits: {wait}", "   ", "   ")
    yield f"   Decide: {view.review_link or f'moderator decide {view.ref}'}"
    if view.permalink:
        yield f"   On the platform: {view.permalink}"
    yield f"   Ref {view.ref}"


def _quoted(title: str, text: str) -> Iterator[str]:
    """Each line carries a bar, so that no comment can pass for a part of the mail."""
    if not text:
        return
    yield f"   {title}"
    for line in text.split("\n"):
        yield from textwrap.wrap(line, _WIDTH, initial_indent="   | ", subsequent_indent="   | ") or ["   |"]


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest) or [first]


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        for line in lines:
            yield from _wrapped(line, "- ", "  ")


def _html(
    digest: Digest, views: Sequence[ItemView], summary: str, health: Sequence[str], incidents: Sequence[str]
) -> str:
    template = environment().get_template("digest.html")
    shell = {
        "title": f"Moderation: {summary}",
        "summary": f"{summary[:1].upper()}{summary[1:]}",
        "name": ours_on_one_line(digest.to.name),
        "when": _when(digest.at, digest.zone),
        "health": _short(health),
        "incidents": _short(incidents),
    }
    size = len(template.render(shell, full=(), short=(), left=0).encode())
    full: list[Markup] = []
    for view in views:
        card = Markup(environment().get_template("item.html").render(item=view))  # noqa: S704 - rendered with escaping
        size += len(card.encode())
        if size > _FULL_ITEMS_UP_TO:
            size -= len(card.encode())
            break
        full.append(card)
    short: list[ItemView] = []
    for view in views[len(full) :]:
        size += len(environment().get_template("short.html").render(item=view).encode())
        if size > _SHORT_ITEMS_UP_TO:
            break
        short.append(view)
    return template.render(shell, full=full, short=short, left=len(views) - len(full) - len(short))


def _short(lines: Sequence[str]) -> list[str]:
    """As many lines as an HTML part bears; it says how many more the text holds."""
    kept = [line if len(line) <= _LINE_LENGTH else f"{line[:_LINE_LENGTH]} ..." for line in lines[:_LINES_IN_HTML]]
    left = len(lines) - len(kept)
    return [*kept, f"and {left} more: they are in the plain text of this mail"] if left else kept


def _when(at: datetime, zone: str) -> str:
    return moment(at, zone).en
