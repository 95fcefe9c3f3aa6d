"""The manager's mail once a week, and the same as a page that needs nothing else to be read."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from moderator.domain.effects import MailFile, SendMail
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.templating import environment
from moderator.mail.weekly_parts import subject_of, weekly_parts
from moderator.mail.weekly_shape import Grid, Section, WeeklyParts, said_in
from moderator.mail.weekly_text import ALL_IS_WELL, ATTENTION, COUNTED, MADE_BY, weekly_text
from moderator.mail.welsh import UNREVIEWED, sayings

#: Rows of one table in the mail's HTML; the text and the page have all of them.
_MOST_ROWS = 25


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, drawn for a mail and for a page."""

    png: bytes
    #: An SVG element.
    svg: str


#: Chart's name -> what was drawn; empty where nothing can be drawn.
Pictures = Mapping[str, Picture]


def weekly_mail(report: WeeklyReport, pictures: Pictures, *, attaches_page: bool = True) -> SendMail:
    """The report as one mail. Everything is in the text; the charts stand in the HTML with their words beside them."""
    language = report.to.language
    files = [
        MailFile(f"{name}.png", "image/png", base64.b64encode(picture.png).decode(), cid=_cid(name))
        for name, picture in pictures.items()
    ]
    if attaches_page:
        page = base64.b64encode(weekly_page(report, pictures).encode("utf-8", "backslashreplace")).decode()
        files.append(MailFile(page_name(report), "text/html", page))
    return SendMail(
        key=report.key,
        to=report.to.email,
        subject=sayings(language)[0][1](subject_of(report)),
        text=weekly_plain(report, language),
        html=_html(report, _shorter, {name: f"cid:{_cid(name)}" for name in pictures}, {}),
        files=tuple(files),
    )


def weekly_page(report: WeeklyReport, pictures: Pictures) -> str:
    """The whole report as one HTML text: no script, no outside address, no font, no picture from elsewhere."""
    # Drawn by us from numbers and the council's own titles.
    drawn = {name: Markup(picture.svg) for name, picture in pictures.items()}  # noqa: S704
    return _html(report, _whole, {}, drawn)


def weekly_plain(report: WeeklyReport, language: str = "en") -> str:
    """The report as text, in one language or in both."""
    parts = weekly_parts(report)
    return f"\n\n{'=' * 76}\n\n".join("\n".join(weekly_text(parts, say, code)) for code, say in sayings(language))


def page_name(report: WeeklyReport) -> str:
    return f"moderation-{report.week}.html"


def _cid(name: str) -> str:
    return f"{name}@weekly.report"


def _html(
    report: WeeklyReport,
    cut: Callable[[WeeklyParts], WeeklyParts],
    sources: Mapping[str, str],
    drawn: Mapping[str, Markup],
) -> str:
    parts = cut(weekly_parts(report))
    spoken = [(code, say, said_in(parts, say)) for code, say in sayings(report.to.language)]
    return (
        environment()
        .get_template("weekly.html")
        .render(
            title=spoken[0][1](subject_of(report)),
            language=spoken[0][0],
            spoken=spoken,
            sources=sources,
            drawn=drawn,
            attention_title=ATTENTION,
            all_is_well=ALL_IS_WELL,
            closing=(COUNTED, MADE_BY),
            unreviewed=UNREVIEWED,
        )
    )


def _whole(parts: WeeklyParts) -> WeeklyParts:
    return parts


def _shorter(parts: WeeklyParts) -> WeeklyParts:
    return replace(parts, sections=tuple(_short_section(section) for section in parts.sections))


def _short_section(section: Section) -> Section:
    bullets = section.bullets[:_MOST_ROWS]
    left = len(section.bullets) - len(bullets)
    more = (f"and {left} more: they are in the plain text of this mail",) if left else ()
    return replace(section, grids=tuple(_short(grid) for grid in section.grids), bullets=(*bullets, *more))


def _short(grid: Grid) -> Grid:
    left = len(grid.rows) - _MOST_ROWS
    if left <= 0:
        return grid
    caption = f"{grid.caption} (the first {_MOST_ROWS}; {left} more are in the plain text of this mail)"
    return replace(grid, caption=caption, rows=grid.rows[:_MOST_ROWS])
