"""Decides what is told of a production's people to whoever runs the machine it lies on, and so needs no role in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.services.accounts.own_tokens import told
from app.services.caller import no_production
from app.services.entries import stored_entry
from app.services.library import Library
from app.services.people import Registry, TokenRow
from app.services.roster import Roster


class Account:
    """A production's people and tokens, read only."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self._library, self._registry = library, registry

    def people(self, production: str, at: datetime) -> list[dict[str, Any]]:
        """Everybody it ever had, with name, the roles held at that moment, and tokens. Refused: `not_found`."""
        with self._library.looking() as shelves:
            if shelves.head(production) is None:
                raise no_production()
            given = [stored_entry(data).record for data in shelves.entries_of_kind(production, "role")]
            names = shelves.names(production)
        roster, tokens = Roster().adding(given), self._registry.tokens(production)
        return [
            {
                "id": person,
                "name": names.get(person),
                "roles": sorted(roster.roles(person, at)),
                "tokens": _told(tokens, person, at),
            }
            for person in roster.people()
        ]


def _told(tokens: Iterable[TokenRow], person: str, at: datetime) -> list[dict[str, Any]]:
    return [told(row, at) for row in tokens if row.person == person]
