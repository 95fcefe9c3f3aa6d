"""Wires the weekly report: draws its charts where that is possible, and says once where it is not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec

import structlog

from connectors.contract import Connector
from moderator.council import Council
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.domain.register import Profile
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.weekly import Pictures, weekly_mail
from moderator.store.store import Transaction
from moderator.tasks.duties import due_duties
from moderator.tasks.weekly import Reporting

log = structlog.get_logger("reporting")


def reporting_of(council: Council, connectors: Mapping[AccountRef, Connector]) -> Reporting:
    """Everything the weekly report needs of this council."""
    calendar = council.promises.calendar
    attaches_page = council.settings.mail.report_page

    def render(report: WeeklyReport) -> SendMail:
        return weekly_mail(report, pictures_of(report), attaches_page=attaches_page)

    def duties(looking: Transaction, profiles: Sequence[Profile], now: datetime) -> tuple[str, ...]:
        return tuple(f"{one.what} [{one.name}]" for one in due_duties(looking, profiles, now, council.local_day))

    return Reporting(
        render=render,
        due=council.week_to_report,
        worked=calendar.worked_between,
        midnight=calendar.midnight,
        local_day=council.local_day,
        unread={account for account, connector in connectors.items() if not connector.capabilities.can_fetch},
        duties=duties,
    )


def pictures_of(report: WeeklyReport) -> Pictures:
    """The report's charts; none where matplotlib is missing, and the tables tell the same."""
    if find_spec("matplotlib") is None:
        log.warning("the weekly report has no charts: install matplotlib")
        return {}
    # Loaded here and not above: it is needed once a week.
    from moderator.charts import charts

    try:
        return charts(report)
    except Exception:  # the edge of a library that only adds to the report: its tables tell the same
        log.exception("the weekly report has no charts")
        return {}
