"""Finds scams, phishing and adverts by adding up their signs; neighbours' own notices are no spam."""

import re
from collections.abc import Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.domain.register import Register
from moderator.scorers.lexicon import cue, entries, words_under
from moderator.scorers.reading import Reading, Sentence
from moderator.scorers.scene import Stage

_FILE = ("spam", "spam.toml")
_PHONE = re.compile(r"(?<!\d)(?:\+44|0)(?:[\s-]?\d){9,10}(?!\d)")
_MONEY_SIGNS = re.compile("[💸💰🤑💵💲🚨👉👇😘🔞💦🍆🍑]")
_BIG_MONEY = re.compile(r"[£$€]\s?\d[\d,.]{2,}")
ADVERT, LINK, SCAM = 0.4, 0.3, 0.7
#: What is offered or demanded, and what it counts beside a foreign link or another way to get in touch.
_OFFERS = (
    ("prize", 0.8, 0.5),
    ("earnings", 0.75, 0.5),
    ("investing", 0.85, 0.8),
    ("owed", 0.8, 0.35),
    ("demand", 0.8, 0.35),
    ("lending", 0.8, 0.75),
    ("streaming", 0.8, 0.0),
    ("healer", 0.9, 0.9),
    ("tickets", 0.4, 0.0),
    ("contraband", 0.8, 0.65),
    ("romance", 0.85, 0.0),
)
#: Nobody posts these with a link and means well.
_PLAIN = frozenset({"investing", "lending", "streaming", "healer", "contraband", "romance", "demand"})
_PARTS = (*(name for name, _, _ in _OFFERS), "transfer", "reach")
_MONEY = frozenset({"earnings", "investing", "lending", "prize"})


class SpamScorer:
    """Value 0.7 and above for scams and phishing, 0.3 to 0.5 for adverts and appeals a person should see."""

    name = "spam"

    def __init__(self, stage: Stage, register: Register) -> None:
        self._stage = stage
        self._own = tuple(domain.lower() for domain in register.contacts.domains)

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(passage, self._stage.scene(passage).reading) for passage in passages]

    def _findings(self, passage: Passage, reading: Reading) -> list[Finding]:
        spans: list[Span] = []
        signs = {
            entry.id: float(entry.facts["weight"])
            for entry in entries(*_FILE, "sign")
            for sentence in reading.sentences
            if _note(sentence, entry.pattern, spans)
        }
        foreign = [url for url in reading.urls if not self._is_known(url)]
        is_tagging = re.search(r"@\w{3,}", passage.text) is not None and "recovery" in signs
        has_contact = is_tagging or bool(foreign) or _PHONE.search(passage.text) is not None or "contact" in signs
        is_community = any(cue(*_FILE, "community").search(sentence.canon) for sentence in reading.sentences)
        value = sum(weight for name, weight in signs.items() if name != "contact")
        if value:
            value += 0.25 * bool(foreign) + 0.15 * bool(_PHONE.search(passage.text)) + 0.1 * ("contact" in signs)
            value += 0.15 * bool(_MONEY_SIGNS.search(passage.text)) + 0.1 * bool(_BIG_MONEY.search(passage.text))
            if not has_contact and not set(signs) & {"advance-fee", "magic", "sexual"}:
                value = min(value, 0.15) if "invest" not in signs else value - 0.4
        offer = _offer(reading, foreign, spans, has_phone=_PHONE.search(passage.text) is not None)
        value = max(value, offer)
        if is_community:
            value -= 0.5
        if "recovery" not in signs and cue(*_FILE, "warning").search(reading.canon) and not _is_denied(reading.canon):
            value = 0.0
        advert = any(_note(sentence, cue(*_FILE, "advert"), spans) for sentence in reading.sentences)
        appeal = any(_note(sentence, cue(*_FILE, "appeal"), spans) for sentence in reading.sentences)
        if ((advert and has_contact) or (appeal and foreign)) and not is_community:
            value = max(value, ADVERT)
        if value < LINK:
            return []
        traits = frozenset({"scam"} if value >= SCAM else {"advert"})
        return [
            Finding(
                "spam",
                round(min(value, 1.0), 2),
                "spam.signs",
                _why(value),
                tuple(dict.fromkeys(spans))[:6],
                traits=traits,
            )
        ]

    def _is_known(self, url: str) -> bool:
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).split("/")[0]
        trusted = words_under("defamation", "assertion.toml", "trusted")
        return any(host == one or host.endswith(f".{one}") for one in (*self._own, *trusted))


def _offer(reading: Reading, foreign: Sequence[str], spans: list[Span], *, has_phone: bool) -> float:
    """How far something promised or demanded stands beside the way to get it, in any order."""
    found = {name for name in _PARTS for sentence in reading.sentences if _note(sentence, cue(*_FILE, name), spans)}
    reach = "reach" in found or has_phone
    value = 0.0
    for name, with_link, with_contact in _OFFERS:
        if name not in found:
            continue
        is_urged = reach or name in _PLAIN or len(found - {"reach"}) > 1
        value = max(value, with_link if foreign and is_urged else with_contact if reach else 0.0)
    is_hidden_reach = re.search(r"\b(?:whats ?app|telegram|signal me|wickr)\b", reading.canon) is not None
    if "earnings" in found and is_hidden_reach:
        value = max(value, 0.75)
    if len(found & _MONEY) > 1 and (reach or foreign):
        value = max(value, 0.85)
    if "tickets" in found and "transfer" in found:
        value = max(value, SCAM if foreign else 0.5)
    return value


def _is_denied(canon: str) -> bool:
    """ "Not a scam", says the scam."""
    return (
        re.search(r"\b(?:not|no|isnt|aint|never|without)(?: an?| any)? (?:scams?|spam|fake|con)\b|\blegit\b", canon)
        is not None
    )


def _note(sentence: Sentence, pattern: re.Pattern[str], spans: list[Span]) -> bool:
    match = pattern.search(sentence.canon)
    if match is None:
        return False
    first, last = sentence.words_at(*match.span())
    spans.append(Span(sentence.words[first].start, sentence.words[last - 1].end, "spam"))
    return True


def _why(value: float) -> str:
    return "Signs of a scam or phishing." if value >= SCAM else "An advert or an appeal with a way to get in touch."
