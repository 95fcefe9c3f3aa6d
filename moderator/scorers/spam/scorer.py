"""Finds scams, phishing and adverts by adding up their signs; neighbours' own notices are no spam."""

import re
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.domain.register import Register
from moderator.scorers.anchored import Expression
from moderator.scorers.lexicon import cue, entries
from moderator.scorers.reading import Reading, Sentence, Word
from moderator.scorers.scene import Stage
from moderator.scorers.spam.links import Links

_FILE = ("spam", "spam.toml")
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|0)(?:[\s-]?\d){8,11}(?!\d)")
_HANDLE = re.compile(r"@(\w{3,})")
_MONEY_SIGNS = re.compile("[💸💰🤑💵💲🚨👉👇😘🔞💦🍆🍑]")
_BIG_MONEY = re.compile(r"[£$€]\s?\d[\d,.]{2,}")
ADVERT, LINK, SCAM, RESCUE, BLOCKED = 0.4, 0.3, 0.7, 0.85, 0.95
#: So many earlier comments with nearly the same words make a flood of an advert.
FLOOD = 2
#: Signs that need no way to get in touch beside them.
_ENOUGH = frozenset({"advance-fee", "magic", "sexual"})
_BLOCKED_WHY = "Links to an address on the council's list of blocked ones."
_BLOCKED_TRAITS = frozenset({"scam", "blocked-link"})
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
    ("tickets", 0.4, 0.4),
    ("middleman", 0.7, 0.0),
    ("contraband", 0.8, 0.65),
    ("romance", 0.85, 0.0),
)
#: Nobody posts these with a link and means well.
_PLAIN = frozenset({"investing", "lending", "streaming", "healer", "contraband", "romance", "demand", "middleman"})
_PARTS = (*(name for name, _, _ in _OFFERS), "transfer", "reach", "details")
#: Brings back what was lost, for whoever writes to a handle.
_RESCUE = ("lost", "rescuer", "returned")
_MONEY = frozenset({"earnings", "investing", "lending", "prize"})


class SpamScorer:
    """Value 0.7 and above for scams and phishing, 0.3 to 0.5 for adverts and appeals a person should see.

    Traits: "scam" or "advert"; "appeal" where it only asks for signatures or donations; "repeated" where nearly the
    same words stand in two earlier comments or more; "blocked-link" for an address on the council's own list.
    """

    name = "spam"

    def __init__(self, stage: Stage, register: Register) -> None:
        self._stage = stage
        self._links = Links(register)
        #: The council's own handles, as they end its profiles' addresses.
        self._handles = frozenset(profile.url.rstrip("/").rpartition("/")[2].lower() for profile in register.profiles)

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(passage, self._stage.scene(passage).reading) for passage in passages]

    def _findings(self, passage: Passage, reading: Reading) -> list[Finding]:
        blocked = tuple(self._links.blocked_in(reading))
        if blocked:
            return [Finding("spam", BLOCKED, "spam.blocked-link", _BLOCKED_WHY, blocked, traits=_BLOCKED_TRAITS)]
        foreign = self._links.foreign_in(reading)
        spans: list[Span] = []
        value = self._signs(passage.text, reading, foreign, spans)
        has_phone = _PHONE.search(passage.text) is not None
        is_rescue = self._sends_to_a_rescuer(passage.text, reading, spans)
        value = max(value, _offer(reading, foreign, spans, has_phone=has_phone), RESCUE if is_rescue else 0.0)
        is_community = any(cue(*_FILE, "community").search(sentence.canon) for sentence in reading.sentences)
        value -= 0.5 if is_community else 0.0
        if not is_rescue and not _notes(reading, entry_of("recovery"), []) and _is_warning(reading.canon):
            value = 0.0
        has_contact = bool(foreign) or has_phone or _notes(reading, entry_of("contact"), [])
        advert = _notes(reading, cue(*_FILE, "advert"), spans) and has_contact and not is_community
        appeal = _notes(reading, cue(*_FILE, "appeal"), spans) and bool(foreign) and not is_community
        if advert or appeal:
            value = max(value, ADVERT)
        if value < LINK:
            return list(_flood(passage, reading, foreign)) if foreign and not is_community else []
        traits = {"scam"} if value >= SCAM else {"advert"}
        traits |= {"appeal"} if appeal and value < SCAM else set()
        traits |= {"repeated"} if passage.repeats.copies >= FLOOD else set()
        places = tuple(dict.fromkeys(spans))[:6]
        return [Finding("spam", round(min(value, 1.0), 2), "spam.signs", _why(value), places, traits=frozenset(traits))]

    def _signs(self, text: str, reading: Reading, foreign: Sequence[Word], spans: list[Span]) -> float:
        """The signs of a scam added up."""
        signs = {
            entry.id: float(entry.facts["weight"])
            for entry in entries(*_FILE, "sign")
            if _notes(reading, entry.pattern, spans)
        }
        value = sum(weight for name, weight in signs.items() if name != "contact")
        if not value:
            return 0.0
        has_phone = _PHONE.search(text) is not None
        is_tagging = _HANDLE.search(text) is not None and "recovery" in signs
        value += 0.25 * bool(foreign) + 0.15 * has_phone + 0.1 * ("contact" in signs)
        value += 0.15 * bool(_MONEY_SIGNS.search(text)) + 0.1 * bool(_BIG_MONEY.search(text))
        if is_tagging or foreign or has_phone or "contact" in signs or set(signs) & _ENOUGH:
            return value
        return value - 0.4 if "invest" in signs else min(value, 0.15)

    def _sends_to_a_rescuer(self, text: str, reading: Reading, spans: list[Span]) -> bool:
        """Tells of something lost, of somebody with a handle, and that they brought it back; never the council."""
        if all(handle.lower() in self._handles for handle in _HANDLE.findall(text)):
            return False
        found: list[Span] = []
        is_one = all(_notes(reading, cue(*_FILE, part), found) for part in _RESCUE)
        spans += found if is_one else []
        return is_one


def entry_of(sign: str) -> Expression:
    """The pattern of one sign."""
    return next(entry.pattern for entry in entries(*_FILE, "sign") if entry.id == sign)


def _flood(passage: Passage, reading: Reading, foreign: Sequence[Word]) -> Iterator[Finding]:
    """The same words with the same unknown address, over and over: a person looks, whatever the words say."""
    if passage.repeats.copies < FLOOD or _notes(reading, cue(*_FILE, "appeal"), []):
        return
    why = f"The same words with a link the council does not know stand in {passage.repeats.copies} earlier comments."
    spans = tuple(Span(word.start, word.end, "link") for word in foreign)
    yield Finding("spam", LINK, "spam.repeated-link", why, spans, traits=frozenset({"repeated", "link"}))


def _notes(reading: Reading, pattern: Expression, spans: list[Span]) -> bool:
    """Whether any sentence holds the pattern; every place is noted."""
    places = [_note(sentence, pattern, spans) for sentence in reading.sentences]
    return any(places)


def _is_warning(canon: str) -> bool:
    return cue(*_FILE, "warning").search(canon) is not None and not _is_denied(canon)


def _offer(reading: Reading, foreign: Sequence[Word], spans: list[Span], *, has_phone: bool) -> float:
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
    if "prize" in found and "details" in found:
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


def _note(sentence: Sentence, pattern: Expression, spans: list[Span]) -> bool:
    match = pattern.search(sentence.canon)
    if match is None:
        return False
    first, last = sentence.words_at(*match.span())
    spans.append(Span(sentence.words[first].start, sentence.words[last - 1].end, "spam"))
    return True


def _why(value: float) -> str:
    return "Signs of a scam or phishing." if value >= SCAM else "An advert or an appeal with a way to get in touch."
