"""Decides how names and tokens are kept beside the ledger; who may have them is decided by the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.db.database import Database
from app.db.tables import persons, tokens
from app.services.people import TokenRow


class SqlRegistry:
    """Names and tokens in one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_name(self, production: str, person: str, name: str) -> None:
        """Give a person a name, or another."""
        mine = (persons.c.production == production, persons.c.id == person)
        with self._database.writing() as connection:
            named = connection.execute(update(persons).where(*mine).values(name=name, erased_at=None))
            if named.rowcount == 0:
                connection.execute(insert(persons), {"production": production, "id": person, "name": name})

    def put_token(self, token: TokenRow) -> None:
        """Keep a token."""
        row = {
            "digest": token.digest,
            "id": token.id,
            "production": token.production,
            "person": token.person,
            "scopes": " ".join(sorted(token.scopes)),
            "created_at": token.created_at,
            "expires_at": token.expires_at,
        }
        with self._database.writing() as connection:
            connection.execute(insert(tokens), row)

    def token(self, digest: bytes) -> TokenRow | None:
        """The token of that digest."""
        with self._database.reading() as connection:
            row = connection.execute(select(tokens).where(tokens.c.digest == digest)).one_or_none()
        return _token(row) if row is not None else None

    def tokens(self, production: str) -> Sequence[TokenRow]:
        """The tokens of a production, oldest first."""
        mine = select(tokens).where(tokens.c.production == production)
        with self._database.reading() as connection:
            return [
                _token(row) for row in connection.execute(mine.order_by(tokens.c.created_at, tokens.c.id))
            ]

    def revoke(self, production: str, token_id: str, at: datetime) -> TokenRow | None:
        """Revoke a token; None when there is none of that id."""
        mine = (tokens.c.production == production, tokens.c.id == token_id)
        with self._database.writing() as connection:
            row = connection.execute(select(tokens).where(*mine)).one_or_none()
            if row is not None and row.revoked_at is None:
                connection.execute(update(tokens).where(*mine).values(revoked_at=at))
        return _token(row) if row is not None else None


def _token(row: Any) -> TokenRow:
    return TokenRow(
        bytes(row.digest),
        row.id,
        row.production,
        row.person,
        frozenset(row.scopes.split()),
        row.created_at,
        row.expires_at,
        row.revoked_at,
    )
