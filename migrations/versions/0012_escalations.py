"""Running escalations, and who was told on which rung."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "escalations",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("escalation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_escalations_production"),
        sa.PrimaryKeyConstraint("production", "id", name="pk_escalations"),
    )
    op.create_index("ix_escalations_next_at", "escalations", ["next_at"])
    op.create_index("ix_escalations_production_started_at", "escalations", ["production", "started_at"])
    op.create_table(
        "tellings",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("escalation", sa.String(40), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(80), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("message", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_tellings_production"),
        sa.PrimaryKeyConstraint("production", "escalation", "rung", "recipient", name="pk_tellings"),
    )
