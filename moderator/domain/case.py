"""The story of one comment that needs a person: a fold of its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

#: opened: the machine queued or hid. decided: a person chose. undone: a person took a choice back.
#: edited: the author changed the words. withdrawn: the author or platform removed the comment.
#: appealed: the author contests a hide. upheld, overturned: somebody else's answer.
#: answered: what needed action has been answered.
EVENT_KINDS = (
    "opened",
    "decided",
    "undone",
    "edited",
    "withdrawn",
    "appealed",
    "upheld",
    "overturned",
    "noted",
    "answered",
)

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
#: Said later about a comment that needed action: its author has been answered.
ANSWERED = "answered"


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
    #: House rule cited, the desk it was passed to, or "".
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """An appeal against a hide."""

    at: datetime
    #: The people who decided against the author so far; none of them may decide the appeal. Empty = the machine did.
    deciders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands."""

    state: str = "none"
    opened_at: datetime | None = None
    revision: int = 0
    verdict: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    #: The latest appeal, open or answered; None while there was none.
    contest: Contest | None = None
    #: What the decision cites: a house rule, or the desk it was passed to.
    reason: str = ""

    @property
    def needs_person(self) -> bool:
        return self.state in ("open", "appealed")

    @property
    def is_appealed(self) -> bool:
        return self.state == "appealed"

    def person_decided(self, revision: int) -> bool:
        """A person's verdict stands on this very revision."""
        return self.state in ("decided", "appealed") and self.revision == revision and bool(self.decided_by)

    def may_decide(self, person: str) -> bool:
        """Whether this person may decide now: nobody answers an appeal against their own decision."""
        if not self.is_appealed or self.contest is None:
            return True
        return person.casefold() not in {one.casefold() for one in self.contest.deciders}

    def appeal_answered(self) -> str:
        """ "upheld" or "overturned" once somebody has answered the appeal; "" before."""
        if self.contest is None or self.state != "decided":
            return ""
        return "upheld" if self.verdict == "hide" else "overturned"


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
                # An appeal stays one while the words are judged afresh: its author still waits for somebody else.
                state="appealed" if case.is_appealed else "open",
                opened_at=case.opened_at or event.at,
                revision=event.revision,
                verdict="",
                reason="",
                decided_by="",
                decided_at=None,
                contest=case.contest if case.is_appealed else None,
            )
        case "decided" | "upheld" | "overturned":
            return replace(
                case,
                state="decided",
                revision=event.revision,
                verdict=event.choice,
                reason=event.reason,
                decided_by=event.by,
                decided_at=event.at,
            )
        case "undone":
            return replace(case, state=_before(case), verdict="", reason="", decided_by="", decided_at=None)
        case "withdrawn":
            return replace(case, state="withdrawn")
        case "appealed":
            return _appealed(case, event)
        case _:
            return case


def _before(case: Case) -> str:
    """Taking back the answer to an appeal leaves the appeal unanswered."""
    return "appealed" if case.appeal_answered() else "open"


def _appealed(case: Case, event: CaseEvent) -> Case:
    earlier = case.contest.deciders if case.contest else ()
    people = (*earlier, case.decided_by) if case.decided_by else earlier
    contest = Contest(event.at, tuple(dict.fromkeys(people)))
    return replace(case, state="appealed", revision=event.revision, contest=contest)
