"""A digest in words, before it becomes plain text or HTML: both tell the same from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from moderator.domain.digest import Digest, DigestItem, ProfileHealth
from moderator.domain.item_view import ItemView, view_of
from moderator.domain.orders import MARKER
from moderator.domain.shown import ours_on_one_line
from moderator.domain.spoken import clock_time, due_time, moment
from moderator.mail.choosing import Choosing, choosing_among

#: How to answer, a line in each language. N stands for a number, so that no program can read it as a decision.
HOW_TO_ANSWER = (
    "To decide, reply with a line for each: N ok, N hide RULE, N ack, N send, undo N",
    "I benderfynu, atebwch gyda llinell i bob un: N iawn, N cuddio RHEOL, N cydnabod, N anfon, dadwneud N",
)
#: More comments than this in the sample are cut: it is a look, not the work.
SAMPLE_LENGTH = 400
#: So many of the guidance's other duties are named: they never crowd out comments.
MOST_DUTIES = 3


@dataclass(frozen=True, slots=True)
class DraftView:
    """A drafted message that several items wait to send, shown once."""

    number: int
    #: "acknowledgement, en": which message, in which language.
    kind: str
    #: Numbers of the items that it is drafted for; the words are those of the first.
    items: tuple[int, ...]
    text: str
    #: Why it waits, where that is the same for all of them.
    waits: tuple[str, ...]

    @property
    def note(self) -> str:
        if len(self.items) == 1:
            return f"For item {self.items[0]}."
        return (
            f"As it reads for item {self.items[0]}; {len(self.items)} items wait to send it, each with its own times "
            "and reference. The page and moderator show have each one's words."
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with where its choices and its draft are explained."""

    view: ItemView
    #: Letter of its set of choices.
    letter: str
    #: Number of its draft; 0 for none.
    draft: int
    #: Why this one's draft waits, beyond what holds for all of its kind.
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    title: str
    title_cy: str
    about: str
    #: How to answer; empty where nobody reads answers. The first line is the one above which an answer is written.
    answering: tuple[str, ...]
    entries: tuple[Entry, ...]
    choosing: Choosing
    drafts: tuple[DraftView, ...]
    sample: tuple[ItemView, ...]
    sample_note: str
    health: tuple[str, ...]
    incidents: tuple[str, ...]
    #: The guidance's other duties: a few lines, the rest is named.
    duties: tuple[str, ...]


def parts_of(digest: Digest) -> Parts:
    """Everything the mail tells, in words that are harmless to look at."""
    items = digest.in_order
    choosing = choosing_among(items)
    views = [view_of(item, number, digest.at, digest.zone) for number, item in enumerate(items, start=1)]
    drafts = _drafts(items, views)
    by_item = {number: draft for draft in drafts for number in draft.items}
    summary = summary_of(digest)
    return Parts(
        title=f"{summary[:1].upper()}{summary[1:]}",
        title_cy=_summary_cy(digest),
        about=_about(digest),
        answering=(" / ".join(MARKER), *HOW_TO_ANSWER) if digest.reply_token else (),
        entries=tuple(
            _entry(view, choosing.letter_of(item), by_item.get(view.number))
            for item, view in zip(items, views, strict=True)
        ),
        choosing=choosing,
        drafts=drafts,
        sample=tuple(view_of(item, number, digest.at, digest.zone) for number, item in digest.numbered[len(items) :]),
        sample_note=_sample_note(digest),
        health=tuple(_health_line(profile, digest) for profile in digest.health),
        incidents=tuple(ours_on_one_line(incident) for incident in digest.incidents),
        duties=tuple(_duties(digest)),
    )


def summary_of(digest: Digest) -> str:
    """Counts and the nearest clock; never a word of any comment."""
    whose = f" for {ours_on_one_line(digest.instead_of.name)}, who is away" if digest.instead_of else ""
    if not digest.items:
        return f"nothing to decide{whose}"
    due = [item.due_at for item in digest.items if item.due_at is not None]
    overdue = sum(at < digest.at for at in due)
    parts = [f"{len(digest.items)} to decide{whose}"]
    if overdue:
        parts.append(f"{overdue} overdue")
    ahead = [at for at in due if at >= digest.at]
    if ahead:
        parts.append(f"next due {due_time(min(ahead), digest.at, digest.zone)}")
    return ", ".join(parts)


def _summary_cy(digest: Digest) -> str:
    """The same in Welsh."""
    whose = f" dros {ours_on_one_line(digest.instead_of.name)}, sydd i ffwrdd" if digest.instead_of else ""
    if not digest.items:
        return f"Dim i'w benderfynu{whose}"
    due = [item.due_at for item in digest.items if item.due_at is not None]
    overdue = sum(at < digest.at for at in due)
    ahead = [at for at in due if at >= digest.at]
    parts = [f"{len(digest.items)} i'w penderfynu{whose}"]
    parts += [f"{overdue} yn hwyr"] if overdue else []
    parts += [f"y nesaf erbyn {moment(min(ahead), digest.zone).cy}"] if ahead else []
    return ", ".join(parts)


def _about(digest: Digest) -> str:
    standing_in = f", standing in for {ours_on_one_line(digest.instead_of.name)}" if digest.instead_of else ""
    return f"{ours_on_one_line(digest.to.name)}{standing_in}, {moment(digest.at, digest.zone).en}"


def _drafts(items: Sequence[DigestItem], views: Sequence[ItemView]) -> tuple[DraftView, ...]:
    """One for each kind of draft, in the order in which the items first need them."""
    kinds: dict[str, list[ItemView]] = {}
    for item, view in zip(items, views, strict=True):
        if view.draft:
            kinds.setdefault(item.draft_kind or view.draft, []).append(view)
    return tuple(
        DraftView(
            number=number,
            kind=ours_on_one_line(kind) if kind != group[0].draft else "",
            items=tuple(view.number for view in group),
            text=group[0].draft,
            waits=tuple(one for one in group[0].draft_waits if all(one in view.draft_waits for view in group)),
        )
        for number, (kind, group) in enumerate(kinds.items(), start=1)
    )


def _entry(view: ItemView, letter: str, draft: DraftView | None) -> Entry:
    if draft is None:
        return Entry(view, letter, 0, ())
    return Entry(view, letter, draft.number, tuple(one for one in view.draft_waits if one not in draft.waits))


def _sample_note(digest: Digest) -> str:
    if not digest.sample:
        return ""
    answer = "answer with its number" if digest.reply_token else "use moderator decide"
    return (
        f"{len(digest.sample)} of {digest.sampled_from} comments since the last digest in which nothing was found, "
        f"drawn by chance. Should one of them not stand? Then {answer}."
    )


def _duties(digest: Digest) -> Iterator[str]:
    yield from (ours_on_one_line(duty) for duty in digest.duties[:MOST_DUTIES])
    left = len(digest.duties) - MOST_DUTIES
    if left > 0:
        yield f"and {left} more: moderator duties"


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
