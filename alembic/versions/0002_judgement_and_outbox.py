"""Revisions with evidence and decisions, promises, and the outbox."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _outbox()
    _revisions()
    _decisions()
    _evidence()
    _obligations()


def downgrade() -> None:
    for table in ("obligations", "evidence", "decisions", "revisions", "outbox"):
        op.drop_table(table)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("comment_id", _ROW_NUMBER, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("is_ambiguous", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'mail') = (comment_id IS NULL)", name=op.f("ck_outbox_only_mail_has_no_comment")),
        sa.CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name=op.f("ck_outbox_leased_has_end")),
        sa.CheckConstraint(
            "kind IN ('hide', 'reveal', 'report', 'message', 'mail', 'task')", name=op.f("ck_outbox_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('ready', 'leased', 'done', 'unknown', 'task', 'aside', 'discarded')",
            name=op.f("ck_outbox_state_known"),
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_outbox_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_comment_id_kind"), "outbox", ["comment_id", "kind"], unique=False)
    op.create_index(op.f("ix_outbox_state_not_before"), "outbox", ["state", "not_before"], unique=False)


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("parent_text", sa.Text(), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("was_hidden", sa.Boolean(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_revisions_revision_counts_from_1")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_revisions_comment_id_comments")),
        sa.PrimaryKeyConstraint("comment_id", "revision", name=op.f("pk_revisions")),
    )
    op.create_index(
        "ix_revisions_unassessed",
        "revisions",
        ["failures", "comment_id"],
        unique=False,
        sqlite_where=sa.text("assessed_at IS NULL"),
        postgresql_where=sa.text("assessed_at IS NULL"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("unbounded", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("matches", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("needs_response", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("pages", sa.Boolean(), nullable=False),
        sa.Column("reports", sa.Boolean(), nullable=False),
        sa.Column("is_shadow", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('publish', 'queue', 'hide')", name=op.f("ck_decisions_outcome_known")),
        sa.CheckConstraint("unbounded IN ('publish', 'queue', 'hide')", name=op.f("ck_decisions_unbounded_known")),
        sa.ForeignKeyConstraint(
            ["comment_id", "revision"],
            ["revisions.comment_id", "revisions.revision"],
            name=op.f("fk_decisions_comment_id_revision_revisions"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "revision", name=op.f("pk_decisions")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("scorers", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("capture_hash", sa.Text(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id", "revision"],
            ["revisions.comment_id", "revisions.revision"],
            name=op.f("fk_evidence_comment_id_revision_revisions"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "revision", name=op.f("pk_evidence")),
    )


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_original", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(met_at IS NULL) = (met_by = '')", name=op.f("ck_obligations_met_by_somebody")),
        sa.CheckConstraint(
            "kind IN ('acknowledge', 'review', 'information_request', "
            "'defamation_notice', 'subject_access', 'safeguarding')",
            name=op.f("ck_obligations_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id", "revision"],
            ["revisions.comment_id", "revisions.revision"],
            name=op.f("fk_obligations_comment_id_revision_revisions"),
        ),
        sa.PrimaryKeyConstraint("comment_id", "revision", "kind", name=op.f("pk_obligations")),
    )
    op.create_index(op.f("ix_obligations_due_at"), "obligations", ["due_at"], unique=False)
