"""Reads notification mails by named rules; what a rule cannot read surely is left for a person, never guessed."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from moderator.domain.notice import Notice
from moderator.mailbox.origin import is_vouched_for
from moderator.mailbox.reading import header, headers, message_id, only_address, parts_of_text

RULES_FILE = Path(__file__).with_name("notices.toml")
_LONGEST, _MOST_LINKS = 40_000, 200
_ADDRESS = re.compile(r"https://[^\s<>\"'()\[\]{}]{4,2000}")
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "table", "blockquote", "a"})
_SILENT = frozenset({"style", "script", "head", "title", "template"})
#: The end of a comment that was cut.
_CUT = re.compile(r"(?:…|\.\.\.|\[\.\.\.\]|See more|Read more)$")
_QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape of one platform's mails."""

    name: str
    platform: str
    subject: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    link_hosts: tuple[str, ...]
    link_path: re.Pattern[str]
    link_keys: tuple[str, ...]

    def link(self, address: str) -> str:
        """The address without what only follows people about; "" when it is not the platform's own."""
        try:
            parts = urlsplit(address)
            is_own = parts.scheme == "https" and parts.netloc.casefold() in self.link_hosts
        except ValueError:
            return ""
        # What a browser would read otherwise than this does is no address to offer.
        path = self.link_path.match(unquote(parts.path)) if is_own and "\\" not in address else None
        if path is None:
            return ""
        kept = [(key, value) for key, value in parse_qsl(parts.query) if key in self.link_keys]
        return f"https://{parts.netloc.casefold()}{path[0]}" + (f"?{urlencode(kept, safe=':(),')}" if kept else "")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that ship with the program."""
    value = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return tuple(_rule(one) for one in value["rule"])


def sender_in(raw: bytes) -> str:
    """Whom the mail says it is from: one plain address in small letters, or ""."""
    return only_address(message_from_bytes(raw))


def notice_in(raw: bytes, platform: str, *, reporter: str) -> Notice:
    """The mail as a value; nothing of it is opened or fetched. ``reporter`` is as for ``letter_in``."""
    message = message_from_bytes(raw)
    sender, subject = only_address(message), _subject(message)
    texts = [(text[:_LONGEST], addresses) for text, addresses in _texts(message)]
    fitting = [rule for rule in rules() if rule.platform == platform]
    read = {found for rule in fitting for text, _ in texts for found in _read(rule, subject, text)}
    links = {link for rule in fitting for _, addresses in texts for one in addresses if (link := rule.link(one))}
    rule, who, what = next(iter(read)) if len(read) == 1 else ("", "", "")
    return Notice(
        message_id=message_id(message),
        sender=sender,
        subject=subject,
        is_vouched_for=is_vouched_for(headers(message, "Authentication-Results"), reporter, sender),
        sent_at=_sent_at(message),
        body="\n".join(text for text, _ in texts),
        rule=rule,
        who=who,
        what=what,
        is_cut=bool(_CUT.search(what)),
        link=next(iter(links)) if len(links) == 1 else "",
    )


def _rule(value: Mapping[str, object]) -> Rule:
    def pattern(key: str) -> re.Pattern[str]:
        return re.compile(str(value[key]), re.MULTILINE)

    def words(key: str) -> tuple[str, ...]:
        found = value[key]
        assert isinstance(found, list)
        return tuple(map(str, found))

    return Rule(
        str(value["name"]),
        str(value["platform"]),
        pattern("subject"),
        pattern("begins"),
        pattern("ends"),
        words("link_hosts"),
        pattern("link_path"),
        words("link_keys"),
    )


def _read(rule: Rule, subject: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Rule, author and words; nothing unless each landmark stands exactly once and both names agree."""
    told = rule.subject.fullmatch(subject)
    begins, ends = (list(islice(pattern.finditer(text), 2)) for pattern in (rule.begins, rule.ends))
    if told is None or len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        return
    who, again = told["who"].strip(), begins[0]["who"].strip()
    what = _unquoted(text[begins[0].end() : ends[0].start()].strip())
    if what and who == again:
        yield rule.name, who, what


def _unquoted(text: str) -> str:
    closing = _QUOTES.get(text[:1])
    return text[1:-1].strip() if closing and len(text) > 1 and text.endswith(closing) else text


def _subject(message: Message) -> str:
    raw = header(message, "Subject")
    try:
        decoded = str(make_header(decode_header(raw)))
    except (LookupError, ValueError, MessageError):
        decoded = raw
    return " ".join("".join(sign if sign.isprintable() else " " for sign in decoded).split())[:300]


def _sent_at(message: Message) -> datetime | None:
    try:
        sent_at = parsedate_to_datetime(header(message, "Date"))
        return sent_at.astimezone(UTC) if sent_at.tzinfo is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


def _texts(message: Message) -> Iterator[tuple[str, Sequence[str]]]:
    """The words of every part that is shown, with the addresses in them."""
    for kind, text in parts_of_text(message):
        if kind == "text/html":
            reader = _Shown()
            reader.feed(text[:_LONGEST])
            yield _lines("".join(reader.words)), reader.addresses
        else:
            yield _lines(text), [one.rstrip(".,;:!?") for one in islice(_ADDRESS.findall(text), _MOST_LINKS)]


def _lines(text: str) -> str:
    """Lines without blanks at their ends, and at most one empty line in a row."""
    lines = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


class _Shown(HTMLParser):
    """The words that are shown, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.addresses: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag == "a" and len(self.addresses) < _MOST_LINKS:
            self.addresses += [value.strip() for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))
