"""Appeals, what needs action, public replies, and a limit on wrong codes."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_PROMISES = (*("acknowledge", "review", "information_request", "defamation_notice", "subject_access", "safeguarding"),)
_EVENTS = (*("opened", "decided", "undone", "edited", "withdrawn", "appealed", "upheld", "overturned", "noted"),)
_ERRANDS = ("hide", "reveal", "report", "message", "mail", "task")
_ERRANDS_NOW = ("hide", "reveal", "report", "message", "reply", "mail", "task")


def upgrade() -> None:
    _say("obligations", _obligations, _PROMISES, (*_PROMISES, "action", "appeal"))
    _say("case_events", _case_events, _EVENTS, (*_EVENTS, "answered"))
    _say("outbox", _outbox, _ERRANDS, _ERRANDS_NOW)
    op.create_table(
        "tries",
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_subject_at"), "tries", ["subject", "at"], unique=False)


def downgrade() -> None:
    """What only the newer program knows is dropped: the older one could not read it."""
    op.drop_table("tries")
    op.execute("DELETE FROM outbox WHERE kind = 'reply'")
    op.execute("DELETE FROM case_events WHERE kind = 'answered'")
    op.execute("DELETE FROM obligations WHERE kind IN ('action', 'appeal')")
    _say("outbox", _outbox, _ERRANDS_NOW, _ERRANDS)
    _say("case_events", _case_events, (*_EVENTS, "answered"), _EVENTS)
    _say("obligations", _obligations, (*_PROMISES, "action", "appeal"), _PROMISES)


def _say(table: str, shape: object, before: Sequence[str], after: Sequence[str]) -> None:
    """Change which kinds a table takes. SQLite copies the table for that, so its whole shape is given."""
    assert callable(shape)
    with op.batch_alter_table(table, copy_from=shape(sa.MetaData(), before)) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind_known"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind_known"), _among(after))


def _among(kinds: Sequence[str]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def _kind(table: str, kinds: Sequence[str]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_among(kinds), name=op.f(f"ck_{table}_kind_known"))


def _obligations(metadata: sa.MetaData, kinds: Sequence[str]) -> sa.Table:
    return sa.Table(
        "obligations",
        metadata,
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("target_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("warn_at", _MOMENT, nullable=False),
        sa.Column("due_original", _MOMENT, nullable=True),
        sa.Column("met_at", _MOMENT, nullable=True),
        sa.Column("met_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint("(met_at IS NULL) = (met_by = '')", name=op.f("ck_obligations_met_by_somebody")),
        _kind("obligations", kinds),
        sa.ForeignKeyConstraint(
            ["comment_id", "revision"],
            ["revisions.comment_id", "revisions.revision"],
            name=op.f("fk_obligations_comment_id_revision_revisions"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "revision", "kind", name=op.f("pk_obligations")),
        sa.Index(op.f("ix_obligations_due_at"), "due_at"),
    )


def _case_events(metadata: sa.MetaData, kinds: Sequence[str]) -> sa.Table:
    return sa.Table(
        "case_events",
        metadata,
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _kind("case_events", kinds),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_case_events_comment_id_comments")),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_case_events")),
    )


def _outbox(metadata: sa.MetaData, kinds: Sequence[str]) -> sa.Table:
    states = "state IN ('ready', 'leased', 'done', 'unknown', 'task', 'aside', 'discarded')"
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("comment_id", _ROW_NUMBER, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("is_ambiguous", sa.Boolean(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("escalated_at", _MOMENT, nullable=True),
        sa.CheckConstraint("(kind = 'mail') = (comment_id IS NULL)", name=op.f("ck_outbox_only_mail_has_no_comment")),
        sa.CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name=op.f("ck_outbox_leased_has_end")),
        _kind("outbox", kinds),
        sa.CheckConstraint(states, name=op.f("ck_outbox_state_known")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_outbox_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.Index(op.f("ix_outbox_comment_id_kind"), "comment_id", "kind"),
        sa.Index(op.f("ix_outbox_state_not_before"), "state", "not_before"),
    )
