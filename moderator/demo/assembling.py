"""Puts the daemon's records and the stand-ins' truth together into the result that the page and the summary show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from moderator.demo.checking import checks
from moderator.demo.collecting import BY_A_PERSON, judged, promises
from moderator.demo.played import Played
from moderator.demo.post import received
from moderator.demo.result import DemoResult, Judged, ProfileShown
from moderator.demo.retelling import hours, moments
from moderator.demo.theatre import Theatre, begins
from moderator.demo.twins import twins
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.register import Officer
from moderator.domain.weekly_report import WeeklyReport
from moderator.store.audit import AuditEvent

COUNCIL = "Porthgwyn Council"
MODEL = "the rehearsal checkpoint that ships with the program, through Detoxify; it is not for service."
_HOUR = timedelta(hours=1)


def assembled(
    theatre: Theatre,
    taken_in: Mapping[str, CommentRef],
    reports: Sequence[WeeklyReport],
    *,
    passes: int,
    seconds: float,
) -> DemoResult:
    """The whole demonstration as a value, with every check made."""
    played, events = _read(theatre, taken_in, reports)
    mails = received(played.arrived, played.mails())
    told = [(event.at, event.kind, _title(event.subject, played)) for event in events]
    return DemoResult(
        council=COUNCIL,
        began=begins(theatre.story),
        ended=played.ended,
        seconds=seconds,
        passes=passes,
        checks=checks(played),
        profiles=_profiles(theatre, played.judged),
        judged=tuple(played.judged),
        promises=tuple(played.promises),
        mails=mails,
        moments=moments(played.judged, played.promises, mails, told, played.ended),
        hours=hours(played.judged, begins(theatre.story), played.ended, _open_hours(theatre)),
        twins=twins(played, theatre.council),
        reported=_reported(played, by_person=True),
        reported_by_daemon=_reported(played, by_person=False),
        private_messages=sum(played.private_messages.values()),
        model=MODEL,
    )


def _read(
    theatre: Theatre, taken_in: Mapping[str, CommentRef], reports: Sequence[WeeklyReport]
) -> tuple[Played, tuple[AuditEvent, ...]]:
    ended, council = theatre.clock(), theatre.council
    profiles = {profile.account: profile for profile in council.register.profiles}
    criticism = {one.id for one in theatre.story if one.is_criticism}
    with theatre.app.store.reading() as tx:
        played = Played(
            story=theatre.story,
            stage=theatre.stage,
            profiles=profiles,
            judged=judged(tx, profiles, council.policy, lambda ref: theatre.stage.scenario_id(ref) in criticism),
            promises=promises(tx, profiles, ended),
            dossiers={dossier.comment.ref: dossier for dossier in tx.views.dossiers()},
            posted=tx.outbox.mails(),
            arrived=theatre.sink.messages(),
            calls={profile: tuple(server.calls) for profile, server in theatre.stand_ins.items()},
            private_messages={profile: len(server.private_messages) for profile, server in theatre.stand_ins.items()},
            broken_audit=tx.audit.first_broken(),
            ended=ended,
            taken_in=taken_in,
            reports=reports,
        )
        return played, tx.audit.events(at_most=100_000)


def _reported(played: Played, *, by_person: bool) -> int:
    return sum(
        errand.effect.kind == "report"
        and errand.state == "done"
        and errand.outcome.startswith(BY_A_PERSON) is by_person
        for dossier in played.dossiers.values()
        for errand in dossier.errands
    )


def _title(subject: str, played: Played) -> str:
    platform, _, rest = subject.partition(":")
    profile = played.profiles.get(AccountRef(platform, rest.partition("/")[0]))
    return profile.title if profile else subject


def _profiles(theatre: Theatre, decided: Iterable[Judged]) -> tuple[ProfileShown, ...]:
    seen = Counter(one.profile for one in decided)
    return tuple(
        ProfileShown(
            title=profile.title,
            platform=profile.account.platform,
            mode=profile.mode,
            moderator=_name(profile.moderator),
            manager=_name(profile.manager),
            seen=seen[profile.title],
            refused_because=tuple(theatre.council.refused.get(profile.id, ())),
        )
        for profile in theatre.council.register.profiles
    )


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""


def _open_hours(theatre: Theatre) -> dict[datetime, bool]:
    calendar = theatre.council.promises.calendar
    hour, found = begins(theatre.story), {}
    while hour <= theatre.clock():
        # An hour counts as working time when the council is open in the middle of it.
        found[hour] = calendar.is_open(hour + _HOUR / 2)
        hour += _HOUR
    return found
