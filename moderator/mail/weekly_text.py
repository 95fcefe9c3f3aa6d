"""The weekly report as plain text: complete, tables as lines that a screen reader can follow."""

import textwrap
from collections.abc import Iterator

from moderator.mail.weekly_shape import Grid, Section, WeeklyParts, said_in
from moderator.mail.welsh import UNREVIEWED, Say, in_english

_WIDTH = 76
ALL_IS_WELL = "Nothing needs your attention."
ATTENTION = "Needs your attention"
COUNTED = "Every figure is counted from what the daemon recorded when it happened."
MADE_BY = "This mail was made by a machine. Nothing in it acts when it is opened."


def weekly_text(english: WeeklyParts, say: Say = in_english, language: str = "en") -> Iterator[str]:
    """Line by line, in one language."""
    parts = said_in(english, say)
    yield from _wrapped(parts.title, "", "")
    yield from _wrapped(parts.about, "", "")
    yield ""
    if parts.attention:
        yield say(ATTENTION)
        for sentence in parts.attention:
            yield from _wrapped(sentence, "- ", "  ")
    else:
        yield say(ALL_IS_WELL)
    for section in parts.sections:
        yield ""
        yield "-" * _WIDTH
        yield from _section(section)
    yield ""
    yield from _wrapped(say(COUNTED), "", "")
    yield from _wrapped(say(MADE_BY), "", "")
    if language == "cy":
        yield UNREVIEWED


def _section(section: Section) -> Iterator[str]:
    yield section.title
    for paragraph in section.paragraphs:
        yield from _wrapped(paragraph, "", "")
    for grid in section.grids:
        yield ""
        yield from _grid(grid)
    for bullet in section.bullets:
        yield from _wrapped(bullet, "- ", "  ")


def _grid(grid: Grid) -> Iterator[str]:
    yield f"{grid.caption}:"
    for row in grid.rows:
        if not grid.headers[0]:
            before = "".join(f" ({grid.headers[2].lower()}: {cell})" for cell in row[2:])
            yield from _wrapped(f"{row[0]}: {row[1]}{before}", "  ", "    ")
            continue
        cells = ", ".join(f"{header.lower()} {cell}" for header, cell in zip(grid.headers[1:], row[1:], strict=True))
        yield from _wrapped(f"{row[0]}: {cells}", "  ", "    ")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    # Names and commands are there to be copied: nothing is broken at a hyphen.
    folded = textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return folded or [first]
