"""Remember what a digest's numbers stand for, which mails were read, and who is away."""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_digests")),
    )
    op.create_table(
        "digest_items",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("comment_id", _ROW_NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_digest_items_number_counts_from_1")),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_digest_items_digest_digests")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_digest_items_comment_id_comments")),
        sa.PrimaryKeyConstraint("digest", "number", name=op.f("pk_digest_items")),
    )
    op.create_table(
        "letters",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letters")),
    )
    op.create_table(
        "absences",
        sa.Column("id", _ROW_NUMBER, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_email"), "absences", ["email"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_absences_email"), table_name="absences")
    op.drop_table("absences")
    op.drop_table("letters")
    op.drop_table("digest_items")
    op.drop_table("digests")
