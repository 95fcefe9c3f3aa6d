"""What every way to a decision shares: the council's app, a comment by its reference, a verdict carried out."""

from moderator.app import App
from moderator.domain.case import VERDICTS
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.consequences import effects_of_verdict
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect
from moderator.domain.policy import Action, Policy
from moderator.tasks.review import Answer, decide_case


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
    app: App, ref: CommentRef, revision: int, *, verdict: str, by: str, reason: str = "", note: str = ""
) -> Answer:
    """Record a verdict through the single door. ``reason`` is the id of a house rule, or "". Raises BadRequest."""
    policy = app.council.policy
    if verdict not in VERDICTS:
        raise BadRequest(f"{verdict!r} is no choice: choose one of {', '.join(VERDICTS)}")
    known = [rule.id for rule in policy.house_rules]
    if reason and reason not in known:
        raise BadRequest(f"{reason!r} is no house rule: choose one of {', '.join(known)}")
    profile = app.council.register.profile_for(ref.account)
    if profile is None:
        raise BadRequest(f"{ref.account} is no account of the register")

    def effects_of(comment: Comment, decision: Decision | None, wanted: str, is_hidden: bool) -> tuple[Effect, ...]:
        acting = decision.acting if decision else None
        cited = reason or (acting.rule.house_rule if acting else "")
        if wanted == "hide" and not is_hidden and not cited:
            raise BadRequest(f"say which house rule hiding rests on (--reason): {', '.join(known)}; the author is told")
        return effects_of_verdict(
            comment,
            decision or _undecided(policy),
            profile,
            app.voice,
            verdict=wanted,
            is_hidden=is_hidden,
            house_rule=reason,
        )

    return decide_case(app.store, ref, revision, verdict, by, reason, app.clock, effects_of=effects_of, note=note)


def _undecided(policy: Policy) -> Decision:
    """Stands in for the machine's decision on a comment that it never judged."""
    return Decision(Action.PUBLISH, Action.PUBLISH, (), (), policy.version, needs_response=False, language="unknown")
