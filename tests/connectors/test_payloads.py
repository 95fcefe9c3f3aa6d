"""Answers in the shapes the platforms document, with invented people, and what we make of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import contract
from connectors import graph_errors as errors
from connectors.facebook import comments
from connectors.transport import readable
from connectors.x import posts
from moderator.domain.comment import AccountRef, Attachment

PAYLOADS = Path(__file__).parent / "payloads"
PAGE = AccountRef("facebook", "100200300")
ACCOUNT = AccountRef("x", "2244994945")


def payload(name: str):
    return json.loads((PAYLOADS / name).read_text(encoding="utf-8"))


def test_facebook_comments_are_read_in_full() -> None:
    rows = payload("facebook_comments.json")["data"]

    plain, sticker, filtered, _, photo = (comments.sighting(row, PAGE, "100200300_1000", "New hours") for row in rows)

    assert (plain.text, plain.parent_text, plain.author.name) == (rows[0]["message"], "New hours", "Resident One")
    assert sticker.text == ""
    assert sticker.attachments == (Attachment("sticker", "https://www.facebook.com/stickers/1"),)
    assert (filtered.author.native_id, filtered.is_hidden) == ("", True)
    assert photo.created_at == datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
    assert photo.parent_id == "1000_5000"


def test_a_picture_whose_address_changes_with_every_answer_does_not_look_like_an_edit() -> None:
    row = payload("facebook_comments.json")["data"][4]

    assert comments.sighting(row, PAGE, "", "").attachments == (Attachment("image"),)


def test_a_shared_link_whose_wrapping_changes_with_every_answer_does_not_look_like_an_edit() -> None:
    row = payload("facebook_comments.json")["data"][4]

    for signed in ("AT1", "AT2"):
        url = f"https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1&h={signed}&s=1"
        shared = {**row, "attachment": {"type": "share", "url": url}}
        assert comments.sighting(shared, PAGE, "", "").attachments == (
            Attachment("link", "https://news.example/a?b=1"),
        )


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+1400", "9999-12-31T23:59:59-1200"])
def test_a_moment_before_or_after_all_time_is_the_platforms_fault(moment: str) -> None:
    with pytest.raises(contract.TryLater), readable("Facebook"):
        comments.moment(moment)
    with pytest.raises(contract.TryLater), readable("X"):
        posts.moment(f"{moment[:-2]}:{moment[-2:]}")
    with pytest.raises(contract.TryLater), readable("X"):
        posts.time_of("9" * 40)


def test_the_pages_own_comment_is_an_answer_to_its_parent() -> None:
    own = payload("facebook_comments.json")["data"][3]

    reply = comments.own_reply(own)

    assert comments.author_id(own) == PAGE.account_id
    assert reply == contract.OwnReply("1000_5003", "1000_5000", datetime(2026, 11, 23, 9, 20, tzinfo=UTC))
    assert comments.own_reply({**own, "parent": None}) is None


@pytest.mark.parametrize("case", payload("facebook_errors.json"), ids=lambda case: str(case["error"].get("code")))
def test_every_documented_facebook_error_names_its_cure(case) -> None:
    error = errors.cure(case["error"], {}, permission="pages_manage_engagement", is_message=False, is_write=True)

    assert type(error).__name__ == case["cure"]
    assert case["told"] in str(error)
    assert case["error"]["message"] not in str(error)


def test_a_passing_fault_while_messaging_leaves_the_outcome_unknown() -> None:
    error = errors.cure({"code": 1}, {}, permission="pages_messaging", is_message=True)

    assert isinstance(error, contract.OutcomeUnknown)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, timedelta(minutes=10)),
        ({"Retry-After": "90"}, timedelta(seconds=90)),
        ({"x-app-usage": '{"call_count": 100}'}, timedelta(minutes=10)),
        ({"x-business-use-case-usage": "no json"}, timedelta(minutes=10)),
        (
            {"x-business-use-case-usage": '{"1": [{"type": "pages", "estimated_time_to_regain_access": 19}]}'},
            timedelta(minutes=19),
        ),
    ],
)
def test_the_pause_comes_from_the_header_or_is_ten_minutes(headers: dict[str, str], expected: timedelta) -> None:
    assert errors.pause(headers) == expected


def test_nearly_used_up_quota_is_noticed_in_both_headers() -> None:
    assert errors.is_busy({"x-app-usage": '{"call_count": 91, "total_time": 2}'})
    assert errors.is_busy({"x-business-use-case-usage": '{"1": [{"total_cputime": 95}]}'})
    assert not errors.is_busy({"x-app-usage": '{"call_count": 12}'})


keys = st.sampled_from(["code", "error_subcode", "is_transient", "call_count", "estimated_time_to_regain_access"])
values = st.none() | st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.just("12")


@given(st.dictionaries(keys, values), st.text())
def test_no_shape_of_error_or_header_breaks_us(error: dict[str, object], after: str) -> None:
    headers = {"x-app-usage": json.dumps(error), "x-business-use-case-usage": json.dumps({"1": [error]})}
    headers["Retry-After"] = after

    cured = errors.cure(error, headers, permission="pages_messaging", is_message=True)

    assert isinstance(cured, contract.ConnectorError)
    assert timedelta(0) <= errors.pause(headers) <= timedelta(days=1)
    errors.is_busy(headers)


def test_x_posts_are_read_in_full() -> None:
    answer = payload("x_mentions.json")
    context = posts.context_of(answer)

    reply, long_one = (posts.sighting(post, context, ACCOUNT) for post in answer["data"][:2])

    assert reply.text == "@CyngorCouncil Tom & Ann say 5 < 6"
    assert (reply.post_id, reply.parent_id, reply.parent_text) == ("1991999999999999999", "", "New hours")
    assert [attachment.kind for attachment in reply.attachments] == ["image", "video", "gif"]
    assert reply.permalink == "https://x.com/resident_one/status/1992000000000000003"
    assert (long_one.text, long_one.post_id, long_one.author.name) == ("A very long post that ends here.", "", "")
    assert posts.is_repost(answer["data"][2])
