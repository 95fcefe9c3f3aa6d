"""Wikitext of talk pages, line by line: what an edit added, what it answers, and whether it still stands; pure."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

_HEADING = re.compile(r"(={1,6})\s*(.+?)\s*\1\s*$")
_INDENT = re.compile(r"[:*#;]*")
_LINK_WITH_COLON = r"\[\[[^\]\n|]*[:/][^\]\n]*\]\]"
_LINKS = rf"\(?{_LINK_WITH_COLON}(?:[ ()•·|]*{_LINK_WITH_COLON})*[ ()•·|]*"
_SIGNATURE = re.compile(rf"\s*(?:--|—|–)?\s*(?:{_LINKS})?\s*\d{{1,2}}:\d{{2}}, \d{{1,2}} \S+ \d{{4}} \(\w+\)\s*$")
_TAGS = re.compile(
    r"</?(?:nowiki|small|big|b|i|s|u|span|div|br|p|sup|sub|font|del|ins|code|pre|center|strong|em|ref)\b[^<>\n]*>", re.I
)
_REMARKS = re.compile(r"<!--.*?-->", re.S)
_FILE = re.compile(r"\[\[\s*(?:File|Image|Delwedd|Ffeil)\s*:[^\]|]*(?:\|([^\]]*))?\]\]", re.I)
_BOLD = re.compile(r"'{2,}")
#: What MediaWiki writes into the summary of a new section by itself.
_AUTOMATIC = frozenset({"", "new section", "adran newydd"})
_SECTION_MARK = re.compile(r"/\*.*?\*/")
#: Two lines so alike are one line retouched.
_ALIKE = 0.6
_ACTIVE = re.compile(r"[\[\]{}<>|~&]|''|__|://|^[:*#;=-]")


@dataclass(frozen=True, slots=True)
class Addition:
    """What one edit brought to a page."""

    #: The new lines as they stand in the page's source.
    lines: tuple[str, ...]
    #: The new words only, where an edit went on in an older line.
    words: str
    #: Where the first new line stands in the page as the edit left it.
    first: int
    #: Nothing but whole new lines in one place: nobody else's line was changed.
    is_pure: bool
    #: It changes the wording of a line that was there before, and little else.
    is_retouch: bool = False
    #: The line it answers; "" when it answers none.
    answered: str = ""
    #: The heading it stands under.
    heading: str = ""


def addition(old: str, new: str) -> Addition | None:
    """None where an edit only took away, moved or spaced out what was there."""
    before, after = old.split("\n") if old else [], new.split("\n")
    kept, known = Counter(before), Counter(after)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    ).get_opcodes()
    steps = [step for step in middle if step[0] != "equal"]
    lines: list[str] = []
    said: list[str] = []
    first, is_retouch = -1, False
    for _, i1, i2, j1, j2 in steps:
        gone = [line for line in before[head + i1 : head + i2] if line.strip()]
        for number in range(head + j1, head + j2):
            line = after[number]
            if not line.strip() or known[line] <= kept[line]:  # blank, or only moved
                continue
            first = number if first < 0 else first
            lines.append(line)
            said.append(_new_part(line, gone))
            is_retouch = is_retouch or any(_is_alike(line, one) for one in gone)
    if not lines:
        return None
    is_pure = (len(steps) == 1 and steps[0][0] == "insert") or not old.strip()
    return Addition(
        tuple(lines), "\n".join(said), first, is_pure, is_retouch, _answered(after, first), _heading(after, first)
    )


def plain(text: str) -> str:
    """The words as a reader sees them: no indents, signatures, tags or emphasis."""
    return "\n".join(filter(None, (_plain_line(line) for line in _REMARKS.sub("", text).split("\n"))))


def told(added: Addition, summary: str) -> str:
    """Everything an edit says in public: its words, and the summary where somebody wrote one."""
    rest = _SECTION_MARK.sub("", summary).strip()
    said = plain(added.words)
    return said if rest.casefold() in _AUTOMATIC or rest in said else f"{said}\n{rest}".strip()


def pictures(text: str) -> int:
    return len(_FILE.findall(text))


def stands(lines: tuple[str, ...], page: str) -> bool:
    """Whether any of these lines is on the page, however far it is indented."""
    there = {_bare(line) for line in page.split("\n")}
    return any(_bare(line) in there for line in lines)


def answers(added: Addition, lines: tuple[str, ...]) -> bool:
    """Whether an addition answers one of these lines."""
    return bool(added.answered) and _bare(added.answered) in {_bare(line) for line in lines}


def same_line(one: str, text: str) -> bool:
    return _bare(one) in {_bare(line) for line in text.split("\n")}


def without(page: str, lines: tuple[str, ...]) -> str | None:
    """The page without exactly these lines; None where one of them no longer stands there word for word."""
    left = page.split("\n")
    for line in reversed(lines):
        places = [number for number, there in enumerate(left) if there == line]
        if not places:
            return None
        place = places[-1]
        del left[place]
        if 0 < place < len(left) and not left[place - 1].strip() and not left[place].strip():
            del left[place]  # the blank line that set it apart
    return "\n".join(left)


def put_back(page: str, lines: tuple[str, ...], then: str, first: int) -> str | None:
    """The page with these lines after the line they followed ``then``; None where their place is not to be found."""
    now, past = page.split("\n") if page.strip() else [], then.split("\n")
    block = list(past[first : first + _reach(past, lines, first)])
    for number in range(first - 1, -1, -1):
        line = past[number]
        if line.strip() and line in now:
            place = len(now) - now[::-1].index(line)
            gap = [""] if first - number > 1 else []
            return "\n".join([*now[:place], *gap, *block, *now[place:]])
    if not now or not any(line.strip() for line in past[:first]):
        return "\n".join([*block, *now])
    return None


def answered_with(page: str, lines: tuple[str, ...], text: str) -> str | None:
    """The page with an answer beneath these lines and the answers they already have; None where they are not there."""
    now = page.split("\n")
    bare = {_bare(line) for line in lines}
    places = [number for number, line in enumerate(now) if line.strip() and _bare(line) in bare]
    if not places:
        return None
    depth = max(_depth(now[place]) for place in places)
    place = places[-1] + 1
    while place < len(now) and now[place].strip() and _depth(now[place]) > depth:
        place += 1
    said = [f"{':' * (depth + 1)}{_inert(line)}" for line in text.split("\n") if line.strip()]
    said[-1] += " ~~~~"
    return "\n".join([*now[:place], *said, *now[place:]])


def same_words(said: str, text: str) -> bool:
    """Whether an answer on the page says this, spaces and markup aside."""
    return plain(said).split() == plain("\n".join(_inert(line) for line in text.split("\n"))).split()


def _inert(line: str) -> str:
    """Words that a wiki shows as they are, whatever signs are in them."""
    line = line.strip()
    return f"<nowiki>{html.escape(line, quote=False)}</nowiki>" if _ACTIVE.search(line) else line


def _plain_line(line: str) -> str:
    line = _SIGNATURE.sub("", line)
    if found := _HEADING.match(line):
        line = found.group(2)
    line = _INDENT.sub("", line, count=1)
    line = _FILE.sub(lambda file: file.group(1) or "", line)
    return html.unescape(_BOLD.sub("", _TAGS.sub("", line))).strip()


def _bare(line: str) -> str:
    return " ".join(_INDENT.sub("", line, count=1).split()) or "\n"  # no blank line is ever looked for


def _depth(line: str) -> int:
    found = _INDENT.match(line)
    return len(found.group()) if found else 0


def _answered(page: list[str], first: int) -> str:
    """The nearest line above with a smaller indent, in the same section."""
    depth = _depth(page[first])
    if not depth:
        return ""
    for line in reversed(page[:first]):
        if _HEADING.match(line):
            return ""
        if line.strip() and _depth(line) < depth:
            return line
    return ""


def _heading(page: list[str], first: int) -> str:
    return next((found.group(2) for line in reversed(page[:first]) if (found := _HEADING.match(line))), "")


def _new_part(line: str, gone: list[str]) -> str:
    """Where somebody went on in an older line, only what is new in it."""
    for one in gone:
        if one in line:
            return line.replace(one, " ", 1).strip()
    return line


def _is_alike(line: str, older: str) -> bool:
    return older not in line and SequenceMatcher(None, _plain_line(line), _plain_line(older)).ratio() >= _ALIKE


def _reach(past: list[str], lines: tuple[str, ...], first: int) -> int:
    """How many lines from ``first`` on hold all the added ones, blank ones between included."""
    left, number = len(lines), first
    while left and number < len(past):
        left -= bool(past[number].strip())
        number += 1
    return number - first


def _common(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    length = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        length += 1
    return length
