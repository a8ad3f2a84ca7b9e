"""One key for one passkey, signatures that may come again, and the roles with which a session began."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("roles", sa.Text(), nullable=True))
    op.add_column("passkeys", sa.Column("key_digest", sa.LargeBinary(32), nullable=True))
    op.create_index("ix_passkeys_key_digest", "passkeys", ["key_digest"], unique=True)
    op.create_table(
        "signatures",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_signatures"),
    )
