"""What a digest tells beside its items: how reading fares, what is left to do by hand, who is away, what passed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from connectors.contract import Capabilities
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.digest import ProfileHealth
from moderator.domain.effects import PersonTask, Reply, SendMail, SendMessage
from moderator.domain.policy import Action
from moderator.domain.register import Officer, Profile
from moderator.domain.spoken import moment
from moderator.store.errand import Errand
from moderator.store.store import Transaction
from moderator.store.views import Dossier
from moderator.tasks.undelivered import what_it_was

#: How far back an officer's first digest looks.
FIRST_LOOK_BACK = timedelta(days=7)
#: So many comments in which nothing was found are shown.
SAMPLE_SIZE = 3


def health(
    looking: Transaction, profiles: Sequence[Profile], capabilities: Mapping[AccountRef, Capabilities]
) -> Iterator[ProfileHealth]:
    """When each account was last read, and what stands in the way."""
    polled = looking.views.polled()
    for profile in profiles:
        outage = looking.outages.current(profile.account, "poll") or looking.outages.current(profile.account, "deliver")
        can = capabilities.get(profile.account)
        unread = can is not None and not can.can_fetch
        yield ProfileHealth(
            profile.title,
            polled.get(profile.account),
            problem=outage.reason if outage else "",
            note="no program may read it; bring its comments in with moderator intake" if unread else "",
        )


def stand_in(profile: Profile) -> Officer | None:
    """Who hears instead of an absent moderator: the deputy, or the manager where none is named."""
    return profile.deputy or profile.manager


def absences(looking: Transaction, profiles: Sequence[Profile]) -> Iterator[str]:
    """Who of these profiles' moderators is away, and who hears instead."""
    away = looking.absences.current()
    for moderator, deputies in _deputies(profiles).items():
        since = away.get(moderator.email.casefold())
        if since is not None:
            heard = " and ".join(sorted({deputy.name for deputy in deputies})) or "nobody, for nobody else is named"
            yield (
                f"{moderator.name}'s mailbox says that they are away (since {moment(since).en}). Until they answer a "
                f"digest or decide something, their mail also goes to {heard}."
            )


def to_do_by_hand(looking: Transaction, accounts: Sequence[AccountRef]) -> Iterator[str]:
    """What only a person can finish."""
    for errand in looking.views.errands_for_a_person(accounts):
        sentence = _to_do(errand)
        if sentence:
            yield sentence


def in_shadow(looking: Transaction, officer: Officer, profiles: Sequence[Profile], now: datetime) -> Iterator[str]:
    """What would have happened on profiles in shadow mode since this officer's last digest."""
    titles = {profile.account: profile.title for profile in profiles if profile.mode == "shadow"}
    for dossier in looking.views.decided_since(_last_digest(looking, officer, now), list(titles)) if titles else ():
        decision = dossier.decision
        if decision is not None and decision.unbounded > Action.PUBLISH:
            would = "hidden" if decision.unbounded == Action.HIDE else "queued"
            why = ", ".join(match.rule.id for match in decision.matches if match.permitted == decision.unbounded)
            ref = dossier.comment.ref
            yield f"{titles[ref.account]} is in shadow mode: {ref} would have been {would} ({why or 'unread'})."


def sample_of(
    looking: Transaction, officer: Officer, accounts: Sequence[AccountRef], now: datetime
) -> tuple[tuple[Dossier, ...], int]:
    """A few comments since the last digest in which nothing was found, and out of how many they were drawn.

    The draw depends on the day and the comment alone, so nobody can steer it and anybody can repeat it.
    """
    untroubled = looking.samples.untroubled_since(_last_digest(looking, officer, now), accounts)
    drawn = sorted(untroubled, key=lambda ref: _lot(ref, now))[:SAMPLE_SIZE]
    dossiers = (looking.views.dossier(ref) for ref in drawn)
    return tuple(dossier for dossier in dossiers if dossier is not None), len(untroubled)


def _last_digest(looking: Transaction, officer: Officer, now: datetime) -> datetime:
    return looking.outbox.last_mail(f"digest:{officer.email}:") or now - FIRST_LOOK_BACK


def _lot(ref: CommentRef, now: datetime) -> str:
    return hashlib.sha256(f"{now:%Y-%m-%d} {ref}".encode("utf-8", "replace")).hexdigest()


def _deputies(profiles: Sequence[Profile]) -> dict[Officer, list[Officer]]:
    found: dict[Officer, list[Officer]] = {}
    for profile in profiles:
        if profile.moderator is not None:
            other = stand_in(profile)
            found.setdefault(profile.moderator, []).extend([other] if other else [])
    return found


def _to_do(errand: Errand) -> str:
    effect = errand.effect
    if isinstance(effect, PersonTask):
        return f"To do by hand: {effect.what} {effect.link}".strip()
    if isinstance(effect, SendMessage | Reply) and errand.state == "task" and effect.waits_because == errand.outcome:
        return ""  # the draft stands with its comment
    if isinstance(effect, SendMail):
        return (
            f"Not delivered: {what_it_was(effect)} to {effect.to}. {errand.outcome}. "
            f"Once that is put right: moderator outbox retry {errand.id}"
        )
    about = f" {errand.ref}" if errand.ref else ""
    return f"To do by hand: {effect.kind.replace('_', ' ')}{about} (errand {errand.id}). {errand.outcome}"
