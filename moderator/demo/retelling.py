"""Tells what happened as a time line: one line for each thing worth knowing, like things of one moment together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from moderator.demo.result import Hour, Judged, MailShown, Moment, PromiseShown
from moderator.domain.wording import label_words

_HOUR = timedelta(hours=1)
#: Audit events worth a line, with the line's kind and words.
_TOLD = {
    "comment.edited": ("edit", "edited by the author"),
    "comment.gone": ("delete", "deleted by the author"),
    "comment.visible": ("restored", "put back on the platform"),
}
_MAILS = {
    "digest": ("mail", "Digest"),
    "alert": ("alert", "Alert"),
    "reminder": ("alert", "Daily reminder"),
    "warning": ("mail", "Warning"),
    "page": ("alert", "Page"),
}


def moments(
    judged: Iterable[Judged],
    promises: Iterable[PromiseShown],
    mails: Iterable[MailShown],
    events: Iterable[tuple[datetime, str, str]],
    ends: datetime,
) -> tuple[Moment, ...]:
    """The whole time line, in order. ``events`` are (when, kind, profile's title) from the audit trail."""
    told = [
        *_decisions(judged),
        *_promises(promises, ends),
        *(_mail(mail) for mail in mails),
        *_events(events),
    ]
    return tuple(sorted(told, key=lambda moment: moment.at))


def hours(
    judged: Iterable[Judged], begins: datetime, ends: datetime, is_open: Mapping[datetime, bool]
) -> tuple[Hour, ...]:
    """Comments per hour of writing, from the first hour to the last; ``is_open`` says which are working hours."""
    first = begins.replace(minute=0, second=0, microsecond=0)
    seen: Counter[datetime] = Counter()
    hidden: Counter[datetime] = Counter()
    for one in judged:
        hour = max(first, one.posted_at.replace(minute=0, second=0, microsecond=0))
        seen[hour] += 1
        hidden[hour] += one.outcome == "hide" and not one.is_shadow
    number = int((ends - first) / _HOUR) + 1
    moments = [first + index * _HOUR for index in range(number)]
    return tuple(Hour(hour, seen[hour], hidden[hour], is_open.get(hour, False)) for hour in moments)


def _decisions(judged: Iterable[Judged]) -> Iterator[Moment]:
    queued: Counter[tuple[datetime, str]] = Counter()
    for one in judged:
        if one.is_shadow:
            continue
        if one.hidden_at is not None:
            yield Moment(one.hidden_at, "hidden", f"Hidden on {one.profile}: {label_words(one.because_of).lower()}")
        elif one.outcome == "hide":
            yield Moment(one.seen_at, "task", f"For a person to hide on {one.profile}: no program may act there")
        elif one.outcome in ("queue", "report"):
            queued[one.seen_at, one.profile] += 1
    for (at, profile), number in queued.items():
        yield Moment(at, "queued", f"Left up on {profile}, a person looks: {_comments(number)}")


def _promises(promises: Iterable[PromiseShown], ends: datetime) -> Iterator[Moment]:
    kept: Counter[tuple[datetime, str]] = Counter()
    for promise in promises:
        if promise.state in ("breached", "late") and promise.due_at <= ends:
            yield Moment(promise.due_at, "breach", f"A promise was broken on {promise.profile}: no answer in time")
        if promise.met_at is not None:
            kept[promise.met_at, promise.profile] += 1
    for (at, profile), number in kept.items():
        yield Moment(at, "reply", f"Acknowledged on {profile}: {_comments(number)}")


def _mail(mail: MailShown) -> Moment:
    kind, words = _MAILS.get(mail.kind, ("mail", "Mail"))
    return Moment(mail.at, kind, f"{words} to {mail.to}: {mail.subject}")


def _events(events: Iterable[tuple[datetime, str, str]]) -> Iterator[Moment]:
    for at, kind, profile in events:
        if kind in _TOLD:
            line, words = _TOLD[kind]
            yield Moment(at, line, f"A comment on {profile} was {words}")


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number} comments"
