"""The pages behind links: looking changes nothing, and a person acts by typing something that no link holds."""

import base64
import hashlib
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from moderator.review.appealing import AppealVisit
from moderator.review.door import Door
from moderator.review.links import APPEAL, REVIEW, UNDO, Links
from moderator.review.reviewing import Page, ReviewVisit
from moderator.review.signing_in import SignIn
from moderator.review.visit import VISITOR, Notice, set_visitor, speech_for, tell

_LARGEST_FORM = 64 * 1024
_HERE = Path(__file__).parent


def build_app(
    door: Door,
    links: Links,
    zone: str = "Europe/London",
    *,
    sign_in: SignIn | None = None,
    appeal_links: Links | None = None,
) -> Flask:
    """The pages as a WSGI application. It keeps no state; the door does.

    Nobody decides without signing in: by a mailed code, unless ``sign_in`` says otherwise. Without ``appeal_links``
    there is no appeal page.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(_HERE / "templates"))
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST_FORM, MAX_FORM_PARTS=20)
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    style = (_HERE / "templates" / "style.css").read_text(encoding="utf-8")
    app.jinja_env.globals["style"] = Markup(style)  # noqa: S704 - our own file
    headers = _headers(style)
    page = Page(door, links, zone, sign_in or SignIn())

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(headers)
        return response

    @app.errorhandler(404)
    @app.errorhandler(405)
    @app.errorhandler(413)
    def lost(error: Any) -> Response:
        say = speech_for(request)
        return tell(say, Notice(say("nothing_here"), (), error.code))

    @app.route(f"/{REVIEW}/<token>", methods=["GET", "POST"])
    def review(token: str) -> Response:
        return _visited(lambda visitor: ReviewVisit(page, REVIEW, request, visitor).answer(token), links)

    @app.route(f"/{UNDO}/<token>", methods=["GET", "POST"])
    def undo(token: str) -> Response:
        return _visited(lambda visitor: ReviewVisit(page, UNDO, request, visitor).answer(token), links)

    if appeal_links is not None:

        @app.route(f"/{APPEAL}/<token>", methods=["GET", "POST"])
        def appeal(token: str) -> Response:
            return _visited(
                lambda visitor: AppealVisit(door, appeal_links, zone, request, visitor).answer(token), appeal_links
            )

    return app


def _visited(answer: Any, links: Links) -> Response:
    """The answer, with the cookie that ties this visitor's forms to this visitor."""
    visitor = request.cookies.get(VISITOR, "") or secrets.token_urlsafe(24)
    response: Response = answer(visitor)
    set_visitor(response, VISITOR, visitor, links.base_url)
    return response


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
