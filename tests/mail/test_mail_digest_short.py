"""A digest stays short: what is the same for many items stands in it once."""

from dataclasses import replace
from datetime import timedelta

from mail_examples import AT, OFFICER, item_of, match_of, promise_of, ref_of

from moderator.domain.choices import choices_on
from moderator.domain.digest import Digest
from moderator.domain.evidence import Span
from moderator.domain.policy import Action
from moderator.mail.digest import render_digest


def digest_of(*items) -> Digest:
    return Digest("digest:sian:2026-11-24T09:00Z", OFFICER, AT, items)


def test_what_a_choice_does_is_said_once_for_each_place_and_state():
    visible = choices_on(
        is_hidden=False, can_hide=True, can_reveal=True, can_report=False, who_still_sees_hidden="Friends still see it."
    )
    seen = [item_of(number, choices=visible, is_hidden=False) for number in range(3)]
    hidden = [item_of(number, is_hidden=True) for number in range(3, 6)]

    mail = render_digest(digest_of(*seen, *hidden))

    text = " ".join(mail.text.split())
    for body in (text, " ".join(mail.html.split())):
        assert body.count("The comment stays hidden.") == 1
        assert body.count("Friends still see it.") == 1
        assert body.count("You have told the author") == 1
        assert body.count("see A below") == body.count("see B below") == 3
    assert text.index("A. Swansea Parks: a comment that is still visible") < text.index("Friends still see it.")


def test_one_finding_that_several_rules_caught_is_one_reason():
    text = "Bozos, the lot of you."
    first = match_of(text, about="officer")
    again = replace(first, rule=replace(first.rule, id="abuse.look", action=Action.QUEUE), permitted=Action.QUEUE)

    mail = render_digest(digest_of(item_of(text=text, matches=(again, first))))

    said = " ".join(mail.text.split())
    assert said.count("Words aimed at a person.") == 1
    assert "Abuse (a member of staff): Words aimed at a person. [0.91, abuse.person, abuse.look]" in said


def test_an_item_that_no_rule_caught_says_that_its_author_may_expect_an_answer():
    waiting = item_of(matches=(), promises=(promise_of(ref_of(1), AT + timedelta(hours=1), "acknowledge"),))

    mail = render_digest(digest_of(waiting))

    assert "Its author may expect an answer." in mail.text
    assert "Its author may expect an answer." in mail.html


def test_a_day_long_deadline_ends_with_its_day():
    item = item_of(promises=(promise_of(ref_of(1), AT + timedelta(hours=15), "information_request"),))

    mail = render_digest(digest_of(item))

    assert mail.subject == "Moderation: 1 to decide, next due end of today"
    assert "Due end of today: answer the information request" in mail.text


def test_a_draft_whose_day_has_passed_is_not_offered_as_it_stands():
    late = item_of(promises=(promise_of(ref_of(1), AT - timedelta(hours=1), "acknowledge"),))
    fresh = item_of(promises=(promise_of(ref_of(1), AT + timedelta(hours=1), "acknowledge"),))

    warning = "the day it names has passed"
    assert warning in render_digest(digest_of(late)).text
    assert warning not in render_digest(digest_of(fresh)).text


def test_a_comment_is_not_repeated_only_to_say_in_which_language_it_is():
    text = "Pryd mae'r biniau?"
    match = match_of(text)
    finding = replace(match.finding, label="welsh", spans=(Span(0, len(text), "cy"),))

    mail = render_digest(digest_of(item_of(text=text, matches=(replace(match, finding=finding),), masks=())))

    assert mail.text.count("biniau") == 1
