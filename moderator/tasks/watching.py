"""What watching the clock needs, and an open promise as it is watched."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moderator.domain.alert import AtRisk, BreachAlert, Late, SafeguardingPage
from moderator.domain.effects import SendMail
from moderator.domain.escalation import Hearer
from moderator.domain.obligation import Obligation
from moderator.domain.register import Officer, Profile
from moderator.store.views import Promise
from moderator.tasks.digest import Digesting


@dataclass(frozen=True, slots=True)
class Watching:
    """What watching needs beside the store; wired once by the composition root."""

    at_risk: Callable[[AtRisk], SendMail]
    breach: Callable[[BreachAlert], SendMail]
    page: Callable[[SafeguardingPage], SendMail]
    #: The obligation on today's calendar: a holiday proclaimed meanwhile moves it.
    recomputed: Callable[[Obligation], Obligation]
    #: Whether the council works at this moment.
    is_open: Callable[[datetime], bool]
    #: The council's local day.
    local_day: Callable[[datetime], date]
    #: (profile, when it fell due, who is away) -> everybody up the chain, the manager first.
    hearers: Callable[[Profile, datetime, Collection[str]], tuple[Hearer, ...]]
    #: (profile, for how long nobody looked) -> who above the manager is paged as well.
    above: Callable[[Profile, timedelta], tuple[Officer, ...]]
    #: Paged for safeguarding at any hour, beside moderator, deputy and manager.
    duty_contact: Officer | None
    digesting: Digesting


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """An open promise with the profile it was made on."""

    promise: Promise
    profile: Profile

    @property
    def due_at(self) -> datetime:
        return self.promise.obligation.due_at

    def late(self) -> Late:
        assert self.profile.moderator is not None  # a profile without one is refused before it runs
        seen = self.promise.comment.seen
        return Late(
            self.promise.obligation, self.profile.title, self.profile.moderator, seen.permalink, self.profile.manager
        )


def by_officer_and_time(
    told: Iterable[tuple[Officer, datetime, OpenPromise]],
) -> Iterator[tuple[Officer, datetime, list[OpenPromise]]]:
    """One batch for everybody and moment; a person whom the register names twice, differently spelled, is one."""
    people: dict[str, Officer] = {}
    found: dict[tuple[str, datetime], list[OpenPromise]] = {}
    for officer, at, promise in told:
        address = officer.email.casefold()
        people.setdefault(address, officer)
        found.setdefault((address, at), []).append(promise)
    for (address, at), promises in found.items():
        yield people[address], at, promises
