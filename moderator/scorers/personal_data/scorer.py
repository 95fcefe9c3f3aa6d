"""Finds personal data in a comment and says whose it is; what the council publishes about itself is never personal
data.

One finding "personal_data" (value 1.0): spans by kind (phone, address, email, postcode, vehicle_reg, nino,
bank_account; "home" for a home described in words, "health" for the health of a named person). ``about`` is
"writer", a class of the register ("officer", "politician", "candidate",
"private") or "unknown". Traits: every kind found, "own" when they are the writer's, "incites" when the
comment sends people to the person, "identity" for an insurance number or bank details, which nobody should leave in
public.
"""

import re
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.domain.register import Register
from moderator.scorers.anchored import anchored
from moderator.scorers.language.words import plain
from moderator.scorers.personal_data.addresses import addresses
from moderator.scorers.personal_data.bank import bank_details
from moderator.scorers.personal_data.cards import card_numbers
from moderator.scorers.personal_data.emails import emails
from moderator.scorers.personal_data.health import health_of_named
from moderator.scorers.personal_data.identifiers import insurance_numbers, postcodes, registrations
from moderator.scorers.personal_data.offered import is_desk, is_for_the_answer, is_offered, is_public_line
from moderator.scorers.personal_data.phones import national_form, phones
from moderator.scorers.personal_data.public_places import is_public
from moderator.scorers.personal_data.whose import incites, whose
from moderator.scorers.plain_reading import Reading, read

_KIND_WORDS = {
    "phone": "a telephone number",
    "address": "an address",
    "email": "an e-mail address",
    "postcode": "a full postcode",
    "vehicle_reg": "a vehicle registration",
    "nino": "a National Insurance number",
    "bank_account": "bank details",
    "home": "where a person lives",
    "health": "the health of a named person",
}
_LIVES = anchored(
    r"\b(?:he|she|they|[A-Z][\w'’-]{1,30}) (?:lives?|is living|stays) (?:right )?(?:above|over|opposite"
    r"|next to|next door to|beside"
    r"|behind|in the flat|in the house|by the|across from|in the (?:last|end|first|corner) (?:house|bungalow|cottage"
    r"|terrace|one) (?:on|of|in|down|up))\b[^.!?\n]{0,60}"
)
#: A flat known by what is beneath it: "12a above the kebab shop".
_OVER = anchored(
    r"\b(?:flat|apartment|apt) \d{1,3}[a-d]?,? (?:over|above) (?:the )?[a-z][\w'’-]{2,20}(?: (?:shop|bar|store))?\b"
    r"|\b\d{1,3}[a-d],? (?:over|above) the (?:[a-z]{2,15} )?(?:shop|bar|store|pub|takeaway|chippy|bakery|bakers|salon"
    r"|barbers|bookies|launderette|florists?|butchers|cafe|chemist)\b",
    re.IGNORECASE,
)
#: A trader's own number in a trader's own advertisement is meant to be read by everybody.
_ADVERT = anchored(
    r"\b(?:take ?away|discount|% off|fully insured|free quotes?|no job too (?:big|small)|book (?:a table|now"
    r"|online)|we deliver"
    r"|deliver(?:y|ies) free|loans?|trading|invest(?:ed|ment|ing)?|bitcoin|crypto|forex|spell ?caster|herbal"
    r"|gutters|plumber|roofing|removals|sunday dinners|buffet|groomer|lose weight|forex|lottery|giveaway)\b"
    r"|£\d[\d,]* (?:a|per|in) ",
    re.IGNORECASE,
)
_PERSONAL_CUE = anchored(
    r"\b(?:my (?:mobile|number|phone|landline|home)|(?:his|her|their) (?:mobile|number|phone|home|landline"
    r"|personal))\b",
    re.IGNORECASE,
)


class PersonalDataScorer:
    name = "personal_data"

    def __init__(self, register: Register) -> None:
        contacts = register.contacts
        self._register = register
        self._phones = frozenset(national_form(number) for number in contacts.phones)
        self._emails = frozenset(address.lower() for address in contacts.emails)
        self._domains = tuple(domain.lower() for domain in contacts.domains)
        self._addresses = tuple(_bare(address) for address in contacts.addresses)
        self._postcodes = frozenset(code for address in contacts.addresses for _, _, code in postcodes(read(address)))

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(passage) for passage in passages]

    def _findings(self, passage: Passage) -> list[Finding]:
        reading = read(passage.text)
        spans = _plainest(sorted(self._spans(reading, passage.parent_text)))
        if not spans:
            return []
        kinds = sorted({span.kind for span in spans})
        about = whose(reading.text, passage.parent_text, self._register)
        if about in ("private", "unknown") and not incites(reading.text) and _is_given(passage.text, spans):
            about = "writer"
        traits = set(kinds)
        if about == "writer":
            traits.add("own")
        if incites(reading.text):
            traits.add("incites")
        if traits & {"nino", "bank_account"}:
            traits.add("identity")
        why = "The comment contains " + " and ".join(_KIND_WORDS[kind] for kind in kinds) + "."
        return [
            Finding("personal_data", 1.0, "personal_data.patterns", why, spans, about=about, traits=frozenset(traits))
        ]

    def _spans(self, reading: Reading, parent_text: str) -> Iterator[Span]:
        """Spans that do not overlap: whatever is found first keeps its characters."""
        taken = bytearray(len(reading.text))
        for start, end, kind, is_published in self._candidates(reading, parent_text):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            if not is_published:
                yield reading.span(start, end, kind)

    def _candidates(self, reading: Reading, parent_text: str) -> Iterator[tuple[int, int, str, bool]]:
        """Everything that may be personal data, surest kinds first, with whether the council publishes it itself."""
        text = reading.text
        for start, end, address in emails(reading):
            yield start, end, "email", self._is_own_mailbox(address) or is_desk(address)
        yield from ((start, end, "bank_account", False) for start, end in card_numbers(reading))
        is_advert = _ADVERT.search(text) is not None and not _PERSONAL_CUE.search(text)
        for start, end, national in phones(reading):
            is_known = national in self._phones or is_public_line(text, start, national)
            yield start, end, "phone", is_known or is_advert
        yield from ((start, end, "bank_account", False) for start, end in bank_details(reading))
        for start, end in insurance_numbers(reading):
            yield start, end, "nino", False
        codes = list(postcodes(reading))
        homes = list(addresses(reading, parent_text, [start for start, _, _ in codes]))
        for start, end, code in codes:
            yield (
                start,
                end,
                "postcode",
                code in self._postcodes or is_public(text, start, end),
            )
        for start, end in registrations(reading):
            yield start, end, "vehicle_reg", False
        for start, end in homes:
            yield start, end, "address", self._is_council_address(text[start:end])
        for found in _OVER.finditer(text):
            yield *found.span(), "address", False
        for found in _LIVES.finditer(text):
            yield *found.span(), "home", False
        for start, end in health_of_named(text):
            yield start, end, "health", False

    def _is_own_mailbox(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in self._emails or any(domain == own or domain.endswith("." + own) for own in self._domains)

    def _is_council_address(self, written: str) -> bool:
        bare = _bare(written)
        return any(f" {bare} " in f" {address} " for address in self._addresses)


def _is_given(text: str, spans: Sequence[Span]) -> bool:
    """Whether the writer gives these details to be used: an offer, or where the answer shall go."""
    return is_offered(text) or any(is_for_the_answer(text[max(0, one.start - 60) : one.start]) for one in spans)


def _plainest(spans: Sequence[Span]) -> tuple[Span, ...]:
    """A home or an illness described in words counts only where nothing plainer is found."""
    plain_ones = tuple(span for span in spans if span.kind not in ("home", "health"))
    return plain_ones or tuple(spans)


def _bare(address: str) -> str:
    """Letters and figures only, so that punctuation and accents make no difference."""
    return " ".join(re.findall(r"\w+", plain(address)))
