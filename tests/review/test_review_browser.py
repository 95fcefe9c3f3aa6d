"""The pages in a real Chromium: by keyboard, without scripts, on a phone, in the dark, before a scanner."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from review_world import HOSTILE, NOW, OFFICER, REF, SECRET, FakeDoor, HandClock, review_item
from waitress import create_server

from moderator.domain.case import Case
from moderator.domain.obligation import Obligation
from moderator.page import served
from moderator.review.app import build_app
from moderator.review.links import Links
from moderator.review.signing_in import SignIn

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: the pages were not looked at in a browser"
)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: the pages were not looked at in a browser"),
    # Playwright's own loop ends with the module.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
#: Findings alone: what passes is not worth its time.
SERIOUS = {"resultTypes": ["violations"]}
#: Colours, screen and language; together they show each of the three twice over.
LOOKS = [("light", DESKTOP, "en"), ("dark", PHONE, "cy")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


class Site:
    """The pages, listening on loopback, with links into them and a fresh door for every test."""

    def __init__(self, sign_in: str) -> None:
        self.door, self.clock = FakeDoor(), HandClock()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.base = f"http://127.0.0.1:{probe.getsockname()[1]}"
        self._links = Links([SECRET], self.base, self.clock)
        public = replace(self._links, life=timedelta(days=28))
        pages = build_app(self.door, self._links, sign_in=SignIn(sign_in), appeal_links=public)
        self.server = create_server(pages, listen=self.base.removeprefix("http://"), threads=2, ident=None)

    def link(self, purpose: str = "r", revision: int = 1) -> str:
        return self._links.url(REF, revision, "author" if purpose == "a" else OFFICER, purpose)


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    found = {kind: Site(kind) for kind in ("link", "mail")}
    with served(found["link"].server), served(found["mail"].server):
        yield found


@pytest.fixture
def site(sites: dict[str, Site]) -> Callable[..., Site]:
    def fresh(kind: str = "link") -> Site:
        one = sites[kind]
        vars(one.door).update(vars(FakeDoor()))
        one.clock.now = NOW
        return one

    return fresh


@contextmanager
def tab(browser: Any, look: tuple[str, dict[str, int], str] = LOOKS[0], *, scripts: bool = True) -> Iterator[Any]:
    """A fresh visitor."""
    colours, screen, _ = look
    context = browser.new_context(color_scheme=colours, viewport=screen, java_script_enabled=scripts, locale="en-GB")
    yield context.new_page()
    context.close()


def sign_in(page: Any, site: Site) -> None:
    page.goto(site.link())
    page.get_by_label("Your council e-mail address").fill(OFFICER)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("The code from the mail").fill(site.door.codes[-1][1])
    page.get_by_role("button", name="Sign in").click()


def test_a_moderator_signs_in_decides_and_takes_back_without_scripts(browser: Any, site: Callable[..., Site]) -> None:
    pages = site("mail")
    with tab(browser, scripts=False) as page:
        sign_in(page, pages)
        page.get_by_label("Hide it", exact=True).check()
        page.get_by_label("House rule").select_option("3")
        page.get_by_label("The item's code").fill(review_item().item.code)
        page.get_by_role("button", name="Decide").click()
        page.get_by_role("link", name="Take it back").click()
        page.get_by_label("The item's code").fill(review_item().item.code)
        page.get_by_role("button", name="Take it back").click()

        assert page.get_by_role("heading", name="Done").is_visible()
    assert [deed[2] for deed in pages.door.done] == ["hide", "undo"]


def test_the_keyboard_alone_is_enough(browser: Any, site: Callable[..., Site]) -> None:
    pages = site()
    with tab(browser) as page:
        page.goto(pages.link())
        page.get_by_label("Keep it, or put it back").focus()
        page.keyboard.press("Space")
        page.get_by_label("The item's code").focus()
        page.keyboard.type(review_item().item.code.lower())
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        with page.expect_navigation():
            page.keyboard.press("Enter")

        assert page.get_by_role("heading", name="Done").is_visible()
    assert [deed[2] for deed in pages.door.done] == ["keep"]


#: What a link scanner that runs scripts does: it fills whatever it finds and presses the first button.
PRESSES = """() => {
    const form = document.forms[0];
    form.querySelectorAll('[type=radio]').forEach(one => { one.checked = true; });
    form.querySelectorAll('[type=text], [type=email], textarea').forEach(one => { one.value = 'x'; });
    form.noValidate = true;
    form.querySelector('button').click();
}"""


@pytest.mark.parametrize("kind", ["link", "mail"])
def test_a_scanner_that_runs_scripts_and_submits_the_first_form_changes_nothing(
    browser: Any, site: Callable[..., Site], kind: str
) -> None:
    pages = site(kind)
    with tab(browser) as page:
        for purpose in ("r", "r", "a", "u"):
            page.goto(pages.link(purpose))
            if page.locator("form").count():
                with page.expect_navigation():
                    page.evaluate(PRESSES)

    assert (pages.door.done, pages.door.spent, pages.door.codes) == ([], set(), [])


def staged(site: Site, name: str) -> str:
    """Set the stage for one kind of page; the link to it."""
    door, found = site.door, review_item()
    match name:
        case "changed":
            door.found = review_item(text="Fools, the lot of you. When is it?", revision=2)
        case "decided":
            due = NOW + timedelta(days=3)
            promise = Obligation(REF, 1, "action", NOW, due, due, due)
            found = review_item(case=Case("decided", NOW, 1, "action", OFFICER, NOW))
            door.found = replace(found, item=replace(found.item, promises=(promise,)))
        case "hostile":
            door.found = review_item(text=HOSTILE + "x" * 60_000, text_then=HOSTILE)
        case "upheld":
            door.appealed = replace(door.appealed, status="upheld", decided_at=NOW)
        case _:
            door.found = replace(
                found,
                draft_answer="May we put one thing right: [...]",
                undelivered=("explanation-abuse: no (errand 4)",),
            )
    return site.link({"appeal": "a", "upheld": "a", "undo": "u"}.get(name, "r"))


PAGES = ("review", "changed", "decided", "hostile", "undo", "appeal", "upheld", "sign-in", "expired")


@pytest.mark.parametrize("look", LOOKS, ids=["light-desktop-english", "dark-phone-welsh"])
def test_every_page_is_accessible_and_fits(
    browser: Any, site: Callable[..., Site], look: tuple[str, dict[str, int], str]
) -> None:
    with tab(browser, look) as page:
        for name in PAGES:
            pages = site("mail" if name == "sign-in" else "link")
            url = f"{staged(pages, name)}?iaith={look[2]}"
            if name == "expired":
                pages.clock.now += timedelta(days=4)

            page.goto(url)

            found = axe.Axe().run(page, options=SERIOUS).response["violations"]
            assert [(name, one["id"]) for one in found if one["impact"] in ("serious", "critical")] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            assert page.evaluate("document.documentElement.lang") == look[2]


def test_a_printed_page_shows_the_comment_and_no_form(browser: Any, site: Callable[..., Site]) -> None:
    pages = site()
    with tab(browser) as page:
        page.goto(pages.link())
        page.emulate_media(media="print")

        assert page.locator("form").is_hidden()
        assert page.get_by_text(re.compile("the lot of you")).first.is_visible()


def test_a_browser_asks_nobody_but_the_page_itself(browser: Any, site: Callable[..., Site]) -> None:
    pages = site()
    with tab(browser) as page:
        pages.door.found = review_item(text=HOSTILE, text_then=HOSTILE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(pages.link())
        page.wait_for_load_state("networkidle")

    assert [url for url in asked if not url.startswith(pages.base)] == []
