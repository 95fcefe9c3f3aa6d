"""Find the newest copies of a text by walking an index: in a flood every copy was read for each comment."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_likenesses_mark_stored_at_comment_id"), "likenesses", ["mark", "stored_at", "comment_id"], unique=False
    )
    op.drop_index(op.f("ix_likenesses_mark_stored_at"), table_name="likenesses")


def downgrade() -> None:
    op.create_index(op.f("ix_likenesses_mark_stored_at"), "likenesses", ["mark", "stored_at"], unique=False)
    op.drop_index(op.f("ix_likenesses_mark_stored_at_comment_id"), table_name="likenesses")
