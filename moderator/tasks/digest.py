"""Writes each moderator's digest to the outbox, once for every time the council has set."""

import logging
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.contract import Capabilities
from moderator.clock import Clock
from moderator.domain.choices import choices_on
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.consequences import PUBLIC_ACKNOWLEDGEMENTS
from moderator.domain.decision import (
    CRY_CEILING,
    DOUBT_CEILING,
    GAP_RULE,
    GUARD_CEILING,
    LANGUAGE_CEILING,
    MODE_CEILING,
    PERSON_CEILING,
    UNREAD_RULE,
)
from moderator.domain.digest import Digest, DigestItem, Earlier
from moderator.domain.effects import SendMail, SendMessage
from moderator.domain.evidence import Span
from moderator.domain.item_view import LANGUAGE_WORDS
from moderator.domain.pictures import words_of_picture
from moderator.domain.register import Officer, Profile
from moderator.domain.sealed import name_of
from moderator.domain.shown import one_line
from moderator.domain.spoken import Words
from moderator.domain.wording import MASKED_KINDS
from moderator.store.digests import SentDigest, Shown
from moderator.store.store import Store, Transaction
from moderator.store.views import Dossier
from moderator.tasks.digest_news import absences, health, in_shadow, sample_of, stand_in, to_do_by_hand

log = logging.getLogger(__name__)

#: Gravest first: the order among items that fall due at the same moment.
HARM = ("threat", "self_harm", "safeguarding", "protected_identity", "personal_data", "contempt", "hate", "defamation")
#: What a reason that is not a rule means, in a sentence.
OTHER_REASONS = {
    UNREAD_RULE: "It has a picture or other content that nobody has read.",
    LANGUAGE_CEILING: "A score asked for more, but it is not validated for this language, so a person decides.",
    CRY_CEILING: "It may be a cry for help, so it is not hidden for its words.",
    GUARD_CEILING: "It speaks of the council as a body, so it is not hidden for this.",
    DOUBT_CEILING: "Read as a whole, a reviewer would hardly hide it, so a person decides.",
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
    #: (transaction, profiles, moment) -> the guidance's other duties, in sentences.
    duties: Callable[[Transaction, Sequence[Profile], datetime], tuple[str, ...]] = lambda *_: ()
    #: Desks that a comment may be passed to: those the council has named a contact for.
    desks: tuple[str, ...] = ()
    #: (name, recipient, end) -> what names a digest in an answer; None where nobody reads answers.
    token: Callable[[str, str, datetime], str] | None = None
    #: How long a digest may be answered.
    reply_life: timedelta = timedelta(days=7)
    #: Tells whether the time for a message is over; None where nobody asks.
    clock: Clock | None = None


def digest(store: Store, profiles: Sequence[Profile], digesting: Digesting, clock: Clock) -> int:
    """Write every digest that is due and not yet written; how many were. A missed time is caught up the same day."""
    now = clock()
    due = digesting.last_due(now)
    if due is None:
        return 0
    written = 0
    with store.reading() as looking:
        away = looking.absences.current()
    for letter in _addressed(profiles, away):
        try:
            written += _write(store, letter, digesting, due, now)
        except Exception as error:  # noqa: BLE001 - the loop's edge: one moderator's digest must not cost the others theirs
            # Not log.exception: the error's text might quote a comment.
            log.error("%s: the digest could not be written: %s", letter.profiles[0].id, type(error).__name__)
    return written


def item_of(dossier: Dossier, profile: Profile, digesting: Digesting, to: Officer) -> DigestItem:
    """One comment as a mail shows it."""
    comment, decision = dossier.comment, dossier.decision
    can = digesting.capabilities.get(profile.account, Capabilities(can_fetch=False))
    drafts = [(errand, errand.effect) for errand in dossier.errands if isinstance(errand.effect, SendMessage)]
    waiting = [effect for errand, effect in drafts if errand.state == "task"]
    until = message_until(comment, can)
    return DigestItem(
        ref=comment.ref,
        revision=comment.revision,
        account=profile.title,
        text=comment.text,
        written_at=comment.seen.created_at,
        language=decision.language if decision else "unknown",
        outcome=_outcome(dossier, can),
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
            hidden_by_us=dossier.standing != "hidden" or dossier.hidden_by == "council",
            shows_hidden=can.shows_hidden,
            can_hold=can.can_hold,
            message_days=can.message_window.days if can.message_window else None,
            is_too_late_to_message=bool(until and digesting.clock and digesting.clock() > until),
            who_still_sees_hidden=can.who_still_sees_hidden,
            who_still_sees_hidden_cy=can.who_still_sees_hidden_cy,
            must_know=_must_know(can),
            desks=digesting.desks,
            is_appealed=dossier.case.is_appealed,
        ),
        message_until=until,
        draft=waiting[-1].text if waiting else "",
        draft_waits=tuple(_draft_waits(waiting[-1], can)) if waiting else (),
        draft_kind=f"{waiting[-1].template}, {LANGUAGE_WORDS[decision.language]}" if waiting and decision else "",
        harm=_harm(dossier),
        permalink=comment.seen.permalink,
        review_link=digesting.link(comment.ref, comment.revision, to),
    )


def _must_know(can: Capabilities) -> dict[str, Words]:
    """Choice -> the platform's limits on it, in both languages."""
    known: dict[str, Words] = {}
    for limit in can.must_know:
        before = known.get(limit.choice, Words("", ""))
        known[limit.choice] = Words(f"{before.en} {limit.en}".strip(), f"{before.cy} {limit.cy}".strip())
    return known


def _draft_waits(draft: SendMessage, can: Capabilities) -> Iterator[str]:
    yield from draft.waits_because.split("; ")
    if draft.template in PUBLIC_ACKNOWLEDGEMENTS and can.can_reply_publicly and not can.can_message_privately:
        yield "nobody can be told in private here: once you send it, it stands in public beneath the comment"


def _write(store: Store, letter: "_Addressed", digesting: Digesting, due: datetime, now: datetime) -> bool:
    key = f"digest:{letter.to.email}:{due:%Y-%m-%dT%H:%MZ}"
    if letter.instead_of is not None:
        key = f"{key}:for:{letter.instead_of.email}"
    with store.reading() as looking:
        if looking.outbox.find_key(f"mail:{key}") is not None:
            return False
        value = _digest(looking, letter, digesting, key=key, now=now)
    sent = SentDigest(
        name=name_of(secrets.token_bytes(10)),
        recipient=letter.to.email,
        written_at=now,
        expires_at=now + digesting.reply_life,
        items={number: Shown(item.ref, item.revision) for number, item in value.numbered},
    )
    token = digesting.token(sent.name, sent.recipient, sent.expires_at) if digesting.token else ""
    mail = digesting.render(replace(value, reply_token=token))
    with store.transaction() as writing:
        if not writing.outbox.intend(mail, now):
            return False
        if token:
            writing.digests.add(sent)
        return True


@dataclass(frozen=True, slots=True)
class _Addressed:
    """To whom a digest goes, and about which profiles."""

    to: Officer
    profiles: tuple[Profile, ...]
    #: Whose it is, when its recipient stands in.
    instead_of: Officer | None = None


def _addressed(profiles: Sequence[Profile], away: Collection[str]) -> Iterator[_Addressed]:
    """One digest for each moderator; and one for whoever stands in for one who is away."""
    own: dict[Officer, list[Profile]] = {}
    covered: dict[tuple[Officer, Officer], list[Profile]] = {}
    for profile in profiles:
        if profile.moderator is None:
            continue
        own.setdefault(profile.moderator, []).append(profile)
        other = stand_in(profile)
        if other is not None and profile.moderator.email.casefold() in away:
            covered.setdefault((other, profile.moderator), []).append(profile)
    yield from (_Addressed(to, tuple(theirs)) for to, theirs in own.items())
    yield from (_Addressed(to, tuple(theirs), absent) for (to, absent), theirs in covered.items())


def _digest(looking: Transaction, letter: _Addressed, digesting: Digesting, *, key: str, now: datetime) -> Digest:
    by_account = {profile.account: profile for profile in letter.profiles}
    accounts = list(by_account)
    cases = {dossier.comment.ref: dossier for dossier in looking.views.open_cases(accounts)}
    for promise in looking.views.open_promises(accounts):
        found = looking.views.dossier(promise.obligation.ref) if promise.obligation.ref not in cases else None
        if found is not None:
            cases[found.comment.ref] = found

    def shown(dossier: Dossier) -> DigestItem:
        return item_of(dossier, by_account[dossier.comment.ref.account], digesting, letter.to)

    sample, sampled_from = sample_of(looking, letter.to, accounts, now)
    return Digest(
        key=key,
        to=letter.to,
        at=now,
        items=tuple(
            replace(shown(dossier), earlier=Earlier(*looking.samples.earlier_by_author(dossier.comment)))
            for dossier in cases.values()
        ),
        health=tuple(health(looking, letter.profiles, digesting.capabilities)),
        incidents=(
            *absences(looking, letter.profiles),
            *digesting.remarks(now),
            *to_do_by_hand(looking, accounts),
            *in_shadow(looking, letter.to, letter.profiles, now),
        ),
        duties=digesting.duties(looking, letter.profiles, now),
        sample=tuple(shown(dossier) for dossier in sample),
        sampled_from=sampled_from,
        instead_of=letter.instead_of,
    )


def message_until(comment: Comment, can: Capabilities) -> datetime | None:
    """Until when the platform takes a message to its author; None where there is no end, or no message."""
    if not can.can_message_privately or can.message_window is None:
        return None
    return comment.seen.created_at + can.message_window


def _outcome(dossier: Dossier, can: Capabilities) -> str:
    decision = dossier.decision
    if dossier.standing == "hidden":
        if dossier.hidden_by == "council":
            return "hidden by the daemon"
        return "held until somebody releases it" if can.can_hold else "hidden, not by the daemon"
    if decision is None:
        return "not judged yet"
    if decision.is_shadow:
        return f"still visible; without shadow mode: {decision.unbounded.word}"
    return "to be hidden" if decision.outcome.word == "hide" else "still visible"


def _other_reasons(dossier: Dossier) -> Iterator[str]:
    if dossier.case.is_appealed and dossier.case.contest is not None:
        before = ", ".join(dossier.case.contest.deciders)
        who = f"{before} decided before, so somebody else answers" if before else "no person has decided yet"
        yield f"Its author asks for another look; {who}."
    for reason in dossier.decision.reasons if dossier.decision else ():
        if reason in OTHER_REASONS:
            yield OTHER_REASONS[reason]
        elif reason.startswith(f"{GAP_RULE}."):
            yield f"The scorer {reason.removeprefix(f'{GAP_RULE}.')} could not speak, so a person looks."
    if words := words_of_picture(dossier.evidence):
        yield f"A machine read these words in the picture, perhaps wrongly: “{one_line(words, 240)}”"


def _masks(dossier: Dossier) -> Iterator[Span]:
    for finding in dossier.evidence.findings if dossier.evidence else ():
        yield from (span for span in finding.spans if span.kind in MASKED_KINDS)


def _harm(dossier: Dossier) -> int:
    labels = {match.finding.label for match in dossier.decision.matches} if dossier.decision else set()
    return max((len(HARM) - place for place, label in enumerate(HARM) if label in labels), default=0)
