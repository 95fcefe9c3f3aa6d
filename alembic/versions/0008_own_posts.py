"""Remember the council's own posts: when something new was last said, and whether it has pictures."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_posts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_pictures", sa.Boolean(), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", "native_id", name=op.f("pk_own_posts")),
    )
    op.create_index(
        op.f("ix_own_posts_platform_account_id_created_at"),
        "own_posts",
        ["platform", "account_id", "created_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_own_posts_platform_account_id_created_at"), table_name="own_posts")
    op.drop_table("own_posts")
