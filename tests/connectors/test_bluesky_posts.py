"""Posts in the shapes the network documents, with invented people, and what we make of them; without the network."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.bluesky import errors, posts
from connectors.bluesky.sessions import session_of
from connectors.bluesky.threads import nodes
from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.loading import load
from moderator.domain.comment import AccountRef, Attachment

ACCOUNT = AccountRef("bluesky", "did:plc:council")
THREAD = json.loads((Path(__file__).parent / "payloads/bluesky_thread.json").read_text(encoding="utf-8"))["thread"]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_a_thread_gives_its_posts_and_passes_over_the_gaps() -> None:
    found = [post["post"]["author"]["handle"] for _, post in nodes(THREAD)]

    assert found == ["council.example", "one.example"]


def test_a_reply_is_dated_by_the_network_and_not_by_its_author() -> None:
    reply = THREAD["replies"][0]["post"]

    seen = posts.sighting(reply, ACCOUNT, "The tip has new hours", is_hidden=True)

    assert seen.created_at == datetime(2026, 11, 23, 9, 14, 0, 123000, tzinfo=UTC)
    assert (seen.author.name, seen.parent_id, seen.is_hidden) == ("one.example", "", True)
    assert seen.post_id == THREAD["post"]["uri"]


def test_a_quote_with_an_animated_picture_has_two_attachments() -> None:
    reply = THREAD["replies"][0]["post"]

    seen = posts.sighting(reply, ACCOUNT, "", is_hidden=False)

    assert seen.attachments == (
        Attachment("gif", "https://media.tenor.com/x/y.gif"),
        Attachment("link", "https://bsky.app/profile/did:plc:two/post/3mgdpkbbbbb2c"),
    )


def test_an_embed_that_nobody_knows_yet_still_goes_to_a_person() -> None:
    reply = THREAD["replies"][0]["post"]
    strange = {**reply, "record": {**reply["record"], "embed": {"$type": "app.bsky.embed.hologram"}}}

    assert posts.sighting(strange, ACCOUNT, "", is_hidden=False).attachments == (Attachment("other"),)


@pytest.mark.parametrize(
    ("key", "made"),
    [
        ("3jzfcijpj2z2a", datetime(2023, 6, 30, 16, 47, tzinfo=UTC)),
        ("self", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
    ],
)
def test_our_own_record_is_dated_by_its_key_where_that_counts_time(key: str, made: datetime) -> None:
    record = {"uri": f"at://did:plc:council/app.bsky.feed.post/{key}", "value": {"createdAt": "2026-11-23T09:00:00Z"}}

    assert abs(posts.made_at(record) - made) < timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "name", "is_write", "expected"),
    [
        (400, "ExpiredToken", False, errors.SessionOver),
        (400, "InvalidToken", True, errors.SessionOver),
        (401, "AccountTakedown", False, AccessLost),
        (401, "AccountDeactivated", True, AccessLost),
        (403, "Forbidden", False, AccessLost),
        (400, "InvalidSwap", True, TryLater),
        (400, "RecordNotFound", False, CommentGone),
        (400, "NotFound", False, CommentGone),
        (400, "InvalidRequest", True, Refused),
        (400, "InvalidRequest", False, TryLater),
        (413, "PayloadTooLarge", True, Refused),
        (429, "RateLimitExceeded", True, TryLater),
        (502, "UpstreamFailure", False, TryLater),
        (500, "InternalServerError", True, OutcomeUnknown),
        (200, "", True, OutcomeUnknown),
    ],
)
def test_a_refusal_names_its_cure(status: int, name: str, is_write: bool, expected: type[ConnectorError]) -> None:
    error = errors.cure(status, name, {}, NOW, is_write=is_write)

    assert type(error) in {expected, errors.Swapped}
    assert isinstance(error, expected)
    assert len(str(error)) > 20


@pytest.mark.parametrize(
    ("endpoint", "home"),
    [
        ("https://pds.example", "https://pds.example"),
        ("http://pds.example", "https://bsky.social"),
        ("", "https://bsky.social"),
    ],
)
def test_the_account_moves_to_its_own_server_only_where_that_is_encrypted(endpoint: str, home: str) -> None:
    services = [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}]
    answer = {"did": "did:plc:council", "accessJwt": "one", "refreshJwt": "two", "didDoc": {"service": services}}

    session = session_of(answer, "https://bsky.social", may_move=True)

    assert session.address == home
    assert "one" not in repr(session)


def test_a_password_is_never_sent_unencrypted() -> None:
    with pytest.raises(ValueError, match="https"):
        load("bluesky")("did:plc:council", {"app_password": "x"}, {"service": "http://pds.example"}, lambda: NOW)


def test_a_missing_app_password_says_where_to_make_one() -> None:
    with pytest.raises(AccessLost, match="App passwords"):
        load("bluesky")("did:plc:council", {}, {}, lambda: NOW)
