"""What every page behind a link shares: the link, the visitor's cookie, the language, and forms that are ours."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, Response, render_template

from moderator.review.links import Link, LinkExpired, LinkForeign, Links
from moderator.review.phrases import LANGUAGES, Speech

VISITOR = "review_visitor"
#: Said in a link to a page: "?iaith=cy".
LANGUAGE = "iaith"


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that only says something."""

    title: str
    lines: tuple[str, ...] = ()
    status: int = 200


def speech_for(request: Request) -> Speech:
    """The language that was asked for, else the browser's; English where neither says Welsh."""
    asked = request.args.get(LANGUAGE, "")
    if asked in LANGUAGES:
        return Speech(asked)
    return Speech(request.accept_languages.best_match(["en", "cy"]) or "en")


def tell(say: Speech, notice: Notice) -> Response:
    html = render_template("message.html", say=say, title=notice.title, lines=notice.lines)
    return Response(html, notice.status)


def link_or_notice(links: Links, token: str, purpose: str, say: Speech, *, why_expired: str) -> Link | Notice:
    """What a token stands for, or what to say instead."""
    try:
        return links.read(token, purpose)
    except LinkExpired:
        return Notice(say("expired"), (why_expired,), 410)
    except LinkForeign:
        return Notice(say("invalid"), (why_expired,), 404)


def comes_from(request: Request, base_url: str) -> bool:
    """What a browser says about where a form came from. Our own referrer policy makes it send "null"."""
    parts = urlsplit(base_url)
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site in (None, "same-origin") and origin in (None, "null", f"{parts.scheme}://{parts.netloc}")


def same(given: str, wanted: str) -> bool:
    """Whether what somebody typed is this, whatever its case and spaces; in constant time."""
    typed = "".join(given.split()).upper().encode("utf-8", "replace")
    return hmac.compare_digest(typed, wanted.upper().encode())


def set_visitor(response: Response, name: str, value: str, base_url: str, max_age: int | None = None) -> None:
    is_https = base_url.startswith("https:")
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="Strict", secure=is_https, path="/")
