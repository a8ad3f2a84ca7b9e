"""Floors, legal holds and sealed names."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("sealed_at", Instant(), nullable=True))
    op.create_table(
        "lifted_holds",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("record_key", sa.String(36), nullable=False),
        sa.Column("lifted_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_lifted_holds_production"),
        sa.PrimaryKeyConstraint("production", "record_key", name="pk_lifted_holds"),
    )
