"""What every way to a decision shares: the council's app, a comment by its reference, a verdict carried out."""

from dataclasses import replace

from connectors.contract import Capabilities
from moderator.app import App
from moderator.domain.case import ANSWERED, VERDICTS
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.decision import Decision
from moderator.domain.desks import DESKS, referral_key
from moderator.domain.effects import Effect, SendMail
from moderator.domain.policy import Action, Policy
from moderator.domain.referral import Referral
from moderator.domain.register import Officer, Profile
from moderator.domain.verdict import Stands, Verdict, effects_of_verdict
from moderator.mail.referral import referral_mail
from moderator.store.views import Dossier
from moderator.tasks.digest import Digesting, item_of, message_until
from moderator.tasks.review import Answer, answered, decide_case

#: Longer words of a person's own are refused: no platform takes them.
LONGEST_WORDS = 2000
#: Stands in a drafted public answer where a person has to say what is right.
GAP = "[...]"


class BadRequest(ValueError):
    """A person asked for something that makes no sense; the message says what to write instead."""


def comment_ref(written: str) -> CommentRef:
    """A reference as mails and commands show it: PLATFORM:ACCOUNT/COMMENT. Raises BadRequest."""
    account, slash, native_id = written.partition("/")
    platform, colon, account_id = account.partition(":")
    if not (slash and colon and platform and account_id and native_id):
        raise BadRequest(f"{written!r} is not a reference: write it as the mail shows it, like facebook:1001/2002_3003")
    return CommentRef(AccountRef(platform, account_id), native_id)


def carry_out(
    app: App,
    ref: CommentRef,
    revision: int,
    *,
    verdict: str,
    by: str,
    reason: str = "",
    note: str = "",
    words: str = "",
) -> Answer:
    """Record a verdict through the single door. Raises BadRequest.

    ``reason`` is the id of a house rule, the desk for "refer", or "". ``words`` are what "answer" says in public or
    "contact" in private; without them a person gets a task. ANSWERED ends what "action" began.
    """
    if verdict == ANSWERED:
        return answered(app.store, ref, by, app.clock)
    profile = app.council.register.profile_for(ref.account)
    if profile is None:
        raise BadRequest(f"{ref.account} is no account of the register")
    make_sense(app, verdict, reason, words.strip())
    desk = reason if verdict == "refer" else ""
    with app.store.reading() as tx:
        dossier = tx.views.dossier(ref)

    def effects_of(comment: Comment, decision: Decision | None, wanted: str, is_hidden: bool) -> tuple[Effect, ...]:
        acting = decision.acting if decision else None
        cited = reason or (acting.rule.house_rule if acting else "")
        assert dossier is not None  # a comment that takes a verdict is known
        if wanted == "hide" and not cited and (not is_hidden or dossier.case.is_appealed):
            known = ", ".join(rule.id for rule in app.council.policy.house_rules)
            raise BadRequest(f"say which house rule hiding rests on, after the word hide or with --reason: {known}")
        return effects_of_verdict(
            comment,
            decision or undecided(app.council.policy),
            profile,
            app.voice,
            Verdict(wanted, "" if desk else reason, words.strip()),
            _stands(app, dossier, is_hidden),
            refer=(lambda: _referral(app, dossier, profile, desk, by, note)) if desk else None,
        )

    return decide_case(
        app.store,
        ref,
        revision,
        verdict,
        by,
        reason,
        app.clock,
        effects_of=effects_of,
        note=note,
        promise_of=app.voice.promise,
    )


def unlinked(app: App) -> Digesting:
    """What shows an item to somebody who gets no link to decide it."""
    return replace(app.digesting, link=lambda *_: "")


def make_sense(app: App, verdict: str, reason: str, words: str) -> None:
    """Raises BadRequest where these do not go together; ``carry_out`` asks for it first."""
    if verdict not in VERDICTS:
        raise BadRequest(f"{verdict!r} is no choice: choose one of {', '.join((*VERDICTS, ANSWERED))}")
    if len(words) > LONGEST_WORDS:
        raise BadRequest(f"your words have {len(words)} letters: {LONGEST_WORDS} are the most that can be sent")
    if GAP in words:
        raise BadRequest(f"your words still hold the gap {GAP}: say there what is right")
    if words and verdict not in ("answer", "contact"):
        raise BadRequest(f"{verdict!r} sends no words of yours: choose answer or contact, or leave them out")
    if verdict == "refer":
        _require_desk(app, reason)
        return
    known = [rule.id for rule in app.council.policy.house_rules]
    if reason and reason not in known:
        raise BadRequest(f"{reason!r} is no house rule: choose one of {', '.join(known)}")


def _require_desk(app: App, desk: str) -> None:
    named = app.digesting.desks
    if desk not in DESKS:
        raise BadRequest(f"say whom to pass it to: {', '.join(named) or 'nobody is named in [contacts] yet'}")
    if desk not in named:
        key = desk.replace("-", "_")
        raise BadRequest(f"nobody is named for {desk}: write contacts.{key} in moderator.toml, or choose another")


def _stands(app: App, dossier: Dossier, is_hidden: bool) -> Stands:
    can = app.digesting.capabilities.get(dossier.comment.ref.account, Capabilities(can_fetch=False))
    until = message_until(dossier.comment, can)
    return Stands(
        is_hidden=is_hidden,
        # Not hidden yet and to be hidden: that is our own errand.
        hidden_by_us=dossier.standing != "hidden" or dossier.hidden_by == "council",
        is_appeal=dossier.case.is_appealed,
        can_report=can.can_report,
        can_reply=can.can_reply_publicly,
        # Past the window the platform refuses: then it is a person's task from the start.
        can_message=can.can_message_privately and (until is None or app.clock() <= until),
    )


def _referral(app: App, dossier: Dossier, profile: Profile, desk: str, by: str, note: str) -> SendMail:
    now, comment = app.clock(), dossier.comment
    to = Officer(DESKS[desk].en, app.council.settings.contacts.of(desk))
    return referral_mail(
        Referral(
            key=referral_key(comment.ref, comment.revision, desk, now),
            to=to,
            at=now,
            desk=desk,
            # No link: the desk decides nothing about the comment.
            item=item_of(dossier, profile, unlinked(app), to),
            author=comment.seen.author.name,
            by=by,
            note=note,
            zone=app.council.promises.calendar.zone,
        )
    )


def undecided(policy: Policy) -> Decision:
    """Stands in for the machine's decision on a comment that it never judged."""
    return Decision(Action.PUBLISH, Action.PUBLISH, (), (), policy.version, needs_response=False, language="unknown")
