"""The mails that do not wait for a digest: at risk, broken promises, somebody in danger, an account that was lost."""

from collections.abc import Iterator
from datetime import datetime

from moderator.domain.alert import AccessLostNotice, AtRisk, BreachAlert, Late, SafeguardingPage
from moderator.domain.digest import PROMISE_WORDS, DigestItem
from moderator.domain.effects import SendMail
from moderator.domain.escalation import MANAGER
from moderator.domain.item_view import clock_of, safe_link, view_of
from moderator.domain.register import Officer
from moderator.domain.shown import ours_on_one_line
from moderator.domain.spoken import clock_time, moment
from moderator.mail.letter import Block, Letter, letter_mail

#: Title, what is said, what to do: somebody may come to harm, or somebody may be exposed by what stands there.
_DANGER = (
    "Somebody may be in danger",
    (
        "A comment may show that somebody is at risk. The machine cannot judge this: please read it now.",
        "If there is an immediate danger to life, call 999 first.",
    ),
    "Follow the council's safeguarding procedure",
)
_EXPOSED = (
    "A comment may expose somebody",
    (
        "A comment may give away somebody's private details, name somebody whom the law keeps anonymous, or touch a "
        "case before the courts. The machine cannot judge this: please read it now.",
    ),
    "Look whether hiding is enough: on some platforms the author and their friends still see a hidden comment",
)
_EXPOSING = frozenset({"personal_data", "protected_identity", "contempt"})


#: Title, what is said, what the subject says of the account.
_NO_ACCESS = (
    "An account cannot be read any more",
    "The daemon has paused this account. Nobody watches its comments until access is restored; the clocks of comments "
    "already seen go on.",
    "no access to",
)
_NO_REPLIES = (
    "Private answers cannot be read any more",
    "Comments are watched as before. What authors answer to explanations in private is not read until access is "
    "restored: look into the account's inbox, and enter whoever asks for another look with moderator appeal.",
    "no private answers from",
)


def breach_mail(alert: BreachAlert) -> SendMail:
    """To the manager, or to somebody above: promises that were missed. Subjects carry counts only."""
    count = len(alert.late)
    again = count - alert.new
    is_first = alert.new and alert.role == MANAGER
    title = f"{_promises(count)} {'missed' if is_first else 'still not kept'}"
    paragraphs = [
        f"{_promises(count)} to residents {'was' if count == 1 else 'were'} not kept in time.",
        *_why_you(alert),
        _what_is_new(alert.new, again),
    ]
    letter = Letter(
        title=title,
        about=_addressed(alert.to.name, alert.at, alert.zone),
        paragraphs=tuple(paragraphs),
        blocks=tuple(_late_block(late, alert.at, alert.zone, alert.to) for late in _oldest_first(alert.late)),
        todo="Please see that each is answered. The clock stops when the council answers on the platform, when a "
        "person decides what waits for a decision, or with the command moderator acknowledge.",
    )
    return letter_mail(alert.key, alert.to.email, f"Moderation: {title}", letter)


def at_risk_mail(warning: AtRisk) -> SendMail:
    """To the moderator: promises that fall due soon."""
    count = len(warning.late)
    nearest = min(late.obligation.due_at for late in warning.late)
    due = clock_time(nearest, warning.at, warning.zone)
    letter = Letter(
        title=f"{_promises(count)} due soon",
        about=_addressed(warning.to.name, warning.at, warning.zone),
        paragraphs=(f"The nearest falls due at {due}. After that the manager is told.",),
        blocks=tuple(_late_block(late, warning.at, warning.zone, None) for late in _oldest_first(warning.late)),
        todo="Answer on the platform, or record what was done with the command moderator acknowledge.",
    )
    return letter_mail(warning.key, warning.to.email, f"Moderation: {_promises(count)} due soon, next {due}", letter)


def safeguarding_mail(page: SafeguardingPage) -> SendMail:
    """To whoever is on duty, at any hour. The subject says nothing about whom or what."""
    view = view_of(page.item, 1, page.at, page.zone)
    block = Block(
        title=view.account,
        lines=(
            *view.clocks,
            view.facts,
            *(f"{reason.title}: {reason.why}" for reason in view.reasons),
            f"Ref {view.ref}, code {view.code}",
        ),
        comment=view.comment,
        link=view.review_link or view.permalink,
        link_text="Look at it now",
        is_late=True,
    )
    title, said, todo = _DANGER if _may_be_danger(page.item) else _EXPOSED
    letter = Letter(
        title=title,
        about=_addressed(page.to.name, page.at, page.zone),
        paragraphs=said,
        blocks=(block,),
        todo=f"{todo}, and record what you decide: on the page behind the link, or with the command moderator decide.",
    )
    return letter_mail(page.key, page.to.email, "Urgent: a comment needs a person now", letter)


def _may_be_danger(item: DigestItem) -> bool:
    """Unless everything that was found is about what is exposed, it is taken for the graver thing."""
    labels = {match.finding.label for match in item.matches}
    return not labels or not labels <= _EXPOSING


def access_lost_mail(notice: AccessLostNotice) -> SendMail:
    """To the moderator, once: an account cannot be read any more."""
    last = moment(notice.last_poll_at, notice.zone).en if notice.last_poll_at else "never"
    account = ours_on_one_line(notice.account)
    block = Block(
        title=f"{account} on {ours_on_one_line(notice.platform)}",
        lines=(f"The platform said: {ours_on_one_line(notice.problem)}", f"Comments were last read: {last}"),
        is_late=True,
    )
    title, said, subject = _NO_REPLIES if notice.is_about_replies else _NO_ACCESS
    letter = Letter(
        title=title,
        about=_addressed(notice.to.name, notice.at, notice.zone),
        paragraphs=(said,),
        blocks=(block,),
        todo=ours_on_one_line(notice.cure),
    )
    return letter_mail(notice.key, notice.to.email, f"Moderation: {subject} {account}", letter)


def _why_you(alert: BreachAlert) -> Iterator[str]:
    if alert.role != MANAGER:
        them = "it" if len(alert.late) == 1 else "them"
        yield (
            f"You are told as {alert.role}: whoever should have kept {them} and their manager were told in time, and "
            f"nobody has answered {them} since."
        )


def _late_block(late: Late, at: datetime, zone: str, told: Officer | None) -> Block:
    """``told`` reads a breach alert; who else was told before stands in it."""
    obligation = late.obligation
    before = late.manager if told is not None and late.manager != told else None
    return Block(
        title=f"{ours_on_one_line(late.account)}: {PROMISE_WORDS[obligation.kind]}",
        lines=(
            f"Received {moment(obligation.received_at, zone).en}",
            clock_of(obligation, at, zone),
            f"Moderator: {_called(late.moderator)}",
            *([f"Manager: {_called(before)}"] if before else []),
            f"Ref {obligation.ref}",
        ),
        link=safe_link(late.permalink),
        link_text="See it on the platform",
        is_late=obligation.due_at < at,
    )


def _called(officer: Officer) -> str:
    return f"{ours_on_one_line(officer.name)}, {ours_on_one_line(officer.email)}"


def _oldest_first(late: tuple[Late, ...]) -> list[Late]:
    return sorted(late, key=lambda one: (one.obligation.due_at, one.obligation.key))


def _what_is_new(new: int, again: int) -> str:
    if not again:
        return "You hear of each once, and then daily in working hours until it is answered."
    if not new:
        return "Nothing here is new: you were told before, and are told daily until it is answered."
    return f"{new} of them {'is' if new == 1 else 'are'} new; {again} you know of from an earlier mail."


def _promises(count: int) -> str:
    return "1 promise" if count == 1 else f"{count} promises"


def _addressed(name: str, at: datetime, zone: str) -> str:
    return f"For {ours_on_one_line(name)}, {moment(at, zone).en}"
