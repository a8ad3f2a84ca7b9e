"""Decides what changed between two versions of a protocol, field by field, for people to read; it weighs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.domain.protocol.protocol import Protocol
from app.domain.protocol.values import Strict

Part = Literal["protocol", "item", "rule", "sign_off"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are JSON values; None where there was or is none."""

    what: Literal["explained", "added", "removed", "moved", "changed"]
    part: Part
    id: str
    """Of an item or rule its id, of a sign-off its roles, of the protocol `id@version`."""
    field: str | None = None
    before: Any = None
    after: Any = None

    def to_json(self) -> dict[str, Any]:
        """As the command line and the API show it."""
        return asdict(self)


def diff(old: Protocol, new: Protocol) -> list[Change]:
    """Every change from `old` to `new`: first what the new version says of itself, then as one reads the file.

    Items that keep their neighbours' order are not moved; an item or rule keeps its identity by its id.
    """
    explained = (
        [Change("explained", "protocol", new.ref, "changes", None, _json(new.changes))] if old != new else []
    )
    return [
        *explained,
        *_fields("protocol", new.ref, _top(old), _top(new)),
        *_parts("item", {i.id: i for i in old.items}, {i.id: i for i in new.items}),
        *_parts("sign_off", _sign_offs(old), _sign_offs(new)),
        *_parts("rule", {r.id: r for r in old.rules}, {r.id: r for r in new.rules}),
    ]


def _top(protocol: Protocol) -> dict[str, Any]:
    return {
        name: value
        for name, value in _json(protocol).items()
        if name in ("title", "purpose", "completes", "due")
    }


def _sign_offs(protocol: Protocol) -> dict[str, Strict]:
    """By roles; of two under the same roles the second is `... (2)`."""
    seen: Counter[str] = Counter()
    named: dict[str, Strict] = {}
    for sign_off in protocol.sign_offs:
        roles = " or ".join(sign_off.role)
        seen[roles] += 1
        named[roles if seen[roles] == 1 else f"{roles} ({seen[roles]})"] = sign_off
    return named


def _parts(part: Part, old: Mapping[str, Strict], new: Mapping[str, Strict]) -> Iterator[Change]:
    for name in old:
        if name not in new:
            yield Change("removed", part, name, None, _json(old[name]), None)
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    for name in new:
        if name not in old:
            yield Change("added", part, name, None, None, _json(new[name]))
            continue
        if name in moved:
            yield Change("moved", part, name, None, list(old).index(name) + 1, list(new).index(name) + 1)
        yield from _fields(part, name, _json(old[name]), _json(new[name]))


def _fields(part: Part, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for field in dict.fromkeys([*old, *new]):
        if old.get(field) != new.get(field):
            yield Change("changed", part, name, field, old.get(field), new.get(field))


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The fewest names that must move to turn one order of the same names into the other."""
    place = {name: index for index, name in enumerate(old)}
    runs: list[list[str]] = [[]]  # for each name, the longest run in both orders that ends with it
    for name in new:
        runs.append([*_longest(run for run in runs if not run or place[run[-1]] < place[name]), name])
    return set(new) - set(_longest(runs))


def _longest(runs: Iterable[list[str]]) -> list[str]:
    return max(runs, key=len)


def _json(model: Strict) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
