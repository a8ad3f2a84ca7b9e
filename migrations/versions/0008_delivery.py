"""What is told to people: their addresses, how they want to be told, messages, deliveries."""

import sqlalchemy as sa
from alembic import op

from app.db.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=True),
        sa.Column("outside", sa.String(40), nullable=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=True),
        sa.Column("takes", sa.String(8), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("broken_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_contacts_production"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_production_person", "contacts", ["production", "person"])
    op.create_table(
        "delivery_choices",
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("quiet_from", sa.String(5), nullable=True),
        sa.Column("quiet_until", sa.String(5), nullable=True),
        sa.Column("quiet_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_delivery_choices_production"),
        sa.PrimaryKeyConstraint("production", "person", name="pk_delivery_choices"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=True),
        sa.Column("outside", sa.String(40), nullable=True),
        sa.Column("urgency", sa.String(8), nullable=False),
        sa.Column("subject_code", sa.String(80), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("link_path", sa.String(400), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("spread_at", Instant(), nullable=True),
        sa.Column("problem", sa.String(64), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["production"], ["productions.id"], name="fk_messages_production"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_production_made_at", "messages", ["production", "made_at"])
    op.create_index("ix_messages_production_person_made_at", "messages", ["production", "person", "made_at"])
    op.create_index("ix_messages_spread_at", "messages", ["spread_at"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("message", sa.String(32), nullable=False),
        sa.Column("production", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("lease", sa.String(32), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("problem", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_deliveries_message"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_contact", "deliveries", ["contact"])
    op.create_index("ix_deliveries_message", "deliveries", ["message"])
    op.create_index("ix_deliveries_next_at", "deliveries", ["next_at"])
