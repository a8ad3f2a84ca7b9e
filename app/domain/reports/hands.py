"""Decides how firearms went out and came back, from handovers, lists, storage and departures; it fills no gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from app.domain.judgement import Entry
from app.domain.judgement.violation import moment_text
from app.domain.reports.standing_records import Stands
from app.domain.reports.world import Json, World, cited

_NOBODYS: Final = frozenset({"locked", "unattended"})
"""States in which a firearm is in nobody's hands."""
_NO_WORK: Final = frozenset({"return", "storage", "transport", "back", "departure", "unlocked"})


class Step(NamedTuple):
    """A firearm comes to somebody, into a lock, or goes out of the production."""

    entry: Entry
    firearm: str
    holder: str
    """A person, `locked`, `unattended`, or `party:...`."""
    how: str
    """The purpose of a handover, the direction of a list, the state of a storage, `departure`."""
    giver: str | None = None
    declared: str | None = None

    @property
    def out(self) -> bool:
        """Whether it went out to somebody for work."""
        return self.how not in _NO_WORK and self.holder not in _NOBODYS


def steps(stands: Sequence[Stands]) -> Iterator[Step]:
    """Every step of every firearm or container, in the order they happened."""
    for one in stands:
        entry, record = one.entry, one.entry.record
        body = record.body
        if record.kind == "handover":
            yield Step(entry, body.firearm, body.to, body.purpose, body.from_, body.declared)
        elif record.kind == "issue_list":
            out = body.direction == "out"
            for line in body.lines:
                giver, holder = (record.by, line.person) if out else (line.person, record.by)
                yield Step(entry, line.firearm, holder or "", body.direction, giver, "replica")
        elif record.kind == "storage":
            nobody = body.state in _NOBODYS
            holder = body.state if nobody else body.key_holder or record.by or ""
            yield from (Step(entry, item, holder, body.state, record.by) for item in body.items)
        elif record.kind == "departure":
            yield from (Step(entry, item, body.to, "departure", record.by) for item in body.items)


def movements(world: World, stands: Sequence[Stands]) -> list[Json]:
    """Firearm by firearm: each time it went out, to whom, and when it next came to somebody else."""
    intakes = {
        entry.record.body.firearm: entry.record.body.class_ for entry in world.of_kind("firearm_intake")
    }
    told: dict[str, list[Step]] = {}
    for step in steps(stands):
        told.setdefault(step.firearm, []).append(step)
    firearms = {name for name in told if name in intakes or any(one.declared for one in told[name])}
    return [
        {
            "firearm": name,
            "class": intakes.get(name),
            "out": [_out(world, told[name], n) for n, step in enumerate(told[name]) if step.out],
            "last": told[name][-1].holder,
            "last_how": told[name][-1].how,
        }
        for name in sorted(firearms)
    ]


def _out(world: World, told: Sequence[Step], place: int) -> Json:
    step = told[place]
    after = told[place + 1] if place + 1 < len(told) else None
    return cited(step.entry, world) | {
        "from": step.giver,
        "to": step.holder,
        "how": step.how,
        "declared": step.declared,
        "back_at": moment_text(after.entry.record.at) if after else None,
        "back_to": after.holder if after else None,
        "back_position": after.entry.position if after else None,
    }
