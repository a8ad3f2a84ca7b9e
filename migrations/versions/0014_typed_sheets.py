"""What one of two typed in from paper."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_sheets",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("typed_by", sa.String(64), nullable=False),
        sa.Column("typed_at", Instant(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_typed_sheets_production"),
        sa.PrimaryKeyConstraint("production", "key", name="pk_typed_sheets"),
    )
