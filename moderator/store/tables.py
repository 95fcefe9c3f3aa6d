"""The tables as they are today; ``alembic/versions`` leads there, and a test compares the two."""

from collections.abc import Sequence

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from moderator.domain.case import EVENT_KINDS
from moderator.domain.obligation import OBLIGATION_KINDS
from moderator.store.columns import CleanText, Moment, RowNumber

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: ready: waits for ``not_before``. leased: somebody holds it. done: performed, or nothing left to do.
#: unknown: it may have happened, a person must look. task: only a person can do it. aside: three crashes or too old.
#: discarded: no longer wanted.
ERRAND_STATES = ("ready", "leased", "done", "unknown", "task", "aside", "discarded")
ERRAND_KINDS = ("hide", "reveal", "report", "message", "reply", "mail", "task")
STANDINGS = ("visible", "hidden", "gone")
CASE_STATES = ("none", "open", "decided", "appealed", "withdrawn")
LANES = ("poll", "deliver")
#: Those that wait are few among all there ever were: they have an index of their own.
_UNASSESSED, _OPEN = text("assessed_at IS NULL"), text("met_at IS NULL AND withdrawn_at IS NULL")


def _one_of(column: str, words: Sequence[str], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=name)


comments = Table(
    "comments",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("platform", CleanText, nullable=False),
    Column("account_id", CleanText, nullable=False),
    Column("native_id", CleanText, nullable=False),
    Column("author_id", CleanText, nullable=False),
    Column("author_name", CleanText, nullable=False),
    Column("post_id", CleanText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("standing", CleanText, nullable=False),
    #: Who took it out of view: "council" (by our errand), "platform" (anybody else); "" while visible.
    Column("hidden_by", CleanText, nullable=False),
    #: When the standing was last true for certain; an older answer never overwrites it.
    Column("standing_at", Moment, nullable=False),
    Column("checked_at", Moment, nullable=False),
    UniqueConstraint("platform", "account_id", "native_id"),
    CheckConstraint("length(native_id) > 0", name="native_id_present"),
    CheckConstraint("revision >= 1", name="revision_counts_from_1"),
    _one_of("standing", STANDINGS, "standing_known"),
    Index(None, "platform", "account_id", "checked_at"),
    Index(None, "platform", "account_id", "author_id", "created_at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("comment_id", RowNumber, ForeignKey("comments.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("text", CleanText, nullable=False),
    Column("content_hash", CleanText, nullable=False),
    Column("parent_id", CleanText, nullable=False),
    Column("parent_text", CleanText, nullable=False),
    Column("permalink", CleanText, nullable=False),
    Column("attachments", CleanText, nullable=False),
    Column("was_hidden", Boolean, nullable=False),
    Column("edited_at", Moment),
    Column("raw", CleanText, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("assessed_at", Moment),
    #: How often assessing it failed; a poisonous comment moves to the back of the queue.
    Column("failures", Integer, nullable=False),
    CheckConstraint("revision >= 1", name="revision_counts_from_1"),
    Index("ix_revisions_unassessed", "failures", "comment_id", sqlite_where=_UNASSESSED, postgresql_where=_UNASSESSED),
)

own_replies = Table(
    "own_replies",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("native_id", CleanText, primary_key=True),
    Column("in_reply_to", CleanText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "platform", "account_id", "in_reply_to"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    Column("cursor", CleanText, nullable=False),
    #: When a poll last went through to its end.
    Column("polled_at", Moment),
)

outages = Table(
    "outages",
    metadata,
    Column("platform", CleanText, primary_key=True),
    Column("account_id", CleanText, primary_key=True),
    #: Reading and writing fail apart: a token may read and not write.
    Column("lane", CleanText, primary_key=True),
    Column("kind", CleanText, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("since", Moment, nullable=False),
    Column("paused_until", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    _one_of("lane", LANES, "lane_known"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("comment_id", RowNumber, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("findings", CleanText, nullable=False),
    Column("gaps", CleanText, nullable=False),
    #: Names (and versions) of the scorers that were asked.
    Column("scorers", CleanText, nullable=False),
    Column("policy_version", CleanText, nullable=False),
    #: Hash over the words, ids, link, parent and raw payload as captured.
    Column("capture_hash", CleanText, nullable=False),
    Column("captured_at", Moment, nullable=False),
    ForeignKeyConstraint(["comment_id", "revision"], ["revisions.comment_id", "revisions.revision"]),
)

decisions = Table(
    "decisions",
    metadata,
    Column("comment_id", RowNumber, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("outcome", CleanText, nullable=False),
    Column("unbounded", CleanText, nullable=False),
    Column("reasons", CleanText, nullable=False),
    Column("matches", CleanText, nullable=False),
    Column("policy_version", CleanText, nullable=False),
    Column("needs_response", Boolean, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("pages", Boolean, nullable=False),
    Column("reports", Boolean, nullable=False),
    Column("is_shadow", Boolean, nullable=False),
    Column("decided_at", Moment, nullable=False),
    ForeignKeyConstraint(["comment_id", "revision"], ["revisions.comment_id", "revisions.revision"]),
    _one_of("outcome", ("publish", "queue", "hide"), "outcome_known"),
    _one_of("unbounded", ("publish", "queue", "hide"), "unbounded_known"),
    Index(None, "decided_at"),
)

case_events = Table(
    "case_events",
    metadata,
    Column("comment_id", RowNumber, ForeignKey("comments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", CleanText, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("choice", CleanText, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("note", CleanText, nullable=False),
    _one_of("kind", EVENT_KINDS, "kind_known"),
)

#: Where each case stands: the fold of its events, kept so that open cases can be asked for.
cases = Table(
    "cases",
    metadata,
    Column("comment_id", RowNumber, ForeignKey("comments.id"), primary_key=True),
    Column("state", CleanText, nullable=False),
    Column("events", Integer, nullable=False),
    _one_of("state", CASE_STATES, "state_known"),
    Index(None, "state"),
)

obligations = Table(
    "obligations",
    metadata,
    Column("comment_id", RowNumber, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", CleanText, primary_key=True),
    Column("received_at", Moment, nullable=False),
    Column("target_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("warn_at", Moment, nullable=False),
    Column("due_original", Moment),
    Column("met_at", Moment),
    Column("met_by", CleanText, nullable=False),
    Column("withdrawn_at", Moment),
    ForeignKeyConstraint(["comment_id", "revision"], ["revisions.comment_id", "revisions.revision"]),
    _one_of("kind", OBLIGATION_KINDS, "kind_known"),
    CheckConstraint("(met_at IS NULL) = (met_by = '')", name="met_by_somebody"),
    Index(None, "due_at"),
    Index("ix_obligations_open", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("key", CleanText, nullable=False, unique=True),
    Column("kind", CleanText, nullable=False),
    Column("comment_id", RowNumber, ForeignKey("comments.id")),
    Column("revision", Integer),
    Column("payload", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    #: Attempts that ended without an outcome: the worker died or froze.
    Column("crashes", Integer, nullable=False),
    #: The last attempt may have happened without our knowing: read the platform, or ask a person.
    Column("is_ambiguous", Boolean, nullable=False),
    #: After this moment it is not tried any more but set aside.
    Column("expires_at", Moment, nullable=False),
    #: Grows with every claim; only the holder of the latest number may finish.
    Column("fence", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("finished_at", Moment),
    #: How it ended or why it waits, without any comment text.
    Column("outcome", CleanText, nullable=False),
    #: The platform's id of what was made.
    Column("native_id", CleanText, nullable=False),
    #: When a person was asked to do it by hand because it took too long.
    Column("escalated_at", Moment),
    _one_of("kind", ERRAND_KINDS, "kind_known"),
    _one_of("state", ERRAND_STATES, "state_known"),
    CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name="leased_has_end"),
    CheckConstraint("(kind = 'mail') = (comment_id IS NULL)", name="only_mail_has_no_comment"),
    Index(None, "state", "not_before"),
    Index(None, "comment_id", "kind"),
    Index(None, "kind", "finished_at"),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("number", RowNumber, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("by", CleanText, nullable=False),
    #: What it is about: a comment's or an account's reference, an errand's key.
    Column("subject", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("hash", CleanText, nullable=False),
    Index(None, "subject"),
)

#: One row: the last number and hash of the chain. Locking it keeps two writers from forking the chain.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", RowNumber, nullable=False),
    Column("hash", CleanText, nullable=False),
    CheckConstraint("id = 1", name="single_row"),
)

#: Nonces of the review page's links that have acted.
spent_links = Table(
    "spent_links",
    metadata,
    Column("nonce", CleanText, primary_key=True),
    Column("spent_at", Moment, nullable=False),
)

#: Wrong codes, asked-for codes and the like: a limit must outlive a restart.
tries = Table(
    "tries",
    metadata,
    Column("id", RowNumber, primary_key=True),
    #: What was tried: "code:NONCE" ...; never what was typed.
    Column("subject", CleanText, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "subject", "at"),
)
