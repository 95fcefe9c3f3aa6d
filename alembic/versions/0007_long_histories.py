"""Ask a store of a million comments as quickly as an empty one: an index for each question that read them all."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("met_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_index(
        op.f("ix_comments_platform_account_id_author_id_created_at"),
        "comments",
        ["platform", "account_id", "author_id", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_decisions_decided_at"), "decisions", ["decided_at"], unique=False)
    op.create_index(
        "ix_obligations_open", "obligations", ["due_at"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index(op.f("ix_outbox_kind_finished_at"), "outbox", ["kind", "finished_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_kind_finished_at"), table_name="outbox")
    op.drop_index("ix_obligations_open", table_name="obligations", sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.drop_index(op.f("ix_decisions_decided_at"), table_name="decisions")
    op.drop_index(op.f("ix_comments_platform_account_id_author_id_created_at"), table_name="comments")
