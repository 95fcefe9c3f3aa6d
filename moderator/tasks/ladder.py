"""How a message reaches its author: in private, else in public where that may be, else a person hears."""

from collections.abc import Callable
from dataclasses import dataclass

from moderator.domain.consequences import is_acknowledgement
from moderator.domain.effects import Reply, SendMessage
from moderator.store.errand import Errand
from moderator.tasks.performing import ForPerson

#: What the outcome of a message begins with that reached nobody: on pages, in lists and reports.
UNDELIVERED = "could not be delivered"
#: The template of the neutral line.
PUBLIC_NOTE = "public-note"

_INSTEAD = {True: "a neutral public line goes out instead", False: "it is said in public instead"}

#: What may be said in public where a message cannot be given in private; None where policy or platform forbid it.
PublicLine = Callable[[SendMessage], Reply | None]


def no_line(_message: SendMessage) -> None:
    """Nothing is said in public."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What becomes of an errand that no program can do any more."""

    ended: ForPerson
    #: What is tried next; None when nothing is left.
    line: Reply | None = None
    reached_nobody: bool = False


def next_rung(errand: Errand, failed: ForPerson, public_line: PublicLine) -> Rung:
    """A message may try the next rung; one that stands on the last says that it reached nobody. Pure."""
    if failed.state != "task":
        return Rung(failed)
    match errand.effect:
        case SendMessage() as message:
            line = public_line(message) if _has_a_public_rung(message) else None
            if line is None:
                return _last(failed.why)
            why = f"not in private ({failed.why}): {_INSTEAD[line.template == PUBLIC_NOTE]}"
            return Rung(ForPerson("discarded", why), line)
        case Reply(template=template) if template == PUBLIC_NOTE or is_acknowledgement(template):
            return _last(f"neither in private nor in public: {failed.why}")
        case _:
            return Rung(failed)


def _has_a_public_rung(message: SendMessage) -> bool:
    """An explanation may be replaced by a neutral line; an acknowledgement is public once a person released it."""
    is_released = is_acknowledgement(message.template) and bool(message.waits_because)
    return is_released or message.template.startswith("explanation")


def _last(why: str) -> Rung:
    return Rung(ForPerson("task", f"{UNDELIVERED}: {why}"), reached_nobody=True)
