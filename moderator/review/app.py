"""The page behind the links: looking changes nothing, and a person acts by typing the item's code from the mail."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from moderator.domain.case import VERDICTS
from moderator.review.door import Door, ReviewItem
from moderator.review.links import REVIEW, UNDO, Link, LinkExpired, LinkForeign, Links
from moderator.review.presenting import page_of

VISITOR = "review_visitor"
_LARGEST_FORM = 64 * 1024
_HERE = Path(__file__).parent
Show = Callable[..., tuple[str, int]]


def build_app(door: Door, links: Links, zone: str = "Europe/London") -> Flask:
    """The review page as a WSGI application. It keeps no state; the door does."""
    app = Flask(__name__, static_folder=None, template_folder=str(_HERE / "templates"))
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST_FORM, MAX_FORM_PARTS=20)
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    style = (_HERE / "templates" / "style.css").read_text(encoding="utf-8")
    app.jinja_env.globals["style"] = Markup(style)  # noqa: S704 - our own file
    headers = _headers(style)

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(headers)
        return response

    @app.errorhandler(404)
    @app.errorhandler(405)
    @app.errorhandler(413)
    def lost(error: Any) -> tuple[str, int]:
        return render_template("message.html", title="Nothing here", cy="Does dim yma", lines=()), error.code

    @app.route(f"/{REVIEW}/<token>", methods=["GET", "POST"])
    def review(token: str) -> Response | tuple[str, int]:
        return Visit(door, links, zone, REVIEW).answer(token)

    @app.route(f"/{UNDO}/<token>", methods=["GET", "POST"])
    def undo(token: str) -> Response | tuple[str, int]:
        return Visit(door, links, zone, UNDO).answer(token)

    return app


class Visit:
    """One request to one link."""

    def __init__(self, door: Door, links: Links, zone: str, purpose: str) -> None:
        self._door, self._links, self._zone, self._purpose = door, links, zone, purpose
        self._visitor = request.cookies.get(VISITOR, "")

    def answer(self, token: str) -> Response | tuple[str, int]:
        try:
            link = self._links.read(token, self._purpose)
        except LinkExpired:
            return _message("This link has expired", "Mae'r ddolen hon wedi dod i ben", 410, _NEXT_DIGEST)
        except LinkForeign:
            return _message("This link is not valid", "Nid yw'r ddolen hon yn ddilys", 404, _NEXT_DIGEST)
        found = self._door.show(link.ref, link.revision)
        if found is None:
            return _message("This comment is no longer kept", "Nid yw'r sylw hwn ar gael mwyach", 404, ())
        if request.method == "POST":
            return self._act(link, found)
        return self._page(link, found)

    def _act(self, link: Link, found: ReviewItem) -> Response | tuple[str, int]:
        """Everything is checked before the link is spent; whatever fails leaves all as it was."""
        form = request.form
        if not self._comes_from_our_page() or not self._links.form_is_ours(form.get("form", ""), link, self._visitor):
            return self._page(link, found, 403, "This form was not sent from the page, or was open for too long.")
        if found.item.revision != link.revision or self._is_over(found):
            return self._page(link, found, 409)
        if not _same(form.get("code", ""), found.item.code):
            return self._page(link, found, 422, "That is not the item's code. It stands in the mail, beside the link.")
        mistake = self._mistake(found)
        if mistake:
            return self._page(link, found, 422, mistake)
        if not self._door.spend(link.nonce):
            return _message("This link has already been used", "Mae'r ddolen hon eisoes wedi'i defnyddio", 409, ())
        return self._carried_out(link)

    def _mistake(self, found: ReviewItem) -> str:
        if self._purpose == UNDO:
            return ""
        verdict, reason = request.form.get("verdict", ""), request.form.get("reason", "")
        if verdict not in VERDICTS:
            return "Choose what should happen. Nothing is chosen beforehand."
        known = {rule.id for rule in found.house_rules}
        if reason and reason not in known:
            return "That house rule is not in the policy. Choose one from the list."
        if verdict == "hide" and known and not reason:
            return "Choose the house rule that hiding rests on: the author is told."
        return ""

    def _carried_out(self, link: Link) -> tuple[str, int]:
        if self._purpose == UNDO:
            answer = self._door.undo(link.ref, link.revision, by=link.recipient)
        else:
            answer = self._door.decide(
                link.ref,
                link.revision,
                request.form["verdict"],
                by=link.recipient,
                reason=request.form.get("reason", ""),
                note=request.form.get("note", "").strip()[:1000],
            )
        if not answer.is_accepted:
            return _message("Nothing was changed", "Ni newidiwyd dim", 409, (answer.sentence,))
        undo = self._links.url(link.ref, link.revision, link.recipient, UNDO) if self._purpose == REVIEW else ""
        return render_template("done.html", title="Done", cy="Wedi'i wneud", ref=str(link.ref), undo=undo), 200

    def _page(self, link: Link, found: ReviewItem, status: int = 200, mistake: str = "") -> Response:
        visitor = self._visitor or secrets.token_urlsafe(24)
        page = page_of(found, link, self._zone, at=self._links.clock())
        html = render_template(
            "review.html",
            title="Take a decision back" if self._purpose == UNDO else "Decide on a comment",
            cy="Tynnu penderfyniad yn ôl" if self._purpose == UNDO else "Penderfynu ar sylw",
            page=page,
            is_undo=self._purpose == UNDO,
            asks=found.item.revision == link.revision and not self._is_over(found),
            mistake=mistake,
            given=request.form,
            form=self._links.form_token(link, visitor),
        )
        response = Response(html, status)
        response.set_cookie(VISITOR, visitor, httponly=True, samesite="Strict", secure=self._is_https(), path="/")
        return response

    def _is_over(self, found: ReviewItem) -> bool:
        """Nothing is left to do here: decided already, or nothing to take back."""
        return found.is_settled != (self._purpose == UNDO)

    def _is_https(self) -> bool:
        return self._links.base_url.startswith("https:")

    def _comes_from_our_page(self) -> bool:
        """What a browser says about where a form came from. Our own referrer policy makes it send "null"."""
        parts = urlsplit(self._links.base_url)
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        return site in (None, "same-origin") and origin in (None, "null", f"{parts.scheme}://{parts.netloc}")


_NEXT_DIGEST = ("The next digest brings a fresh link. Nothing was changed.",)


def _message(title: str, cy: str, status: int, lines: tuple[str, ...]) -> tuple[str, int]:
    return render_template("message.html", title=title, cy=cy, lines=lines), status


def _same(given: str, code: str) -> bool:
    typed = "".join(given.split()).upper().encode("utf-8", "replace")
    return hmac.compare_digest(typed, code.encode())


def _headers(style: str) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }
