"""What archives hold, keys that signed before, floors of keeping, histories brought along."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _of_production(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["production"], ["productions.id"], name=f"fk_{table}_production")


def upgrade() -> None:
    op.add_column("archives", sa.Column("apart", sa.Boolean(create_constraint=False), nullable=True))
    op.create_table(
        "earlier_keys",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("vkey", sa.String(300), nullable=False),
        sa.Column("succession", sa.Text(), nullable=True),
        _of_production("earlier_keys"),
        sa.PrimaryKeyConstraint("production", "vkey", name="pk_earlier_keys"),
    )
    op.create_table(
        "retention_floors",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("years", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        _of_production("retention_floors"),
        sa.PrimaryKeyConstraint("production", "years", name="pk_retention_floors"),
    )
    op.create_table(
        "brought_histories",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("thing", sa.String(80), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.String(64), nullable=False),
        sa.Column("brought_at", Instant(), nullable=False),
        _of_production("brought_histories"),
        sa.PrimaryKeyConstraint("production", "thing", "digest", name="pk_brought_histories"),
    )
