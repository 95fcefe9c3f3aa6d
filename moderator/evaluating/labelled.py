"""Reads labelled comments from JSONL or CSV; a malformed file is one error that names line and cure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderator.assessing.reading import BadFile, Records, Row, records, row_of
from moderator.evaluating.truth import OUTCOMES, BadLabel, Truth, truth_of

#: The keys of a pair: one text written plainly and in disguise.
PAIR = ("plain", "variant", "plain_outcome", "variant_min_outcome")


@dataclass(frozen=True, slots=True)
class Case:
    """One comment with what is right for it."""

    row: Row
    truth: Truth
    #: For a pair: the id both share, and whether this is the disguised one.
    pair: str = ""
    is_variant: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled file."""

    cases: tuple[Case, ...]
    #: What the council publishes itself, where the file's first line says so.
    contacts: Mapping[str, Sequence[str]]
    notes: tuple[str, ...]


def read_labelled(source: str, text_column: str = "") -> Labelled:
    """The cases in a file; "-" is standard input. Raises BadFile."""
    found = records(source)
    if found.records and all(key in found.records[0][1] for key in PAIR):
        cases = [case for number, record in found.records for case in _pair(found.name, number, record)]
        return Labelled(tuple(cases), found.contacts, ())
    cases, unlabelled = [], 0
    chosen, notes = found.columns(text_column)
    for number, record in found.records:
        truth = _truth(found, number, record)
        if truth.says_something:
            cases.append(Case(row_of(found.name, number, record, chosen), truth))
        else:
            unlabelled += 1
    _refuse_unlabelled(found, cases)
    if unlabelled:
        notes = (*notes, f"{unlabelled} rows without a label are left out")
    return Labelled(tuple(cases), found.contacts, notes)


def _truth(found: Records, number: int, record: Mapping[str, Any]) -> Truth:
    try:
        return truth_of(record)
    except BadLabel as error:
        raise BadFile(f"{found.name}: line {number}: {error}.") from None


def _refuse_unlabelled(found: Records, cases: Sequence[Case]) -> None:
    if not cases and found.records:
        raise BadFile(
            f"{found.name}: line {found.records[0][0]}: nothing says what is right for the comments. Add a column "
            f"expected with {', '.join(OUTCOMES)}, or one of labels, needs_response and language."
        )
    if not cases:
        raise BadFile(f"{found.name}: there are no comments in it. Name a file with at least one.")


def _pair(name: str, number: int, record: Mapping[str, Any]) -> Iterator[Case]:
    """Both texts of a pair. A disguise may lose meaning: any outcome from its minimum on is right; benign ones stay."""
    wanted = {key: str(record.get(key, "")) for key in ("plain_outcome", "variant_min_outcome")}
    strange = next((key for key, word in wanted.items() if word not in OUTCOMES), None)
    if strange is not None or not all(isinstance(record.get(key), str) for key in ("plain", "variant")):
        raise BadFile(
            f"{name}: line {number}: a pair needs plain and variant as text, {strange or 'and'} as an outcome."
        )
    pair = str(record.get("id", number))
    plain, least = wanted["plain_outcome"], wanted["variant_min_outcome"]
    enough = frozenset({"publish"} if record.get("benign") else OUTCOMES[OUTCOMES.index(least) :])
    yield Case(Row(f"{pair} plain", record["plain"], "", None), Truth(plain, frozenset({plain})), pair)
    yield Case(Row(f"{pair} variant", record["variant"], "", None), Truth(least, enough), pair, is_variant=True)
