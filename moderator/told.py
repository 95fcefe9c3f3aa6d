"""What people are told of reading: how long a comment may wait, what the budget cannot keep, which access ends."""

from datetime import datetime, timedelta
from math import ceil

from moderator.domain.budget import Budget, amount_words
from moderator.domain.register import Profile
from moderator.domain.spoken import moment
from moderator.store.spending import AccessEnd
from moderator.tasks.pacing import Outlook

#: Judging and acting begin so long after a comment is stored, at most, beside the loops' own interval.
_JUDGED_WITHIN = timedelta(seconds=30)


def planned_wait(outlook: Outlook, judging_every: timedelta) -> timedelta:
    """The same, while polls cost what they cost now and are answered."""
    return outlook.planned + judging_every + _JUDGED_WITHIN


def worst_wait(outlook: Outlook, judging_every: timedelta) -> timedelta:
    """From a comment under a watched post to its decision, at worst, while the platform answers."""
    return outlook.worst + judging_every + _JUDGED_WITHIN


def worst_sentence(outlook: Outlook, judging_every: timedelta, remote_wait: timedelta) -> str:
    """What ``moderator check`` and ``status`` say of a profile's worst wait."""
    said = f"a comment is judged within {span(worst_wait(outlook, judging_every))} at worst"
    if outlook.planned < outlook.worst:
        said += f", within {span(planned_wait(outlook, judging_every))} while polls cost what they do now"
    if remote_wait:
        said += f", in a remote place (an old post, a reply that mentions nobody) within {span(remote_wait)} more"
    return said if outlook.is_measured else f"{said} (what a poll costs is guessed until the first one)"


def short_sentence(profile: Profile, outlook: Outlook, budget: Budget) -> str:
    """Why a profile's stated worst time cannot be kept, and the cure; "" where it is kept."""
    if not outlook.wanting:
        return ""
    kind, platform = outlook.wanting, profile.account.platform
    have = budget.most[kind]
    needed = ceil(have * (outlook.worst / outlook.stated))
    return (
        f"The budget of {amount_words(kind, have)} a day on {platform} is too small to read {profile.title} every "
        f"{span(outlook.stated)}: it may wait {span(outlook.worst)}. Cure: {kind}_a_day = {needed} under "
        f"[budget.{platform}], or a longer worst time under [polling]."
    )


def access_sentence(profile: Profile, end: AccessEnd | None, now: datetime, ahead: timedelta) -> str:
    """A warning while an access is about to end or has ended; "" otherwise."""
    if end is None or end.ends_at is None or end.ends_at - now > ahead:
        return ""
    where = f"{profile.title} on {profile.account.platform}"
    when = moment(end.ends_at).en
    cure = "Renew it as docs/going-live.md describes."
    if end.ends_at <= now:
        return f"The access to {where} ended on {when}: nothing is read or hidden there. {cure}"
    days = (end.ends_at - now).days
    left = "today or tomorrow" if days < 1 else "in 1 day" if days == 1 else f"in {days} days"
    return f"The access to {where} ends {left}, on {when}. {cure}"


def span(length: timedelta) -> str:
    """A length of time as people say it: "45 seconds", "31 minutes", "6 hours", "2 days"."""
    seconds = length.total_seconds()
    if seconds < 90:
        return _count(ceil(seconds), "second")
    if seconds < 5400:
        return _count(ceil(seconds / 60), "minute")
    if seconds < 172_800:
        return _count(round(seconds / 3600, 1), "hour")
    return _count(round(seconds / 86_400, 1), "day")


def _count(number: float, unit: str) -> str:
    return f"{number:g} {unit}" if number == 1 else f"{number:g} {unit}s"
