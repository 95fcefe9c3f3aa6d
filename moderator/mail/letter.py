"""A short mail: what happened, about what, and what to do; in text and HTML, in English, in Welsh or in both."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from moderator.domain.effects import SendMail
from moderator.mail.digest import HTML_LIMIT
from moderator.mail.templating import environment
from moderator.mail.welsh import UNREVIEWED, Say, sayings

_WIDTH = 76
_MADE_BY = "This mail was made by a machine. Nothing in it acts when it is opened."
_WHAT_TO_DO = "What to do."
_MORE = "And {left} more: they are in the plain text of this mail."


@dataclass(frozen=True, slots=True)
class Block:
    """One thing the mail speaks of."""

    title: str
    lines: tuple[str, ...]
    #: A comment to read, harmless already; "" for none.
    comment: str = ""
    link: str = ""
    link_text: str = ""
    is_late: bool = False
    #: The title repeats somebody's own line: it is shown as it was written.
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A short mail: what happened, about what, and what to do."""

    title: str
    about: str
    paragraphs: tuple[str, ...]
    blocks: tuple[Block, ...]
    todo: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A letter in one of its languages."""

    letter: Letter
    language: str
    say: Say


def letter_mail(key: str, to: str, subject: str, letter: Letter, language: str = "en") -> SendMail:
    """A short mail from its parts. ``language`` is the reader's: "en", "cy", or "both" with the Welsh first."""
    spoken = [Spoken(_said(letter, say), code, say) for code, say in sayings(language)]
    text = "\n".join(line for number, one in enumerate(spoken) for line in _part(one, is_first=number == 0))
    return SendMail(key=key, to=to, subject=spoken[0].say(subject), text=text, html=_html(spoken, len(letter.blocks)))


def _said(letter: Letter, say: Say) -> Letter:
    return Letter(
        say(letter.title),
        say(letter.about),
        tuple(map(say, letter.paragraphs)),
        tuple(
            replace(
                block,
                title=block.title if block.is_quoted else say(block.title),
                lines=tuple(map(say, block.lines)),
                link_text=say(block.link_text),
            )
            for block in letter.blocks
        ),
        say(letter.todo),
    )


def _html(spoken: Sequence[Spoken], blocks: int) -> str:
    """As many blocks as fit; the text part has them all."""
    template = environment().get_template("alert.html")
    shown = blocks
    while True:
        left = blocks - shown
        html = template.render(
            spoken=spoken,
            shown=shown,
            left=left,
            more=_MORE.format(left=left),
            what_to_do=_WHAT_TO_DO,
            made_by=_MADE_BY,
            unreviewed=UNREVIEWED,
        )
        if len(html.encode()) < HTML_LIMIT or shown == 0:
            return html
        shown //= 2


def _part(spoken: Spoken, *, is_first: bool) -> Iterator[str]:
    if not is_first:
        yield from ("", "-" * _WIDTH, "")
    yield from _text(spoken.letter)
    yield ""
    yield from textwrap.wrap(spoken.say(_MADE_BY), _WIDTH)
    if spoken.language == "cy":
        yield UNREVIEWED


def _text(letter: Letter) -> Iterator[str]:
    yield letter.title
    yield letter.about
    for paragraph in letter.paragraphs:
        yield ""
        yield from textwrap.wrap(paragraph, _WIDTH)
    for block in letter.blocks:
        yield ""
        yield block.title
        for line in block.comment.split("\n") if block.comment else ():
            yield from textwrap.wrap(line, _WIDTH, initial_indent="  | ", subsequent_indent="  | ") or ["  |"]
        for line in block.lines:
            yield from textwrap.wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="    ")
        if block.link:
            yield f"  {block.link_text}: {block.link}"
    yield ""
    yield from textwrap.wrap(letter.todo, _WIDTH)
