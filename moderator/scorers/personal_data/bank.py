"""Sort codes, account numbers and international account numbers (IBAN)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from stdnum import iban

from moderator.scorers.anchored import anchored
from moderator.scorers.plain_reading import Reading

_SORT_CODE = re.compile(r"(?<![\w/.-])[0-9]{2}(?P<gap>[ \-–.]?)[0-9]{2}(?P=gap)[0-9]{2}(?![\w/-])")
_ACCOUNT = re.compile(r"(?<![\w/.-])(?:[0-9]{8}|[0-9]{4}[ -][0-9]{4})(?![\w/-])")
#: Country, check figures, and the account in one run or in fours.
_IBAN = re.compile(r"(?<![\w/-])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w/-])", re.IGNORECASE)
_BANK = anchored(
    r"\b(?:sort ?codes?|s/c|sc|acc(?:t|ount)?s?|bank|pay(?:ment)? (?:it |me |in)|bacs|refund|cod didoli"
    r"|cyfrif|banc|talu)\b",
    re.IGNORECASE,
)
_SORT_WORD = re.compile(r"\b(?:sort(?: ?code)?s?|s/c|cod didoli|didoli)\b[^0-9]{0,12}$", re.IGNORECASE)
_ACCOUNT_WORD = re.compile(r"\b(?:acc(?:t|ount)?|a/c|cyfrif)\b[^0-9]{0,14}$", re.IGNORECASE)
#: "Her account number is": of a bank, where nothing else is named that has accounts.
_ACCOUNT_NUMBER = re.compile(r"\b(?:acc(?:t|ount)?|a/c) (?:no\.?|num(?:ber)?)\b[^0-9]{0,14}$", re.IGNORECASE)
_OTHER_ACCOUNT = re.compile(
    r"\b(?:council tax|rates?|rent(?:al)?|library|water|gas|electric(?:ity)?|energy|meter|broadband|phone|permit"
    r"|parking|garden|bins?|waste|customer|member(?:ship)?|order|ticket|reference|ref|online|treth|llyfrgell|dŵr|dwr)\b",
    re.IGNORECASE,
)
#: Sort code and account number stand this close together.
_REACH = 40
#: So close that no word for a bank is needed, where signs stand between the figures of the code.
_TOUCH = 8


def bank_details(reading: Reading) -> Iterator[tuple[int, int]]:
    """Each number on its own; a sort code or an account alone needs the words for it."""
    text = reading.text
    codes = [(*found.span(), found["gap"] in ("-", "–", ".")) for found in _SORT_CODE.finditer(text)]
    accounts = [found.span() for found in _ACCOUNT.finditer(text)]
    yield from _international(text)
    if not codes and not accounts:
        return
    has_bank_words = _BANK.search(text) is not None
    signed = [(start, end) for start, end, is_signed in codes if is_signed]
    for start, end, is_signed in codes:
        near = _stands_near(start, end, accounts, _REACH if has_bank_words else _TOUCH if is_signed else 0)
        if near or _SORT_WORD.search(text[max(0, start - 30) : start]):
            yield start, end
    for start, end in accounts:
        near = _stands_near(start, end, [(first, last) for first, last, _ in codes], _REACH) and has_bank_words
        if near or _stands_near(start, end, signed, _TOUCH) or _is_account(text, start, has_sort_code=bool(codes)):
            yield start, end


def _international(text: str) -> Iterator[tuple[int, int]]:
    """Whose check figures and length are right for its country."""
    for found in _IBAN.finditer(text):
        if iban.is_valid(found.group(), check_country=False):
            yield found.span()


def _stands_near(start: int, end: int, others: Sequence[tuple[int, ...]], reach: int) -> bool:
    """Whether one of the others, in order of place, begins or ends within reach; only its neighbours are looked at."""
    after = bisect_left(others, (start, end))
    neighbours = others[max(0, after - 1) : after + 1]
    return any(min(abs(start - other[1]), abs(other[0] - end)) <= reach for other in neighbours)


def _is_account(text: str, start: int, *, has_sort_code: bool) -> bool:
    before = text[max(0, start - 30) : start]
    if _ACCOUNT_NUMBER.search(before):
        return _OTHER_ACCOUNT.search(text) is None
    return _ACCOUNT_WORD.search(before) is not None and ("bank" in before.lower() or has_sort_code)
