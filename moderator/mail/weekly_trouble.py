"""What went wrong in a week, in sentences: accounts that were lost, mails and explanations that did not arrive."""

from collections import Counter
from collections.abc import Iterator

from moderator.domain.shown import ours_on_one_line
from moderator.domain.weekly_facts import Incident
from moderator.domain.weekly_report import WeeklyReport

_LANES = {"poll": "reading", "deliver": "writing"}


def trouble(report: WeeklyReport) -> Iterator[str]:
    """One sentence for each kind of trouble and account, with how often."""
    yield from _outages(report)
    counted = Counter(_kind(one) for one in report.incidents)
    for kind, sentence in _SENTENCES.items():
        if counted[kind]:
            yield sentence.format(number=counted[kind], s="" if counted[kind] == 1 else "s")


#: Sentences without a number of their own verb, so that one and many read alike.
_SENTENCES = {
    "mail": "Mails that were refused or came back: {number}. The digest of whoever can put it right names each.",
    "undelivered": "Explanations that could not be delivered to their authors: {number}.",
    "unassessable": "Comments that no scorer could read and that went to a person: {number}.",
    "aside": "Things set aside after several tries: {number}. See moderator outbox list.",
    "unknown": "Things of which nobody knows whether they happened, so that a person looks: {number}.",
    "by hand": "Things that only a person could do on the platform: {number}.",
    "slow hide": "Hides that took longer than 15 minutes, so that a person was asked: {number}.",
}


def _kind(incident: Incident) -> str:
    is_mail = incident.detail.startswith("mail:")
    match incident.kind:
        case "mail.came_back":
            return "mail"
        case "errand.task" | "errand.aside" if is_mail:
            return "mail"
        case "message.undelivered":
            return "undelivered"
        case "comment.unassessable":
            return "unassessable"
        case "errand.escalated":
            return "slow hide"
        case "errand.aside":
            return "aside"
        case "errand.unknown":
            return "unknown"
        case "errand.task" if not incident.detail.startswith(("message:", "reply:")):
            return "by hand"
        case _:
            return ""


def _outages(report: WeeklyReport) -> Iterator[str]:
    titles = {str(one.last_seen.account): one.title for one in report.profiles}
    begun = Counter(
        (one.subject, one.detail.partition(":")[0]) for one in report.incidents if one.kind == "outage.began"
    )
    for (subject, lane), number in sorted(begun.items()):
        title = ours_on_one_line(titles.get(subject, subject))
        ended = [
            one.detail.partition(": after ")[2]
            for one in report.incidents
            if one.kind == "outage.ended" and one.subject == subject and one.detail.startswith(f"{lane}:")
        ]
        how = f", over after {', '.join(ended[:3])}" if ended else ", not over by the end"
        often = "once" if number == 1 else f"{number} times"
        yield f"{title}: {_LANES.get(lane, lane)} stopped {often}{how}."
