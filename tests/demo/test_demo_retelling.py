"""The demonstration's time line is in order, complete, and does not drown the reader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from moderator.demo.result import MailShown
from moderator.demo.retelling import hours, moments

BEGAN = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def told(made_up, **changes):
    facts = {"judged": made_up.judged, "promises": (), "mails": (), "events": (), "ends": made_up.ended} | changes
    return moments(*facts.values())


def test_each_hidden_comment_has_its_line_and_queued_ones_share_one(made_up):
    line = [(moment.kind, moment.what) for moment in told(made_up)]

    assert ("hidden", "Hidden on Porthgwyn Council on Facebook: allegation about somebody") in line
    assert ("queued", "Left up on Porthgwyn Council on Facebook, a person looks: 3 comments") in line
    assert len(line) == 2


def test_what_a_shadow_profile_would_have_done_is_not_told_as_if_it_had_happened(made_up):
    only_shadow = [one for one in made_up.judged if one.is_shadow]

    assert only_shadow
    assert told(made_up, judged=only_shadow) == ()


def test_a_broken_promise_is_told_at_the_moment_it_fell_due(made_up):
    breached = made_up.promised("breached")

    assert [(moment.at, moment.kind) for moment in told(made_up, judged=(), promises=breached)] == [
        (breached[0].due_at, "breach")
    ]


def test_a_promise_kept_late_is_told_twice(made_up):
    late = replace(made_up.promises[1], state="late", met_at=made_up.promises[1].due_at + timedelta(hours=1))

    assert [moment.kind for moment in told(made_up, judged=(), promises=(late,))] == ["breach", "reply"]


def test_the_line_is_in_order_whatever_came_first(made_up):
    mails = (
        MailShown("alert", "b@c.example", "Late", BEGAN + timedelta(hours=5), ""),
        MailShown("digest", "a@c.example", "Three", BEGAN, ""),
    )

    line = told(made_up, judged=(), mails=mails, events=((BEGAN + timedelta(hours=1), "comment.edited", "Page"),))

    assert [moment.kind for moment in line] == ["mail", "edit", "alert"]


def test_every_comment_is_counted_in_some_hour(made_up):
    counted = hours(made_up.judged, made_up.began, made_up.ended, {BEGAN: True})

    assert sum(hour.seen for hour in counted) == len(made_up.judged)
    assert sum(hour.hidden for hour in counted) == len(made_up.hidden)
    assert counted[0].is_working_time
    assert not counted[1].is_working_time
