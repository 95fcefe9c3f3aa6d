"""The inbox of the stand-in for the Graph API: private replies and what people write back, as conversations; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.sandbox.graph_shapes import stamp


@dataclass(frozen=True, slots=True)
class Letter:
    """One private message between the Page and somebody."""

    id: str
    person_id: str
    #: The Page wrote it, not the person.
    is_ours: bool
    text: str
    at: datetime


def conversations(letters: Iterable[Letter], page_id: str, now: datetime) -> list[dict[str, Any]]:
    """One conversation for each person, the one that moved last first; its messages newest first."""
    by_person: dict[str, list[Letter]] = {}
    for letter in letters:
        if letter.at <= now:
            by_person.setdefault(letter.person_id, []).append(letter)
    rows = [
        {
            "id": f"t_{person}",
            "updated_time": stamp(max(letter.at for letter in theirs)),
            "messages": {"data": [_message(one, page_id) for one in sorted(theirs, key=_when, reverse=True)[:25]]},
        }
        for person, theirs in by_person.items()
    ]
    return sorted(rows, key=lambda row: str(row["updated_time"]), reverse=True)


def _when(letter: Letter) -> datetime:
    return letter.at


def _message(letter: Letter, page_id: str) -> dict[str, Any]:
    sender = page_id if letter.is_ours else letter.person_id
    row = {"id": letter.id, "created_time": stamp(letter.at), "from": {"id": sender, "name": "", "email": ""}}
    return row | ({"message": letter.text} if letter.text else {})
