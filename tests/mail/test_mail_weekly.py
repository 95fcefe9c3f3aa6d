"""The weekly report tells everything in text, stays calm and small in HTML, and draws what it counts."""

import base64
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from weekly_examples import MANAGER, MONDAY, WEEK, X, a_promise, a_report, an_incident, hours

from moderator.charts import charts
from moderator.domain.effects import SendMail
from moderator.domain.weekly_facts import Criticised
from moderator.domain.weekly_figures import Reviewed, Share
from moderator.domain.weekly_report import attention
from moderator.mail.digest import HTML_LIMIT
from moderator.mail.smtp import message_of
from moderator.mail.weekly import Picture, weekly_mail, weekly_page, weekly_plain
from moderator.store.codec import effect_from_json, effect_to_json

A_PICTURE = {"days": Picture(b"\x89PNG-days", '<svg viewBox="0 0 1 1"></svg>')}


class Page(HTMLParser):
    """What a screen reader needs: captions, headed rows and columns, words for pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_text_tells_every_figure_with_the_week_before() -> None:
    text = flat(weekly_plain(a_report(a_promise(), a_promise(took=30), a_promise(took=None), a_promise(X))))

    for said in (
        "The week: Monday 16 to Sunday 22 November 2026",
        "2 acknowledgements were not made in time: 1 came late, 1 had not come by the end.",
        "Comments seen: 17 (week before: 17)",
        "Left up: 12 (week before: 12)",
        "Hidden by the daemon: 1 (week before: 1)",
        "Criticism of the council: seen 5, hidden for it 0.",
        "The council on Facebook: in time 1 of 3, late 1, not yet 1, week before none",
        "The council on X: in time 1 of 1, late 0, not yet 0, week before none",
        "Welsh: in time none, late 0, not yet 0, working time it took people none",
        "English: in time 2 of 4, late 1, not yet 1, working time it took people 2 h to 30 h",
        "Nothing waited for a decision at the end.",
        "Nothing that the daemon knows of.",
    ):
        assert said in text, said


def test_where_there_was_no_week_before_no_table_speaks_of_it() -> None:
    text = flat(weekly_plain(replace(a_report(a_promise()), before=None)))

    assert "Comments seen: 17 Edits" in text
    assert "there is nothing to compare" in text
    assert text.count("week before") == 1


def test_a_good_week_says_so() -> None:
    assert "Nothing needs your attention." in weekly_plain(a_report(a_promise()))


def test_few_have_no_percentage_and_many_have() -> None:
    few = weekly_plain(a_report(*(a_promise() for _ in range(9))))
    many = weekly_plain(a_report(*(a_promise() for _ in range(39)), a_promise(took=None)))

    assert "%" not in few
    assert "39 of 40 (98%)" in flat(many)


def test_welsh_that_took_longer_is_told_where_there_is_enough_of_it() -> None:
    welsh = [a_promise(language="cy", took=5) for _ in range(10)]
    english = [a_promise(took=2) for _ in range(10)]

    assert a_report(*welsh, *english).is_welsh_slower
    assert not a_report(*welsh[:9], *english).is_welsh_slower
    assert any("Welsh must not lead to delay" in one for one in attention(a_report(*welsh, *english)))


def test_criticism_that_was_hidden_for_itself_stands_at_the_top() -> None:
    text = flat(weekly_plain(a_report(criticised=Criticised(seen=4, hidden_for_it=1))))

    assert text.index("1 comment was hidden for nothing but criticism") < text.index("seen 4, hidden for it 1")


def test_a_review_in_which_nobody_ever_disagrees_is_pointed_out() -> None:
    report = a_report()
    never = replace(report, this=replace(report.this, reviewed=Reviewed(overridden=Share(0, 20))))

    assert any("nobody ever disagrees" in one for one in attention(never))
    assert not any("nobody ever disagrees" in one for one in attention(report))


def test_what_went_wrong_is_told_by_kind_with_how_often() -> None:
    text = flat(
        weekly_plain(
            a_report(
                incidents=(
                    an_incident("outage.began", detail="poll: AccessLost"),
                    an_incident("outage.ended", detail="poll: after 90 minutes"),
                    an_incident("mail.came_back", "mail:digest:ann@council.example:1", "5.1.1"),
                    an_incident("errand.task", "mail:digest:ann@council.example:2", "mail: refused"),
                    an_incident("message.undelivered", "facebook:1/7"),
                )
            )
        )
    )

    assert "The council on Facebook: reading stopped once, over after 90 minutes." in text
    assert "Mails that were refused or came back: 2." in text
    assert "Explanations that could not be delivered to their authors: 1." in text


def test_the_subject_counts_and_says_nothing_else() -> None:
    assert weekly_mail(a_report(a_promise(took=None)), {}).subject == (
        "Moderation, week 2026-W47: 17 comments, 1 promise missed"
    )


def test_tables_are_captioned_and_headed_and_pictures_told_in_words() -> None:
    page = Page(weekly_mail(a_report(a_promise()), A_PICTURE).html)

    assert len(page.all("caption")) == len(page.all("table")) >= 5
    assert {attrs.get("scope") for attrs in page.all("th")} == {"row", "col"}
    (image,) = page.all("img")
    assert image["src"] == "cid:days@weekly.report"
    assert "Monday: " in str(image["alt"])
    assert [attrs["lang"] for attrs in page.all("html")] == ["en"]


def test_the_page_needs_nothing_else() -> None:
    page = Page(weekly_page(a_report(a_promise(), a_promise(X, took=30)), charts(a_report(a_promise()))))

    assert not page.all("script")
    assert not page.all("img")
    assert not page.all("link")
    outside = [value for _, attrs in page.tags for name, value in attrs.items() if name in ("src", "href")]
    assert [value for value in outside if value and not value.startswith("#")] == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(attrs.get("aria-label") for attrs in page.all("div") if attrs.get("role") == "img")


def test_a_hundred_profiles_stay_under_the_limit_and_the_text_has_them_all() -> None:
    titles = tuple(f"Profile number {number} of a council with <b>many</b> & more" for number in range(100))

    mail = weekly_mail(a_report(a_promise(), titles=titles), A_PICTURE)

    assert len(mail.html.encode()) < HTML_LIMIT
    assert "75 more are in the plain text" in mail.html
    assert "<b>many" not in mail.html
    assert all(f"Profile number {number} of" in flat(mail.text) for number in range(100))


def test_the_mail_travels_through_outbox_and_server_with_its_pictures_and_its_page() -> None:
    mail = weekly_mail(a_report(a_promise()), A_PICTURE)
    again = effect_from_json("mail", effect_to_json(mail), None, None)
    assert again == mail
    assert isinstance(again, SendMail)

    message = message_of(again, "moderator@council.example", MONDAY)

    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["image/png"]["Content-ID"] == "<days@weekly.report>"
    assert parts["image/png"].get_content() == b"\x89PNG-days"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == mail.text.strip()
    assert [part.get_filename() for part in message.iter_attachments()] == ["moderation-2026-W47.html"]
    page = base64.b64decode(mail.files[-1].content).decode()
    assert page.startswith("<!doctype html>")


def test_a_council_may_leave_the_page_out_of_the_mail() -> None:
    mail = weekly_mail(a_report(), A_PICTURE, attaches_page=False)

    assert [file.media_type for file in mail.files] == ["image/png"]


def test_every_chart_is_drawn_small_and_the_same_each_time() -> None:
    report = a_report(*(a_promise(took=number / 3) for number in range(12)), a_promise(X, language="cy", took=30))

    drawn = charts(report)

    assert set(drawn) == {"days", "promises", "languages"}
    assert all(picture.png.startswith(b"\x89PNG") and len(picture.png) < 60_000 for picture in drawn.values())
    assert "The council on Facebook" in drawn["promises"].svg
    assert charts(report)["days"].svg == drawn["days"].svg


def test_a_title_that_looks_like_a_formula_is_drawn_as_it_is() -> None:
    titles = (r"Roads & $\frac{1}{0}$ <b> ŵ", "The council on X")

    drawn = charts(a_report(a_promise(), titles=titles))

    assert "Roads &amp; $" in drawn["promises"].svg


def test_an_empty_week_draws_nothing_and_still_makes_a_mail() -> None:
    empty = replace(a_report(), days=tuple(replace(day, left_up=0, queued=0, hidden=0) for day in a_report().days))

    assert charts(empty) == {}
    assert weekly_mail(empty, {}).text


def test_a_week_that_still_runs_says_so_far() -> None:
    text = weekly_plain(replace(a_report(), is_whole=False, at=MONDAY + hours(60)))

    assert f"The week so far: {WEEK.in_words}" in flat(text)
    assert "whole week before" in text


@pytest.mark.parametrize("module", ["moderator.commands.run"])
def test_the_daemon_starts_without_the_plotting_library(module: str) -> None:
    program = f"import sys, {module}; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


def test_a_managers_name_is_no_header() -> None:
    assert MANAGER.name in weekly_mail(a_report(), {}).text


def test_a_week_without_the_daemon_is_not_called_a_good_one() -> None:
    text = flat(weekly_plain(replace(a_report(), before=None, ran=False)))

    assert "The daemon had not begun by the end of this week" in text
    assert "Nothing needs your attention" not in text


def test_a_week_in_which_the_daemon_began_says_from_when_it_counts() -> None:
    text = flat(weekly_plain(replace(a_report(), before=None, began_at=MONDAY + hours(100))))

    assert "The daemon began on Friday 20 November 04:00: what was before is not counted." in text


def test_names_to_copy_are_not_broken_and_no_line_begins_like_a_mailbox() -> None:
    name = "online-safety.friends-of-the-stream"
    text = weekly_plain(
        a_report(duties=(f"The group by the stream with a rather long name indeed: tell them. [{name}]",))
    )

    assert f"[{name}]" in text
    assert not any(line.startswith("From ") for line in text.splitlines())
