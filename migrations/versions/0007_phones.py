"""Phones that were heard from."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phones",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_phones_production"),
        sa.PrimaryKeyConstraint("production", "device", name="pk_phones"),
    )
    op.create_index("ix_phones_production_heard_at", "phones", ["production", "heard_at"])
