"""The guidance's duties beside moderation, as quiet reminders: register, facts and a day in, reminders out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from moderator.domain.comment import AccountRef
from moderator.domain.register import Officer, Profile
from moderator.domain.spoken import MONTHS_EN

#: Drafts that teach members of a group, used in turn.
LESSONS = ("group-privacy", "group-safety")
#: How long before it falls due a reminder is first shown.
_AHEAD = timedelta(days=14)
_AHEAD_OF_RENEWAL = timedelta(days=30)
#: One that was ticked off and is still so in the register comes back after this.
_AGAIN = timedelta(days=28)
#: How long a post with pictures is asked about.
PICTURES_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PicturedPost:
    """A post of the council's own that carries pictures, as far as the platform tells."""

    account: AccountRef
    native_id: str
    on: date
    link: str = ""


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """What is known beside the register."""

    #: The first day of the daemon's own records; what happened before it is not known.
    began: date
    #: Account -> the day on which something of the council's own was last seen there.
    newest: Mapping[AccountRef, date] = field(default_factory=dict)
    #: Reminder's name -> the day on which a person ticked it off.
    done: Mapping[str, date] = field(default_factory=dict)
    pictured: Sequence[PicturedPost] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One reminder."""

    #: What it is called when it is ticked off: "quiet.council-facebook".
    name: str
    due: date
    #: What to do and why, one or two sentences, without any comment's words.
    what: str
    #: The draft that goes with it; "" for none.
    draft: str = ""


def duties(profiles: Sequence[Profile], facts: DutyFacts, today: date) -> tuple[Duty, ...]:
    """What is due, or nearly, on this day; the longest overdue first."""
    found = [*_officers(profiles, facts, today)]
    for profile in profiles:
        found += _of_profile(profile, facts, today)
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.name)))


def names_of(profiles: Sequence[Profile], pictured: Sequence[PicturedPost]) -> tuple[str, ...]:
    """Every name that a reminder about these profiles may have: what may have been ticked off."""
    return (
        *(f"{kind}.{one.id}" for one in profiles for kind in ("quiet", "staff", "online-safety", "authorisation")),
        *(_confirming(email) for email in _confirmations(profiles)),
        *(_consent(one, post) for one in profiles for post in pictured if post.account == one.account),
    )


def _of_profile(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    yield from _quiet(profile, facts, today)
    yield from _staff(profile, facts, today)
    yield from _online_safety(profile, facts, today)
    yield from _renewal(profile, facts, today)
    yield from _pictures(profile, facts, today)


def _quiet(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    if not profile.quiet_after_days:
        return
    name = f"quiet.{profile.id}"
    seen = facts.newest.get(profile.account)
    since = max(seen or facts.began, facts.done.get(name, facts.began))
    due = since + timedelta(days=profile.quiet_after_days)
    if due <= today:
        known = f"since {_said(seen)}" if seen else f"since the daemon began on {_said(facts.began)}"
        yield Duty(
            name,
            due,
            f"{profile.title}: nothing of the council's own was seen there {known}. Content should be fresh and "
            "relevant: post something, or ask whether the profile is still needed.",
        )


def _staff(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    until = profile.staff_member_until
    name = f"staff.{profile.id}"
    if until is None or today < until - _AHEAD or _was_done_lately(facts, name, today):
        return
    left = "has left" if until < today else "leaves"
    yield Duty(
        name,
        until,
        f"{profile.title}: the member of staff in this youth group {left} (last day {_said(until)}). Let another "
        "member of staff join it, and name them in the register.",
    )


def _online_safety(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    weeks = profile.online_safety_every_weeks
    if not weeks:
        return
    name = f"online-safety.{profile.id}"
    start = profile.authorisation.on if profile.authorisation else facts.began
    every = timedelta(weeks=weeks)
    due = facts.done[name] + every if name in facts.done else max(start + every, facts.began)
    if due - _AHEAD <= today:
        often = "every week" if weeks == 1 else f"every {weeks} weeks"
        turn = max(0, (due - start) // every) % len(LESSONS)
        yield Duty(
            name,
            due,
            f"{profile.title}: tell its members about privacy settings and staying safe online ({often}). "
            "There is a draft in both languages: moderator duties show.",
            LESSONS[turn],
        )


def _renewal(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    by = profile.authorisation.renew_by if profile.authorisation else None
    name = f"authorisation.{profile.id}"
    if by is None or today < by - _AHEAD_OF_RENEWAL or _was_done_lately(facts, name, today):
        return
    yield Duty(
        name,
        by,
        f"{profile.title}: its authorisation is to be renewed by {_said(by)}. Ask the line manager, who consults the "
        "Head of Communications and the Web Manager; then change the register.",
    )


def _pictures(profile: Profile, facts: DutyFacts, today: date) -> Iterator[Duty]:
    for post in facts.pictured:
        name = _consent(profile, post)
        is_recent = today - PICTURES_FOR <= post.on
        if post.account == profile.account and is_recent and name not in facts.done:
            where = f" {post.link}" if post.link else ""
            yield Duty(
                name,
                post.on,
                f"{profile.title}: a post of {_said(post.on)} carries pictures. If they show people, is the signed "
                f"consent form of each on file?{where}",
            )


def _officers(profiles: Sequence[Profile], facts: DutyFacts, today: date) -> Iterator[Duty]:
    for email, (officer, confirmed) in _confirmations(profiles).items():
        name = _confirming(email)
        latest = max(filter(None, (confirmed, facts.done.get(name))), default=None)
        if latest is None or latest.year < today.year:
            before = f", last on {_said(latest)}" if latest else ""
            yield Duty(
                name,
                date(today.year, 1, 31),
                f"{officer.name} has not confirmed this year that they know the guidelines{before}.",
            )


def _confirmations(profiles: Sequence[Profile]) -> dict[str, tuple[Officer, date | None]]:
    """Those who write or decide for a profile, each once, with the latest day on which they confirmed."""
    found: dict[str, tuple[Officer, date | None]] = {}
    for profile in profiles:
        days = dict(profile.guidelines_confirmed)
        for officer in (profile.moderator, profile.deputy, *profile.contributors):
            if officer is not None:
                email = officer.email.casefold()
                before = found[email][1] if email in found else None
                found[email] = officer, max(filter(None, (before, days.get(email))), default=None)
    return found


def _was_done_lately(facts: DutyFacts, name: str, today: date) -> bool:
    return name in facts.done and today - facts.done[name] < _AGAIN


def _confirming(email: str) -> str:
    return f"guidelines.{email}"


def _consent(profile: Profile, post: PicturedPost) -> str:
    return f"consent.{profile.id}.{post.native_id}"


def _said(day: date) -> str:
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
