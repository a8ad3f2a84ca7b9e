"""Decides how what was written on paper is recorded: typed in by two people who do not see each other's, and marked so.

Nobody writes in another's name alone. Two who typed the same from the same sheet do, with its photo beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol, cast

import orjson

from app.domain.errors import ShowclearError
from app.domain.people.permissions import require_write
from app.domain.records import GROUPS, Record, parse_record
from app.domain.records.faults import Fault
from app.services.caller import DELIVER, WRITE, Caller
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.outcome import Accepted
from app.services.ports import Clock
from app.services.record import RecordDesk

_COMPARED: Final = (
    *("kind", "production", "occurred_at", "by", "unit", "protocol", "answers", "note", "attachments"),
    *("corrects", "sign_offs", "body"),
)
_LONGEST_NOTE: Final = 3_800


class Typed(NamedTuple):
    """What the first of two typed."""

    key: str
    """The record's id, in lower case."""
    typed_by: str
    typed_at: datetime
    record: bytes


class TypedSheets(Protocol):
    """What waits for the second of two. Each call is a transaction of its own."""

    def put(self, production: str, typed: Typed) -> None:
        """Keep it, in place of what was typed under that id before."""
        ...

    def get(self, production: str, key: str) -> Typed | None:
        """What was typed under that id."""
        ...

    def all(self, production: str) -> Sequence[Typed]:
        """Everything that waits, the oldest first."""
        ...

    def drop(self, production: str, key: str) -> None:
        """It waits no more."""
        ...


class Papers(Looking):
    """The use case."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, desk: RecordDesk, typed: TypedSheets
    ) -> None:
        super().__init__(library, judges, clock)
        self._desk, self._typed = desk, typed

    def waiting(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """What one person typed and another has still to: what finds the sheet, and nothing of what stands on it."""
        with self._look(caller, production, "records"):
            pass
        return [_found(one) for one in self._typed.all(production)]

    def type_in(self, caller: Caller, production: str, value: object) -> bytes | None:
        """What somebody typed from a sheet. The receipt once a second person typed the same; None until then.

        `value` is a record with all but `entered_by`, its signatures by `paper`, a photo of the sheet among its
        attachments. Refused: `record.malformed`, `permission.denied`, `paper.not_paper`, `paper.differs` (what was kept
        stays, and the first may type anew), and as every record is.
        """
        caller.require(production, WRITE)
        record = parse_record(value)
        told = cast(dict[str, Any], value)  # parse_record refuses all else
        self._require(caller, production, record)
        before = self._typed.get(production, record.key)
        if before is None or before.typed_by == caller.person:
            typed = Typed(record.key, caller.person or "", self._clock(), orjson.dumps(told))
            self._typed.put(production, typed)
            return None
        differences = list(_differences(orjson.loads(before.record), told))
        if differences:
            raise ShowclearError("paper.differs", "The two do not say the same.", where=differences[:50])
        return self._record(caller, production, told, before.typed_by)

    def _record(self, caller: Caller, production: str, value: dict[str, Any], first: str) -> bytes:
        marked = f"Typed in from paper by {first} and {caller.person}."
        said = f"{value['note']} {marked}" if value.get("note") else marked
        both = Caller(caller.person, production, caller.scopes | {DELIVER})
        (outcome,) = self._desk.submit_batch(both, production, [value | {"entered_by": first, "note": said}])
        if not isinstance(outcome, Accepted):
            raise outcome.error
        self._typed.drop(production, str(value["id"]).lower())
        return outcome.receipt

    def _require(self, caller: Caller, production: str, record: Record) -> None:
        with self._look(caller, production, "records") as look:
            require_write(look.roles, record.kind)
        faults: list[Fault] = []
        if record.kind in GROUPS["governance"]:
            faults.append(_fault("kind", "is not written on paper on set", "what happened on set"))
        if record.production != production:
            faults.append(_fault("production", f"is {record.production}", production))
        if record.entered_by is not None:
            faults.append(_fault("entered_by", "is said by the service", "nothing"))
        if not record.attachments:
            faults.append(_fault("attachments", "has no photo of the sheet", "its SHA-256"))
        if any(one.method != "paper" for one in record.sign_offs):
            faults.append(_fault("sign_offs", "holds another method", "signatures by `paper`"))
        if record.note is not None and len(record.note) > _LONGEST_NOTE:
            faults.append(_fault("note", "is too long", f"at most {_LONGEST_NOTE} characters"))
        if faults:
            raise ShowclearError(
                "paper.not_paper", "This is not typed in from a sheet of paper.", where=faults
            )


def _found(typed: Typed) -> dict[str, Any]:
    record = orjson.loads(typed.record)
    shown = ("kind", "protocol", "unit", "by", "occurred_at", "attachments")
    told = {name: record[name] for name in shown if name in record}
    return {"id": record["id"], "typed_by": typed.typed_by, **told}


def _differences(first: dict[str, Any], second: dict[str, Any]) -> Iterator[Fault]:
    """The places where they differ, without what the other one typed there."""
    for name in _COMPARED:
        yield from _between(first.get(name), second.get(name), name)


def _between(first: Any, second: Any, place: str) -> Iterator[Fault]:
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted(first.keys() | second.keys()):
            yield from _between(first.get(name), second.get(name), f"{place}.{name}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for at, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from _between(one, other, f"{place}[{at}]")
    elif first != second or isinstance(first, bool) is not isinstance(second, bool):
        yield _fault(place, "is typed differently by the two", "what stands on the sheet")


def _fault(field: str, problem: str, expected: str) -> Fault:
    return {"field": field, "problem": problem, "expected": expected}
