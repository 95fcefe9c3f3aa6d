"""Turns one comment into what the page shows: full words, why it is here, what each choice does, what changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from moderator.domain.case import ANSWERED
from moderator.domain.choices import Choice
from moderator.domain.desks import DESKS
from moderator.domain.digest import DigestItem
from moderator.domain.item_view import ItemView, view_of
from moderator.domain.orders import SEND
from moderator.domain.shown import ours_on_one_line, shown
from moderator.domain.wording import evidence_spans
from moderator.review.door import ReviewItem
from moderator.review.links import Link
from moderator.review.phrases import Speech
from moderator.review.words import APPEAL_WORDS, VERDICT_WORDS, Piece, clock_cy, difference, facts_cy, marked

_ANSWERED = Choice(
    ANSWERED,
    "The second clock stops. Say so once its author has their answer.",
    "Mae'r ail gloc yn stopio. Dywedwch hyn pan fydd yr awdur wedi cael ateb.",
)


_SEND = Choice(
    SEND,
    "The draft above goes to its author as it stands. Nothing is decided by that; the page then offers to go on.",
    "Mae'r drafft uchod yn mynd at ei awdur fel y mae. Ni phenderfynir dim drwy hynny; yna cewch barhau.",
)


@dataclass(frozen=True, slots=True)
class ChoiceView:
    verdict: str
    words: str
    does: str


@dataclass(frozen=True, slots=True)
class Named:
    """One line of a list to choose from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything the template prints; nothing is escaped yet and nothing can act."""

    view: ItemView
    comment: tuple[Piece, ...]
    #: What the author changed since the link was made; empty when nothing.
    changes: tuple[Piece, ...]
    is_changed: bool
    clocks: tuple[str, ...]
    facts: str
    choices: tuple[ChoiceView, ...]
    house_rules: tuple[Named, ...]
    desks: tuple[Named, ...]
    recipient: str
    is_appeal: bool
    appeal_words: str
    draft_answer: str
    undelivered: tuple[str, ...]

    @property
    def takes_words(self) -> bool:
        return any(choice.verdict in ("answer", "contact") for choice in self.choices)

    @property
    def takes_rule(self) -> bool:
        return bool(self.house_rules) and any(choice.verdict == "hide" for choice in self.choices)


def offered(found: ReviewItem, recipient: str) -> tuple[Choice, ...]:
    """What this person may choose now; nothing where it is decided, or an appeal against their own decision."""
    send = (_SEND,) if found.item.draft else ()
    if found.awaits_answer:
        return (_ANSWERED, *send)
    if found.is_settled:
        return send
    return (*found.item.choices, *send) if found.case.may_decide(recipient) else ()


def page_of(found: ReviewItem, link: Link, zone: str, at: datetime, say: Speech) -> PageView:
    item = found.item
    is_changed = item.revision != link.revision
    spans = [span for match in item.matches for span in evidence_spans(match.finding.spans)]
    view = view_of(replace(item, masks=()), 1, at, zone)
    is_welsh = say.language == "cy"
    promises = sorted(item.promises, key=lambda promise: promise.due_at)
    choices = offered(found, link.recipient)
    can_refer = any(choice.verdict == "refer" for choice in choices)
    return PageView(
        view=view,
        comment=marked(item.text, spans),
        changes=difference(found.text_then, item.text) if is_changed and found.text_then else (),
        is_changed=is_changed,
        clocks=tuple(clock_cy(promise, at, zone) for promise in promises) if is_welsh else view.clocks,
        facts=_facts_cy(item, zone, at) if is_welsh else view.facts,
        choices=tuple(_choice(choice, say, is_appeal=found.case.is_appealed) for choice in choices),
        house_rules=tuple(Named(rule.id, rule.cy if is_welsh else rule.en) for rule in found.house_rules),
        desks=tuple(Named(desk, say.of(names)) for desk, names in DESKS.items() if _is_named(desk, item.choices))
        if can_refer
        else (),
        recipient=link.recipient,
        is_appeal=found.case.is_appealed,
        appeal_words=shown(found.appeal_words),
        draft_answer=found.draft_answer,
        undelivered=tuple(ours_on_one_line(one) for one in found.undelivered),
    )


def _facts_cy(item: DigestItem, zone: str, at: datetime) -> str:
    until = item.message_until if item.message_until is not None and item.message_until > at else None
    return facts_cy(item.language, item.written_at, zone, is_hidden=item.is_hidden, message_until=until)


def _choice(choice: Choice, say: Speech, *, is_appeal: bool) -> ChoiceView:
    words = APPEAL_WORDS.get(choice.verdict) if is_appeal else None
    words = words or VERDICT_WORDS[choice.verdict]
    does = choice.does_cy if say.language == "cy" and choice.does_cy else choice.does
    return ChoiceView(choice.verdict, say.of(words), does)


def _is_named(desk: str, choices: tuple[Choice, ...]) -> bool:
    """Whether the choice "refer" offers this desk: only those the council has named a contact for."""
    return any(choice.verdict == "refer" and DESKS[desk].en in choice.does for choice in choices)
