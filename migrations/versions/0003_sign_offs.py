"""When somebody last signed in a session: a PIN is enough only while they keep at it."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("signed_at", Instant(), nullable=True))
