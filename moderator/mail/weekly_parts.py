"""The weekly report in words and tables, before it becomes plain text, HTML or a page: all tell the same from it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from moderator.domain.shown import ours_on_one_line
from moderator.domain.spoken import moment
from moderator.domain.weekly_figures import Figures, Kept, Times
from moderator.domain.weekly_report import ProfileWeek, WeeklyReport, attention
from moderator.mail import weekly_words as say
from moderator.mail.weekly_shape import PROFILE, Grid, Section, WeeklyParts
from moderator.mail.weekly_trouble import trouble

#: Names of the charts; ``moderator.charts`` draws them.
DAYS, PROMISES, LANGUAGES = "days", "promises", "languages"


def weekly_parts(report: WeeklyReport) -> WeeklyParts:
    """Everything the report tells."""
    so_far = "" if report.is_whole else " so far"
    counted = moment(report.at, report.zone).en
    sections = (
        _volumes(report),
        _criticism(report),
        _promises(report),
        _people(report),
        _waiting(report),
        _accounts(report),
        _failures(report),
        _duties(report),
    )
    return WeeklyParts(
        title=f"The week{so_far}: {report.week.in_words}",
        about=f"For {ours_on_one_line(report.to.name)}. Week {report.week}, counted {counted}.",
        attention=tuple(ours_on_one_line(sentence) for sentence in attention(report)),
        sections=tuple(_with_before(section, report) for section in sections if section is not None),
    )


def subject_of(report: WeeklyReport) -> str:
    """Counts only; never a word of any comment."""
    broken = report.this.acknowledged.broken + sum(one.broken for one in report.this.others.values())
    seen = f"{report.this.seen} comment{'' if report.this.seen == 1 else 's'}"
    missed = f"{broken or 'no'} promise{'' if broken == 1 else 's'} missed"
    return f"Moderation, week {report.week}: {seen}, {missed}"


def _volumes(report: WeeklyReport) -> Section:
    rows = [
        ("Comments seen", "seen"),
        ("Edits judged again", "edits"),
        ("Left up", "left_up"),
        ("Left up, queued for a person", "queued"),
        ("Hidden by the daemon", "hidden"),
        ("Hidden by people", "hidden_by_people"),
        ("Put back", "restored"),
    ]
    if report.this.in_shadow or (report.before and report.before.in_shadow):
        rows.append(("In shadow mode: would have been hidden or queued", "in_shadow"))
    grid = Grid(
        "Comments and what became of them",
        ("", "This week" if report.is_whole else "This week so far", _before_title(report)),
        tuple((title, str(getattr(report.this, name)), _was(report.before, name)) for title, name in rows),
    )
    busiest = max(report.days, key=lambda day: day.left_up + day.queued + day.hidden)
    said = "Comments judged on each day. " + ", ".join(
        f"{day.day:%A}: {day.left_up} left up, {day.queued} queued, {day.hidden} hidden" for day in report.days
    )
    paragraphs = []
    if report.began_at is not None:
        began = moment(report.began_at, report.zone).en
        paragraphs.append(f"The daemon began on {began}: what was before is not counted.")
    elif report.before is None and report.ran:
        paragraphs.append("The daemon did not run the week before, so there is nothing to compare.")
    charts = ((DAYS, f"{said}."),) if busiest.left_up + busiest.queued + busiest.hidden else ()
    return Section("Comments", tuple(paragraphs), (grid,), charts=charts)


def _criticism(report: WeeklyReport) -> Section:
    found = report.criticised
    sentences = [f"Criticism of the council: seen {found.seen}, hidden for it {found.hidden_for_it}."]
    if found.hidden_for_something_else:
        sentences.append(
            f"{_of_them(found.hidden_for_something_else)} hidden because the same comment also threatened, exposed, "
            "abused or accused a person."
        )
    if found.hidden_by_people:
        sentences.append(f"{_of_them(found.hidden_by_people)} hidden by people, who answer for that themselves.")
    return Section("Criticism of the council", tuple(sentences))


def _of_them(number: int) -> str:
    return f"{number} of them {'was' if number == 1 else 'were'}"


def _promises(report: WeeklyReport) -> Section:
    now = report.this
    paragraphs = [
        "A promise counts in the week in which it was kept or fell due. Acknowledged in time means by the end of the "
        "next working day."
    ]
    if now.by_explanation:
        paragraphs.append(
            f"{now.by_explanation} of them by the explanation of a hide, which the daemon sends; they are left out of "
            "the times below."
        )
    by_profile = Grid(
        "Acknowledged in time, by profile",
        (PROFILE, "In time", "Late", "Not yet", _before_title(report)),
        tuple(
            (one.title, *_kept(one.this.acknowledged), _kept_before(one.before))
            for one in _worst_first(report.profiles)
        ),
    )
    by_language = Grid(
        "Acknowledged in time, by language of the comment",
        ("Language", "In time", "Late", "Not yet", "Working time it took people"),
        tuple(
            (
                say.language(language),
                *_kept(now.by_language.get(language, Kept())),
                say.times(now.took.get(language, Times())),
            )
            for language in report.languages
        ),
    )
    others = Grid(
        "Other promises",
        ("Promise", "In time", "Late", "Not yet"),
        tuple((say.PROMISES.get(kind, kind), *_kept(found)) for kind, found in now.others.items()),
    )
    charts = [(PROMISES, _promises_said(report))] if now.acknowledged.share.whole else []
    if any(found.count for found in now.took.values()):
        charts.append((LANGUAGES, _languages_said(report)))
    grids = (by_profile, by_language, others) if others.rows else (by_profile, by_language)
    return Section("Promises to residents", tuple(paragraphs), grids, charts=tuple(charts))


def _people(report: WeeklyReport) -> Section:
    now, before = report.this.reviewed, report.before.reviewed if report.before else None
    rows = (
        ("Hides that a person looked at and put back", "hides"),
        ("Appeals answered, the hide upheld", "appeals"),
        ("Decisions that a person looked at and changed", "overridden"),
    )
    grid = Grid(
        "What people made of the machine's decisions",
        ("", "This week", _before_title(report)),
        tuple(
            (title, say.share(getattr(now, name)), say.share(getattr(before, name)) if before else "-")
            for title, name in rows
        ),
    )
    return Section("People and the machine", (), (grid,))


def _waiting(report: WeeklyReport) -> Section:
    waiting, urgent = report.this.waiting, report.this.urgent
    sentences = []
    if waiting.count and waiting.oldest is not None:
        oldest = say.ago(waiting.oldest, report.at, report.zone)
        sentences.append(f"{waiting.count} waited for a decision at the end; the oldest since {oldest}.")
    else:
        sentences.append("Nothing waited for a decision at the end.")
    if waiting.overdue:
        sentences.append(
            f"{waiting.overdue} promises, of this week or earlier, are past their time and still not kept."
        )
    if urgent.count:
        answered = f"answered in {say.times(urgent.answered)}" if urgent.answered.count else "none answered"
        still = f"; {urgent.unanswered} not answered" if urgent.unanswered and urgent.answered.count else ""
        sentences.append(f"Urgent pages, at any hour: {urgent.count}, {answered}{still}.")
    else:
        sentences.append("No urgent page was sent.")
    return Section("What waits, and what could not wait", tuple(sentences))


def _accounts(report: WeeklyReport) -> Section:
    grid = Grid(
        "How fresh each account is",
        (PROFILE, "Mode", "Last read", "Newest from the council", "Newest comment"),
        tuple(_account(one, report) for one in report.profiles),
    )
    return Section("Accounts", (), (grid,))


def _account(one: ProfileWeek, report: WeeklyReport) -> tuple[str, ...]:
    def told(at: object) -> str:
        return say.ago(at, report.at, report.zone)  # type: ignore[arg-type]

    read = "by hand" if one.is_unread else told(one.last_seen.polled_at)
    mode = say.MODES.get(one.mode, one.mode)
    return one.title, mode, read, told(one.last_seen.wrote_at), told(one.last_seen.commented_at)


def _failures(report: WeeklyReport) -> Section:
    found = tuple(trouble(report))
    return Section("What went wrong", () if found else ("Nothing that the daemon knows of.",), bullets=found)


def _duties(report: WeeklyReport) -> Section | None:
    if not report.duties:
        return None
    # No line of a mail begins with "From ": programs that store mails put a mark before it.
    said = "What else the council's guidance asks for. Tick one off with: moderator duties done NAME"
    return Section("Other duties", (said,), bullets=tuple(ours_on_one_line(one) for one in report.duties))


def _kept(found: Kept) -> tuple[str, str, str]:
    return say.in_time(found), str(found.late), str(found.unanswered)


def _kept_before(before: Figures | None) -> str:
    return "-" if before is None else say.in_time(before.acknowledged)


def _was(before: Figures | None, name: str) -> str:
    return "-" if before is None else str(getattr(before, name))


def _with_before(section: Section, report: WeeklyReport) -> Section:
    """Where there was no week before, no table has a column for it."""
    if report.before is not None:
        return section
    title = _before_title(report)
    grids = (
        replace(one, headers=one.headers[:-1], rows=tuple(row[:-1] for row in one.rows))
        if one.headers[-1] == title
        else one
        for one in section.grids
    )
    return replace(section, grids=tuple(grids))


def _before_title(report: WeeklyReport) -> str:
    return "Week before" if report.is_whole else "Whole week before"


def _worst_first(profiles: Sequence[ProfileWeek]) -> list[ProfileWeek]:
    return sorted(profiles, key=lambda one: (-one.this.acknowledged.broken, one.title))


def _promises_said(report: WeeklyReport) -> str:
    def each() -> Iterator[str]:
        for one in _worst_first(report.profiles):
            found = one.this.acknowledged
            yield f"{one.title}: {found.in_time} in time, {found.late} late, {found.unanswered} not yet"

    return "Acknowledgements by profile. " + "; ".join(each()) + "."


def _languages_said(report: WeeklyReport) -> str:
    each = (f"{say.language(name)}: {say.times(found)}" for name, found in report.this.took.items() if found.count)
    return "Working time until a person acknowledged, by language, against the promise. " + "; ".join(each) + "."
