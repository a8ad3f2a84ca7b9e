"""Decides nothing: runs the migrations on the connection that app.db.migrate hands over."""

from alembic import context

import app.db.tables  # noqa: F401 - whose tables these are
from app.db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
