"""The story of one comment that needs a person: a fold of its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

#: opened: the machine queued or hid. decided: a person chose. undone: a person took a choice back.
#: edited: the author changed the words. withdrawn: the author or platform removed the comment.
EVENT_KINDS = ("opened", "decided", "undone", "edited", "withdrawn", "appealed", "upheld", "overturned", "noted")

#: What a person may choose; each follows the council's guidance. Nothing here destroys or edits.
VERDICTS = (
    "keep",  # leave it up, or put it back
    "hide",
    "report",  # to the platform's operator
    "answer",  # a factual error gets a public answer
    "contact",  # write to the author
    "acknowledge",
    "action",  # acknowledged, action needed
    "refer",  # to information governance, complaints, safeguarding or legal
)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened in a case; append-only."""

    kind: str
    at: datetime
    #: Who did it: "daemon", "author", "platform" or a person's e-mail address.
    by: str
    revision: int
    #: For "decided": one of VERDICTS; for "opened": the outcome's word.
    choice: str = ""
    #: House rule cited, or "".
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands."""

    state: str = "none"
    opened_at: datetime | None = None
    revision: int = 0
    verdict: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def needs_person(self) -> bool:
        return self.state in ("open", "appealed")

    def person_decided(self, revision: int) -> bool:
        """A person's verdict stands on this very revision."""
        return self.state in ("decided", "appealed") and self.revision == revision and bool(self.decided_by)


def fold(events: Iterable[CaseEvent]) -> Case:
    """The case after these events, oldest first."""
    case = Case()
    for event in events:
        case = _after(case, event)
    return case


def _after(case: Case, event: CaseEvent) -> Case:
    match event.kind:
        case "opened":
            return replace(
                case,
                state="open",
                opened_at=case.opened_at or event.at,
                revision=event.revision,
                verdict="",
                decided_by="",
                decided_at=None,
            )
        case "decided" | "upheld" | "overturned":
            return replace(
                case,
                state="decided",
                revision=event.revision,
                verdict=event.choice,
                decided_by=event.by,
                decided_at=event.at,
            )
        case "undone":
            return replace(case, state="open", verdict="", decided_by="", decided_at=None)
        case "withdrawn":
            return replace(case, state="withdrawn")
        case "appealed":
            return replace(case, state="appealed")
        case _:
            return case
