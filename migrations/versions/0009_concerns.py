"""Words of concerns apart from the ledger, and who hears them."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern_words",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("record_key", sa.String(36), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_concern_words_production"),
        sa.PrimaryKeyConstraint("production", "record_key", name="pk_concern_words"),
    )
    op.create_table(
        "concern_receivers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("named_by", sa.String(64), nullable=False),
        sa.Column("named_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_concern_receivers_production"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_receivers"),
    )
    op.create_index("ix_concern_receivers_production", "concern_receivers", ["production"])
