"""The mails that pass a comment on: to another desk, and to whoever decides an appeal."""

from dataclasses import replace

from moderator.domain.desks import DESKS
from moderator.domain.effects import SendMail
from moderator.domain.item_view import ItemView, view_of
from moderator.domain.referral import AppealNotice, Referral
from moderator.domain.shown import ours_on_one_line, shown
from moderator.domain.spoken import due_time, moment
from moderator.mail.letter import Block, Letter, letter_mail


def referral_mail(referral: Referral) -> SendMail:
    """To a desk: the comment, what was seen in it, who passed it on. The subject says nothing about whom or what."""
    item = replace(referral.item, masks=())
    view = view_of(item, 1, referral.at, referral.zone)
    desk = DESKS[referral.desk].en
    by = ours_on_one_line(referral.by)
    lines = [
        *view.clocks,
        view.facts,
        f"Written by: {ours_on_one_line(shown(referral.author)) or 'not told by the platform'}",
        *_seen(view),
        f"Passed on by {by} on {moment(referral.at, referral.zone).en}",
        f"Ref {view.ref}",
    ]
    if referral.note:
        lines.append(f"Their note: {ours_on_one_line(shown(referral.note))}")
    letter = Letter(
        title=f"A comment for {desk}",
        about=f"For {desk}, {moment(referral.at, referral.zone).en}",
        paragraphs=(
            "A moderator of the council's social media passes this comment to you. It stands on the platform as it "
            "stood before; passing it on has hidden nothing and answered nobody.",
            "It may hold personal data: keep it only as long as you need it.",
        ),
        # The whole comment in its own words: who judges it must not have to guess.
        blocks=(replace(_block(view, lines, view.permalink, "See it on the platform"), comment=shown(item.text)),),
        todo=f"Please answer {by}, who stays the contact for the author.",
    )
    return letter_mail(referral.key, referral.to.email, f"Moderation: a comment for {desk}", letter)


def appeal_mail(notice: AppealNotice) -> SendMail:
    """To whoever decides an appeal. The subject says nothing about whom or what."""
    view = view_of(notice.item, 1, notice.at, notice.zone)
    due = due_time(notice.due_at, notice.at, notice.zone)
    decided = ", ".join(ours_on_one_line(one) for one in notice.deciders) or "the daemon"
    lines = [
        *view.clocks,
        view.facts,
        *_seen(view),
        f"Decided so far by: {decided}",
        f"The author says: {ours_on_one_line(shown(notice.words, 600)) or 'nothing more'}",
        f"Ref {view.ref}, code {view.code}",
    ]
    whose = "Somebody else than before decides, and that is you."
    if notice.is_stuck:
        whose = (
            "Everybody whom the register names has decided against the author already: name a deputy who may decide."
        )
    letter = Letter(
        title="An author asks for another look",
        about=f"For {ours_on_one_line(notice.to.name)}, {moment(notice.at, notice.zone).en}",
        paragraphs=(f"A comment was hidden and its author contests that. {whose} Due {due}.",),
        blocks=(_block(view, lines, view.review_link or view.permalink, "Look at it and decide"),),
        todo="Choose hide to uphold the hide, or keep to overturn it: on the page behind the link, or with the command "
        "moderator decide. Say why in the note. The author is told in both cases.",
    )
    return letter_mail(notice.key, notice.to.email, f"Moderation: an appeal to decide, due {due}", letter)


def _seen(view: ItemView) -> tuple[str, ...]:
    return tuple(
        f"{reason.title}: {reason.why} {'; '.join((*reason.words, *reason.elements))}".strip()
        for reason in view.reasons
    )


def _block(view: ItemView, lines: list[str], link: str, link_text: str) -> Block:
    return Block(title=view.account, lines=tuple(lines), comment=view.comment, link=link, link_text=link_text)
