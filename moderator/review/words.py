"""What the review page says of choices and clocks in both languages, and the comment cut into marked pieces."""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from moderator.domain.case import ANSWERED
from moderator.domain.evidence import Span
from moderator.domain.obligation import Obligation
from moderator.domain.orders import SEND
from moderator.domain.shown import shown
from moderator.domain.spoken import Words, moment
from moderator.domain.wording import kind_words

VERDICT_WORDS = {
    "keep": Words("Keep it, or put it back", "Ei gadw, neu ei adfer"),
    "hide": Words("Hide it", "Ei guddio"),
    "report": Words("Report it to the platform", "Rhoi gwybod i'r llwyfan"),
    "answer": Words("Answer in public", "Ateb yn gyhoeddus"),
    "contact": Words("Write to the author", "Ysgrifennu at yr awdur"),
    "acknowledge": Words("It has been acknowledged", "Mae wedi'i gydnabod"),
    "action": Words("Action is needed", "Mae angen gweithredu"),
    "refer": Words("Pass it on", "Ei drosglwyddo"),
    ANSWERED: Words("It has been answered", "Mae wedi'i ateb"),
    SEND: Words("Send the draft", "Anfon y drafft"),
}
#: For an appeal the same two choices mean something else.
APPEAL_WORDS = {
    "keep": Words("Put it back: overturn the hide", "Ei adfer: gwrthdroi'r cuddio"),
    "hide": Words("Keep it hidden: uphold the hide", "Ei gadw ynghudd: cadarnhau'r cuddio"),
}
_PROMISES_CY = {
    "acknowledge": "ei gydnabod",
    "review": "edrych arno a phenderfynu",
    "information_request": "ateb y cais am wybodaeth",
    "defamation_notice": "gweithredu ar yr hysbysiad",
    "subject_access": "ateb y cais am ddata personol",
    "safeguarding": "edrych ar unwaith, gall rhywun fod mewn perygl",
    "action": "ei ateb, mae angen gweithredu",
    "appeal": "penderfynu ar yr apêl",
}
_LANGUAGES_CY = {
    "en": "Saesneg",
    "cy": "Cymraeg",
    "mixed": "Cymraeg a Saesneg",
    "other": "iaith arall",
    "unknown": "iaith yn aneglur",
}

_WORD = re.compile(r"\s+|\S+")
#: Longer texts are compared by their beginnings, so that no comment can keep the page busy.
_COMPARED = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the comment; harmless, not yet escaped."""

    text: str
    #: What the evidence says about it ("who", "insult"), or "ins", "del" or "".
    mark: str = ""


def clock_cy(promise: Obligation, at: datetime, zone: str) -> str:
    """A clock as moderator.domain.item_view says it in English."""
    word = "Yn hwyr ers" if promise.due_at < at else "Erbyn"
    return f"{word} {moment(promise.due_at, zone).cy}: {_PROMISES_CY[promise.kind]}"


def facts_cy(
    language: str, written_at: datetime, zone: str, *, is_hidden: bool, message_until: datetime | None = None
) -> str:
    """The language and day of a comment, whether everybody sees it, and how long its author can be messaged."""
    said = _LANGUAGES_CY.get(language, _LANGUAGES_CY["unknown"])
    stands = "wedi'i guddio" if is_hidden else "yn weladwy o hyd"
    until = f", gellir anfon neges at ei awdur tan {moment(message_until, zone).cy}" if message_until else ""
    return f"{said}, ysgrifennwyd {moment(written_at, zone).cy}, {stands}{until}"


def marked(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The whole comment with the words that carry a finding set apart."""
    ours = [span for span in spans if 0 <= span.start < span.end]
    cuts = sorted({0, *(min(edge, len(text)) for span in ours for edge in (span.start, span.end)), len(text)})
    return tuple(_pieces(text, cuts, ours))


def _pieces(text: str, cuts: list[int], spans: list[Span]) -> Iterator[Piece]:
    for start, end in itertools.pairwise(cuts):
        kinds = sorted({span.kind for span in spans if span.start <= start and end <= span.end})
        if text[start:end]:
            yield Piece(shown(text[start:end], len(text)), ", ".join(dict.fromkeys(kind_words(kind) for kind in kinds)))


def difference(then: str, now: str) -> tuple[Piece, ...]:
    """What the author changed, word by word."""
    old, new = _WORD.findall(then[:_COMPARED]), _WORD.findall(now[:_COMPARED])
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(shown("".join(old[a:b]))))
            continue
        pieces += [Piece(shown("".join(old[a:b])), "del")] if a < b else []
        pieces += [Piece(shown("".join(new[c:d])), "ins")] if c < d else []
    return tuple(pieces)
