"""The settings of reading and of what it may cost: the sections [polling] and [budget.PLATFORM]."""

from typing import Annotated

from pydantic import Field

from moderator.config_file import Strict


class PollingSettings(Strict):
    """How often profiles are read; docs/polling.md."""

    #: No profile is polled more often, however busy it is.
    fastest_s: Annotated[int, Field(ge=5, le=3600)] = 60
    #: The stated worst time between two polls of a profile: kept unless the budget makes it impossible.
    worst_minutes: Annotated[float, Field(ge=1, le=1440)] = 30
    #: Profile id -> its own worst time, in minutes.
    worst: dict[str, Annotated[float, Field(ge=1, le=1440)]] = Field(default_factory=dict)
    #: No wait is planned longer than so many times the interval at which the platform's budget would be spent evenly.
    stretch: Annotated[float, Field(ge=1, le=20)] = 1.25
    #: Per cent of every budget that polls leave alone, for acts such as hiding.
    acts_percent: Annotated[float, Field(ge=0, le=50)] = 15
    #: Per cent of every budget for reading known comments again.
    reread_percent: Annotated[float, Field(ge=0, le=40)] = 20
    #: So many days ahead people are told that an access ends.
    warn_days: Annotated[int, Field(ge=1, le=90)] = 14


class BudgetSettings(Strict):
    """What one platform may cost in one of its days; what is left out is as the platform publishes it."""

    calls_a_day: Annotated[float, Field(gt=0)] | None = None
    units_a_day: Annotated[float, Field(gt=0)] | None = None
    usd_a_day: Annotated[float, Field(gt=0)] | None = None
