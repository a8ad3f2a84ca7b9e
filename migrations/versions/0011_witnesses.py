"""Witnesses asked, archives made, productions closed."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _of_production(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["production"], ["productions.id"], name=f"fk_{table}_production")


def upgrade() -> None:
    op.create_table(
        "witnesses",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("cosigned_at", Instant(), nullable=True),
        _of_production("witnesses"),
        sa.PrimaryKeyConstraint("production", "witness", name="pk_witnesses"),
    )
    op.create_table(
        "archives",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _of_production("archives"),
        sa.PrimaryKeyConstraint("production", "digest", name="pk_archives"),
    )
    op.create_table(
        "closings",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("record_key", sa.String(36), nullable=False),
        sa.Column("closed_by", sa.String(64), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        _of_production("closings"),
        sa.PrimaryKeyConstraint("production", name="pk_closings"),
    )
