"""The words of a reply that was sent as HTML only, up to where a mail program begins to quote."""

import re
from html.parser import HTMLParser

#: Where the programs of moderators put what they quote, by tag, id or class.
_QUOTES = re.compile(
    r"(?i)gmail_quote|gmail_signature|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader"
    r"|ms-outlook-mobile-reference|protonmail_quote|Signature\b|reply-intro"
)
_LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table", "pre"})
_SILENT = frozenset({"style", "script", "head", "title", "template"})
#: Marks the line from which nothing is read.
_END = "-" * 5
_LONGEST = 100_000


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = " ".join(value or "" for name, value in attrs if name in ("id", "class"))
        if not self._is_over and (tag in ("blockquote", "hr") or _QUOTES.search(named[:500])):
            self._is_over = True
            self.parts.append(f"\n{_END}\n")
        if tag in _SILENT:
            self._silent += 1
        if tag in _LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line's end in HTML is only a blank.
            self.parts.append(re.sub(r"\s+", " ", data))


def words_of(html: str) -> str:
    """The text as its sender saw it; a line of dashes stands where the quotation begins."""
    reader = _Words()
    reader.feed(html[:_LONGEST])
    return "".join(reader.parts)
