"""Turns the HTML in which sites keep comments into the words a reader sees, and says what else was in it; pure."""

import re
from html.parser import HTMLParser

from moderator.domain.comment import Attachment

_BREAKS = frozenset({"br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption"})
_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "table", "hr"})
_PLAYED = {"video": "video", "audio": "voice", "iframe": "other", "embed": "other", "object": "other"}


def read(markup: str) -> tuple[str, tuple[Attachment, ...]]:
    """The words and what is no words.

    Line breaks stay. The address behind a link stands in brackets after its words, because it can be the harm; a
    picture used as a letter (an emoji) is read by its alternative text. What is not HTML passes as it is.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return tidied("".join(reader.parts)), tuple(reader.attachments)


def words(markup: str) -> str:
    return read(markup)[0]


def tidied(text: str) -> str:
    """Without spaces at line ends, and with at most one empty line between two others."""
    lines = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.attachments: list[Attachment] = []
        #: For every open link: its address, where its words begin, and whether it says that it names a person or topic.
        self._links: list[tuple[str, int, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
        elif tag == "a":
            names_somebody = "mention" in given.get("class", "").split()
            self._links.append((given.get("href", ""), len(self.parts), names_somebody))
        elif tag in _PLAYED:
            self.attachments.append(Attachment(_PLAYED[tag], given.get("src", "")))
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            address, begun, names_somebody = self._links.pop()
            told = "".join(self.parts[begun:]).strip()
            is_name = names_somebody and told.startswith(("@", "#"))
            if address.startswith(("http://", "https://")) and told not in address and not is_name:
                self.parts.append(f" ({address})")
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _picture(self, given: dict[str, str]) -> None:
        if "emoji" in given.get("class", "").split() and given.get("alt"):
            self.parts.append(given["alt"])
        else:
            self.attachments.append(Attachment("image", given.get("src", "")))
