"""Reads comments from JSONL, CSV, TSV or plain lines; a malformed file is one error that names the place."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from moderator.domain.register import CouncilContacts, Register
from moderator.moments import moment

#: Our column name -> names under which other people's files hold the same thing, best first.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "id_str", "comment-id", "comment_id", "example_id", "entry_id", "rewire_id", "sentence_id"),
    "text": (
        "text",
        "comment_text",
        "comment-body",
        "comment_body",
        "comment",
        "tweet",
        "tweet_text",
        "feedback",
        "message",
        "user",
    ),
    "parent_text": ("parent_text", "parent"),
    "posted_at": ("posted_at",),
}
#: One cell may hold a very long comment; the csv module's own limit is 128 KiB.
LONGEST_CELL = 64 * 1024 * 1024
#: How many columns an error names, and how much of each name.
_NAMED, _LONGEST_NAME = 12, 40


class BadFile(Exception):
    """The file cannot be read as comments; the message names file, place, problem and cure."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comment of the file."""

    #: As the file has it: a JSON id keeps its type.
    id: Any
    text: str
    parent_text: str
    #: None when the file does not say.
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[Row, ...]
    #: What the council publishes itself, where the file's first line says so.
    contacts: Mapping[str, Sequence[str]]
    #: Sentences for the user about choices that were made ("the text is read from column tweet").
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """A file as it is written: each record with the line it begins on."""

    #: What errors call the file.
    name: str
    records: Sequence[tuple[int, dict[str, Any]]]
    contacts: Mapping[str, Sequence[str]]

    def columns(self, text_column: str = "") -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Our column name -> theirs ("" where there is none), and what to tell the user. Raises BadFile."""
        columns = dict.fromkeys(key for _, record in self.records[:50] for key in record if isinstance(key, str))
        chosen = {ours: next((one for one in names if one in columns), "") for ours, names in ALIASES.items()}
        chosen["text"] = text_column or chosen["text"]
        if self.records and chosen["text"] not in columns:
            wanted = f'"{text_column}"' if text_column else '"text"'
            raise BadFile(
                f"{self.name}: line {self.records[0][0]}: there is no column {wanted}. It has: {_some(columns)}. "
                "Name the one that holds the comments with --text-column."
            )
        notes = [f"the text is read from {chosen['text']}"] if chosen["text"] != "text" else []
        if not chosen["id"]:
            notes.append("there is no id: lines are numbered instead")
        return chosen, tuple(notes)


def read(source: str, text_column: str = "") -> Reading:
    """The comments in a file; "-" is standard input. Raises BadFile."""
    found = records(source)
    if not found.records:
        return Reading((), found.contacts, (f"{found.name}: there are no comments in it",))
    chosen, notes = found.columns(text_column)
    rows = tuple(row_of(found.name, number, record, chosen) for number, record in found.records)
    return Reading(rows, found.contacts, notes)


def records(source: str) -> Records:
    """The records of a file; "-" is standard input. Raises BadFile."""
    name, content = _content(source)
    if _is_jsonl(source, content):
        return Records(name, *_json_records(name, content))
    if source.endswith(".txt"):
        lines = [(n, {"text": line}) for n, line in enumerate(content.splitlines(), 1) if line.strip()]
        return Records(name, lines, {})
    return Records(name, list(_csv_records(name, content, source)), {})


def with_contacts(register: Register, more: Mapping[str, Sequence[str]]) -> Register:
    """The register, knowing also the council's own contacts that a file's first line names."""
    known = register.contacts
    return replace(
        register,
        contacts=CouncilContacts(
            phones=(*known.phones, *more.get("phones", ())),
            emails=(*known.emails, *more.get("emails", ())),
            domains=(*known.domains, *more.get("domains", ())),
            addresses=(*known.addresses, *more.get("addresses", ())),
        ),
    )


def _content(source: str) -> tuple[str, str]:
    name = "standard input" if source == "-" else source
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise BadFile(f"{name}: the file does not exist. Check the path.") from None
    except IsADirectoryError:
        raise BadFile(f"{name}: this is a folder. Name one file inside it.") from None
    except OSError as error:
        raise BadFile(f"{name}: it cannot be read ({error.strerror}).") from None
    try:
        return name, raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{name}: line {line}: a byte is not UTF-8. Save the file as UTF-8.") from None


def _is_jsonl(source: str, content: str) -> bool:
    if source.endswith((".jsonl", ".ndjson", ".json")):
        return True
    return not source.endswith((".csv", ".tsv", ".txt")) and content.lstrip()[:1] == "{"


def _json_records(name: str, content: str) -> tuple[list[tuple[int, dict[str, Any]]], Mapping[str, Sequence[str]]]:
    records: list[tuple[int, dict[str, Any]]] = []
    contacts: Mapping[str, Sequence[str]] = {}
    # Only "\n" ends a JSON line: a comment may hold U+2028 and its kin, where splitlines() would cut it.
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError, ValueError) as error:
            column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            raise BadFile(f"{name}: line {number}{column}: not valid JSON. Write one object per line.") from None
        if not isinstance(record, dict):
            raise BadFile(f'{name}: line {number}: not a JSON object. Write {{"id": ..., "text": ...}} on each line.')
        if not records and "council_contacts" in record and "text" not in record:
            contacts = _contacts(name, number, record["council_contacts"])
        else:
            records.append((number, record))
    return records, contacts


def _contacts(name: str, number: int, found: Any) -> Mapping[str, Sequence[str]]:
    lists = found.values() if isinstance(found, dict) else [None]
    if not all(isinstance(one, list) and all(isinstance(item, str) for item in one) for one in lists):
        raise BadFile(f"{name}: line {number}: council_contacts must hold lists of text, like phones and emails.")
    return {str(key): value for key, value in found.items()}


def _csv_records(name: str, content: str, source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(LONGEST_CELL)
    header = content.split("\n", 1)[0]
    tabs = source.endswith(".tsv") or ("\t" in header and "," not in header)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if tabs else ",", strict=True)
    start = 2
    try:
        for record in reader:
            if record.get(None):  # DictReader keeps surplus cells under None
                raise BadFile(
                    f"{name}: line {start}: more cells than the header has columns. Put the text in quotation marks."
                )
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(f"{name}: line {start}: not valid CSV ({error}). Close the quotation marks there.") from None


def _some(columns: Iterable[str]) -> str:
    """The first of the columns, short: a file without a header shows its first comment here."""
    known = list(columns)
    named = [one if len(one) <= _LONGEST_NAME else f"{one[:_LONGEST_NAME]}..." for one in known[:_NAMED]]
    return ", ".join([*named, f"and {len(known) - _NAMED} more"] if len(known) > _NAMED else named)


def row_of(name: str, number: int, record: Mapping[str, Any], chosen: Mapping[str, str]) -> Row:
    """The comment in one record, by the names that ``columns`` chose. Raises BadFile."""
    text = record.get(chosen["text"])
    if not isinstance(text, str):
        raise BadFile(f"{name}: line {number}: {chosen['text']} is missing or not text. Give every comment its text.")
    parent = record.get(chosen["parent_text"]) if chosen["parent_text"] else ""
    if parent is not None and not isinstance(parent, str):
        raise BadFile(f"{name}: line {number}: {chosen['parent_text']} is not text. Put it in quotation marks.")
    posted = record.get(chosen["posted_at"]) if chosen["posted_at"] else None
    return Row(
        id=record.get(chosen["id"], number) if chosen["id"] else number,
        text=text,
        parent_text=parent or "",
        posted_at=_moment(name, number, posted) if posted else None,
    )


def _moment(name: str, number: int, value: Any) -> datetime:
    try:
        return moment(str(value))
    except ValueError as error:
        raise BadFile(f"{name}: line {number}: posted_at {error}.") from None
