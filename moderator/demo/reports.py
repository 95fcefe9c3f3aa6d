"""The weekly reports of the demonstration, and the pages that one looks at afterwards: digest, review page, report."""

import base64
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

from moderator.demo.theatre import Theatre, begins
from moderator.domain.week import week_of
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.weekly import page_name, weekly_page
from moderator.reporting import pictures_of
from moderator.tasks.weekly import by_manager, report_of

#: The week's mail and page, the digest and the review page, each a file that needs nothing else to be read.
DIGEST, REVIEW, MAIL = "digest.html", "review.html", "weekly-mail.html"
_DIGESTS, _REPORTS = "Moderation: ", "Moderation, week "
#: What the most telling item of a digest is called there and on its page.
ALLEGATION = "Allegation about somebody"


def weekly_reports(theatre: Theatre) -> tuple[WeeklyReport, ...]:
    """Every manager's report of every week that was played, counted as the daemon counts it."""
    now, council = theatre.clock(), theatre.council
    first, last = (week_of(council.local_day(at)) for at in (begins(theatre.story), now))
    weeks = [first]
    while weeks[-1] < last:
        weeks.append(weeks[-1].after)
    managers = by_manager(council.runnable)
    with theatre.app.store.reading() as looking:
        return tuple(
            report_of(looking, to, theirs, week, theatre.app.reporting, now)
            for week in weeks
            for to, theirs in managers.items()
        )


def write_pages(theatre: Theatre, reports: Iterable[WeeklyReport], review_page: str, folder: Path) -> Path:
    """Write everything that is shown beside the demonstration's own page; the folder of the weekly reports."""
    weekly = folder / "weekly"
    weekly.mkdir(exist_ok=True)
    for report in reports:
        person = report.to.email.partition("@")[0].replace(".", "-")
        _write(weekly / page_name(report).replace(".html", f"-{person}.html"), weekly_page(report, pictures_of(report)))
    mails = theatre.sink.messages()
    telling = min(filter(has_items, mails), key=_tells, default=None)
    if telling is not None:
        _write(folder / DIGEST, _html(telling))
    _write(folder / REVIEW, review_page)
    for mail in mails:
        if str(mail["Subject"]).startswith(_REPORTS):
            _write(folder / MAIL, _html(mail))
            break
    return weekly


def has_items(mail: EmailMessage) -> bool:
    """Whether it is a digest with something to decide."""
    subject = str(mail["Subject"])
    return subject.startswith(_DIGESTS) and " to decide" in subject and "nothing to decide" not in subject


def _tells(mail: EmailMessage) -> int:
    """How far down its first allegation stands: the nearer to the top, the more a glance at it tells."""
    place = _html(mail).find(ALLEGATION)
    return place if place >= 0 else 1_000_000


def _html(mail: EmailMessage) -> str:
    """The mail's HTML with its pictures inside it, as a mail program shows it."""
    part = mail.get_body(("html",))
    html = str(part.get_content()) if part is not None else ""
    for picture in mail.walk():
        name = str(picture["Content-ID"] or "").strip("<>")
        content = picture.get_payload(decode=True) if name else None
        if isinstance(content, bytes):
            drawn = base64.b64encode(content).decode()
            html = html.replace(f"cid:{name}", f"data:{picture.get_content_type()};base64,{drawn}")
    return html


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", errors="backslashreplace")
