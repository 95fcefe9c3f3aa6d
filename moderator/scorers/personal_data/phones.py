"""Telephone numbers: British ones in any spelling, the drama ranges among them, and foreign ones with a plus."""

import re
from collections.abc import Iterator

import phonenumbers

from moderator.scorers.personal_data.digits import Figures, chains, may_hold
from moderator.scorers.plain_reading import Reading

#: A British number after its leading nought: geographic or mobile. Service numbers (03, 08, 09) belong to
#: organisations.
_BRITISH = re.compile(r"0(?:1\d{8,9}|2\d{9}|7[1-9]\d{8})")
_DATE = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d\b")
#: What names the figures after it as something else than a telephone number.
_REFERENCE = re.compile(
    r"(?:\bref(?:erence)?|\b(?:meter |gas |electric )?reading|\bserial|\bparcel|\breceipt|\bvoucher|\bcard"
    r"|\bcode|\bbatch|\bversion|\blottery|\bnumbers (?:were|are)|\bpart|\bmodel|\bsku|\basset|\bcolumn"
    r"|\blicen[cs]e|\bpcn|\bnotice|\bapplication|\bform|\bdocket|\bmember(?:ship)?|\bcustomer|\bsession"
    r"|\bscore|\border|\bproduct|\bitem|\bstock|\bpermit|\bquote|\bcase|\bbar ?code|\bisbn|\binvoice|\btracking"
    r"|\bticket|\bpolicy|\bclaim"
    r"|\bjob|\bmeter"
    r"|\baccount|\bacc(?:t)?|\bcrm|\bcyfeirnod|\barcheb)(?: ?(?:is|nos?|number|num|nr|code|id|rhif|says|was|of"
    r"|the|on|it|the label)\b\.?)*\W{0,3}$",
    re.IGNORECASE,
)
_CALLING = re.compile(
    r"\b(?:call|ring|text|phone|mobile|mob|number|whatsapp|tel|contact|reach|ffon\w*|rhif|tecst\w*)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
_PARTS_AT_MOST = 16
#: The shortest number that is one anywhere has so many figures.
_SHORTEST = 8


def phones(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Start, end and national form ("01632960417", "+353...") of each telephone number."""
    if not may_hold(reading.text, _SHORTEST):
        return
    for chain in chains(reading.text):
        at = 0
        while at < len(chain):
            found = _phone_at(reading.text, chain, at)
            if found is None:
                at += 1
                continue
            last, national = found
            yield *_with_brackets(reading.text, chain[at].start, chain[last].end), national
            at = last + 1


def _phone_at(text: str, chain: list[Figures], at: int) -> tuple[int, str] | None:
    """Index of the last part and the national form of the number that begins at this part."""
    first = chain[at]
    if (
        first.is_tied
        or _DATE.match(text, first.start)
        or _REFERENCE.search(text[max(0, first.start - 30) : first.start])
    ):
        return None
    has_plus = text[max(0, first.start - 2) : first.start].strip().endswith("+")
    digits = ""
    best: tuple[int, str] | None = None
    for index in range(at, min(at + _PARTS_AT_MOST, len(chain))):
        if chain[index].is_tied:
            break
        digits += chain[index].digits
        if len(digits) > 15:
            break
        national = _national(digits, has_plus, text, first.start)
        if national and (best is None or len(national) > len(best[1])):
            best = index, national
    return best


def _national(digits: str, has_plus: bool, text: str, start: int) -> str:
    """The number as dialled in Britain; "" when it is none."""
    rest = digits
    if rest.startswith("0044"):
        rest = "0" + rest[4:].removeprefix("0")
    elif rest.startswith("44") and (has_plus or len(rest) in (12, 13)):
        rest = "0" + rest[2:].removeprefix("0")
    elif has_plus:
        return _foreign(digits)
    elif len(rest) == 10 and rest.startswith("7") and _CALLING.search(text[max(0, start - 45) : start]):
        rest = "0" + rest
    return rest if _BRITISH.fullmatch(rest) else ""


def _foreign(digits: str) -> str:
    if not 8 <= len(digits) <= 15:
        return ""
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return ""
    return "+" + digits if phonenumbers.is_valid_number(number) else ""


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes in the plus or the opening bracket that belongs to the number."""
    if text[start - 1 : start] == "(" and ")" in text[start:end]:
        start -= 1
    if text[start - 1 : start] == "+":
        start -= 1
    elif text[start - 2 : start] == "+ ":
        start -= 2
    return start, end


def national_form(published: str) -> str:
    """A published number in the form in which ``phones`` reports it."""
    digits = "".join(sign for sign in published if sign.isdigit())
    return _national(digits, published.strip().startswith("+"), published, 0) or digits
