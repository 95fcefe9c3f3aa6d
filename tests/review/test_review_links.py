"""The links themselves, the headers around the page, and text that tries to break it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_world import HOSTILE, OFFICER, OUR_ELEMENTS, REF, SECRET, FakeDoor, HandClock, link, review_item

from moderator.domain.evidence import Span
from moderator.review.app import build_app
from moderator.review.links import UNDO, LinkExpired, LinkForeign, Links
from moderator.review.signing_in import SignIn
from moderator.review.words import difference, marked


def test_an_expired_link_says_so_and_changes_nothing(client, door, links, clock):
    url = link(links)
    clock.now += timedelta(hours=73)

    for response in (client.get(url), client.post(url, data={"code": review_item().item.code, "verdict": "keep"})):
        assert response.status_code == 410
        assert "expired" in response.text
    assert door.done == []


def test_a_link_lives_as_long_over_the_autumn_clock_change(clock):
    clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    links = Links([SECRET], "http://localhost", clock)
    token = links.url(REF, 1, OFFICER).rpartition("/")[2]

    clock.now += timedelta(hours=72)
    assert links.read(token).ref == REF

    clock.now += timedelta(seconds=1)
    with pytest.raises(LinkExpired):
        links.read(token)


def test_foreign_tokens_open_nothing(client, links, clock):
    other_secret = Links(["t" * 40], "http://localhost", clock)
    tokens = [
        other_secret.url(REF, 1, OFFICER).rpartition("/")[2],
        links.url(REF, 1, OFFICER, UNDO).rpartition("/")[2],
        links.form_token(links.read(link(links).rpartition("/")[2]), "visitor"),
        "x",
        "." * 50,
        "%00",
        "ŵ",
    ]

    for token in tokens:
        assert client.get(f"/r/{token}").status_code == 404
        assert client.post(f"/r/{token}").status_code == 404


def test_an_altered_token_is_foreign_or_carries_the_same_nonce(links):
    """Base64 has spare bits at its end: single use must rest on the nonce, not on the token's text."""
    token = link(links).rpartition("/")[2]
    nonce = links.read(token).nonce

    for place in range(len(token)):
        for letter in "Aaz09-_.":
            altered = token[:place] + letter + token[place + 1 :]
            try:
                assert links.read(altered).nonce == nonce
            except LinkForeign:
                continue


def test_no_link_ends_in_a_sign_that_a_mail_program_would_leave_out(links):
    assert all(links.url(REF, 1, OFFICER)[-1].isalnum() for _ in range(200))


def test_a_new_secret_keeps_links_made_with_the_old_one(links, clock):
    rotated = Links([SECRET, "n" * 40], "http://localhost", clock)

    assert rotated.read(link(links).rpartition("/")[2]).recipient == OFFICER
    with pytest.raises(LinkForeign):
        links.read(link(rotated).rpartition("/")[2])


def test_a_short_secret_is_refused_and_no_secret_is_printed(links, clock):
    with pytest.raises(ValueError, match="at least 32"):
        Links(["short"], "http://localhost", clock)
    assert SECRET not in repr(links)


@pytest.mark.parametrize("path", ["/r/x", "/", "/favicon.ico", "GOOD"])
def test_every_answer_carries_the_guarding_headers(client, links, path):
    response = client.get(link(links) if path == "GOOD" else path)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_cookie_is_strict_and_out_of_reach_of_scripts(door, clock):
    over_https = Links([SECRET], "https://moderation.council.example", clock)
    client = build_app(door, over_https, sign_in=SignIn("link")).test_client()

    path = over_https.url(REF, 1, OFFICER).removeprefix("https://moderation.council.example")
    cookie = client.get(path).headers["Set-Cookie"]

    for word in ("HttpOnly", "SameSite=Strict", "Secure"):
        assert word in cookie


def test_an_oversized_form_is_turned_away(client, door, links):
    url = link(links)

    answer = client.post(url, data={"note": "x" * 200_000})

    assert answer.status_code in (403, 413)
    assert door.done == []


def test_a_hostile_comment_cannot_break_the_page(client, door, links):
    door.found = review_item(text=HOSTILE, text_then=HOSTILE)

    page = client.get(link(links)).text

    assert "<script" not in page
    assert "evil>" not in page.replace("&gt;", "")
    assert "\u202e" not in page
    assert "[U+202E]" in page
    assert 'href="https://evil' not in page


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_the_page_or_its_difference(then, now):
    clock = HandClock()
    links = Links([SECRET], "http://localhost", clock)
    door = FakeDoor(review_item(text=now, revision=2, text_then=then))

    page = build_app(door, links, sign_in=SignIn("link")).test_client().get(link(links)).text

    assert set(re.findall(r"<([a-z0-9]+)", page)) <= OUR_ELEMENTS


@given(
    st.text(st.characters(exclude_categories=["Mn", "Me", "Cc", "Cf"]), max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=5),
)
def test_marking_loses_no_letter(text, spans):
    pieces = marked(text, [Span(start, end, "x") for start, end in spans])

    assert len("".join(piece.text for piece in pieces)) >= len(text)


def test_the_difference_keeps_both_sides():
    pieces = difference("one two three", "one three four")

    assert "".join(piece.text for piece in pieces if piece.mark != "ins") == "one two three"
    assert "".join(piece.text for piece in pieces if piece.mark != "del") == "one three four"
