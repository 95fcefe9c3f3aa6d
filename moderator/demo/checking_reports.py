"""Proves that the weekly reports tell what happened: their figures against the stand-ins, the ledger and the mails."""

from collections.abc import Iterator

from moderator.demo.played import Played
from moderator.demo.result import Check
from moderator.domain.weekly_figures import Figures


def reports_agree(played: Played) -> Check:
    """Every week's report together must add up to what residents wrote, what is hidden, and what was promised."""
    if not played.reports:
        return Check("The weekly reports add up.", False, "There is none.")
    wrong = [f"{what}: {told} reported, {true} true" for what, told, true in _pairs(played) if told != true]
    sent = sum(mail.key.startswith("weekly:") for mail in played.mails())
    weeks = len({report.week for report in played.reports})
    return Check(
        f"The weekly reports of {weeks} weeks add up to what the platforms and the ledger hold; {sent} were mailed.",
        not wrong and sent > 0,
        f"Not so: {'; '.join(wrong) or 'none was mailed'}." if wrong or not sent else "",
    )


def _pairs(played: Played) -> Iterator[tuple[str, int, int]]:
    """What is compared, as it was reported, as it is."""
    weeks = [report.this for report in played.reports]
    yield "comments", sum(one.seen for one in weeks), len(played.comments()) + len(played.taken_in)
    promised = [promise.state for promise in played.promises]
    yield "promises kept", sum(one.acknowledged.in_time for one in weeks), promised.count("in time")
    broken = promised.count("breached") + promised.count("late")
    yield "promises broken", sum(one.acknowledged.broken for one in weeks), broken
    criticised = sum(report.criticised.hidden_for_it for report in played.reports)
    yield "criticism hidden", criticised, 0
    hidden = sum(played.stage.standing(one.id).is_hidden for one in played.comments())
    yield "hidden on the platforms", sum(_net(one) for one in _on_stand_ins(played)), hidden


def _on_stand_ins(played: Played) -> Iterator[Figures]:
    """The figures of every profile that has a stand-in platform."""
    there = {played.profile(profile).account for profile in played.calls}
    for report in played.reports:
        yield from (one.this for one in report.profiles if one.last_seen.account in there)


def _net(figures: Figures) -> int:
    return figures.hidden + figures.hidden_by_people - figures.restored
