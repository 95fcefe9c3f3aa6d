"""Mails to staff in Welsh: whole sentences, what varies carried over, names untouched, and marked as not reviewed."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from mail_examples import AT, OFFICER
from weekly_examples import MANAGER, MONDAY, X, a_promise, a_report, an_incident, hours

from moderator.domain.answered import AnsweredLine, AnswerLetter, ChangedItem
from moderator.domain.effects import SendMail
from moderator.domain.orders import orders_in
from moderator.domain.policy import HouseRule
from moderator.domain.weekly_facts import Criticised
from moderator.domain.weekly_figures import Share, Times, Urgent, Waiting
from moderator.mail.answer import answer_mail
from moderator.mail.digest import HTML_LIMIT
from moderator.mail.weekly import weekly_mail
from moderator.mail.weekly_parts import subject_of, weekly_parts
from moderator.mail.weekly_shape import WeeklyParts
from moderator.mail.weekly_text import ALL_IS_WELL, ATTENTION, COUNTED, MADE_BY
from moderator.mail.welsh import UNREVIEWED, Welsh, welsh

CATALOGUE = tomllib.loads((files("moderator.mail") / "templates" / "cy.toml").read_text(encoding="utf-8"))
GAP = re.compile(r"\{[a-z_]+\}")
RULES = (HouseRule("abuse", "No abuse.", "Dim sarhad.", "the rights of others"),)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("en", CATALOGUE["sentences"])
def test_every_welsh_sentence_carries_over_what_its_english_carries(en: str) -> None:
    cy = CATALOGUE["sentences"][en]

    assert sorted(GAP.findall(cy)) == sorted(GAP.findall(en))
    assert cy.strip() == cy != ""


def test_the_catalogue_says_that_nobody_has_reviewed_it() -> None:
    assert CATALOGUE["reviewed"] is False


@pytest.mark.parametrize(
    ("en", "cy"),
    [
        ("The week: Monday 16 to Sunday 22 November 2026", "Yr wythnos: Dydd Llun 16 i Dydd Sul 22 Tachwedd 2026"),
        ("2 days 4 h in the middle, 12 min at most", "2 diwrnod 4 awr yn y canol, 12 mun ar y mwyaf"),
        ("Thu 19 Nov, 3 days before", "Iau 19 Tach, 3 diwrnod ynghynt"),
        ("Done. A task was done by hand; undo it there.", "Wedi'i wneud. Gwnaed tasg â llaw; dadwnewch hi yno."),
        ("Nothing is known about this.", "Nothing is known about this."),
        ("Friends of the Parks", "Friends of the Parks"),
        ("Tell them to look at it", "Tell them to look at it"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_in_welsh_and_an_unknown_one_stays(en: str, cy: str) -> None:
    assert welsh()(en) == cy


def test_of_two_sentences_that_fit_the_fuller_one_is_meant() -> None:
    said = Welsh({"{one} done": "{one} A", "{one} well done": "{one} B"}, {})

    assert said("all well done") == "all B"


def test_a_name_that_reads_like_a_sentence_of_ours_stays_a_name() -> None:
    report = a_report(a_promise(took=None), titles=("Comments", "2 of 3"), to=replace(MANAGER, language="cy"))

    text = flat(weekly_mail(report, {}).text)

    assert "Comments: mewn pryd 0 o 1, hwyr 0, heb ddod 1" in text
    assert "2 of 3: mewn pryd dim" in text


# The weekly report.


def troubled():
    """A week in which everything happened that the report has a sentence for."""
    incidents = (
        an_incident("outage.began", detail="poll: AccessLost"),
        an_incident("outage.began", "x:2", "deliver: TryLater"),
        an_incident("outage.ended", "x:2", "deliver: after 12 minutes"),
        an_incident("mail.came_back", detail="5.1.1"),
        an_incident("message.undelivered"),
        an_incident("comment.unassessable"),
        an_incident("errand.escalated"),
        an_incident("errand.aside", detail="hide: given up"),
        an_incident("errand.unknown", detail="message: look"),
        an_incident("errand.task", detail="report: by hand"),
    )
    report = a_report(
        a_promise(),
        a_promise(took=30),
        a_promise(took=None),
        a_promise(X, language="cy", took=3),
        a_promise(kind="information_request", took=None),
        a_promise(by="explanation"),
        incidents=incidents,
        criticised=Criticised(5, 1, 2, 1),
        to=replace(MANAGER, language="cy"),
        began_at=MONDAY + hours(1),
    )
    figures = replace(
        report.this,
        in_shadow=2,
        urgent=Urgent(2, Times((timedelta(minutes=4),))),
        waiting=Waiting(3, MONDAY + hours(3), 2),
        reviewed=replace(report.this.reviewed, overridden=Share(0, 40)),
    )
    paused = replace(report.profiles[0], paused="the token has expired")
    unread = replace(report.profiles[1], is_unread=True)
    return replace(report, this=figures, profiles=(paused, unread))


def sentences_of(parts: WeeklyParts):
    yield from (parts.title, parts.about, *parts.attention, ATTENTION, ALL_IS_WELL, COUNTED, MADE_BY)
    for section in parts.sections:
        yield from (section.title, *section.paragraphs, *section.bullets, *(words for _, words in section.charts))
        for grid in section.grids:
            yield from (grid.caption, *grid.headers)
            for row in grid.rows:
                yield from row if grid.headers[0] != "Profile" else row[1:]


WEEKS = {
    "troubled": troubled,
    "quiet": a_report,
    "only Welsh": lambda: a_report(a_promise(X, language="cy")),
    "so far": lambda: replace(a_report(), is_whole=False, before=None),
}


@pytest.mark.parametrize("week", WEEKS)
def test_every_sentence_of_the_weekly_report_can_be_said_in_welsh(week: str) -> None:
    report = WEEKS[week]()
    said = [one for one in sentences_of(weekly_parts(report)) if one not in ("", "-") and not one.isdigit()]

    assert [one for one in (*said, subject_of(report)) if welsh()(one) == one] == []


def weekly(language: str) -> SendMail:
    return weekly_mail(replace(troubled(), to=replace(MANAGER, language=language)), {})


def test_a_manager_who_reads_welsh_gets_the_week_in_welsh_alone() -> None:
    mail = weekly("cy")

    assert mail.subject == "Cymedroli, wythnos 2026-W47: 17 sylw, 3 addewid wedi'u torri"
    assert '<html lang="cy">' in mail.html
    for told in (mail.text, mail.html):
        assert "Angen eich sylw" in told
        assert "Needs your attention" not in told
        assert UNREVIEWED in told


def test_a_manager_who_wants_both_gets_the_welsh_first() -> None:
    mail = weekly("both")

    for told in (mail.text, mail.html):
        assert told.index("Angen eich sylw") < told.index("Needs your attention")
        assert told.count(UNREVIEWED) == 1
    assert '<div lang="cy">' in mail.html
    assert '<div lang="en">' in mail.html
    assert len(mail.html.encode()) < HTML_LIMIT


def test_without_a_word_in_the_register_nothing_is_welsh() -> None:
    mail = weekly("en")

    assert UNREVIEWED not in mail.text + mail.html
    assert "Angen" not in mail.text + mail.html


# The answer to a reply.


def answered(language: str, *lines: AnsweredLine, **more) -> SendMail:
    to = replace(OFFICER, language=language)
    return answer_mail(AnswerLetter("answer:1", to, AT, lines, **more))


LINES = (
    AnsweredLine("3 cuddio sarhad", "Done.", is_done=True, which="Parks, code ab12."),
    AnsweredLine("4 iawn", "Nothing was changed: ann@council.example decided first on Monday 23 November 10:00: hide."),
    AnsweredLine("Done", "Nothing was done: it is not a decision."),
)


def test_an_answer_in_welsh_tells_of_every_line_and_repeats_the_line_as_it_was_written() -> None:
    mail = answered("cy", *LINES, unread=("5 ok",), changed=(ChangedItem(6, "Parks", "Old.", "New."),), is_back=True)

    assert mail.subject == "Cymedroli: eich ateb: 1 wedi'i wneud, 3 heb ei wneud"
    text = flat(mail.text)
    for told in (
        "3 cuddio sarhad Wedi'i wneud. Parks, cod ab12.",
        "4 iawn Ni newidiwyd dim: ann@council.example a benderfynodd gyntaf (Dydd Llun 23 Tachwedd 10:00): ei guddio.",
        "Done Ni wnaed dim: nid yw'n benderfyniad.",
        "5 ok Mae islaw dyfyniad",
        "6. Parks: mae'r geiriau wedi newid",
        "daw eich crynodebau atoch chi yn unig eto",
        UNREVIEWED,
    ):
        assert told in text, told
    for english in ("Nothing was", "To decide", "made by a machine"):
        assert english not in text


def test_an_answer_in_both_says_the_welsh_first_and_may_be_answered_like_any_other() -> None:
    mail = answered("both", *LINES, reply_token="token")

    assert mail.reply_token == "token"
    assert mail.text.index(UNREVIEWED) < mail.text.index("To decide, answer this mail")
    assert mail.text.startswith("Eich ateb: 1 wedi'i wneud, 2 heb ei wneud")


@pytest.mark.parametrize(
    "line", ["hello there", "all ok", "3 frobnicate", "3 ok then", "3 refer nobody", "3 hide weather"]
)
def test_every_reason_for_a_line_that_does_nothing_can_be_said_in_welsh(line: str) -> None:
    (misread,) = orders_in([line], RULES).misread

    sentence = f"Nothing was done: {misread.why}."

    said = welsh()(sentence)
    assert said.startswith("Ni wnaed dim: ")
    assert misread.why not in said
