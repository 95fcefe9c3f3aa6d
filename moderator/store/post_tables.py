"""The council's own posts, as far as a platform tells: when something was last said, and whether it has pictures."""

from sqlalchemy import Boolean, Column, Index, Table

from moderator.store.columns import CleanText, Moment
from moderator.store.tables import metadata

own_posts = Table(
    "own_posts",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("native_id", CleanText, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("has_pictures", Boolean, nullable=False),
    Column("permalink", CleanText, nullable=False),
    Index(None, "platform", "account_id", "created_at"),
)
