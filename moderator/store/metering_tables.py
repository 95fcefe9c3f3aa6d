"""The tables behind budgets: what calls cost, what platforms say is left, when each account is asked next."""

from sqlalchemy import Boolean, Column, Float, Table

from moderator.store.columns import CleanText, Moment
from moderator.store.tables import metadata

spending = Table(
    "spending",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    #: The platform's own day, as YYYY-MM-DD.
    Column("day", CleanText, primary_key=True),
    #: "poll", "reconcile", "deliver" or "look".
    Column("purpose", CleanText, primary_key=True),
    #: "calls", "units", "usd"; and what they were spent on: "rounds", "comments".
    Column("kind", CleanText, primary_key=True),
    Column("amount", Float, nullable=False),
)

#: The platform's newest word on each of its limits.
allowances = Table(
    "allowances",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("name", CleanText, primary_key=True),
    Column("used", Float, nullable=False),
    Column("most", Float),
    Column("resets_at", Moment),
    Column("told_at", Moment, nullable=False),
)

#: When an account's credentials stop working, as the platform last told.
access_ends = Table(
    "access_ends",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("ends_at", Moment),
    Column("asked_at", Moment, nullable=False),
)

#: When each account is polled next and why then; what it is reckoned from.
paces = Table(
    "paces",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("every_s", Float, nullable=False),
    Column("why", CleanText, nullable=False),
    #: Comments of the last hour, fading.
    Column("heat", Float, nullable=False),
    Column("heat_at", Moment, nullable=False),
    #: What its latest polls cost, the last counting most, as JSON.
    Column("cost", CleanText, nullable=False),
    #: How busy the account is at which hour of the week, as JSON; learned anew once a day.
    Column("rhythm", CleanText, nullable=False),
    Column("learned_at", Moment, nullable=False),
)

#: When each of the daemon's loops last finished a round: what tells a daemon that works from one that hangs.
rounds = Table(
    "rounds",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("finished_at", Moment, nullable=False),
    Column("is_failing", Boolean, nullable=False),
)
