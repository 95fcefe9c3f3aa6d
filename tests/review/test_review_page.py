"""The page behind the links: looking never acts, acting takes a person, and each link acts once."""

import re
from datetime import timedelta

import pytest
from review_world import OFFICER, REF, TEXT, form_of, link, review_item, send

from moderator.domain.case import Case
from moderator.review.links import UNDO
from moderator.review.visit import VISITOR
from moderator.tasks.review import Answer


def test_a_person_with_the_code_decides_and_may_take_it_back(client, door, links):
    done = send(client, link(links), note="seen with a colleague")

    assert done.status_code == 200
    assert door.done == [(REF, 1, "hide", OFFICER, "3", "seen with a colleague", "")]

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
    assert "sian@council.example decided on Tuesday 24 November 09:00: Keep it, or put it back." in late.text
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
    assert "The author has edited the comment since" in told.text


def test_nothing_is_left_to_undo_where_nobody_decided(client, door, links):
    page = client.get(link(links, purpose=UNDO))

    assert "nothing to take back" in page.text
    assert "<form" not in page.text


def test_an_unknown_comment_is_told_plainly(client, door, links):
    door.found = None

    assert client.get(link(links)).status_code == 404
