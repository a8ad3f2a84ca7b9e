"""Photos and papers, and portraits."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
        sa.Column("media", sa.String(40), nullable=True),
        sa.Column("brought_by", sa.String(64), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("complete_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_attachments_production"),
        sa.PrimaryKeyConstraint("production", "digest", name="pk_attachments"),
    )
    op.create_index("ix_attachments_complete_at_begun_at", "attachments", ["complete_at", "begun_at"])
    op.create_table(
        "portraits",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("put_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_portraits_production"),
        sa.PrimaryKeyConstraint("production", "person", name="pk_portraits"),
    )
