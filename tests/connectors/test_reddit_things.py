"""Rows in the shapes Reddit sends, with invented people, and what we make of them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from connectors.reddit import things
from moderator.domain.comment import AccountRef, Attachment

ACCOUNT = AccountRef("reddit", "CyngorPorthgwyn")
ROWS = [
    child["data"] | {"kind": child["kind"]}
    for child in json.loads((Path(__file__).parent / "payloads" / "reddit_listing.json").read_text())["data"][
        "children"
    ]
]


def test_a_comment_is_read_in_full() -> None:
    seen = things.sighting(ROWS[0], ACCOUNT, {})

    assert (seen.text, seen.author.native_id, seen.author.name) == (
        "When does it open & close?",
        "t2_111",
        "Resident_One",
    )
    assert (seen.created_at, seen.edited_at) == (
        datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 10, 10, tzinfo=UTC),
    )
    assert (seen.post_id, seen.parent_id, seen.parent_text) == ("t3_ppppp1", "", "New hours at the tip")
    assert seen.permalink == "https://www.reddit.com/r/CyngorPorthgwyn/comments/ppppp1/new_hours/aaaaa1/"


def test_a_reply_with_a_moving_picture_that_automoderator_removed() -> None:
    seen = things.sighting(ROWS[1], ACCOUNT, {"t1_aaaaa1": ROWS[0]})

    assert (seen.text, seen.is_hidden) == ("", True)
    assert seen.attachments == (Attachment("gif"),)
    assert (seen.parent_id, seen.parent_text) == ("t1_aaaaa1", "When does it open & close?")


def test_what_its_author_or_reddit_took_away_is_gone() -> None:
    assert [things.is_gone(row) for row in ROWS] == [False, False, True, True, False]


def test_a_members_post_is_a_comment_with_its_title_and_picture() -> None:
    seen = things.sighting(ROWS[4], ACCOUNT, {})

    assert seen.text == "The bins again\n\nLook at this."
    assert seen.attachments == (Attachment("image", "https://i.redd.it/bins.png"),)
    assert (seen.post_id, seen.parent_id) == ("", "")
