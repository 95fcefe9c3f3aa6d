"""The weekly report in a real Chromium: readable on a phone and in the dark, and nothing that axe calls serious."""

import base64
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from weekly_examples import X, a_promise, a_report, an_incident

from moderator.charts import charts
from moderator.mail.weekly import weekly_mail, weekly_page

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: the report was not looked at in a browser"
)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: the report was not looked at in a browser"),
    # Playwright's own loop ends with the module.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SERIOUS = {"resultTypes": ["violations"]}
LOOKS = [("light", 900), ("dark", 360)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("weekly")
    report = a_report(
        *(a_promise(took=number / 3) for number in range(12)),
        a_promise(X, language="cy", took=30),
        incidents=(an_incident("outage.began", detail="poll: AccessLost"),),
        duties=("Sal has not confirmed the guidelines. [guidelines.a.very.long.name.indeed@council.example]",),
    )
    drawn = charts(report)
    mail = weekly_mail(report, drawn)
    html = mail.html
    for file in mail.files:
        html = html.replace(f"cid:{file.cid}", f"data:{file.media_type};base64,{file.content}") if file.cid else html
    bilingual = replace(report, to=replace(report.to, language="both"))
    texts = {"mail": html, "page": weekly_page(report, drawn), "both": weekly_page(bilingual, charts(bilingual))}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    assert base64.b64decode(mail.files[0].content).startswith(b"\x89PNG")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.parametrize("name", ["mail", "page", "both"])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(
    browser: Any, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())

    found = axe.Axe().run(page, options=SERIOUS).response["violations"]

    assert [
        (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
