"""One item in words, made harmless to look at: what the text of a mail, its HTML and the review page all show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from moderator.domain.decision import Match
from moderator.domain.digest import PROMISE_WORDS, Choice, DigestItem
from moderator.domain.obligation import Obligation
from moderator.domain.shown import masked, one_line, ours, ours_on_one_line, shown
from moderator.domain.spoken import clock_time, moment

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
    """One rule that matched: its name, the sentence, and the words with what each of them is."""

    title: str
    why: str
    words: tuple[str, ...]


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
    reasons: tuple[ReasonView, ...]
    other_reasons: tuple[str, ...]
    choices: tuple[Choice, ...]
    draft: str
    draft_waits: tuple[str, ...]
    permalink: str
    review_link: str

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
        facts=f"{language}, written {moment(item.written_at, zone).en}, {ours_on_one_line(item.outcome)}",
        comment=shown(hidden, COMMENT_LENGTH),
        parent=shown(item.parent_text, PARENT_LENGTH),
        reasons=tuple(_reason(match, hidden) for match in item.matches),
        other_reasons=tuple(ours_on_one_line(reason) for reason in item.other_reasons),
        choices=item.choices,
        draft=ours(item.draft, DRAFT_LENGTH),
        draft_waits=tuple(ours_on_one_line(reason) for reason in item.draft_waits),
        permalink=safe_link(item.permalink),
        review_link=safe_link(item.review_link),
    )


def clock_of(promise: Obligation, at: datetime, zone: str) -> str:
    """ "Due 17:00 today: a person looks at it"."""
    word = "Overdue since" if promise.due_at < at else "Due"
    return f"{word} {clock_time(promise.due_at, at, zone)}: {PROMISE_WORDS[promise.kind]}"


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


def _reason(match: Match, text: str) -> ReasonView:
    finding = match.finding
    lowered = f", held back by {', '.join(match.lowered_by)}" if match.lowered_by else ""
    about = f" about {finding.about}" if finding.about else ""
    title = f"{finding.label.replace('_', ' ')}{about} ({match.rule.id}, {finding.value:.2f}{lowered})"
    return ReasonView(ours_on_one_line(title), ours_on_one_line(finding.why), tuple(_words(match, text)))


def _words(match: Match, text: str) -> Iterator[str]:
    for span in match.finding.spans:
        yield f"{ours_on_one_line(span.kind)}: “{one_line(text[span.start : span.end], 120)}”"
    if match.finding.traits:
        yield f"elements: {ours_on_one_line(', '.join(sorted(match.finding.traits)))}"
