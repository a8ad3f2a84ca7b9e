"""Drills."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drills",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("script", sa.String(64), nullable=False),
        sa.Column("scene", sa.String(64), nullable=True),
        sa.Column("begun_by", sa.String(64), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("record_key", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["productions.id"], name="fk_drills_id"),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_drills_production"),
        sa.PrimaryKeyConstraint("id", name="pk_drills"),
    )
    op.create_index("ix_drills_production_begun_at", "drills", ["production", "begun_at"])
