"""Decides where the demonstration's tokens are kept so that they can be told again: one file, for its owner only."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.errors import ShowclearError
from app.services.caller import GOVERN, READ, WRITE
from app.services.people import People

FILE = "demonstration-tokens.json"
GOOD_FOR = timedelta(days=30)


class KeptTokens:
    """Tokens by person. A real deployment keeps none: only their digests lie in the database."""

    def __init__(self, data_dir: Path, people: People, production: str) -> None:
        self._path, self._people, self._production = data_dir / FILE, people, production

    def good(self, persons: Iterable[str]) -> dict[str, str] | None:
        """The token of each person; None when one is missing or no longer good."""
        kept, told = self._read(), {}
        for person in persons:
            token = kept.get(person, "")
            if not self._is_of(token, person):
                return None
            told[person] = token
        return told

    def issue(self, persons: Iterable[str], now: datetime) -> dict[str, str]:
        """New tokens for everybody, kept in the file."""
        told = {
            person: self._people.issue_token(self._production, person, {READ, WRITE, GOVERN}, now + GOOD_FOR)[
                0
            ]
            for person in persons
        }
        self._write(told)
        return told

    def _is_of(self, token: str, person: str) -> bool:
        try:
            caller = self._people.authenticate(token)
        except ShowclearError:
            return False
        return (caller.production, caller.person) == (self._production, person)

    def _read(self) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept

    def _write(self, told: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(told, file, indent=2)
