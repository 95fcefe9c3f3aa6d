"""A moderator who follows the link in a digest: looks, types the item's code, and decides, over real HTTP."""

import html
import re
from collections.abc import Iterable
from email.message import EmailMessage

import requests

from moderator.domain.comment import CommentRef

_BETWEEN_ITEMS = re.compile(r"^-{20,}$", re.MULTILINE)
_CODE = re.compile(r"\bcode ([A-Z0-9]+)\b")
_LINK = re.compile(r"https?://127\.0\.0\.1:\d+/r/\S+")
_FORM = re.compile(r'name="form" value="([^"]*)"')
_TIMEOUT_S = 10


def decide_by_link(mails: Iterable[EmailMessage], ref: CommentRef, verdict: str) -> bool:
    """Find the comment in the newest digest that has it, open its link and decide; whether that was accepted."""
    for text in reversed([_text(mail) for mail in mails]):
        for item in _BETWEEN_ITEMS.split(text):
            link, code = _LINK.search(item), _CODE.search(item)
            if f"Ref {ref}\n" in item and link and code:
                return _visit(link[0], code[1], verdict)
    return False


def page_behind(mail: EmailMessage, *, about: str) -> str:
    """The page behind a link in this mail, one that speaks of this if there is one; "" when there is no page."""
    found = ""
    with requests.Session() as browser:
        # No proxy of the machine's: the page is on this machine.
        browser.trust_env = False
        for link in _LINK.findall(_text(mail)):
            page = browser.get(link, timeout=_TIMEOUT_S)
            if page.ok and about in page.text:
                return page.text
            found = found or (page.text if page.ok else "")
    return found


def _visit(link: str, code: str, verdict: str) -> bool:
    with requests.Session() as browser:
        # No proxy of the machine's: the page is on this machine.
        browser.trust_env = False
        page = browser.get(link, timeout=_TIMEOUT_S)
        form = _FORM.search(page.text)
        if not page.ok or form is None:
            return False
        filled = {"form": html.unescape(form[1]), "code": code, "verdict": verdict, "reason": "", "note": ""}
        return browser.post(link, data=filled, timeout=_TIMEOUT_S).ok


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    # A mail travels with the line ends of the wire.
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
