"""The first tables: comments and accounts, cases, and the audit trail that nobody can change."""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SEALED = "an audit event is never changed or removed"


def upgrade() -> None:
    _audit_events()
    _audit_head()
    _comments()
    _cursors()
    _outages()
    _own_replies()
    _case_events()
    _cases()
    _audit_events_stay()


def downgrade() -> None:
    for table in (
        "cases",
        "case_events",
        "own_replies",
        "outages",
        "cursors",
        "comments",
        "audit_head",
        "audit_events",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_events_stay()")


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("number", _ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_subject"), "audit_events", ["subject"], unique=False)


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", _ROW_NUMBER, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("hidden_by", sa.Text(), nullable=False),
        sa.Column("standing_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("standing IN ('visible', 'hidden', 'gone')", name=op.f("ck_comments_standing_known")),
        sa.CheckConstraint("length(native_id) > 0", name=op.f("ck_comments_native_id_present")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_comments_revision_counts_from_1")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint(
            "platform", "account_id", "native_id", name=op.f("uq_comments_platform_account_id_native_id")
        ),
    )
    op.create_index(
        op.f("ix_comments_platform_account_id_checked_at"),
        "comments",
        ["platform", "account_id", "checked_at"],
        unique=False,
    )


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "account_id", name=op.f("pk_cursors")),
    )


def _outages() -> None:
    op.create_table(
        "outages",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("lane IN ('poll', 'deliver')", name=op.f("ck_outages_lane_known")),
        sa.PrimaryKeyConstraint("platform", "account_id", "lane", name=op.f("pk_outages")),
    )


def _own_replies() -> None:
    op.create_table(
        "own_replies",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", "native_id", name=op.f("pk_own_replies")),
    )
    op.create_index(
        op.f("ix_own_replies_platform_account_id_in_reply_to"),
        "own_replies",
        ["platform", "account_id", "in_reply_to"],
        unique=False,
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'decided', 'undone', 'edited', 'withdrawn', "
            "'appealed', 'upheld', 'overturned', 'noted')",
            name=op.f("ck_case_events_kind_known"),
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_case_events_comment_id_comments")),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_case_events")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('none', 'open', 'decided', 'appealed', 'withdrawn')", name=op.f("ck_cases_state_known")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_cases_comment_id_comments")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_state"), "cases", ["state"], unique=False)


def _audit_events_stay() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SEALED}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events "
            "FOR EACH ROW EXECUTE FUNCTION audit_events_stay()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{deed.lower()} BEFORE {deed} ON audit_events "
            f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END"
        )
