"""Alerts tell whom, what and by when, and carry no words of a comment in their subject."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from mail_examples import AT, HOSTILE, MANAGER, OFFICER, item_of, match_of, promise_of, ref_of

from moderator.domain.alert import AccessLostNotice, AtRisk, BreachAlert, Late, SafeguardingPage
from moderator.domain.obligation import OBLIGATION_KINDS
from moderator.domain.register import Officer
from moderator.mail.alert import access_lost_mail, at_risk_mail, breach_mail, safeguarding_mail
from moderator.mail.digest import HTML_LIMIT


def late_of(number: int, hours: float, kind: str = "acknowledge") -> Late:
    promise = promise_of(ref_of(number), AT + timedelta(hours=hours), kind)
    return Late(promise, "Swansea Parks", OFFICER, "https://social.example/c/1")


def told(mail, *words: str) -> None:
    text, html = " ".join(mail.text.split()), " ".join(mail.html.split())
    for one in words:
        assert one in text, one
        assert one in html, one


def test_a_breach_alert_names_every_missed_promise_and_its_moderator():
    mail = breach_mail(BreachAlert("breach:r:2026-11-24", MANAGER, AT, (late_of(1, -1), late_of(2, -40)), new=1))

    assert mail.subject == "Moderation: 2 promises missed"
    assert (mail.key, mail.to) == ("breach:r:2026-11-24", "rhys@council.example")
    told(
        mail,
        "1 of them is new; 1 you know of from an earlier mail.",
        "Overdue since 17:00 Sun 22 Nov: acknowledge it",
        "Sian Example, sian@council.example",
        "memory:1/c1",
        "https://social.example/c/1",
    )
    assert mail.text.index("memory:1/c2") < mail.text.index("memory:1/c1")


def test_somebody_above_reads_why_they_are_told_and_whom_they_may_ask():
    late = replace(late_of(1, -40), manager=MANAGER)
    above = Officer("Lyn Example", "lyn@council.example")

    mail = breach_mail(BreachAlert("k", above, AT, (late,), new=1, role="line manager"))

    assert mail.subject == "Moderation: 1 promise still not kept"
    told(
        mail,
        "You are told as line manager: whoever should have kept it and their manager were told in time, and nobody has "
        "answered it since.",
        "Moderator: Sian Example, sian@council.example",
        "Manager: Rhys Example, rhys@council.example",
    )


def test_one_missed_promise_is_said_in_the_singular():
    mail = breach_mail(BreachAlert("k", MANAGER, AT, (late_of(1, -1),), new=1))

    assert mail.subject == "Moderation: 1 promise missed"
    told(mail, "1 promise to residents was not kept in time.")


@pytest.mark.parametrize("kind", OBLIGATION_KINDS)
def test_a_warning_names_the_nearest_clock_of_any_kind(kind):
    mail = at_risk_mail(AtRisk("k", OFFICER, AT, (late_of(1, 5, kind), late_of(2, 1, kind))))

    assert mail.subject == "Moderation: 2 promises due soon, next 10:00 today"
    told(mail, "Due 10:00 today", "After that the manager is told.")


def test_hundreds_of_missed_promises_are_all_in_the_text():
    mail = breach_mail(BreachAlert("k", MANAGER, AT, tuple(late_of(number, -1) for number in range(400)), new=400))

    assert len(mail.html.encode()) < HTML_LIMIT
    assert len(set(re.findall(r"Ref memory:1/c\d+", mail.text))) == 400
    assert "more: they are in the plain text" in mail.html


def test_a_safeguarding_page_shows_the_comment_and_keeps_its_subject_silent():
    item = item_of(text=HOSTILE, promises=(promise_of(ref_of(1), AT + timedelta(minutes=15), "safeguarding"),))

    mail = safeguarding_mail(SafeguardingPage("page:1", OFFICER, AT, item))

    assert mail.subject == "Urgent: a comment needs a person now"
    told(mail, "call 999 first", "Due 09:15 today: look at once", "https://moderation.council.example/r/TOKEN")
    assert "<script>" not in mail.html
    assert "[U+202E]" in mail.text


def test_a_lost_account_is_told_with_its_cure():
    notice = AccessLostNotice("k", OFFICER, AT, "Swansea Parks", "facebook", "the token has expired", "Log in again.")

    mail = access_lost_mail(notice)

    assert mail.subject == "Moderation: no access to Swansea Parks"
    told(mail, "The platform said: the token has expired", "Comments were last read: never", "Log in again.")


def test_a_daily_reminder_says_that_nothing_in_it_is_new():
    mail = breach_mail(BreachAlert("k", MANAGER, AT, (late_of(1, -30),), new=0))

    assert mail.subject == "Moderation: 1 promise still not kept"
    told(mail, "Nothing here is new: you were told before")


def test_a_page_shows_the_comment_before_anything_the_machine_says_of_it():
    item = item_of(promises=(promise_of(ref_of(1), AT + timedelta(minutes=15), "safeguarding"),))

    mail = safeguarding_mail(SafeguardingPage("page:1", OFFICER, AT, item))

    assert mail.text.index("When is the bin day?") < mail.text.index("Words aimed at a person.")
    assert mail.html.index("When is the bin day?") < mail.html.index("Words aimed at a person.")


def test_a_page_about_private_details_speaks_of_exposure_and_not_of_danger():
    exposed, both = (
        safeguarding_mail(SafeguardingPage("page:x", OFFICER, AT, item_of(matches=matches)))
        for matches in ((labelled("personal_data"),), (labelled("personal_data"), labelled("threat")))
    )

    assert "A comment may expose somebody" in exposed.text
    assert "danger" not in exposed.text + exposed.html
    assert "Somebody may be in danger" in both.text
    assert exposed.subject == both.subject


def labelled(label: str):
    match = match_of("Bozos")
    return replace(match, finding=replace(match.finding, label=label))


def test_an_inbox_that_cannot_be_read_is_no_lost_account():
    notice = AccessLostNotice(
        "k", OFFICER, AT, "Swansea Parks", "facebook", "a permission is missing", "Renew it.", is_about_replies=True
    )

    mail = access_lost_mail(notice)

    assert mail.subject == "Moderation: no private answers from Swansea Parks"
    told(mail, "Comments are watched as before.", "moderator appeal")
    assert "paused" not in mail.text
