"""Wrong codes close a link, appeals and actions offer what they must, and every phrase exists twice."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from review_world import NOW, OFFICER, REF, form_of, link, review_item, send

from moderator.domain.case import Case, Contest
from moderator.domain.choices import choices_on
from moderator.domain.obligation import Obligation
from moderator.review.app import build_app
from moderator.review.links import Links
from moderator.review.phrases import every
from moderator.review.signing_in import SignIn
from moderator.tasks.review import Answer


def test_a_link_dies_after_five_wrong_codes_and_the_moderator_is_told(client, door, links):
    url = link(links)

    answers = [send(client, url, code="AAAA").status_code for _ in range(5)]

    assert answers == [422] * 4 + [410]
    assert door.closed == [OFFICER]
    assert "closed" in client.get(url).text
    assert client.post(url, data={"code": review_item().item.code, "verdict": "keep"}).status_code == 410
    assert door.done == []


def test_the_limit_outlives_a_restart_of_the_page(client, door, links):
    url = link(links)
    for _ in range(5):
        send(client, url, code="AAAA")

    again = build_app(door, links, sign_in=SignIn("link")).test_client()

    assert again.get(url).status_code == 410


def test_fresh_links_do_not_give_fresh_guesses_for_ever(client, door, links):
    for _ in range(5):
        url = link(links)
        for _ in range(3):
            send(client, url, code="AAAA")

    assert client.get(link(links)).status_code == 410
    assert door.tries.count(f"code:{REF}:1:{OFFICER}") == 15


def test_an_empty_code_costs_nothing(client, door, links):
    url = link(links)

    for _ in range(20):
        assert send(client, url, code="  ").status_code == 422

    assert door.tries == []
    assert send(client, url).status_code == 200


def appealed(*deciders: str):
    case = Case("appealed", NOW, 1, contest=Contest(NOW, deciders))
    choices = choices_on(
        is_hidden=True, can_hide=True, can_reveal=True, can_report=False, who_still_sees_hidden="", is_appealed=True
    )
    found = review_item(case=case)
    return replace(
        found, item=replace(found.item, is_hidden=True, choices=choices), appeal_words="<b>It was a joke</b>"
    )


def test_an_appeal_is_upheld_or_overturned_with_reasons(client, door, links):
    door.found = appealed("second@council.example")
    url = link(links)

    page = client.get(url)

    assert re.findall(r'name="verdict"[^>]*value="(\w+)"', page.text) == ["keep", "hide"]
    assert "<b>It was" not in page.text
    assert "It was a joke" in page.text
    assert send(client, url, verdict="keep", note="").status_code == 422
    assert send(client, url, verdict="keep", note="The rule is about people, this is about us.").status_code == 200


def test_whoever_decided_is_not_even_asked(client, door, links):
    door.found = appealed(OFFICER.upper())

    page = client.get(link(links))

    assert "<form" not in page.text
    assert "somebody else answers" in page.text


def test_what_needs_action_is_answered_later_through_the_same_page(client, door, links):
    due = NOW + timedelta(days=3)
    promise = Obligation(REF, 1, "action", NOW, due, due, due)
    found = review_item(case=Case("decided", NOW, 1, "action", OFFICER, NOW))
    door.found = replace(found, item=replace(found.item, promises=(promise,)))
    door.decide = lambda *args, **_: door.done.append(args) or Answer("accepted", door.found.case)
    url = link(links)

    page = client.get(url)
    done = send(client, url, verdict="answered", reason="")

    assert re.findall(r'name="verdict"[^>]*value="(\w+)"', page.text) == ["answered"]
    assert done.status_code == 200
    assert door.done == [(REF, 1, "answered")]
    assert "/u/" not in done.text


def test_passing_on_needs_a_desk_and_carries_it(client, door, links):
    url = link(links)

    assert send(client, url, verdict="refer", reason="").status_code == 422
    assert send(client, url, verdict="refer", reason="", desk="legal").status_code == 200
    assert door.done == [(REF, 1, "refer", OFFICER, "legal", "", "")]


def test_a_draft_is_sent_by_a_person_and_the_page_goes_on(client, door, links):
    door.found = replace(door.found, item=replace(door.found.item, draft="Hello.", draft_waits=("nobody approved it",)))

    sent = send(client, link(links), verdict="send", reason="")
    go_on = re.search(r'href="http://localhost(/r/[^"]+)"', sent.text)[1]

    assert door.done == [(REF, 1, "send", OFFICER)]
    assert "/u/" not in sent.text
    assert send(client, go_on).status_code == 200


def test_a_persons_words_go_only_with_choices_that_send_them(client, door, links):
    assert send(client, link(links), verdict="answer", reason="", words="It [...] opens").status_code == 422
    send(client, link(links), verdict="keep", reason="", words="It opens at ten.")

    assert door.done == [(REF, 1, "keep", OFFICER, "", "", "")]


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_page_speaks_one_language_at_a_time_and_offers_the_other(client, links, language):
    page = client.get(f"{link(links)}?iaith={language}")

    other = {"cy": "en", "en": "cy"}[language]
    assert f'<html lang="{language}">' in page.text
    assert f'href="?iaith={other}" lang="{other}"' in page.text
    assert ("Beth ddylai ddigwydd?" in page.text) == (language == "cy")


def test_the_welsh_page_says_whether_everybody_sees_the_comment(client, door, links):
    for is_hidden, said in ((False, "yn weladwy o hyd"), (True, "wedi&#39;i guddio")):
        door.found = replace(door.found, item=replace(door.found.item, is_hidden=is_hidden))
        assert said in client.get(f"{link(links)}?iaith=cy").text


def test_a_welsh_browser_is_answered_in_welsh(client, links):
    page = client.get(link(links), headers={"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.5"})

    assert '<html lang="cy">' in page.text


def test_every_phrase_stands_in_both_languages_with_the_same_slots():
    for name, words in every():
        assert all((words.en, words.cy)), name
        assert set(re.findall(r"\{\w+\}", words.en)) == set(re.findall(r"\{\w+\}", words.cy)), name


@pytest.fixture
def resident(door, links, clock):
    """Somebody outside, before the link in an explanation."""
    public = Links(links.secrets, "http://localhost", clock, timedelta(days=28))
    return build_app(door, links, appeal_links=public).test_client()


def appeal_link(links) -> str:
    return links.url(REF, 1, "author", "a").removeprefix("http://localhost")


def test_an_author_sees_why_and_by_when_and_no_words_of_anybody(resident, links):
    page = resident.get(appeal_link(links))

    assert "Swansea Parks" in page.text
    assert "No abuse." in page.text
    assert "Tuesday 1 December 09:00" in page.text
    assert "Bozos" not in page.text


def test_an_author_asks_once_and_the_link_shows_how_it_stands(resident, door, links):
    url = appeal_link(links)
    fields = {"form": form_of(resident.get(url)), "word": " adolygu ", "words": "It was <b>a joke</b>"}

    filed = resident.post(url, data=fields)
    again = resident.post(url, data=fields)

    assert "We have your request" in filed.text
    assert "We have your request" in again.text
    assert door.done == [(REF, 1, "appeal", "It was <b>a joke</b>")]


def test_a_scanner_files_no_appeal_however_it_presses(resident, door, links):
    url = appeal_link(links)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', resident.get(url).text))

    for method in (resident.get, resident.head, resident.options):
        method(url)
    for guess in ({}, {"word": ""}, {"word": "x"}, {"word": "REVIEW", "form": ""}):
        resident.post(url, data={**fields, **guess})

    assert door.done == []


def test_an_appeal_may_be_tried_ten_times_in_an_hour(resident, door, links):
    url = appeal_link(links)
    form = form_of(resident.get(url))

    answers = [resident.post(url, data={"form": form, "word": "no"}).status_code for _ in range(12)]

    assert answers == [422] * 10 + [429] * 2


@pytest.mark.parametrize("status", ["already", "upheld", "overturned", "visible", "changed", "gone"])
@pytest.mark.parametrize("language", ["cy", "en"])
def test_however_a_comment_stands_its_author_is_told_calmly(resident, door, links, status, language):
    door.appealed = replace(door.appealed, status=status, decided_at=NOW)

    page = resident.get(f"{appeal_link(links)}?iaith={language}")

    assert page.status_code == 200
    assert "<form" not in page.text
    assert "{" not in page.text.partition("<main>")[2]


def test_links_of_moderators_and_authors_do_not_stand_in_for_one_another(resident, links, client):
    assert resident.get(appeal_link(links).replace("/a/", "/r/")).status_code == 404
    assert resident.get(link(links).replace("/r/", "/a/")).status_code == 404
    assert client.get(appeal_link(links)).status_code == 404
