"""Writes each moderator's digest to the outbox, once for every time the council has set."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.contract import Capabilities
from moderator.clock import Clock
from moderator.domain.choices import choices_on
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.decision import (
    CRY_CEILING,
    GAP_RULE,
    GUARD_CEILING,
    LANGUAGE_CEILING,
    MODE_CEILING,
    PERSON_CEILING,
    UNREAD_RULE,
)
from moderator.domain.digest import Digest, DigestItem, ProfileHealth
from moderator.domain.effects import PersonTask, SendMail, SendMessage
from moderator.domain.evidence import Span
from moderator.domain.policy import Action
from moderator.domain.register import Officer, Profile
from moderator.store.errand import Errand
from moderator.store.store import Store, Transaction
from moderator.store.views import Dossier

log = logging.getLogger(__name__)

#: How far back the first digest about a profile in shadow mode looks.
FIRST_LOOK_BACK = timedelta(days=7)
#: Kinds of words that are starred out in a mail; targets, groups and allegations have to be read.
MASKED_KINDS = frozenset({"slur", "insult", "profanity", "sexual"})
#: Gravest first: the order among items that fall due at the same moment.
HARM = ("threat", "self_harm", "safeguarding", "protected_identity", "personal_data", "contempt", "hate", "defamation")
#: What a reason that is not a rule means, in a sentence.
OTHER_REASONS = {
    UNREAD_RULE: "It has a picture or other content that nobody has read.",
    LANGUAGE_CEILING: "A score asked for more, but it is not validated for this language, so a person decides.",
    CRY_CEILING: "It may be a cry for help, so it is not hidden for its words.",
    GUARD_CEILING: "It speaks of the council as a body, so it is not hidden for this.",
    PERSON_CEILING: "A person has already decided on these words.",
    f"{MODE_CEILING}.queue": "The profile is in queue mode: nothing is hidden without a person.",
    f"{MODE_CEILING}.shadow": "The profile is in shadow mode: this is what would have happened.",
}


@dataclass(frozen=True, slots=True)
class Digesting:
    """What a digest needs beside the store; wired once by the composition root."""

    render: Callable[[Digest], SendMail]
    capabilities: Mapping[AccountRef, Capabilities]
    #: The signed link to the review page for one recipient; "" where no page is served.
    link: Callable[[CommentRef, int, Officer], str]
    #: The latest moment at or before this one at which a digest was due today; None when there is none.
    last_due: Callable[[datetime], datetime | None]
    #: What everybody should know about the daemon itself at this moment, in sentences.
    remarks: Callable[[datetime], Sequence[str]] = lambda _at: ()
    #: Desks that a comment may be passed to: those the council has named a contact for.
    desks: tuple[str, ...] = ()


def digest(store: Store, profiles: Sequence[Profile], digesting: Digesting, clock: Clock) -> int:
    """Write every digest that is due and not yet written; how many were. A missed time is caught up the same day."""
    now = clock()
    due = digesting.last_due(now)
    if due is None:
        return 0
    written = 0
    for officer, own in _by_moderator(profiles).items():
        try:
            written += _write(store, officer, own, digesting, due, now)
        except Exception as error:  # noqa: BLE001 - the loop's edge: one moderator's digest must not cost the others theirs
            # Not log.exception: the error's text might quote a comment.
            log.error("%s: the digest could not be written: %s", own[0].id, type(error).__name__)
    return written


def item_of(dossier: Dossier, profile: Profile, digesting: Digesting, to: Officer) -> DigestItem:
    """One comment as a mail shows it."""
    comment, decision = dossier.comment, dossier.decision
    can = digesting.capabilities.get(profile.account, Capabilities(can_fetch=False))
    drafts = [(errand, errand.effect) for errand in dossier.errands if isinstance(errand.effect, SendMessage)]
    waiting = [effect for errand, effect in drafts if errand.state == "task"]
    return DigestItem(
        ref=comment.ref,
        revision=comment.revision,
        account=profile.title,
        text=comment.text,
        written_at=comment.seen.created_at,
        language=decision.language if decision else "unknown",
        outcome=_outcome(dossier),
        matches=decision.matches if decision else (),
        other_reasons=tuple(_other_reasons(dossier)),
        masks=tuple(_masks(dossier)),
        parent_text=comment.seen.parent_text,
        is_hidden=dossier.standing == "hidden",
        promises=tuple(promise for promise in dossier.obligations if promise.is_open),
        choices=choices_on(
            is_hidden=dossier.standing == "hidden",
            can_hide=can.can_hide,
            can_reveal=can.can_reveal,
            can_report=can.can_report,
            can_reply=can.can_reply_publicly,
            can_message=can.can_message_privately,
            who_still_sees_hidden=can.who_still_sees_hidden,
            desks=digesting.desks,
            is_appealed=dossier.case.is_appealed,
        ),
        draft=waiting[-1].text if waiting else "",
        draft_waits=tuple(waiting[-1].waits_because.split("; ")) if waiting else (),
        harm=_harm(dossier),
        permalink=comment.seen.permalink,
        review_link=digesting.link(comment.ref, comment.revision, to),
    )


def _by_moderator(profiles: Sequence[Profile]) -> dict[Officer, list[Profile]]:
    found: dict[Officer, list[Profile]] = {}
    for profile in profiles:
        if profile.moderator is not None:
            found.setdefault(profile.moderator, []).append(profile)
    return found


def _write(
    store: Store, officer: Officer, profiles: Sequence[Profile], digesting: Digesting, due: datetime, now: datetime
) -> bool:
    key = f"digest:{officer.email}:{due:%Y-%m-%dT%H:%MZ}"
    with store.reading() as looking:
        if looking.outbox.find_key(f"mail:{key}") is not None:
            return False
        value = _digest(looking, officer, profiles, digesting, key=key, now=now)
    mail = digesting.render(value)
    with store.transaction() as writing:
        return writing.outbox.intend(mail, now)


def _digest(
    looking: Transaction,
    officer: Officer,
    profiles: Sequence[Profile],
    digesting: Digesting,
    *,
    key: str,
    now: datetime,
) -> Digest:
    by_account = {profile.account: profile for profile in profiles}
    accounts = list(by_account)
    cases = {dossier.comment.ref: dossier for dossier in looking.views.open_cases(accounts)}
    for promise in looking.views.open_promises(accounts):
        found = looking.views.dossier(promise.obligation.ref) if promise.obligation.ref not in cases else None
        if found is not None:
            cases[found.comment.ref] = found
    return Digest(
        key=key,
        to=officer,
        at=now,
        items=tuple(
            item_of(dossier, by_account[dossier.comment.ref.account], digesting, officer) for dossier in cases.values()
        ),
        health=tuple(_health(looking, profiles, digesting)),
        incidents=(
            *digesting.remarks(now),
            *_incidents(looking, accounts),
            *_in_shadow(looking, officer, profiles, now),
        ),
    )


def _outcome(dossier: Dossier) -> str:
    decision = dossier.decision
    if dossier.standing == "hidden":
        return "hidden by the daemon" if dossier.hidden_by == "council" else "hidden, not by the daemon"
    if decision is None:
        return "not judged yet"
    if decision.is_shadow:
        return f"still visible; without shadow mode: {decision.unbounded.word}"
    return "to be hidden" if decision.outcome.word == "hide" else "still visible"


def _other_reasons(dossier: Dossier) -> Iterator[str]:
    for reason in dossier.decision.reasons if dossier.decision else ():
        if reason in OTHER_REASONS:
            yield OTHER_REASONS[reason]
        elif reason.startswith(f"{GAP_RULE}."):
            yield f"The scorer {reason.removeprefix(f'{GAP_RULE}.')} could not speak, so a person looks."


def _masks(dossier: Dossier) -> Iterator[Span]:
    for finding in dossier.evidence.findings if dossier.evidence else ():
        yield from (span for span in finding.spans if span.kind in MASKED_KINDS)


def _harm(dossier: Dossier) -> int:
    labels = {match.finding.label for match in dossier.decision.matches} if dossier.decision else set()
    return max((len(HARM) - place for place, label in enumerate(HARM) if label in labels), default=0)


def _health(looking: Transaction, profiles: Sequence[Profile], digesting: Digesting) -> Iterator[ProfileHealth]:
    polled = {reading.account: reading.polled_at for reading in looking.views.readings()}
    for profile in profiles:
        outage = looking.outages.current(profile.account, "poll") or looking.outages.current(profile.account, "deliver")
        can = digesting.capabilities.get(profile.account)
        unread = can is not None and not can.can_fetch
        yield ProfileHealth(
            profile.title,
            polled.get(profile.account),
            problem=outage.reason if outage else "",
            note="no program may read it; bring its comments in with moderator intake" if unread else "",
        )


def _incidents(looking: Transaction, accounts: Sequence[AccountRef]) -> Iterator[str]:
    for errand in looking.views.errands_for_a_person(accounts):
        sentence = _to_do(errand)
        if sentence:
            yield sentence


def _in_shadow(looking: Transaction, officer: Officer, profiles: Sequence[Profile], now: datetime) -> Iterator[str]:
    """What would have happened on profiles in shadow mode since this officer's last digest."""
    titles = {profile.account: profile.title for profile in profiles if profile.mode == "shadow"}
    since = looking.outbox.last_mail(f"digest:{officer.email}:") or now - FIRST_LOOK_BACK
    for dossier in looking.views.decided_since(since, list(titles)) if titles else ():
        decision = dossier.decision
        if decision is not None and decision.unbounded > Action.PUBLISH:
            would = "hidden" if decision.unbounded == Action.HIDE else "queued"
            why = ", ".join(match.rule.id for match in decision.matches if match.permitted == decision.unbounded)
            ref = dossier.comment.ref
            yield f"{titles[ref.account]} is in shadow mode: {ref} would have been {would} ({why or 'unread'})."


def _to_do(errand: Errand) -> str:
    effect = errand.effect
    if isinstance(effect, PersonTask):
        return f"To do by hand: {effect.what} {effect.link}".strip()
    if isinstance(effect, SendMessage) and errand.state == "task" and effect.waits_because == errand.outcome:
        return ""  # the draft stands with its comment
    about = f" {errand.ref}" if errand.ref else ""
    return f"To do by hand: {effect.kind.replace('_', ' ')}{about} (errand {errand.id}). {errand.outcome}"
