"""One visit to a link that decides or takes back: everything is checked before the link is spent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Request, Response, render_template

from moderator.domain.case import ANSWERED
from moderator.domain.desks import DESKS
from moderator.domain.orders import SEND
from moderator.domain.spoken import moment
from moderator.review.door import Door, ReviewItem
from moderator.review.links import REVIEW, UNDO, Link, Links
from moderator.review.phrases import Speech
from moderator.review.presenting import offered, page_of
from moderator.review.signing_in import Desk, SignIn
from moderator.review.visit import Notice, comes_from, link_or_notice, same, speech_for, tell
from moderator.review.words import VERDICT_WORDS
from moderator.tasks.review import Answer

#: Wrong codes after which a link is dead: for this link, and for this item and person within a day.
MOST_WRONG_CODES = 5
MOST_WRONG_ON_ITEM = 15
_DAY = timedelta(days=1)
_LONGEST_NOTE = 1000
#: Choices that decide nothing about the comment.
_ASIDE = (ANSWERED, SEND)


@dataclass(frozen=True, slots=True)
class Page:
    """What every visit to the review page needs."""

    door: Door
    links: Links
    zone: str
    sign_in: SignIn


class ReviewVisit:
    """One request to one link."""

    def __init__(self, page: Page, purpose: str, request: Request, visitor: str) -> None:
        self._door, self._links, self._zone, self._sign_in = page.door, page.links, page.zone, page.sign_in
        self._is_undo = purpose == UNDO
        self._purpose, self._request, self._visitor = purpose, request, visitor
        self._say: Speech = speech_for(request)

    def answer(self, token: str) -> Response:
        say = self._say
        link = link_or_notice(self._links, token, self._purpose, say, why_expired=say("next_digest"))
        if isinstance(link, Notice):
            return tell(say, link)
        found = self._door.show(link.ref, link.revision)
        if found is None:
            return tell(say, Notice(say("gone"), (), 404))
        if self._is_closed(link):
            return tell(say, Notice(say("closed"), (say("closed_why"),), 410))
        who = self._sign_in.who(self._request, self._links, link)
        if who.casefold() != link.recipient.casefold():
            if who and self._sign_in.kind == "proxy":
                return tell(say, Notice(say("not_for_you"), (say("not_for_you_why"),), 403))
            desk = Desk(self._door, self._links, self._sign_in, self._request, say, self._visitor)
            return desk.answer(link, found, self._zone)
        if self._request.method == "POST":
            return self._act(link, found)
        return self._page(link, found)

    def _act(self, link: Link, found: ReviewItem) -> Response:
        """Whatever fails leaves all as it was, and the link alive, unless the code was wrong too often."""
        say, form = self._say, self._request.form
        ours = self._links.form_is_ours(form.get("form", ""), link, self._visitor)
        if not ours or not comes_from(self._request, self._links.base_url):
            return self._page(link, found, 403, say("wrong_form"))
        is_too_late = not self._is_undo and found.is_settled and form.get("verdict", "") not in _ASIDE
        if is_too_late or not self._asks(link, found):
            return self._page(link, found, 409)
        if not same(form.get("code", ""), found.item.code):
            return self._wrong_code(link, found)
        if mistake := self._mistake(link, found):
            return self._page(link, found, 422, mistake)
        if not self._door.spend(link.nonce):
            return tell(say, Notice(say("used"), (), 409))
        return self._carried_out(link)

    def _wrong_code(self, link: Link, found: ReviewItem) -> Response:
        """An empty field costs nothing: a scanner that presses the button must not close anybody's link."""
        say = self._say
        if self._request.form.get("code", "").strip():
            for subject, _, _ in self._limits(link):
                self._door.note_try(subject)
        if self._is_closed(link):
            self._door.tell_closed(link.ref, link.recipient, link.nonce)
            return tell(say, Notice(say("closed"), (say("closed_why"),), 410))
        return self._page(link, found, 422, say("wrong_code"))

    def _is_closed(self, link: Link) -> bool:
        return any(self._door.tried(subject, window) >= most for subject, most, window in self._limits(link))

    def _limits(self, link: Link) -> tuple[tuple[str, int, timedelta], ...]:
        person = link.recipient.casefold()
        return (
            (f"code:{link.nonce}", MOST_WRONG_CODES, self._links.life),
            (f"code:{link.ref}:{link.revision}:{person}", MOST_WRONG_ON_ITEM, _DAY),
        )

    def _mistake(self, link: Link, found: ReviewItem) -> str:
        if self._is_undo:
            return ""
        say, form = self._say, self._request.form
        verdict, reason = form.get("verdict", ""), self._reason()
        if verdict not in {choice.verdict for choice in offered(found, link.recipient)}:
            return say("choose")
        if verdict == "hide" and found.house_rules and not reason:
            return say("choose_rule")
        if verdict == "refer" and reason not in DESKS:
            return say("choose_desk")
        if found.case.is_appealed and verdict != SEND and not form.get("note", "").strip():
            return say("say_why")
        return self._door.objection(verdict, reason, self._words()) if verdict not in _ASIDE else ""

    def _reason(self) -> str:
        form = self._request.form
        return form.get("desk", "") if form.get("verdict") == "refer" else form.get("reason", "")

    def _words(self) -> str:
        form = self._request.form
        return form.get("words", "").strip() if form.get("verdict") in ("answer", "contact") else ""

    def _carried_out(self, link: Link) -> Response:
        say, form = self._say, self._request.form
        if self._is_undo:
            answer = self._door.undo(link.ref, link.revision, by=link.recipient)
        elif form["verdict"] == SEND:
            answer = self._door.release(link.ref, link.revision, by=link.recipient)
        else:
            answer = self._door.decide(
                link.ref,
                link.revision,
                form["verdict"],
                by=link.recipient,
                reason=self._reason(),
                note=form.get("note", "").strip()[:_LONGEST_NOTE],
                words=self._words(),
            )
        if not answer.is_accepted:
            return tell(say, Notice(say("nothing_changed"), (self._refusal(answer),), 409))
        verdict = form.get("verdict", "")
        can_undo = not self._is_undo and verdict not in _ASIDE
        html = render_template(
            "done.html",
            say=say,
            title=say("done"),
            ref=str(link.ref),
            undo=self._fresh(link, UNDO) if can_undo else "",
            go_on=self._fresh(link, REVIEW) if verdict == SEND else "",
            remains=answer.remains,
        )
        return Response(html)

    def _fresh(self, link: Link, purpose: str) -> str:
        return self._links.url(link.ref, link.revision, link.recipient, purpose)

    def _refusal(self, answer: Answer) -> str:
        say, case = self._say, answer.case
        match answer.status:
            case "already":
                return say("already", **self._who_when_what(case.decided_by, case.decided_at, case.verdict))
            case "stale" | "own" | "idle" | "not_officer":
                return say(answer.status)
            case "gone":
                return say("vanished")
            case "not_released":
                return say("not_released")
            case _:
                return answer.sentence

    def _who_when_what(self, by: str, at: datetime | None, verdict: str) -> dict[str, str]:
        when = self._say.of(moment(at, self._zone)) if at is not None else ""
        words = VERDICT_WORDS.get(verdict)
        return {"by": by, "when": when, "what": self._say.of(words) if words else verdict}

    def _asks(self, link: Link, found: ReviewItem) -> bool:
        """Whether anything is left to do here for this person."""
        if found.item.revision != link.revision:
            return False
        if self._is_undo:
            return found.is_settled
        return bool(offered(found, link.recipient))

    def _page(self, link: Link, found: ReviewItem, status: int = 200, mistake: str = "") -> Response:
        say, case = self._say, found.case
        settled = ""
        if found.is_settled:
            settled = say("decided_by", **self._who_when_what(case.decided_by, case.decided_at, case.verdict))
        html = render_template(
            "review.html",
            say=say,
            title=say("undo_title") if self._is_undo else say("decide_title"),
            page=page_of(found, link, self._zone, at=self._links.clock(), say=say),
            settled=settled,
            is_undo=self._is_undo,
            asks=self._asks(link, found),
            is_own_appeal=case.is_appealed and not case.may_decide(link.recipient),
            mistake=mistake,
            given=self._request.form,
            form=self._links.form_token(link, self._visitor),
        )
        return Response(html, status)
