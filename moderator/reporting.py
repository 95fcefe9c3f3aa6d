"""Wires the weekly report: draws its charts where that is possible, and says once where it is not."""

from collections.abc import Mapping
from importlib.util import find_spec

import structlog

from connectors.contract import Connector
from moderator.council import Council
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.weekly import Pictures, weekly_mail
from moderator.tasks.weekly import Reporting

log = structlog.get_logger("reporting")


def reporting_of(council: Council, connectors: Mapping[AccountRef, Connector]) -> Reporting:
    """Everything the weekly report needs of this council."""
    calendar = council.promises.calendar
    attaches_page = council.settings.mail.report_page

    def render(report: WeeklyReport) -> SendMail:
        return weekly_mail(report, pictures_of(report), attaches_page=attaches_page)

    return Reporting(
        render=render,
        due=council.week_to_report,
        worked=calendar.worked_between,
        midnight=calendar.midnight,
        local_day=lambda at: calendar.local(at).date(),
        unread={account for account, connector in connectors.items() if not connector.capabilities.can_fetch},
    )


def pictures_of(report: WeeklyReport) -> Pictures:
    """The report's charts; none where matplotlib is missing, and the tables tell the same."""
    if find_spec("matplotlib") is None:
        log.warning("the weekly report has no charts: install matplotlib")
        return {}
    # Loaded here and not above: it is needed once a week.
    from moderator.charts import charts

    return charts(report)
