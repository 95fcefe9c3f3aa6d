"""Keep what calls cost and what platforms say is left; pace polling by it; remember the daemon's last rounds."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spending",
        *_account(),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", "day", "purpose", "kind", name=op.f("pk_spending")),
    )
    op.create_table(
        "allowances",
        *_account(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("used", sa.Float(), nullable=False),
        sa.Column("most", sa.Float(), nullable=True),
        sa.Column("resets_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", "name", name=op.f("pk_allowances")),
    )
    op.create_table(
        "access_ends",
        *_account(),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", name=op.f("pk_access_ends")),
    )
    op.create_table(
        "paces",
        *_account(),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("every_s", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("heat", sa.Float(), nullable=False),
        sa.Column("heat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account_id", name=op.f("pk_paces")),
    )
    op.create_table(
        "rounds",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_failing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rounds")),
    )


def downgrade() -> None:
    for table in ("rounds", "paces", "access_ends", "allowances", "spending"):
        op.drop_table(table)


def _account() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("platform", sa.Text(), nullable=False), sa.Column("account_id", sa.Text(), nullable=False)
