"""The first schema: ledger, judgement, people; and on both engines triggers that keep the ledger append-only."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("entries", "nodes")


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        refuse_on_sqlite()
    else:
        refuse_on_postgresql()


def refuse_on_sqlite() -> None:
    """INSERT OR REPLACE fires delete triggers only where recursive_triggers is on, so another insert is refused too."""
    same = {
        "entries": "production = NEW.production AND (position = NEW.position OR record_key = NEW.record_key)",
        "nodes": "production = NEW.production AND level = NEW.level AND place = NEW.place",
    }
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same[table]}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_alteration BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
        )


def create_tables() -> None:
    op.create_table(
        "mentions",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("production", "name", "position", name="pk_mentions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nodes",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("level", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("production", "level", "place", name="pk_nodes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "productions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_productions"),
    )
    op.create_table(
        "deadlines",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_deadlines_production"),
        sa.PrimaryKeyConstraint("production", "key", name="pk_deadlines"),
    )
    op.create_table(
        "entries",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_key", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("segment_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_entries_production"),
        sa.PrimaryKeyConstraint("production", "position", name="pk_entries"),
    )
    op.create_index(
        "ix_entries_production_kind_position",
        "entries",
        ["production", "kind", "position"],
        unique=False,
    )
    op.create_index(
        "ix_entries_production_record_key",
        "entries",
        ["production", "record_key"],
        unique=True,
    )
    op.create_index(
        "ix_entries_production_segment_on_position",
        "entries",
        ["production", "segment_on", "position"],
        unique=False,
    )
    op.create_table(
        "heads",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("judged_size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("moment_at", Instant(), nullable=True),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_heads_production"),
        sa.PrimaryKeyConstraint("production", name="pk_heads"),
    )
    op.create_table(
        "holds",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_holds_production"),
        sa.PrimaryKeyConstraint("production", "key", name="pk_holds"),
    )
    op.create_table(
        "nameless_concerns",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("record_key", sa.String(length=36), nullable=False),
        sa.Column("append_at", Instant(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_nameless_concerns_production"),
        sa.PrimaryKeyConstraint("digest", "record_key", name="pk_nameless_concerns"),
    )
    op.create_index(
        "ix_nameless_concerns_append_at",
        "nameless_concerns",
        ["append_at"],
        unique=False,
    )
    op.create_table(
        "persons",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_persons_production"),
        sa.PrimaryKeyConstraint("production", "id", name="pk_persons"),
    )
    op.create_table(
        "segments",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("segment_on", sa.Date(), nullable=False),
        sa.Column("carried", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_segments_production"),
        sa.PrimaryKeyConstraint("production", "segment_on", name="pk_segments"),
    )
    op.create_table(
        "tokens",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_tokens_production"),
        sa.PrimaryKeyConstraint("digest", name="pk_tokens"),
        sa.UniqueConstraint("id", name="uq_tokens_id"),
    )
    op.create_index("ix_tokens_production_person", "tokens", ["production", "person"], unique=False)
    op.create_table(
        "violations",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("hazard", sa.String(length=64), nullable=False),
        sa.Column("gravity", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("firearm", sa.String(length=64), nullable=True),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("segment_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("flagged_at", Instant(), nullable=False),
        sa.Column("violation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_violations_production"),
        sa.PrimaryKeyConstraint("production", "id", name="pk_violations"),
    )
    op.create_index(
        "ix_violations_production_flagged_at_id",
        "violations",
        ["production", "flagged_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_violations_production_segment_on",
        "violations",
        ["production", "segment_on"],
        unique=False,
    )
    op.create_index("ix_heads_next_at", "heads", ["next_at"], unique=False)
