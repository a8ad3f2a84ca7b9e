"""Decides how one sent record is answered: accepted with its receipt, or refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.domain.errors import ShowclearError


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is in the ledger. `receipt` is canonical JSON, the same bytes each time; `replayed` when it was there before."""

    receipt: bytes
    replayed: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not, and nothing of it was stored."""

    error: ShowclearError


Outcome: TypeAlias = Accepted | Refused
