"""What the weekly report is made of: sections of sentences and tables, and the same in another language."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderator.mail.welsh import Say

#: Heads a column of titles.
PROFILE = "Profile"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a caption; the first cell of a row names it."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    bullets: tuple[str, ...] = ()
    #: Names of its charts, and what each shows in words for whoever cannot see it.
    charts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeeklyParts:
    title: str
    about: str
    #: What to act on; empty when all is well.
    attention: tuple[str, ...]
    sections: tuple[Section, ...]


def said_in(parts: WeeklyParts, say: Say) -> WeeklyParts:
    """The same in another language; what profiles are called stays."""
    sections = tuple(_said(one, say) for one in parts.sections)
    return WeeklyParts(say(parts.title), say(parts.about), _each(parts.attention, say), sections)


def _said(section: Section, say: Say) -> Section:
    return Section(
        say(section.title),
        _each(section.paragraphs, say),
        tuple(_grid_said(grid, say) for grid in section.grids),
        _each(section.bullets, say),
        tuple((name, say(words)) for name, words in section.charts),
    )


def _grid_said(grid: Grid, say: Say) -> Grid:
    names_profiles = grid.headers[0] == PROFILE
    rows = (((row[0] if names_profiles else say(row[0])), *_each(row[1:], say)) for row in grid.rows)
    return Grid(say(grid.caption), _each(grid.headers, say), tuple(rows))


def _each(sentences: Sequence[str], say: Say) -> tuple[str, ...]:
    return tuple(map(say, sentences))
