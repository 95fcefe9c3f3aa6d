"""E-mail addresses, also with "at" and "dot" in words, in brackets or with spaces."""

import re
from collections.abc import Iterator

from moderator.scorers.folding import ordinary_words
from moderator.scorers.language.lexicon import shared_lexicon
from moderator.scorers.plain_reading import Reading

_PART = r"[A-Za-z0-9_%+-]{1,64}"
_LABEL = r"[A-Za-z0-9-]{1,63}"
_PLAIN = re.compile(rf"{_PART}(?:\.{_PART}){{0,5}}@{_LABEL}(?:\.{_LABEL}){{1,4}}")
_AT = r"\s{0,2}[(\[{<]\s?(?:at|a|@)\s?[)\]}>]\s{0,2}|\s{1,2}at\s{1,2}|\s{0,2}@\s{0,2}"
_DOT = r"\s{0,2}[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s{0,2}|\s{1,2}(?:dot|dotyn)\s{1,2}|\s?\.\s?"
_SPOKEN = re.compile(
    rf"(?<![\w.])(?P<local>{_PART}(?:(?:{_DOT}){_PART}){{0,3}})(?P<at>{_AT})"
    rf"(?P<host>{_LABEL}(?P<dot>{_DOT}){_LABEL}(?:(?:\s{{1,2}}dot\s{{1,2}}|\.){_LABEL}){{0,3}})",
    re.IGNORECASE,
)
_WORDED = re.compile(r"dot|[(\[{<]", re.IGNORECASE)
#: Every address, spoken or not, holds one of these.
_MAY_BE = re.compile(r"@|\sat\s|[(\[{<]\s?a(?:t)?\s?[)\]}>]", re.IGNORECASE)
#: What announces a mailbox, so that "at" needs no spoken dot behind it.
_ANNOUNCED = re.compile(
    r"(?:e-?mail(?: address)?(?: is)?|ebost(?: yw)?|write to|address is|contact|:)\s?$", re.IGNORECASE
)
#: Words before "at" that are never the name of a mailbox: "meet me at ...".
_NO_MAILBOX = frozenset((
    "me", "us", "you", "him", "her", "them", "is", "are", "was", "be", "look", "here", "there", "it", "up", "out",
    "live", "donate", "book", "order", "register", "apply", "visit", "read", "buy", "see", "find", "shop", "watch",
    "listen", "volunteer", "join", "object", "comment", "respond", "vote", "available", "online", "tickets", "details",
    "everything", "petition", "sign", "free", "open", "sponsor", "subscribe", "download", "more", "info", "link",
    "pledges", "leaflet", "leaflets", "manifesto", "website", "site", "page", "map", "timetable", "form", "minutes",
    "agenda", "programme",
    "published", "listed", "advertised", "streamed", "reported", "recorded", "posted",
    "blog", "survey", "consultation", "photos", "pictures", "policies", "newsletter", "menu",
))  # fmt: skip


def emails(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Start, end and plain lower-case form of each e-mail address."""
    if _MAY_BE.search(reading.text) is None:
        return
    taken = bytearray(len(reading.text))
    for found in _PLAIN.finditer(reading.text):
        taken[found.start() : found.end()] = b"\x01" * len(found.group())
        yield *found.span(), found.group().lower()
    for found in _SPOKEN.finditer(reading.text):
        overlaps = any(taken[found.start() : found.end()])
        if not overlaps and _is_address(found):
            yield *found.span(), _plain_form(found)


def _is_address(found: re.Match[str]) -> bool:
    """A spoken "at" needs a spoken "dot"; a bare @ between spaces needs a spaced or spoken dot or a mailbox with
    one."""
    if not re.search(r"[A-Za-z]{2,}$", found["host"]):  # "opens at 8.50"
        return False
    if found["dot"] == ". " and found["host"][found["host"].index(". ") + 2].isupper():  # "6mm @ kerb. Then ..."
        return False
    # Behind a full stop a new sentence begins: "... our post office. Leaflet at ours.example".
    name = re.split(r"\.\s", found["local"].lower())[-1]
    if found["host"].lower().startswith("www."):  # "published at www.": a page
        return False
    if not re.search(r"[A-Za-z]", name) and "@" not in found["at"]:  # "£1.45 at shop.example"
        return False
    is_told_to = name in _NO_MAILBOX
    if is_told_to and (name not in ("info", "online", "sponsor") or "dot" not in found["dot"].lower()):
        return False
    has_rare_name = any(sign in found["local"] for sign in "._0123456789") or _is_rare(found["local"])
    if "@" not in found["at"] and not _WORDED.search(found["at"]):
        before = found.string[max(0, found.start() - 20) : found.start()]
        if "dot" in found["dot"].lower():
            return True
        return " " not in found["dot"] and (has_rare_name or bool(_ANNOUNCED.search(before)))
    if _WORDED.search(found["at"] + found["dot"]):
        return True
    both_sides = found["at"].startswith(" ") and found["at"].endswith(" ")
    return both_sides and (" " in found["dot"] or has_rare_name)


def _is_rare(word: str) -> bool:
    """No everyday word of English or Welsh: likelier the name of a mailbox."""
    return word.lower() not in ordinary_words() and max(shared_lexicon().rates(word.lower())) < 3


def _plain_form(found: re.Match[str]) -> str:
    host = re.sub(_DOT, ".", found["host"], flags=re.IGNORECASE)
    return re.sub(_DOT, ".", found["local"], flags=re.IGNORECASE).lower() + "@" + host.lower()
