"""The review page with a door that remembers what was asked of it, for the tests of page and links."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from moderator.domain.case import Case
from moderator.domain.choices import choices_on
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.decision import Match
from moderator.domain.digest import DigestItem
from moderator.domain.evidence import Finding, Span
from moderator.domain.policy import Action, HouseRule, Rule
from moderator.domain.spoken import Words
from moderator.review.door import AppealView, ReviewItem
from moderator.review.links import Links
from moderator.tasks.review import Answer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REF = CommentRef(AccountRef("memory", "1"), "c1")
OFFICER = "sian@council.example"
SECRET = "s" * 40
OPEN = Case()
HOSTILE = "<script>alert(1)</script>\u202eevil https://evil.example \x00 <form action=//evil> {{7*7}}"
TEXT = "Bozos, the lot of you. When is the bin day?"


OPEN_TO_APPEAL = AppealView(
    "open", "Swansea Parks", NOW - timedelta(hours=1), Words("No abuse.", "Dim sarhad."), NOW + timedelta(days=7)
)
OUR_ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "span", "strong", "p", "section", "div"),
    *("mark", "small", "ins", "del", "ul", "li", "br", "a", "header", "h3"),
}


@dataclass
class HandClock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def review_item(text: str = TEXT, revision: int = 1, case: Case = OPEN, text_then: str = TEXT) -> ReviewItem:
    finding = Finding("abuse", 0.9, "abuse.words", "Words aimed at a person.", spans=(Span(0, 5, "insult"),))
    item = DigestItem(
        ref=REF,
        revision=revision,
        account="Swansea Parks",
        text=text,
        written_at=NOW - timedelta(hours=1),
        language="en",
        outcome="still visible",
        matches=(Match(Rule("abuse.person", "abuse", Action.HIDE, "3"), finding, Action.HIDE),),
        masks=(Span(0, 5, "insult"),),
        choices=choices_on(
            is_hidden=False,
            can_hide=True,
            can_reveal=True,
            can_report=False,
            who_still_sees_hidden="Friends see it.",
            must_know={"hide": Words("Nobody can answer it then.", "Ni all neb ei ateb wedyn.")},
        ),
        permalink="https://social.example/c/1",
    )
    return ReviewItem(item, case, (HouseRule("3", "No abuse.", "Dim sarhad.", "rights of others"),), text_then)


@dataclass
class FakeDoor:
    found: ReviewItem | None = field(default_factory=review_item)
    done: list[tuple] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)
    tries: list[str] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    appealed: AppealView = OPEN_TO_APPEAL

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        return self.found

    def objection(self, verdict, reason, words) -> str:
        if reason not in ("", "3", "legal"):
            return "That is no house rule."
        return "Your words still hold a gap." if "[...]" in words else ""

    def tried(self, subject, window) -> int:
        return self.tries.count(subject)

    def note_try(self, subject) -> None:
        self.tries.append(subject)

    def mail_code(self, to, code, nonce) -> None:
        self.codes.append((to, code))

    def tell_closed(self, ref, recipient, nonce) -> None:
        self.closed.append(recipient)

    def appeal_about(self, ref, revision) -> AppealView:
        return self.appealed

    def appeal(self, ref, revision, words) -> AppealView:
        self.done.append((ref, revision, "appeal", words))
        self.appealed = replace(self.appealed, status="already")
        return self.appealed

    def decide(self, ref, revision, verdict, *, by, reason, note, words) -> Answer:
        if self.found.case.person_decided(revision):
            return Answer("already", self.found.case)
        case = Case("decided", NOW, revision, verdict, by, NOW)
        self.found = replace(self.found, case=case)
        self.done.append((ref, revision, verdict, by, reason, note, words))
        return Answer("accepted", case)

    def release(self, ref, revision, *, by) -> Answer:
        self.done.append((ref, revision, "send", by))
        return Answer("accepted", self.found.case)

    def undo(self, ref, revision, *, by) -> Answer:
        self.found = replace(self.found, case=Case("open", NOW, revision))
        self.done.append((ref, revision, "undo", by))
        return Answer("accepted", self.found.case)

    def spend(self, nonce: str) -> bool:
        if nonce in self.spent:
            return False
        self.spent.add(nonce)
        return True


def link(links: Links, revision: int = 1, purpose: str = "r") -> str:
    return links.url(REF, revision, OFFICER, purpose).removeprefix("http://localhost")


def form_of(response) -> str:
    return re.search(r'name="form" value="([^"]+)"', response.text)[1]


def send(client, url: str, **changes):
    """Open the page as a person does and send its form."""
    fields = {"form": form_of(client.get(url)), "code": review_item().item.code, "verdict": "hide", "reason": "3"}
    return client.post(url, data={**fields, **changes})
