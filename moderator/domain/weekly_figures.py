"""The arithmetic of the weekly report: facts in, counts out; no share without what it is a share of. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from moderator.domain.comment import AccountRef
from moderator.domain.weekly_facts import PromiseFact, StoryEvent, WeekFacts

#: Fewer than this bear no percentage and no median: they are told one by one.
FEW = 10
ACKNOWLEDGE, SAFEGUARDING = "acknowledge", "safeguarding"
#: These verdicts put a hidden comment back.
_PUT_BACK = ("keep", "answer")
_BY_THE_DAEMON = ("explanation", "policy")
_VERDICTS = ("decided", "upheld", "overturned")

#: (from, to) -> the council's working time between them.
Worked = Callable[[datetime, datetime], timedelta]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """In whole hundredths, never 0 or 100 unless it is none or all; None where too few for that."""
        if self.whole < FEW:
            return None
        rounded = round(100 * self.part / self.whole)
        if 0 < self.part < self.whole:
            return min(99, max(1, rounded))
        return rounded


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, each time; sorted."""

    all: tuple[timedelta, ...] = ()

    @property
    def count(self) -> int:
        return len(self.all)

    @property
    def middle(self) -> timedelta | None:
        """The median; None where too few."""
        if self.count < FEW:
            return None
        return timedelta(seconds=median(one.total_seconds() for one in self.all))


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of promises that ended in the week: kept, or due and not kept."""

    in_time: int = 0
    #: Kept after all, by the end of the week.
    late: int = 0
    #: Due and still not kept at the end of the week.
    unanswered: int = 0

    @property
    def broken(self) -> int:
        return self.late + self.unanswered

    @property
    def share(self) -> Share:
        return Share(self.in_time, self.in_time + self.broken)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What people made of the machine's decisions."""

    #: Hides that a person looked at, and those of them that they put back.
    hides: Share = Share(0, 0)
    #: Appeals that were answered, and those of them that were upheld, so that the hide stands.
    appeals: Share = Share(0, 0)
    #: What a person decided on after the machine, and what they changed: hid what stood, put back what was hidden.
    overridden: Share = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waited for a person at the end of the time."""

    count: int = 0
    oldest: datetime | None = None
    #: Promises past their time that nobody has kept, from this week or before.
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Urgent:
    """Comments that may have shown somebody in danger."""

    count: int = 0
    #: From the page to a person's look, in minutes of the clock on the wall.
    answered: Times = Times()

    @property
    def unanswered(self) -> int:
        return self.count - self.answered.count


@dataclass(frozen=True, slots=True)
class Figures:
    """One week in numbers."""

    seen: int
    edits: int
    left_up: int
    queued: int
    hidden: int
    hidden_by_people: int
    restored: int
    #: Would have been hidden or queued, on profiles in shadow mode.
    in_shadow: int
    acknowledged: Kept
    #: Acknowledgements by the author's language.
    by_language: dict[str, Kept]
    #: Working time until a person acknowledged, by language.
    took: dict[str, Times]
    #: Answered by the daemon's own explanation; left out of ``took``.
    by_explanation: int
    #: Promises of every other kind.
    others: dict[str, Kept]
    reviewed: Reviewed
    waiting: Waiting
    urgent: Urgent


def figures(facts: WeekFacts, worked: Worked, account: AccountRef | None = None) -> Figures:
    """The week's numbers, for one account or for all of them."""
    judged = [one for one in facts.judged if account in (None, one.account)]
    acted = [one for one in facts.acted if account in (None, one.account)]
    promises = [one for one in facts.promises if account in (None, one.account)]
    stories = [one for one in facts.stories if account in (None, one.account)]
    outcomes = Counter(one.outcome for one in judged if not one.is_shadow)
    ended = [one for one in promises if has_ended(one, facts.since, facts.until)]
    acknowledged = [one for one in ended if one.kind == ACKNOWLEDGE]
    kinds = sorted({one.kind for one in ended} - {ACKNOWLEDGE, SAFEGUARDING})
    languages = sorted({one.language for one in acknowledged})
    return Figures(
        seen=sum(account in (None, one.account) for one in facts.arrived),
        edits=sum(one.revision > 1 for one in judged),
        left_up=outcomes["publish"],
        queued=outcomes["queue"],
        hidden=sum(one.kind == "hide" and one.by_daemon for one in acted),
        hidden_by_people=sum(one.kind == "hide" and not one.by_daemon for one in acted),
        restored=sum(one.kind == "reveal" for one in acted),
        in_shadow=sum(one.is_shadow and one.outcome != "publish" for one in judged),
        acknowledged=kept(acknowledged, facts.until),
        by_language={name: kept(_in(name, acknowledged), facts.until) for name in languages},
        took={name: _took(_in(name, acknowledged), facts.until, worked) for name in languages},
        by_explanation=sum(_was_met(one, facts.until) and one.met_by in _BY_THE_DAEMON for one in acknowledged),
        others={kind: kept([one for one in ended if one.kind == kind], facts.until) for kind in kinds},
        reviewed=reviewed(stories, facts.since, facts.until),
        waiting=_waiting(stories, promises, facts.until),
        urgent=_urgent(promises, facts.since, facts.until),
    )


def has_ended(promise: PromiseFact, since: datetime, until: datetime) -> bool:
    """Whether the promise was settled in this time: kept, or past due. Each one is settled in one week only."""
    if promise.withdrawn_at is not None and promise.withdrawn_at <= promise.due_at:
        return False
    settled = min(promise.met_at or promise.due_at, promise.due_at)
    return since <= settled < until


def kept(promises: Iterable[PromiseFact], until: datetime) -> Kept:
    """How settled promises ended, as of ``until``."""
    how = Counter(_ending(promise, until) for promise in promises)
    return Kept(how["in_time"], how["late"], how["unanswered"])


def reviewed(stories: Sequence[StoryEvent], since: datetime, until: datetime) -> Reviewed:
    """People's verdicts of this time that still stood at its end. A verdict that was taken back does not count."""
    verdicts = [one for one in _verdicts(stories, until) if since <= one.at]
    seconded = [one for one in verdicts if one.outcome and not one.is_shadow]
    hides = [one for one in seconded if one.outcome == "hide"]
    appeals = [one for one in verdicts if one.kind in ("upheld", "overturned")]
    return Reviewed(
        hides=Share(sum(one.choice in _PUT_BACK for one in hides), len(hides)),
        appeals=Share(sum(one.kind == "upheld" for one in appeals), len(appeals)),
        overridden=Share(sum(_changed(one) for one in seconded), len(seconded)),
    )


def _changed(verdict: StoryEvent) -> bool:
    if verdict.outcome == "hide":
        return verdict.choice in _PUT_BACK
    return verdict.choice == "hide"


def _verdicts(stories: Sequence[StoryEvent], until: datetime) -> Iterator[StoryEvent]:
    for _, events in groupby(stories, key=lambda one: one.comment):
        standing: list[StoryEvent] = []
        for event in events:
            if event.at >= until:
                break
            if event.kind in _VERDICTS:
                standing.append(event)
            elif event.kind == "undone" and standing:
                standing.pop()
        yield from standing


def _waiting(stories: Sequence[StoryEvent], promises: Iterable[PromiseFact], until: datetime) -> Waiting:
    since = [at for at in (_open_since(events, until) for events in _by_comment(stories)) if at is not None]
    return Waiting(len(since), min(since, default=None), sum(_is_overdue(one, until) for one in promises))


def _is_overdue(promise: PromiseFact, until: datetime) -> bool:
    is_withdrawn = promise.withdrawn_at is not None and promise.withdrawn_at < until
    return promise.due_at < until and not is_withdrawn and not _was_met(promise, until)


def _by_comment(stories: Sequence[StoryEvent]) -> Iterator[list[StoryEvent]]:
    for _, events in groupby(stories, key=lambda one: one.comment):
        yield list(events)


def _open_since(events: Iterable[StoryEvent], until: datetime) -> datetime | None:
    """Since when a case waits for a person; None when it does not."""
    since: datetime | None = None
    before: list[datetime | None] = []
    for event in events:
        if event.at >= until:
            break
        if event.kind in ("opened", "appealed"):
            since = since or event.at
        elif event.kind in _VERDICTS:
            before.append(since)
            since = None
        elif event.kind == "undone":
            since = before.pop() if before else event.at
        elif event.kind == "withdrawn":
            since = None
    return since


def _urgent(promises: Iterable[PromiseFact], since: datetime, until: datetime) -> Urgent:
    pages = [one for one in promises if one.kind == SAFEGUARDING and since <= one.received_at < until]
    pages = [one for one in pages if one.withdrawn_at is None]
    took = (one.met_at - one.received_at for one in pages if one.met_at is not None and one.met_at < until)
    return Urgent(len(pages), Times(tuple(sorted(took))))


def _took(promises: Iterable[PromiseFact], until: datetime, worked: Worked) -> Times:
    by_people = (one for one in promises if _was_met(one, until) and one.met_by not in _BY_THE_DAEMON)
    return Times(tuple(sorted(worked(one.received_at, one.met_at) for one in by_people if one.met_at is not None)))


def _ending(promise: PromiseFact, until: datetime) -> str:
    if not _was_met(promise, until):
        return "unanswered"
    assert promise.met_at is not None
    return "late" if promise.met_at > promise.due_at else "in_time"


def _was_met(promise: PromiseFact, until: datetime) -> bool:
    return promise.met_at is not None and promise.met_at < until


def _in(language: str, promises: Iterable[PromiseFact]) -> list[PromiseFact]:
    return [one for one in promises if one.language == language]
