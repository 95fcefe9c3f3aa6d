"""The moderator's mail: what waits for a decision, complete in plain text and calm in HTML."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from moderator.domain.choices import Choice
from moderator.domain.digest import Digest, ProfileHealth
from moderator.domain.effects import SendMail
from moderator.domain.item_view import ItemView, view_of
from moderator.domain.shown import ours_on_one_line
from moderator.domain.spoken import clock_time, due_time, moment
from moderator.mail.choosing import Choosing, choosing_among
from moderator.mail.templating import environment

#: Mail programs cut a message off at about 100 kB; nothing of ours may be cut off.
HTML_LIMIT = 90_000
_FULL_ITEMS_UP_TO = 70_000
_SHORT_ITEMS_UP_TO = 86_000
_LINES_IN_HTML = 40
_LINE_LENGTH = 150
_WIDTH = 76
_NEWS = "To do by hand, and other news"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A digest in words, before it becomes text or HTML."""

    title: str
    about: str
    #: Each item with the letter of its set of choices.
    views: tuple[tuple[ItemView, str], ...]
    choosing: Choosing
    health: tuple[str, ...]
    incidents: tuple[str, ...]


def render_digest(digest: Digest) -> SendMail:
    """The digest as one mail. Every item is in the text; the HTML holds as many as fit and says where the rest is."""
    summary = _summary(digest)
    items = digest.in_order
    choosing = choosing_among(items)
    parts = _Parts(
        title=f"{summary[:1].upper()}{summary[1:]}",
        about=f"{ours_on_one_line(digest.to.name)}, {moment(digest.at, digest.zone).en}",
        views=tuple(
            (view_of(item, number, digest.at, digest.zone), choosing.letter_of(item))
            for number, item in enumerate(items, start=1)
        ),
        choosing=choosing,
        health=tuple(_health_line(profile, digest) for profile in digest.health),
        incidents=tuple(ours_on_one_line(incident) for incident in digest.incidents),
    )
    subject = f"Moderation: {summary}"
    return SendMail(
        key=digest.key, to=digest.to.email, subject=subject, text="\n".join(_text(parts)), html=_html(parts, subject)
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
        parts.append(f"next due {due_time(min(ahead), digest.at, digest.zone)}")
    return ", ".join(parts)


def _health_line(profile: ProfileHealth, digest: Digest) -> str:
    account = ours_on_one_line(profile.account)
    if profile.note:
        read = ours_on_one_line(profile.note)
    elif profile.last_poll_at is None:
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


def _text(parts: _Parts) -> Iterator[str]:
    yield f"Moderation digest for {parts.about}"
    yield ""
    yield f"{parts.title}."
    for view, letter in parts.views:
        yield ""
        yield "-" * _WIDTH
        yield from _item_text(view, letter)
    yield ""
    yield "-" * _WIDTH
    yield from _choosing_text(parts.choosing)
    yield from _listed(_NEWS, parts.incidents)
    yield from _listed("Accounts", parts.health)
    yield ""
    yield "Opening a link changes nothing; the page asks first and wants the item's code."
    yield "This mail was made by a machine. Forwarding it gives nobody the power to decide."


def _item_text(view: ItemView, letter: str) -> Iterator[str]:
    yield f"{view.number}. {view.account}   code {view.code}"
    yield from (f"   {clock}" for clock in view.clocks)
    yield f"   {view.facts}"
    yield from _quoted("The comment:", view.comment)
    yield from _quoted("It answers:", view.parent)
    yield from _reasons_text(view)
    yield from _quoted("Draft to the author:", view.draft)
    for wait in view.draft_waits if view.draft else ():
        yield from _wrapped(f"It waits: {wait}", "   ", "   ")
    if view.choices:
        names = ", ".join(choice.verdict for choice in view.choices)
        yield from _wrapped(f"You may choose: {names}. What each does: see {letter} below.", "   ", "   ")
    yield f"   Decide: {view.review_link or f'moderator decide {view.ref}'}"
    if view.permalink:
        yield f"   On the platform: {view.permalink}"
    yield f"   Ref {view.ref}"


def _reasons_text(view: ItemView) -> Iterator[str]:
    if view.reasons or view.other_reasons:
        yield "   Why it is here:"
    for reason in view.reasons:
        yield from _wrapped(f"{reason.title}: {reason.why} [{reason.rules}]", "   - ", "     ")
        for words in reason.words:
            yield from _wrapped(words, "       ", "         ")
    for other in view.other_reasons:
        yield from _wrapped(other, "   - ", "     ")


def _choosing_text(choosing: Choosing) -> Iterator[str]:
    if choosing.sets:
        yield ""
        yield "What each choice does, and who still sees the comment"
    for one in choosing.sets:
        yield ""
        yield from _wrapped(f"{one.letter}. {one.where}", "", "   ")
        yield from _choices_text(one.choices)
    if choosing.everywhere:
        yield ""
        yield "In all of them"
        yield from _choices_text(choosing.everywhere)


def _choices_text(choices: Sequence[Choice]) -> Iterator[str]:
    for choice in choices:
        yield from _wrapped(choice.does, f"   {choice.verdict:<12}", " " * 15)


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


def _html(parts: _Parts, subject: str) -> str:
    template = environment().get_template("digest.html")
    shell = {
        "title": subject,
        "summary": parts.title,
        "about": parts.about,
        "choosing": parts.choosing,
        "news": _NEWS,
        "health": _short(parts.health),
        "incidents": _short(parts.incidents),
    }
    size = len(template.render(shell, full=(), short=(), left=0).encode())
    full: list[Markup] = []
    for view, letter in parts.views:
        card = Markup(environment().get_template("item.html").render(item=view, letter=letter))  # noqa: S704 - escaped
        size += len(card.encode())
        if size > _FULL_ITEMS_UP_TO:
            size -= len(card.encode())
            break
        full.append(card)
    short: list[ItemView] = []
    for view, _ in parts.views[len(full) :]:
        size += len(environment().get_template("short.html").render(item=view).encode())
        if size > _SHORT_ITEMS_UP_TO:
            break
        short.append(view)
    return template.render(shell, full=full, short=short, left=len(parts.views) - len(full) - len(short))


def _short(lines: Sequence[str]) -> list[str]:
    """As many lines as an HTML part bears; it says how many more the text holds."""
    kept = [line if len(line) <= _LINE_LENGTH else f"{line[:_LINE_LENGTH]} ..." for line in lines[:_LINES_IN_HTML]]
    left = len(lines) - len(kept)
    return [*kept, f"and {left} more: they are in the plain text of this mail"] if left else kept
