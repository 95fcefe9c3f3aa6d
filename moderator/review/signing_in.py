"""Who is at the page: a code mailed to the address the link was made for, or the council's own sign-in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Request, Response, redirect, render_template

from moderator.domain.item_view import view_of
from moderator.review.door import Door, ReviewItem
from moderator.review.links import Link, Links
from moderator.review.phrases import Speech
from moderator.review.visit import Notice, comes_from, same, set_visitor, tell

SESSION = "review_session"
CODE_LIFE = timedelta(minutes=10)
CODES_AN_HOUR = 5
MOST_WRONG_CODES = 5
_SESSION, _TICKET = "session", "ticket"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a person proves who they are."""

    #: "mail", "proxy" or "link".
    kind: str = "mail"
    session: timedelta = timedelta(hours=12)
    #: With "proxy": the header with their address, believed from this peer only.
    user_header: str = "X-Remote-User"
    proxy: str = "127.0.0.1"

    def who(self, request: Request, links: Links, link: Link) -> str:
        """The address of whoever is there; "" while nobody has said so."""
        match self.kind:
            case "proxy":
                named = request.headers.get(self.user_header, "").strip()
                return named if request.remote_addr == self.proxy else ""
            case "link":
                return link.recipient
            case _:
                payload = links.unsealed(request.cookies.get(SESSION, ""), _SESSION, self.session)
                return payload if isinstance(payload, str) else ""


class Desk:
    """Signs one person in by a mailed code, before a link of theirs."""

    def __init__(self, door: Door, links: Links, sign_in: SignIn, request: Request, say: Speech, visitor: str) -> None:
        self._door, self._links, self._sign_in = door, links, sign_in
        self._request, self._say, self._visitor = request, say, visitor

    def answer(self, link: Link, found: ReviewItem, zone: str) -> Response:
        """The page for somebody who is not signed in as the person this link was made for."""
        say = self._say
        if self._sign_in.kind == "proxy":
            return tell(say, Notice(say("proxy_needed"), (say("proxy_why"),), 403))
        if self._request.method != "POST":
            return self._page(link, found, zone)
        form = self._request.form
        ours = self._links.form_is_ours(form.get("form", ""), link, self._visitor)
        if not ours or not comes_from(self._request, self._links.base_url):
            return self._page(link, found, zone, mistake=say("wrong_form"), status=403)
        if "digits" in form:
            return self._signed_in(link, found, zone)
        return self._code_asked(link, found, zone)

    def _code_asked(self, link: Link, found: ReviewItem, zone: str) -> Response:
        """The answer is the same whatever was typed: it tells nobody whom the link was made for."""
        subject = f"mailed:{_digest(link.recipient.casefold())}"
        if self._door.tried(subject, timedelta(hours=1)) >= CODES_AN_HOUR:
            return self._page(link, found, zone, mistake=self._say("too_many_codes"), status=429)
        nonce = secrets.token_urlsafe(12)
        if same(self._request.form.get("address", ""), link.recipient):
            self._door.note_try(subject)
            self._door.mail_code(link.recipient, self._code(nonce), nonce)
        ticket = self._links.sealed([link.nonce, _digest(self._visitor), nonce], _TICKET)
        return self._page(link, found, zone, ticket=ticket)

    def _signed_in(self, link: Link, found: ReviewItem, zone: str) -> Response:
        nonce = self._nonce(self._links.unsealed(self._request.form.get("ticket", ""), _TICKET, CODE_LIFE), link)
        subject = f"digits:{nonce}"
        is_open = bool(nonce) and self._door.tried(subject, CODE_LIFE * 2) < MOST_WRONG_CODES
        if not is_open:
            return self._page(link, found, zone, mistake=self._say("code_refused"), status=422)
        if not same(self._request.form.get("digits", ""), self._code(nonce)):
            self._door.note_try(subject)
            ticket = self._request.form["ticket"]
            return self._page(link, found, zone, mistake=self._say("code_refused"), status=422, ticket=ticket)
        if not self._door.spend(f"sign-in:{nonce}"):
            return self._page(link, found, zone, mistake=self._say("code_refused"), status=422)
        response = redirect(self._request.full_path.rstrip("?"), 303)
        assert isinstance(response, Response)
        session = self._links.sealed(link.recipient, _SESSION)
        set_visitor(response, SESSION, session, self._links.base_url, int(self._sign_in.session.total_seconds()))
        return response

    def _page(
        self, link: Link, found: ReviewItem, zone: str, *, mistake: str = "", status: int = 200, ticket: str = ""
    ) -> Response:
        html = render_template(
            "sign_in.html",
            say=self._say,
            title=self._say("sign_in_title"),
            # As the mail showed it: masked, and no more than that.
            view=view_of(found.item, 1, self._links.clock(), zone),
            mistake=mistake,
            ticket=ticket,
            form=self._links.form_token(link, self._visitor),
        )
        return Response(html, status)

    def _nonce(self, payload: Any, link: Link) -> str:
        match payload:
            case [link_nonce, visitor, str(nonce)] if [link_nonce, visitor] == [link.nonce, _digest(self._visitor)]:
                return nonce
            case _:
                return ""

    def _code(self, nonce: str) -> str:
        """Six digits that only we can work out: nothing has to be kept."""
        mac = hmac.new(self._links.newest_secret, f"moderator.review.code:{nonce}".encode(), hashlib.sha256)
        return f"{int.from_bytes(mac.digest()[:8]) % 1_000_000:06}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
