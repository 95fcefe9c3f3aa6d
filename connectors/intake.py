"""Reads comments that a person carried over from a platform without an interface; pure, all or nothing."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting

COLUMNS = ("id", "text", "author", "created_at", "link", "parent_text")
#: Between two comments in pasted text, alone on its line.
SEPARATOR = "---"
#: A time without a zone is what the person saw on the screen.
_LOCAL = ZoneInfo("Europe/London")
_CLOCK_TOLERANCE = timedelta(minutes=5)


class BadIntake(ValueError):
    """One clear sentence: which line, which column, what is wrong, what to do. Never any of the text itself."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One comment as written down, with the line it begins on."""

    line: int
    fields: Mapping[str, str]

    def bad(self, column: str, problem: str) -> BadIntake:
        return BadIntake(f"line {self.line}, column {column}: {problem}")


def read_intake(text: str, form: str, account: AccountRef, now: datetime) -> tuple[Sighting, ...]:
    """Every comment in ``text``, or BadIntake for the first mistake.

    ``form`` is "csv" (with a header line), "jsonl" or "paste": plain text, comments separated by a line of three
    hyphens, each optionally beginning with lines like "author: Sian Price". Only the text is required. Without an id
    the words themselves name the comment, so that carrying it in twice stores it once; without created_at it counts
    from now.
    """
    rows = list(_READERS[form](text))
    if not rows:
        raise BadIntake("line 1, column text: there is no comment in it; give at least one")
    seen: dict[str, int] = {}
    return tuple(_sighting(row, account, now, seen) for row in rows)


def _sighting(row: _Row, account: AccountRef, now: datetime, seen: dict[str, int]) -> Sighting:
    fields = row.fields
    text = fields.get("text", "").strip()
    if not text:
        raise row.bad("text", "it is empty; write what the comment says, or describe the picture in brackets")
    created_at = _moment(row, now) if fields.get("created_at", "").strip() else now
    link = fields.get("link", "").strip()
    if link and not link.startswith(("https://", "http://")):
        raise row.bad("link", "it is no web address; begin it with https:// or leave it empty")
    return Sighting(
        ref=CommentRef(account, _native_id(row, text, seen)),
        text=text,
        created_at=created_at,
        author=Author(name=fields.get("author", "").strip()),
        parent_text=fields.get("parent_text", "").strip(),
        permalink=link,
        raw=json.dumps(dict(fields), ensure_ascii=False, sort_keys=True),
    )


def _native_id(row: _Row, text: str, seen: dict[str, int]) -> str:
    given = row.fields.get("id", "").strip()
    if given:
        if given in seen:
            raise row.bad("id", f"it was used on line {seen[given]} already; give every comment its own")
        seen[given] = row.line
        return given
    told = json.dumps([row.fields.get(column, "").strip() for column in ("author", "created_at", "parent_text")])
    name = "intake-" + hashlib.sha256((told + text).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _moment(row: _Row, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(row.fields["created_at"].strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=_LOCAL)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise row.bad("created_at", "it is no time; write it like 2026-11-23T09:14 or leave it empty") from None
    if moment > now + _CLOCK_TOLERANCE:
        raise row.bad("created_at", "it lies in the future; correct it or leave it empty")
    return moment


def _csv_rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            problem = "the quotation marks do not match; double each one inside a text, or use jsonl"
            raise BadIntake(f"line {begins}, column unknown: {problem}") from None
        if cells is None:
            return
        if header is None:
            header = _header([cell.strip() for cell in cells], begins)
        elif cells and any(cell.strip() for cell in cells):
            yield _csv_row(header, cells, begins)


def _header(names: list[str], line: int) -> list[str]:
    known = ", ".join(COLUMNS)
    for name in names:
        if name not in COLUMNS:
            raise BadIntake(f"line {line}, column {_shown(name)}: it is unknown; the columns are {known}, with commas")
        if names.count(name) > 1:
            raise BadIntake(f"line {line}, column {name}: it appears twice; keep one")
    if "text" not in names:
        raise BadIntake(f"line {line}, column text: it is missing; the first line must name the columns ({known})")
    return names


def _csv_row(header: list[str], cells: list[str], line: int) -> _Row:
    if len(cells) > len(header):
        problem = f"the line has {len(cells)} cells and the header {len(header)}; quote texts that hold commas"
        raise BadIntake(f"line {line}, column {len(header) + 1}: {problem}")
    if len(cells) < len(header):
        problem = f"the line ends after {len(cells)} of {len(header)} cells; add the missing commas"
        raise BadIntake(f"line {line}, column {header[len(cells)]}: {problem}")
    return _Row(line, dict(zip(header, cells, strict=True)))


def _jsonl_rows(text: str) -> Iterator[_Row]:
    # Not splitlines(): a text may hold characters that only look like line ends.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _json_row(line, number)


def _json_row(line: str, number: int) -> _Row:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        problem = "it is no JSON; write one object on one line"
        raise BadIntake(f"line {number}, column {error.colno}: {problem}") from None
    except (ValueError, RecursionError):
        raise BadIntake(f"line {number}, column 1: it is no JSON that can be read; write one flat object") from None
    if not isinstance(value, dict):
        raise BadIntake(f'line {number}, column 1: it is no object; write {{"text": "..."}}')
    return _Row(number, {key: _json_text(key, cell, number) for key, cell in value.items() if cell is not None})


def _json_text(key: str, cell: object, line: int) -> str:
    if key not in COLUMNS:
        raise BadIntake(f"line {line}, column {_shown(key)}: it is unknown; the columns are {', '.join(COLUMNS)}")
    if key == "id" and isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if not isinstance(cell, str):
        raise BadIntake(f"line {line}, column {key}: it must be text in quotation marks")
    return cell


def _pasted_rows(text: str) -> Iterator[_Row]:
    block: list[str] = []
    begins = 1
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), SEPARATOR], start=1):
        if line.strip() != SEPARATOR:
            block.append(line)
            continue
        if any(part.strip() for part in block):
            yield _pasted_row(block, begins)
        block, begins = [], number + 1


def _pasted_row(block: list[str], begins: int) -> _Row:
    fields: dict[str, str] = {}
    rest = list(block)
    while rest and not rest[0].strip():
        rest.pop(0)
        begins += 1
    while rest:
        name, colon, value = rest[0].partition(":")
        name = name.strip().casefold()
        if not colon or name not in COLUMNS or name == "text" or name in fields:
            break
        fields[name] = value
        rest.pop(0)
    return _Row(begins, fields | {"text": "\n".join(rest)})


def _shown(name: str) -> str:
    """A column's name for an error: short, and without what could be somebody's words."""
    plain = "".join(letter for letter in name if letter.isalnum() or letter in "_-")[:20]
    return repr(plain)


_READERS: Mapping[str, Callable[[str], Iterator[_Row]]] = {
    "csv": _csv_rows,
    "jsonl": _jsonl_rows,
    "paste": _pasted_rows,
}
FORMS = tuple(_READERS)
