"""Decides what a hand count at wrap is set against, and that nobody is told it before the hand count is signed.

Who knows the figure counts to the figure. The service's own comes from loadings, unloadings and firings of the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson

from app.services.caller import Caller
from app.services.filters import RecordFilter
from app.services.looking import Look, Looking

_KINDS: Final = ("loading", "unloading", "firing", "round_count", "sign_off")
_MOST: Final = 5_000


@dataclass(slots=True)
class _Own:
    """What the records of a day say of one container."""

    loaded: int = 0
    unloaded: int = 0
    firearms: set[str] = field(default_factory=set)


class Counts(Looking):
    """The use case."""

    def of_day(self, caller: Caller, production: str, day: date | None) -> dict[str, Any]:
        """Each container that rounds were taken from or put into that day, or today: to count, to sign, or signed.

        Only of a signed count `own` and `differs` are told. Refused: `not_found`, `permission.denied`.
        """
        with self._look(caller, production, "ammunition") as look:
            asked = day or look.judged.setting.date_of(self._clock())
            records = list(_standing(_records(look, asked)))
        own, fired = _own(records), _fired(records)
        counts = {one["body"]["container"]: one for one in records if one["kind"] == "round_count"}
        signed = _signed(records)
        return {
            "date": asked.isoformat(),
            "containers": [
                _told(container, own.get(container, _Own()), fired, own, counts.get(container), signed)
                for container in sorted(own.keys() | counts.keys())
            ],
        }


def _records(look: Look, day: date) -> Iterator[dict[str, Any]]:
    found = [
        (stored.position, orjson.loads(stored.entry)["record"])
        for kind in _KINDS
        for stored in look.shelves.entries_like(look.production, RecordFilter(day=day, kind=kind), -1, _MOST)
    ]
    return (record for _, record in sorted(found, key=lambda one: one[0]))


def _standing(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Those that no later record corrects."""
    told = list(records)
    corrected = {one["corrects"]["record"].lower() for one in told if one.get("corrects")}
    return (one for one in told if one["id"].lower() not in corrected)


def _own(records: Iterable[dict[str, Any]]) -> dict[str, _Own]:
    found: dict[str, _Own] = {}
    for record in records:
        if record["kind"] not in ("loading", "unloading"):
            continue
        for rounds in record["body"]["rounds"]:
            if rounds.get("container") is None:
                continue
            one = found.setdefault(rounds["container"], _Own())
            one.firearms.add(record["body"]["firearm"])
            if record["kind"] == "loading":
                one.loaded += rounds["count"]
            else:
                one.unloaded += rounds["count"]
    return found


def _fired(records: Iterable[dict[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in records:
        if record["kind"] == "firing":
            found[record["body"]["firearm"]] += record["body"]["rounds_fired"]
    return found


def _signed(records: Iterable[dict[str, Any]]) -> set[str]:
    """Counts with a signature of their own or later, in lower case."""
    found = set()
    for record in records:
        given = record.get("sign_offs") or ()
        about = record["id"]
        if record["kind"] == "sign_off":
            given, about = record["body"]["sign_offs"], record["body"]["of"]
        if any(not one.get("declined") for one in given):
            found.add(about.lower())
    return found


def _told(
    container: str,
    own: _Own,
    fired: Counter[str],
    everything: dict[str, _Own],
    count: dict[str, Any] | None,
    signed: set[str],
) -> dict[str, Any]:
    if count is None:
        return {"container": container, "state": "to_count"}
    told = {"container": container, "record": count["id"], "counted": count["body"], "by": count.get("by")}
    if count["id"].lower() not in signed:
        return {**told, "state": "to_sign"}
    figures = _figures(container, own, fired, everything)
    return {**told, "state": "signed", "own": figures, "differs": _differences(count["body"], figures)}


def _figures(
    container: str, own: _Own, fired: Counter[str], everything: dict[str, _Own]
) -> dict[str, int | None]:
    """`fired` is not known where a firearm was loaded from several containers."""
    others = {firearm for name, one in everything.items() if name != container for firearm in one.firearms}
    shots = None if own.firearms & others else sum(fired[firearm] for firearm in own.firearms)
    return {"loaded": own.loaded, "unloaded": own.unloaded, "fired": shots}


def _differences(counted: dict[str, Any], own: dict[str, int | None]) -> list[dict[str, Any]]:
    """Where hand and records do not say the same; what was taken along and never loaded came back."""
    loaded, unloaded = own["loaded"] or 0, own["unloaded"] or 0
    spent = counted["fired"] + counted["misfired"] + counted["destroyed"] + counted["returned"]
    expected = {
        "issued": max(counted["issued"], loaded),
        "returned": counted["issued"] - loaded + unloaded,
        "fired": counted["fired"] if own["fired"] is None else own["fired"],
    }
    found = [
        {"field": name, "counted": counted[name], "own": value}
        for name, value in expected.items()
        if counted[name] != value
    ]
    if spent != counted["issued"]:
        found.append({"field": "issued", "counted": counted["issued"], "own": spent})
    return found
