"""The page behind the links: looking never acts, acting takes a person, and each link acts once."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.case import Case
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.decision import Match
from moderator.domain.digest import DigestItem, choices_on
from moderator.domain.evidence import Finding, Span
from moderator.domain.policy import Action, HouseRule, Rule
from moderator.review.app import VISITOR, build_app
from moderator.review.door import ReviewItem
from moderator.review.links import UNDO, LinkExpired, LinkForeign, Links
from moderator.review.words import difference, marked
from moderator.tasks.review import Answer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REF = CommentRef(AccountRef("memory", "1"), "c1")
OFFICER = "sian@council.example"
SECRET = "s" * 40
OPEN = Case()
HOSTILE = "<script>alert(1)</script>\u202eevil https://evil.example \x00 <form action=//evil> {{7*7}}"
TEXT = "Bozos, the lot of you. When is the bin day?"


OUR_ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "span", "p", "section", "div"),
    *("mark", "small", "ins", "del", "ul", "li", "br", "a"),
}


@dataclass
class HandClock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def review_item(text: str = TEXT, revision: int = 1, case: Case = OPEN, text_then: str = TEXT) -> ReviewItem:
    finding = Finding("abuse", 0.9, "abuse.words", "Words aimed at a person.", spans=(Span(0, 5, "insult"),))
    item = DigestItem(
        ref=REF,
        revision=revision,
        account="Swansea Parks",
        text=text,
        written_at=NOW - timedelta(hours=1),
        language="en",
        outcome="still visible",
        matches=(Match(Rule("abuse.person", "abuse", Action.HIDE, "3"), finding, Action.HIDE),),
        masks=(Span(0, 5, "insult"),),
        choices=choices_on(
            is_hidden=False, can_hide=True, can_reveal=True, can_report=False, who_still_sees_hidden="Friends see it."
        ),
        permalink="https://social.example/c/1",
    )
    return ReviewItem(item, case, (HouseRule("3", "No abuse.", "Dim sarhad.", "rights of others"),), text_then)


@dataclass
class FakeDoor:
    found: ReviewItem | None = field(default_factory=review_item)
    done: list[tuple] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        return self.found

    def decide(self, ref, revision, verdict, *, by, reason, note) -> Answer:
        if self.found.case.person_decided(revision):
            return Answer("already", self.found.case)
        case = Case("decided", NOW, revision, verdict, by, NOW)
        self.found = replace(self.found, case=case)
        self.done.append((ref, revision, verdict, by, reason, note))
        return Answer("accepted", case)

    def undo(self, ref, revision, *, by) -> Answer:
        self.found = replace(self.found, case=Case("open", NOW, revision))
        self.done.append((ref, revision, "undo", by))
        return Answer("accepted", self.found.case)

    def spend(self, nonce: str) -> bool:
        if nonce in self.spent:
            return False
        self.spent.add(nonce)
        return True


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def links(clock) -> Links:
    return Links([SECRET], "http://localhost", clock)


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def client(door, links):
    return build_app(door, links).test_client()


def link(links: Links, revision: int = 1, purpose: str = "r") -> str:
    return links.url(REF, revision, OFFICER, purpose).removeprefix("http://localhost")


def form_of(response) -> str:
    return re.search(r'name="form" value="([^"]+)"', response.text)[1]


def send(client, url: str, **changes):
    """Open the page as a person does and send its form."""
    fields = {"form": form_of(client.get(url)), "code": review_item().item.code, "verdict": "hide", "reason": "3"}
    return client.post(url, data={**fields, **changes})


def test_a_person_with_the_code_decides_and_may_take_it_back(client, door, links):
    done = send(client, link(links), note="seen with a colleague")

    assert done.status_code == 200
    assert door.done == [(REF, 1, "hide", OFFICER, "3", "seen with a colleague")]

    undo = re.search(r'href="http://localhost(/u/[^"]+)"', done.text)[1]
    taken_back = client.post(undo, data={"form": form_of(client.get(undo)), "code": review_item().item.code})

    assert taken_back.status_code == 200
    assert door.done[1] == (REF, 1, "undo", OFFICER)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_only_looks_changes_nothing_however_often(client, door, links, method):
    url = link(links)

    for headers in ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"User-Agent": ""}):
        for _ in range(3):
            assert getattr(client, method)(url, headers=headers).status_code == 200

    assert (door.done, door.spent) == ([], set())
    assert send(client, url).status_code == 200


def test_a_scanner_that_presses_the_button_changes_nothing(client, door, links):
    url = link(links)
    page = client.get(url)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))

    for guess in ({}, {"verdict": "keep"}, {"verdict": "keep", "code": ""}, {"verdict": "keep", "code": "AAAA"}):
        assert client.post(url, data={**fields, **guess}).status_code == 422

    assert (door.done, door.spent) == ([], set())
    assert review_item().item.code not in page.text


def test_the_page_has_no_script_no_default_choice_and_asks_nobody_else_for_anything(client, links):
    page = client.get(link(links))

    assert "<script" not in page.text
    assert " checked" not in page.text
    assert not re.search(r"<(img|link|iframe|object|embed)\b", page.text)


@pytest.mark.parametrize(
    "changes",
    [
        {"form": ""},
        {"form": "forged"},
        {"code": "AAAA"},
        {"code": ""},
        {"code": "\ud800"},
        {"verdict": ""},
        {"verdict": "delete"},
        {"reason": ""},
        {"reason": "99"},
    ],
)
def test_a_form_with_anything_missing_or_wrong_changes_nothing_and_keeps_the_link(client, door, links, changes):
    url = link(links)
    if changes.get("code") == "\ud800":
        changes = {"code": b"\xed\xa0\x80".decode("utf-8", "replace")}

    refused = send(client, url, **changes)

    assert refused.status_code in (403, 422)
    assert "Nothing was changed" in refused.text
    assert (door.done, door.spent) == ([], set())
    assert send(client, url).status_code == 200


def test_the_code_may_be_typed_in_small_letters_with_spaces(client, door, links):
    code = review_item().item.code

    assert send(client, link(links), code=f" {code[:2].lower()} {code[2:].lower()} ").status_code == 200


def test_a_form_of_another_visitor_or_another_link_is_refused(client, door, links):
    first, second = link(links), link(links)
    foreign = form_of(client.get(first))

    for url, cookies in ((second, True), (first, False)):
        if not cookies:
            client.delete_cookie(VISITOR)
        fields = {"form": foreign, "code": review_item().item.code, "verdict": "keep"}
        assert client.post(url, data=fields).status_code == 403

    assert door.done == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_a_form_sent_from_another_site_is_refused(client, door, links, headers):
    url = link(links)
    fields = {"form": form_of(client.get(url)), "code": review_item().item.code, "verdict": "keep"}

    assert client.post(url, data=fields, headers=headers).status_code == 403
    assert door.done == []


def test_a_form_left_open_for_hours_is_refused_and_a_fresh_page_works(client, door, links, clock):
    url = link(links)
    form = form_of(client.get(url))
    clock.now += timedelta(hours=3)

    fields = {"form": form, "code": review_item().item.code, "verdict": "keep"}
    assert client.post(url, data=fields).status_code == 403
    assert send(client, url).status_code == 200


def test_a_link_acts_once_even_when_its_case_is_open_again(client, door, links):
    url = link(links)
    send(client, url)
    door.found = review_item()

    again = send(client, url, verdict="keep")

    assert again.status_code == 409
    assert "already been used" in again.text
    assert len(door.done) == 1


def test_of_two_people_the_first_stands_and_the_second_is_told(client, door, links):
    first, second = link(links), links.url(REF, 1, "second@council.example").removeprefix("http://localhost")
    form = form_of(client.get(second))
    send(client, first, verdict="keep")

    late = client.post(second, data={"form": form, "code": review_item().item.code, "verdict": "hide", "reason": "3"})

    assert late.status_code == 409
    assert "sian@council.example decided on Tuesday 24 November 09:00: keep." in late.text
    assert len(door.done) == 1


def test_a_comment_edited_meanwhile_shows_the_difference_and_cannot_be_decided(client, door, links):
    url = link(links)
    form = form_of(client.get(url))
    door.found = review_item(text=TEXT.replace("Bozos", "Friends"), revision=2)

    page = client.get(url)
    sent = client.post(url, data={"form": form, "code": door.found.item.code, "verdict": "hide", "reason": "3"})

    assert "<del>Bozos,</del><ins>Friends,</ins>" in page.text
    assert "<form" not in page.text
    assert sent.status_code == 409
    assert (door.done, door.spent) == ([], set())


def test_a_refusal_of_the_door_itself_is_told(client, door, links, monkeypatch):
    url = link(links)
    monkeypatch.setattr(door, "decide", lambda *_, **__: Answer("stale", Case()))

    told = send(client, url)

    assert told.status_code == 409
    assert "the author has edited the comment since" in told.text


def test_nothing_is_left_to_undo_where_nobody_decided(client, door, links):
    page = client.get(link(links, purpose=UNDO))

    assert "nothing to take back" in page.text
    assert "<form" not in page.text


def test_an_unknown_comment_is_told_plainly(client, door, links):
    door.found = None

    assert client.get(link(links)).status_code == 404


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
    client = build_app(door, over_https).test_client()

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

    page = build_app(door, links).test_client().get(link(links)).text

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
