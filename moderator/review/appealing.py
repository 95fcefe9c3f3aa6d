"""One visit to the link in an explanation: the author sees how their comment stands, and may ask for another look."""

from datetime import datetime, timedelta

from flask import Request, Response, render_template

from moderator.domain.spoken import moment
from moderator.review.door import AppealView, Door
from moderator.review.links import APPEAL, Link, Links
from moderator.review.visit import Notice, comes_from, link_or_notice, same, speech_for, tell

#: What its author types; no link and no page holds it as a value.
WORDS = ("REVIEW", "ADOLYGU")
LONGEST = 2000
#: Requests in an hour: through one link, and through all of them together.
MOST_OF_ONE, MOST_OF_ALL = 10, 200
_HOUR = timedelta(hours=1)
#: Status -> the phrases of a page that only says how it stands.
_SAID = {"already": "appeal_filed", "upheld": "appeal_upheld", "overturned": "appeal_overturned"}


class AppealVisit:
    """One request to one link. Nobody signs in: whoever holds the link may ask once, and sees no words of anybody's."""

    def __init__(self, door: Door, links: Links, zone: str, request: Request, visitor: str) -> None:
        self._door, self._links, self._zone = door, links, zone
        self._request, self._visitor, self._say = request, visitor, speech_for(request)

    def answer(self, token: str) -> Response:
        say = self._say
        link = link_or_notice(self._links, token, APPEAL, say, why_expired=say("appeal_expired_why"))
        if isinstance(link, Notice):
            return tell(say, link)
        view = self._door.appeal_about(link.ref, link.revision)
        if view.status != "open":
            return self._stands(view)
        if self._request.method == "POST":
            return self._file(link, view)
        return self._page(link, view)

    def _file(self, link: Link, view: AppealView) -> Response:
        say, form = self._say, self._request.form
        if not self._links.form_is_ours(form.get("form", ""), link, self._visitor) or not comes_from(
            self._request, self._links.base_url
        ):
            return self._page(link, view, 403, say("wrong_form"))
        if self._is_too_often(link):
            return tell(say, Notice(say("appeal_later"), (say("appeal_later_why"),), 429))
        if not any(same(form.get("word", ""), word) for word in WORDS):
            return self._page(link, view, 422, say("appeal_wrong_word"))
        return self._stands(self._door.appeal(link.ref, link.revision, form.get("words", "")[:LONGEST]))

    def _is_too_often(self, link: Link) -> bool:
        limits = ((f"appeal:{link.ref}:{link.revision}", MOST_OF_ONE), ("appeal", MOST_OF_ALL))
        is_too_often = any(self._door.tried(subject, _HOUR) >= most for subject, most in limits)
        if not is_too_often:
            for subject, _ in limits:
                self._door.note_try(subject)
        return is_too_often

    def _stands(self, view: AppealView) -> Response:
        say, name = self._say, _SAID.get(view.status, f"appeal_{view.status}")
        why = say(f"{name}_why", due=self._moment(view.due_at), when=self._moment(view.decided_at))
        return tell(say, Notice(say(name), (why,)))

    def _page(self, link: Link, view: AppealView, status: int = 200, mistake: str = "") -> Response:
        say = self._say
        html = render_template(
            "appeal.html",
            say=say,
            title=say("another_look"),
            hidden=say("hidden_on", when=self._moment(view.written_at), account=view.account),
            rule=say("hidden_rule", rule=say.of(view.rule)) if view.rule else "",
            promise=say("hidden_promise", due=self._moment(view.due_at)),
            mistake=mistake,
            given=self._request.form,
            form=self._links.form_token(link, self._visitor),
        )
        return Response(html, status)

    def _moment(self, at: datetime | None) -> str:
        return self._say.of(moment(at, self._zone)) if at is not None else ""
