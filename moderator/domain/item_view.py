"""One item in words, made harmless to look at: what the text of a mail, its HTML and the review page all show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from moderator.domain.choices import Choice
from moderator.domain.decision import Match
from moderator.domain.digest import PROMISE_WORDS, DigestItem
from moderator.domain.evidence import Finding, Span
from moderator.domain.obligation import Obligation
from moderator.domain.shown import masked, one_line, ours, ours_on_one_line, shown
from moderator.domain.spoken import due_time, moment
from moderator.domain.wording import MASKED_KINDS, element_words, evidence_spans, finding_words, kind_words

#: How much of a comment a mail shows; the page shows all of it.
COMMENT_LENGTH = 1200
PARENT_LENGTH = 400
DRAFT_LENGTH = 3000
LANGUAGE_WORDS = {
    "en": "English",
    "cy": "Welsh",
    "mixed": "Welsh and English",
    "other": "another language",
    "unknown": "language unclear",
}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One thing that was seen: its name, the sentence, and the words with what each of them is."""

    title: str
    why: str
    words: tuple[str, ...]
    #: The elements of a libel as a lawyer reads them; the page shows them, a mail does not.
    elements: tuple[str, ...]
    #: The policy's rules that it matched, and how strong it is: for whoever looks after the policy.
    rules: str


@dataclass(frozen=True, slots=True)
class ItemView:
    number: int
    account: str
    ref: str
    code: str
    #: "review due 17:00 today"; first the nearest.
    clocks: tuple[str, ...]
    is_overdue: bool
    facts: str
    comment: str
    parent: str
    #: What speaks for hiding or looking first; one for each finding, however many rules it matched.
    reasons: tuple[ReasonView, ...]
    other_reasons: tuple[str, ...]
    choices: tuple[Choice, ...]
    draft: str
    draft_waits: tuple[str, ...]
    permalink: str
    review_link: str
    #: What its author wrote here before, as a sentence; "" where that was not asked.
    earlier: str = ""

    @property
    def clock(self) -> str:
        return self.clocks[0] if self.clocks else "no clock"


def view_of(item: DigestItem, number: int, at: datetime, zone: str) -> ItemView:
    """The item as it is shown at this moment. Nothing in it is escaped yet; nothing in it can act."""
    hidden = masked(item.text, item.masks)
    promises = sorted(item.promises, key=lambda promise: promise.due_at)
    language = LANGUAGE_WORDS.get(item.language, "language unclear")
    return ItemView(
        number=number,
        account=ours_on_one_line(item.account),
        ref=str(item.ref),
        code=item.code,
        clocks=tuple(clock_of(promise, at, zone) for promise in promises),
        is_overdue=any(promise.due_at < at for promise in promises),
        facts=f"{language}, written {moment(item.written_at, zone).en}, {ours_on_one_line(item.outcome)}"
        f"{_message_until(item, at, zone)}",
        comment=shown(hidden, COMMENT_LENGTH),
        parent=shown(item.parent_text, PARENT_LENGTH),
        reasons=tuple(_reasons(item.matches, hidden)),
        other_reasons=tuple(ours_on_one_line(reason) for reason in item.other_reasons or _only_an_answer(item)),
        choices=item.choices,
        draft=ours(item.draft, DRAFT_LENGTH),
        draft_waits=tuple(ours_on_one_line(reason) for reason in (*item.draft_waits, *_out_of_date(item, at))),
        permalink=safe_link(item.permalink),
        review_link=safe_link(item.review_link),
        earlier=_earlier(item),
    )


def _message_until(item: DigestItem, at: datetime, zone: str) -> str:
    until = item.message_until
    if until is None:
        return ""
    if until <= at:
        return f", its author could be messaged until {moment(until, zone).en}"
    return f", its author can be messaged until {moment(until, zone).en}"


def _earlier(item: DigestItem) -> str:
    if item.earlier is None:
        return ""
    count, hidden = item.earlier.comments, item.earlier.hidden
    if not count:
        return "Its author's first comment here."
    return f"Its author wrote {count} {'comment' if count == 1 else 'comments'} here before; {hidden or 'none'} hidden."


def clock_of(promise: Obligation, at: datetime, zone: str) -> str:
    """ "Due 17:00 today: a person looks at it"."""
    word = "Overdue since" if promise.due_at < at else "Due"
    return f"{word} {due_time(promise.due_at, at, zone)}: {PROMISE_WORDS[promise.kind]}"


def safe_link(url: str) -> str:
    """A link that may be live: http or https with a host and nothing unseen in it; "" otherwise."""
    if not url.isascii() or any(not "!" <= character <= "~" for character in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host else ""


def _reasons(matches: Sequence[Match], text: str) -> Iterator[ReasonView]:
    """Gravest first. One finding that several rules caught is one reason."""
    by_finding: dict[Finding, list[Match]] = {}
    for match in sorted(matches, key=lambda match: -match.permitted):
        by_finding.setdefault(match.finding, []).append(match)
    for finding, caught in by_finding.items():
        ids = ", ".join(dict.fromkeys(match.rule.id for match in caught))
        yield ReasonView(
            title=ours_on_one_line(finding_words(finding)),
            why=ours_on_one_line(finding.why),
            words=tuple(dict.fromkeys(_words(finding, text))),
            elements=element_words(finding),
            rules=ours_on_one_line(f"{finding.value:.2f}, {ids}"),
        )


def _words(finding: Finding, text: str) -> Iterator[str]:
    for span in evidence_spans(finding.spans):
        yield f"{ours_on_one_line(kind_words(span.kind))}: “{one_line(text[span.start : span.end], 120)}”"
    for quote in finding.quotes:
        words = masked(quote.words, [Span(0, len(quote.words), quote.kind)] if quote.kind in MASKED_KINDS else ())
        yield f"{ours_on_one_line(kind_words(quote.kind))}, in the picture: “{one_line(words, 120)}”"


def _out_of_date(item: DigestItem, at: datetime) -> tuple[str, ...]:
    """A draft names the day by which somebody answers: once that has passed it must not go out as it stands."""
    promised = ("acknowledge", "review")
    if item.draft and any(promise.kind in promised and promise.due_at < at for promise in item.promises):
        return ("the day it names has passed, so do not send it as it stands",)
    return ()


def _only_an_answer(item: DigestItem) -> tuple[str, ...]:
    """Why an item is here that no rule has caught."""
    if item.matches or not any(promise.kind == "acknowledge" for promise in item.promises):
        return ()
    return ("Its author may expect an answer. No rule speaks against it.",)
