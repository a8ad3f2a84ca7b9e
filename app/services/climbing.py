"""Decides which use cases climb ladders: escalations, and the look before a day begins; put together here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.services.escalations import Escalations, Ladders, Table
from app.services.judges import Judges
from app.services.messages import Outbox, Reachable
from app.services.ports import Clock
from app.services.preflight import Preflight


@dataclass(frozen=True, slots=True)
class Climbing:
    """Both of them."""

    escalations: Escalations
    preflight: Preflight


class Kept(NamedTuple):
    """Where escalations are kept, messages wait, and confirmed channels stand."""

    table: Table
    outbox: Outbox
    reachable: Reachable


def climbing_on(kept: Kept, ladders: Ladders, judges: Judges, clock: Clock) -> Climbing:
    """Both over the same parts."""
    preflight = Preflight(judges, kept.reachable, ladders, clock)

    def outside(production: str) -> list[str]:
        return list(kept.reachable.outside(production))

    return Climbing(Escalations(kept.table, kept.outbox, ladders, outside, preflight.beside), preflight)
