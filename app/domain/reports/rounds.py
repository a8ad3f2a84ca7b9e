"""Decides what is told of rounds: per container what was loaded, fired and counted as recorded; it balances nothing away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.domain.reports.standing_records import Stands, of_kinds
from app.domain.reports.world import Json

_COUNTED = ("issued", "fired", "returned", "misfired", "destroyed")


def rounds_of(stands: Sequence[Stands]) -> Json:
    """Containers with loadings, unloadings and counts of these records; firearms with how many rounds they fired."""
    moved: dict[str, Counter[str]] = {}
    for kind in ("loading", "unloading"):
        for one in of_kinds(stands, kind):
            for load in one.entry.record.body.rounds:
                moved.setdefault(load.container or "no container", Counter())[kind] += load.count
    counts = {one.entry.record.body.container: one for one in of_kinds(stands, "round_count")}
    return {
        "containers": [
            {
                "container": name,
                "loaded": moved.get(name, Counter())["loading"],
                "unloaded": moved.get(name, Counter())["unloading"],
                "count": _count(counts.get(name)),
            }
            for name in sorted({*moved, *counts})
        ],
        "fired": _fired(stands),
        "misfires": sum(1 for one in of_kinds(stands, "incident") if one.entry.record.body.what == "misfire"),
    }


def _count(one: Stands | None) -> Json | None:
    if one is None:
        return None
    body = one.entry.record.body
    told: Json = {name: getattr(body, name) for name in _COUNTED}
    rest = sum(told[name] for name in _COUNTED[1:])
    return told | {"position": one.entry.position, "balances": told["issued"] == rest}


def _fired(stands: Sequence[Stands]) -> list[Json]:
    fired: Counter[str] = Counter()
    takes: Counter[str] = Counter()
    for one in of_kinds(stands, "firing"):
        fired[one.entry.record.body.firearm] += one.entry.record.body.rounds_fired
        takes[one.entry.record.body.firearm] += 1
    return [{"firearm": name, "takes": takes[name], "rounds": fired[name]} for name in sorted(takes)]
