"""Turns one comment into what the page shows: full words, why it is here, what each choice does, what changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from moderator.domain.item_view import ItemView, view_of
from moderator.domain.policy import HouseRule
from moderator.domain.spoken import Words, moment
from moderator.domain.wording import evidence_spans
from moderator.review.door import ReviewItem
from moderator.review.links import Link
from moderator.review.words import VERDICT_WORDS, Piece, difference, marked


@dataclass(frozen=True, slots=True)
class ChoiceView:
    verdict: str
    words: Words
    does: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything the template prints; nothing is escaped yet and nothing can act."""

    view: ItemView
    comment: tuple[Piece, ...]
    #: What the author changed since the link was made; empty when nothing.
    changes: tuple[Piece, ...]
    is_changed: bool
    #: Who decided what, as a sentence; "" while nobody has.
    settled: str
    choices: tuple[ChoiceView, ...]
    house_rules: tuple[HouseRule, ...]
    recipient: str


def page_of(found: ReviewItem, link: Link, zone: str, at: datetime) -> PageView:
    item = found.item
    is_changed = item.revision != link.revision
    spans = [span for match in item.matches for span in evidence_spans(match.finding.spans)]
    return PageView(
        view=view_of(replace(item, masks=()), 1, at, zone),
        comment=marked(item.text, spans),
        changes=difference(found.text_then, item.text) if is_changed and found.text_then else (),
        is_changed=is_changed,
        settled=_settled(found, zone),
        choices=tuple(
            ChoiceView(choice.verdict, VERDICT_WORDS[choice.verdict], choice.does) for choice in item.choices
        ),
        house_rules=found.house_rules,
        recipient=link.recipient,
    )


def _settled(found: ReviewItem, zone: str) -> str:
    case = found.case
    if not found.is_settled or case.decided_at is None:
        return ""
    return f"{case.decided_by} decided on {moment(case.decided_at, zone).en}: {case.verdict}."
