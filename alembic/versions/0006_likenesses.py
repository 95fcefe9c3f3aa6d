"""Remember for some days by which marks nearly the same words are found again."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "likenesses",
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id", "revision"],
            ["revisions.comment_id", "revisions.revision"],
            name=op.f("fk_likenesses_comment_id_revision_revisions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "revision", "mark", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_mark_stored_at"), "likenesses", ["mark", "stored_at"], unique=False)
    op.create_index(op.f("ix_likenesses_stored_at"), "likenesses", ["stored_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_likenesses_stored_at"), table_name="likenesses")
    op.drop_index(op.f("ix_likenesses_mark_stored_at"), table_name="likenesses")
    op.drop_table("likenesses")
