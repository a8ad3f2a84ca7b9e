"""Decides what of a small derived table came and went since it was last written; it knows neither holds nor deadlines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.ledger.canonical import canonical
from app.services.ports import Told
from app.services.stored import Difference


@dataclass(frozen=True, slots=True)
class Standing:
    """What a table holds: its keys, and the objects they were made from where this process made them."""

    keys: tuple[str, ...] = ()
    made_from: tuple[Told, ...] = ()

    def replaced(self, told: Sequence[Told] | None) -> tuple[Standing, Difference]:
        """What the table will hold, and how it differs; None where nobody can say, which changes nothing."""
        if told is None:
            return self, Difference()
        known = {id(one): key for one, key in zip(self.made_from, self.keys, strict=False)}
        if len(known) == len(self.keys) == len(told) and all(id(one) in known for one in told):
            return self, Difference()
        rows: dict[str, dict[str, Any]] = {}
        keys: dict[str, Told] = {}
        for one in told:
            key = known.get(id(one))
            if key is None:
                row = one.to_json()
                key = key_of(row)
                rows[key] = row
            keys[key] = one
        before = set(self.keys)
        come = tuple((key, row) for key, row in rows.items() if key not in before)
        gone = tuple(key for key in self.keys if key not in keys)
        return Standing(tuple(keys), tuple(keys.values())), Difference(gone, come)


def key_of(row: dict[str, Any]) -> str:
    """A key that two rows share only when they say the same: 40 hexadecimal digits."""
    return hashlib.sha256(canonical(row)).hexdigest()[:40]
