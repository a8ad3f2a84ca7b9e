"""Floors, archives, histories and whole files are only ever added: nothing takes them away."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEYS = {
    "retention_floors": ("production", "years"),
    "archives": ("production", "digest"),
    "brought_histories": ("production", "thing", "digest"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, key in KEYS.items():
            refuse_on_sqlite(table, key)
        op.execute(
            "CREATE TRIGGER attachments_refuse_delete BEFORE DELETE ON attachments "
            "WHEN OLD.complete_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'a whole file is kept'); END"
        )
        return
    for table in KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_alteration BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
        )
    op.execute(
        "CREATE TRIGGER attachments_refuse_delete BEFORE DELETE ON attachments "
        "FOR EACH ROW WHEN (OLD.complete_at IS NOT NULL) EXECUTE FUNCTION refuse_alteration()"
    )


def refuse_on_sqlite(table: str, key: tuple[str, ...]) -> None:
    """As in 0001: a replacing insert is refused too."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
