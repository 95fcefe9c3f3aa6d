"""Each choice says what it really does where the comment stands: who still sees it, for how long, who is told."""

from datetime import UTC, datetime, timedelta

import pytest

from moderator.domain.choices import choices_on
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.digest import DigestItem
from moderator.domain.item_view import view_of
from moderator.domain.spoken import Words

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def does(verdict: str, *, is_hidden: bool = False, **ground: object) -> tuple[str, str]:
    able = {"can_hide": True, "can_reveal": True, "can_report": False, "can_message": True, "who_still_sees_hidden": ""}
    choices = choices_on(is_hidden=is_hidden, **(able | ground))  # type: ignore[arg-type]
    return next((one.does, one.does_cy) for one in choices if one.verdict == verdict)


@pytest.mark.parametrize(
    ("ground", "said", "said_cy"),
    [
        ({}, "nothing is deleted. It can be put back.", "Gellir ei roi'n ôl."),
        ({"can_reveal": False}, "Only a person can put it back, there.", "Dim ond person all ei roi'n ôl, yno."),
        (
            {"shows_hidden": False},
            "It can be put back. The platform does not tell whether it stays hidden.",
            "Nid yw'r llwyfan yn dweud a yw'n aros ynghudd.",
        ),
        ({"who_still_sees_hidden": "Its author still sees it."}, "It can be put back. Its author still sees it.", ""),
        (
            {"who_still_sees_hidden": "Friends see it.", "who_still_sees_hidden_cy": "Mae ffrindiau'n ei weld."},
            "It can be put back. Friends see it.",
            "Mae ffrindiau'n ei weld.",
        ),
        ({"can_hide": False}, "and hide it there yourself.", "ei guddio yno eich hun."),
    ],
)
def test_hiding_says_for_how_long_and_who_still_sees_it(ground: dict[str, object], said: str, said_cy: str) -> None:
    english, welsh = does("hide", **ground)

    assert english.endswith(said)
    assert said_cy in welsh


@pytest.mark.parametrize(
    ("verdict", "ground", "is_said"),
    [
        ("hide", {}, True),
        ("hide", {"is_hidden": True}, False),
        ("hide", {"can_hide": False}, False),
        ("report", {"can_report": True}, True),
        ("report", {}, False),
        ("answer", {"can_reply": True}, True),
        ("answer", {}, False),
        ("contact", {}, True),
        ("contact", {"can_message": False}, False),
        ("contact", {"message_days": 7, "is_too_late_to_message": True}, False),
    ],
)
def test_a_limit_of_the_platform_stands_beside_the_choice_that_it_binds(
    verdict: str, ground: dict[str, object], is_said: bool
) -> None:
    limit = Words("The platform is odd here.", "Mae'r llwyfan yn rhyfedd yma.")

    english, welsh = does(verdict, **({"must_know": {verdict: limit}} | ground))  # type: ignore[arg-type]
    others = does("keep", **({"must_know": {verdict: limit}} | ground))  # type: ignore[arg-type]

    assert (limit.en in english) is (limit.cy in welsh) is is_said
    assert limit.en not in others[0]


def test_the_limit_follows_who_still_sees_a_hidden_comment() -> None:
    limit = Words("Nobody can answer it then.", "Ni all neb ei ateb wedyn.")

    english, _ = does("hide", who_still_sees_hidden="Its author still sees it.", must_know={"hide": limit})

    assert english.endswith("Its author still sees it. Nobody can answer it then.")


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ({}, "The comment is put back. A message to its author is prepared."),
        ({"hidden_by_us": False}, "The comment is put back."),
        ({"hidden_by_us": False, "can_hold": True}, "The comment is released: everybody sees it."),
        ({"can_hold": True}, "The comment is put back. A message to its author is prepared."),
    ],
)
def test_keeping_a_hidden_comment_promises_a_message_only_where_we_hid_it(ground: dict[str, object], said: str) -> None:
    english, welsh = does("keep", is_hidden=True, **ground)

    assert english == said
    assert ("Caiff neges" in welsh) == ("message" in said)


@pytest.mark.parametrize(
    ("ground", "begins", "ends"),
    [
        ({}, "Your words are sent to the author in private.", "you get a task with the link."),
        ({"message_days": 7}, "Your words are sent", "until 7 days after the comment was written."),
        (
            {"message_days": 7, "is_too_late_to_message": True},
            "The 7 days in which the platform takes a message are over. You get a task",
            "write to the author yourself.",
        ),
        ({"can_message": False, "message_days": 7}, "You get a task", "write to the author yourself."),
    ],
)
def test_writing_to_the_author_says_how_long_the_platform_takes_a_message(
    ground: dict[str, object], begins: str, ends: str
) -> None:
    english, welsh = does("contact", **ground)

    assert english.startswith(begins)
    assert english.endswith(ends)
    assert ("7 diwrnod" in welsh) == ("7 days" in english)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "still visible"),
        (NOON + timedelta(days=2), "still visible, its author can be messaged until Wednesday 25 November 12:00"),
        (NOON - timedelta(days=1), "still visible, its author could be messaged until Sunday 22 November 12:00"),
    ],
)
def test_an_item_says_until_when_its_author_can_be_messaged(until: datetime | None, said: str) -> None:
    ref = CommentRef(AccountRef("facebook", "1"), "2")
    item = DigestItem(ref, 1, "The council", "Hello", NOON, "en", "still visible", message_until=until)

    assert view_of(item, 1, NOON, "Europe/London").facts.endswith(said)
