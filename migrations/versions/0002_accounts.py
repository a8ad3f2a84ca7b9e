"""Accounts beside the ledger: who signs in with what, invitations, PINs, and an audit that only grows."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        refuse_on_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER audit_refuse_alteration BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
        )


def refuse_on_sqlite() -> None:
    """As in 0001: a replacing insert is refused too."""
    op.execute(
        "CREATE TRIGGER audit_refuse_replace BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_refuse_{deed.lower()} BEFORE {deed} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )


def create_tables() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("deed", sa.String(length=64), nullable=False),
        sa.Column("refused", sa.String(length=64), nullable=True),
        sa.Column("production", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("account", sa.String(length=32), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_happened_at", "audit", ["happened_at"], unique=False)
    op.create_index("ix_audit_production_happened_at", "audit", ["production", "happened_at"], unique=False)
    op.create_table(
        "challenges",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=True),
        sa.Column("invite", sa.LargeBinary(length=32), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_challenges"),
    )
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"], unique=False)
    op.create_table(
        "tries",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", Instant(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_tries"),
    )
    op.create_index("ix_tries_tried_at", "tries", ["tried_at"], unique=False)
    op.create_table(
        "invites",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_invites_production"),
        sa.PrimaryKeyConstraint("digest", name="pk_invites"),
        sa.UniqueConstraint("id", name="uq_invites_id"),
    )
    op.create_index("ix_invites_production", "invites", ["production"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_memberships_account"),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_memberships_production"),
        sa.PrimaryKeyConstraint("production", "person", name="pk_memberships"),
    )
    op.create_index(
        "ix_memberships_account_production", "memberships", ["account", "production"], unique=True
    )
    op.create_table(
        "passkeys",
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_passkeys_account"),
        sa.PrimaryKeyConstraint("credential", name="pk_passkeys"),
        sa.UniqueConstraint("id", name="uq_passkeys_id"),
    )
    op.create_index("ix_passkeys_account", "passkeys", ["account"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_passwords_account"),
        sa.PrimaryKeyConstraint("account", name="pk_passwords"),
    )
    op.create_table(
        "pins",
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_pins_production"),
        sa.PrimaryKeyConstraint("production", "person", name="pk_pins"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_recovery_codes_account"),
        sa.PrimaryKeyConstraint("account", "digest", name="pk_recovery_codes"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("production", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("authenticated_at", Instant(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sessions_account"),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_sessions_production"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.UniqueConstraint("id", name="uq_sessions_id"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"], unique=False)
