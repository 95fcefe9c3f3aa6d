"""Made-up profiles, and a day of polling them, as tests of pacing live through it."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from moderator.domain.polling import Activity, Purse, Watched, paces
from moderator.domain.rhythm import HOURS, Rhythm

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
NEXT_MIDNIGHT = MIDNIGHT + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def flat(an_hour: float) -> Rhythm:
    return Rhythm((an_hour,) * HOURS, 3.0)


def a_profile(an_hour: float = 0.5, *, cost: float = 1.0, worst: timedelta = 60 * MINUTE, **more) -> Watched:
    activity = Activity(flat(an_hour), more.pop("heat", 0.0), more.pop("heat_at", MIDNIGHT), more.pop("posts", ()))
    return Watched(activity, {"calls": cost}, fastest=MINUTE, worst=worst, **more)


def every(watched: Watched, left: float, *, now: datetime = MIDNIGHT) -> timedelta:
    return paces({"it": watched}, Purse({"calls": left}, NEXT_MIDNIGHT), now)["it"].every


RATES = st.floats(0, 50)
COSTS = st.floats(0.01, 20)


@st.composite
def councils(draw: st.DrawFn) -> dict[int, Watched]:
    return {
        number: a_profile(
            draw(RATES),
            cost=draw(COSTS),
            worst=draw(st.integers(5, 180)) * MINUTE,
            heat=draw(st.floats(0, 30)),
            posts=tuple(MIDNIGHT + hour * 60 * MINUTE for hour in draw(st.lists(st.integers(-12, 20), max_size=2))),
            strain=draw(st.sampled_from([0.0, 0.8, 1.0])),
        )
        for number in range(draw(st.integers(1, 5)))
    }


def a_day(
    council: dict[int, Watched], budget: float, stretch: float = 0.0
) -> tuple[float, dict[int, timedelta], set[str]]:
    """Lives through a day: what was spent, each profile's longest wait, and the reasons that were given."""
    due = dict.fromkeys(council, MIDNIGHT)
    last, longest = dict(due), dict.fromkeys(council, timedelta())
    whole = {"calls": budget} if stretch else {}
    spent, reasons = 0.0, set()
    while True:
        name = min(due, key=lambda one: due[one])
        now = due[name]
        if now >= NEXT_MIDNIGHT:
            break
        purse = Purse({"calls": budget - spent}, NEXT_MIDNIGHT, whole, stretch or 1.0)
        if purse.affords(council[name].cost):
            spent += council[name].cost["calls"]
            longest[name] = max(longest[name], now - last[name])
            last[name] = now
            purse = Purse({"calls": budget - spent}, NEXT_MIDNIGHT, whole, stretch or 1.0)
        pace = paces(council, purse, now)[name]
        reasons.add(pace.why)
        due[name] = now + max(pace.every, timedelta(seconds=1))
    for name in council:
        longest[name] = max(longest[name], NEXT_MIDNIGHT - last[name])
    return spent, longest, reasons


def needed(council: dict[int, Watched]) -> float:
    """What keeping everybody's worst time costs in a day; polls come whole, so one more for each."""
    return sum(one.cost["calls"] * (timedelta(days=1) / one.worst + 2) for one in council.values())
