"""Decides who on a production answers to whom, by roles alone; it gives no right and judges nothing.

The order is the usual one of a call sheet: departments under the unit production manager, the floor under the first
assistant director, the office under the producer. A safety advisor and an outside party answer to nobody there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_FLOOR: Final = ("first_ad", "upm", "line_producer", "producer", "director")
_OFFICE: Final = ("upm", "line_producer", "producer")

ABOVE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "weapons_handler": frozenset({"armorer", "property_master", *_OFFICE}),
        "armorer": frozenset({"property_master", *_OFFICE}),
        "property_master": frozenset(_OFFICE),
        "stunt_coordinator": frozenset({"director", *_OFFICE}),
        "performer": frozenset({"director", "producer"}),
        "crew": frozenset(_FLOOR),
        "medic": frozenset(_OFFICE),
        "first_ad": frozenset({"director", *_OFFICE}),
        "safety_officer": frozenset(_OFFICE),
        "director": frozenset({"producer"}),
        "upm": frozenset({"line_producer", "producer"}),
        "line_producer": frozenset({"producer"}),
        "producer": frozenset(),
        "admin": frozenset({"producer"}),
        "safety_advisor": frozenset(),
        "inspector": frozenset(),
    }
)
"""The roles above each role, all of them and not only the nearest."""


def answers_to(roles: frozenset[str], above: frozenset[str]) -> bool:
    """Whether somebody who holds `roles` answers, in any of them, to somebody who holds `above`."""
    return any(ABOVE[role] & above for role in roles)
