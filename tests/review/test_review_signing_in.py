"""Holding a link is not enough: a person proves who they are, by a mailed code or the council's own sign-in."""

import re
from datetime import timedelta

import pytest
from review_world import OFFICER, TEXT, form_of, link, review_item, send

from moderator.review.app import build_app
from moderator.review.signing_in import SESSION, SignIn


@pytest.fixture
def stranger(door, links):
    """A browser that has never been here."""
    return build_app(door, links).test_client()


def ask(client, url: str, address: str = OFFICER):
    return client.post(url, data={"form": form_of(client.get(url)), "address": address})


def ticket_of(response) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', response.text)[1]


def type_code(client, url: str, asked, digits: str):
    return client.post(url, data={"form": form_of(asked), "ticket": ticket_of(asked), "digits": digits})


def sign_in(client, door, url: str):
    asked = ask(client, url)
    return type_code(client, url, asked, door.codes[-1][1])


def test_a_stranger_with_the_link_sees_no_more_than_the_mail_and_decides_nothing(stranger, door, links):
    url = link(links)

    page = stranger.get(url)
    tried = stranger.post(url, data={"form": form_of(page), "code": review_item().item.code, "verdict": "keep"})

    assert TEXT not in page.text
    assert "B****, the lot of you" in page.text
    assert "verdict" not in page.text
    assert tried.status_code == 200  # it was taken for a sign-in without an address
    assert (door.done, door.spent, door.codes) == ([], set(), [])


def test_the_person_it_was_made_for_signs_in_once_and_decides(stranger, door, links):
    url = link(links)

    signed_in = sign_in(stranger, door, url)

    assert signed_in.status_code == 303
    assert door.codes[0][0] == OFFICER
    assert re.fullmatch(r"\d{6}", door.codes[0][1])
    assert send(stranger, url).status_code == 200
    assert "decided on" in stranger.get(link(links)).text  # another link of theirs asks for no other code


def test_the_code_may_be_typed_with_a_space_as_the_mail_shows_it(stranger, door, links):
    url = link(links)
    asked = ask(stranger, url, f"  {OFFICER.upper()} ")
    code = door.codes[0][1]

    assert type_code(stranger, url, asked, f"{code[:3]} {code[3:]}").status_code == 303


def test_the_page_tells_nobody_whom_the_link_was_made_for(stranger, door, links):
    url = link(links)

    right, wrong = ask(stranger, url), ask(stranger, url, "somebody@else.example")

    without_tokens = [re.sub(r'value="[^"]*"', "", page.text) for page in (right, wrong)]
    assert without_tokens[0] == without_tokens[1]
    assert len(door.codes) == 1
    assert OFFICER not in stranger.get(url).text


def test_a_scanner_that_presses_the_button_is_mailed_no_code(stranger, door, links):
    url = link(links)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', stranger.get(url).text))

    for guess in ({}, {"address": ""}, {"address": "test@example.com"}):
        stranger.post(url, data={**fields, **guess})

    assert (door.codes, door.tries) == ([], [])


def test_a_code_works_once_for_ten_minutes_and_for_its_own_visitor(stranger, door, links, clock):
    url = link(links)
    asked = ask(stranger, url)
    code = door.codes[0][1]
    other = build_app(door, links).test_client()
    other.get(url)

    assert type_code(other, url, asked, code).status_code == 403
    assert type_code(stranger, url, asked, code).status_code == 303
    stranger.delete_cookie(SESSION)
    assert type_code(stranger, url, asked, code).status_code == 422

    late = ask(stranger, url)
    clock.now += timedelta(minutes=11)
    assert type_code(stranger, url, late, door.codes[-1][1]).status_code == 422


def test_five_wrong_codes_end_a_code_even_for_who_then_types_the_right_one(stranger, door, links):
    url = link(links)
    asked = ask(stranger, url)
    right = door.codes[0][1]
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    for _ in range(5):
        assert type_code(stranger, url, asked, wrong).status_code == 422

    assert type_code(stranger, url, asked, right).status_code == 422


def test_no_more_than_five_codes_are_mailed_in_an_hour(stranger, door, links):
    url = link(links)

    answers = [ask(stranger, url).status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2
    assert len(door.codes) == 5


def test_a_session_ends_and_is_worth_nothing_for_somebody_elses_link(stranger, door, links, clock):
    url = link(links)
    sign_in(stranger, door, url)
    foreign = links.url(review_item().item.ref, 1, "second@council.example").removeprefix("http://localhost")

    assert "verdict" in stranger.get(url).text
    assert "verdict" not in stranger.get(foreign).text
    clock.now += timedelta(hours=13)
    assert "verdict" not in stranger.get(url).text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger, door, links):
    signed_in = sign_in(stranger, door, link(links))

    [cookie] = [one for one in signed_in.headers.getlist("Set-Cookie") if one.startswith(SESSION)]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    ("peer", "named", "status", "may_decide"),
    [
        ("127.0.0.1", OFFICER, 200, True),
        ("127.0.0.1", OFFICER.upper(), 200, True),
        ("127.0.0.1", "", 403, False),
        ("127.0.0.1", "second@council.example", 403, False),
        ("127.0.0.1", f"second@council.example, {OFFICER}", 403, False),
        ("10.0.0.9", OFFICER, 403, False),
    ],
)
def test_the_councils_own_sign_in_is_believed_from_its_proxy_only(door, links, peer, named, status, may_decide):
    client = build_app(door, links, sign_in=SignIn("proxy")).test_client()

    page = client.get(
        link(links), headers={"X-Remote-User": named} if named else {}, environ_base={"REMOTE_ADDR": peer}
    )

    assert page.status_code == status
    assert ("verdict" in page.text) == may_decide
