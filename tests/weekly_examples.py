"""A made-up week for tests of the report's mail and page."""

from datetime import UTC, datetime, timedelta

from moderator.domain.comment import AccountRef
from moderator.domain.register import Officer
from moderator.domain.week import Week
from moderator.domain.weekly_facts import (
    Acted,
    Arrived,
    Criticised,
    Incident,
    JudgedFact,
    LastSeen,
    PromiseFact,
    WeekFacts,
)
from moderator.domain.weekly_figures import figures
from moderator.domain.weekly_report import ProfileWeek, WeeklyReport, days_of

WEEK = Week(2026, 47)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
FACEBOOK, X = AccountRef("facebook", "1"), AccountRef("x", "2")
MANAGER = Officer("Rowena Ashplant", "rowena@council.example")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def a_promise(account=FACEBOOK, received=9.0, took=2.0, language="en", kind="acknowledge", by="person:ann@x"):
    since = MONDAY + hours(received)
    met = None if took is None else since + hours(took)
    return PromiseFact(account, kind, language, since, since + hours(24), met, by if met else "", None)


def some_facts(*promises: PromiseFact, incidents=(), criticised=Criticised(5, 0, 1, 0)) -> WeekFacts:  # noqa: B008
    outcomes = ("publish",) * 12 + ("queue",) * 3 + ("hide",) * 2
    judged = tuple(
        JudgedFact(FACEBOOK, MONDAY + hours(9 + 7 * place), 1, outcome, False, "en")
        for place, outcome in enumerate(outcomes)
    )
    return WeekFacts(
        MONDAY,
        MONDAY + timedelta(days=7),
        arrived=tuple(Arrived(FACEBOOK, one.at) for one in judged),
        judged=judged,
        acted=(Acted(FACEBOOK, MONDAY, "hide", True), Acted(FACEBOOK, MONDAY, "reveal", False)),
        promises=promises,
        incidents=incidents,
        criticised=criticised,
    )


def a_report(*promises: PromiseFact, titles=("The council on Facebook", "The council on X"), **more) -> WeeklyReport:
    facts = some_facts(*promises, incidents=more.get("incidents", ()), criticised=more.get("criticised", Criticised(5)))
    accounts = [FACEBOOK, X, *(AccountRef("memory", str(number)) for number in range(len(titles) - 2))]
    plain = {
        "key": f"weekly:{MANAGER.email}:{WEEK}",
        "to": MANAGER,
        "week": WEEK,
        "at": MONDAY + timedelta(days=7, hours=9),
        "is_whole": True,
        "this": figures(facts, lambda since, until: until - since),
        "before": figures(some_facts(), lambda since, until: until - since),
        "profiles": tuple(
            ProfileWeek(
                title,
                "hide",
                figures(facts, lambda since, until: until - since, account),
                figures(some_facts(), lambda since, until: until - since, account),
                LastSeen(account, MONDAY + hours(160), MONDAY + hours(100), None),
            )
            for title, account in zip(titles, accounts, strict=True)
        ),
        "days": days_of(facts, WEEK, lambda at: at.date()),
        "criticised": facts.criticised,
        "incidents": facts.incidents,
    }
    return WeeklyReport(**(plain | more))


def an_incident(kind: str, subject: str = "facebook:1", detail: str = "") -> Incident:
    return Incident(MONDAY, kind, subject, detail)
