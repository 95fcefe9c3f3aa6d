"""The tables behind mail that people answer: which numbers a digest had, which mails were read, who is away."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from moderator.store.columns import CleanText, Moment, RowNumber
from moderator.store.tables import metadata

digests = Table(
    "digests",
    metadata,
    #: Named in the reply address; chance, no secret.
    Column("name", CleanText, primary_key=True),
    Column("recipient", CleanText, nullable=False),
    Column("written_at", Moment, nullable=False),
    #: After this moment an answer to it changes nothing.
    Column("expires_at", Moment, nullable=False),
)

#: The number that an item has in one digest: comment and the revision that was shown.
digest_items = Table(
    "digest_items",
    metadata,
    Column("digest", CleanText, ForeignKey("digests.name"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("comment_id", RowNumber, ForeignKey("comments.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    CheckConstraint("number >= 1", name="number_counts_from_1"),
)

#: Mails that came in, by a hash: what became of each, and how often reading it was tried.
letters = Table(
    "letters",
    metadata,
    Column("key", CleanText, primary_key=True),
    Column("first_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    #: "" until it is finished.
    Column("outcome", CleanText, nullable=False),
)

#: Officers whose mailbox said that they are away; the row without an end counts.
absences = Table(
    "absences",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("email", CleanText, nullable=False),
    Column("since", Moment, nullable=False),
    #: When the officer was heard of again.
    Column("ended_at", Moment),
    Index(None, "email"),
)
