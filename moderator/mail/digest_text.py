"""The plain text of a digest: complete, whatever the HTML leaves out."""

import textwrap
from collections.abc import Iterator, Sequence

from moderator.domain.choices import Choice
from moderator.domain.item_view import ItemView
from moderator.mail.choosing import Choosing
from moderator.mail.parts import SAMPLE_LENGTH, DraftView, Entry, Parts

NEWS = "To do by hand, and other news"
SAMPLE = "Nothing was found in these"
DUTIES = "When there is time: the guidance's other duties"
_WIDTH = 76


def digest_text(parts: Parts) -> Iterator[str]:
    """Line by line."""
    if parts.answering:
        yield from parts.answering
        yield ""
    yield f"Moderation digest for {parts.about}"
    yield ""
    yield f"{parts.title}."
    yield f"{parts.title_cy}."
    for entry in parts.entries:
        yield ""
        yield "-" * _WIDTH
        yield from _entry(entry)
    yield ""
    yield "-" * _WIDTH
    yield from _choosing(parts.choosing)
    for draft in parts.drafts:
        yield from _draft(draft)
    yield from _sample(parts)
    yield from _listed(NEWS, parts.incidents)
    yield from _listed("Accounts", parts.health)
    yield from _listed(DUTIES, parts.duties)
    yield ""
    yield "Opening a link changes nothing; the page asks first and wants the item's code."
    yield "This mail was made by a machine. Forwarding it gives nobody the power to decide."


def _entry(entry: Entry) -> Iterator[str]:
    view = entry.view
    yield f"{view.number}. {view.account}   code {view.code}"
    yield from (f"   {clock}" for clock in view.clocks)
    yield f"   {view.facts}"
    if view.earlier:
        yield f"   {view.earlier}"
    yield from _quoted("The comment:", view.comment)
    yield from _quoted("It answers:", view.parent)
    yield from _reasons(view)
    if entry.draft:
        yield f"   Draft to the author: see draft {entry.draft} below."
    for wait in entry.waits:
        yield from _wrapped(f"It waits: {wait}", "   ", "   ")
    if view.choices:
        names = ", ".join(choice.verdict for choice in view.choices)
        yield from _wrapped(f"You may choose: {names}. What each does: see {entry.letter} below.", "   ", "   ")
    yield f"   Decide: {view.review_link or f'moderator decide {view.ref}'}"
    if view.permalink:
        yield f"   On the platform: {view.permalink}"
    yield f"   Ref {view.ref}"


def _reasons(view: ItemView) -> Iterator[str]:
    if view.reasons or view.other_reasons:
        yield "   Why it is here:"
    for reason in view.reasons:
        yield from _wrapped(f"{reason.title}: {reason.why} [{reason.rules}]", "   - ", "     ")
        for words in reason.words:
            yield from _wrapped(words, "       ", "         ")
    for other in view.other_reasons:
        yield from _wrapped(other, "   - ", "     ")


def _choosing(choosing: Choosing) -> Iterator[str]:
    if choosing.sets:
        yield ""
        yield "What each choice does, and who still sees the comment"
    for one in choosing.sets:
        yield ""
        yield from _wrapped(f"{one.letter}. {one.where}", "", "   ")
        yield from _choices(one.choices)
    if choosing.everywhere:
        yield ""
        yield "In all of them"
        yield from _choices(choosing.everywhere)


def _choices(choices: Sequence[Choice]) -> Iterator[str]:
    for choice in choices:
        yield from _wrapped(choice.does, f"   {choice.verdict:<12}", " " * 15)


def _draft(draft: DraftView) -> Iterator[str]:
    yield ""
    yield f"Draft {draft.number}{f': {draft.kind}' if draft.kind else ''}"
    yield from _wrapped(draft.note, "   ", "   ")
    yield from _quoted("", draft.text)
    for wait in draft.waits:
        yield from _wrapped(f"It waits: {wait}", "   ", "   ")


def _sample(parts: Parts) -> Iterator[str]:
    if not parts.sample:
        return
    yield ""
    yield SAMPLE
    yield from _wrapped(parts.sample_note, "", "")
    for view in parts.sample:
        yield f"{view.number}. {view.account}"
        yield from _quoted("", view.comment[:SAMPLE_LENGTH])
        yield f"   Ref {view.ref}"


def _quoted(title: str, text: str) -> Iterator[str]:
    """Each line carries a bar, so that no comment can pass for a part of the mail."""
    if not text:
        return
    if title:
        yield f"   {title}"
    for line in text.split("\n"):
        yield from textwrap.wrap(line, _WIDTH, initial_indent="   | ", subsequent_indent="   | ") or ["   |"]


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    # Names and commands are there to be copied: nothing is broken at a hyphen.
    folded = textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return folded or [first]


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        for line in lines:
            yield from _wrapped(line, "- ", "  ")
