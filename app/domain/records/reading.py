"""Decides whether a JSON value is a record, and tells every fault of one that is not; it never asks what it means."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any, Literal

from pydantic import Field, ValidationError, create_model

from app.domain.errors import ShowclearError
from app.domain.records.envelope import Record
from app.domain.records.faults import Fault, closest, shown, told
from app.domain.records.ids import PersonId
from app.domain.records.kinds import RECORD_KINDS

_MALFORMED = "record.malformed"
# A concern may come from somebody who does not want to be known.
_NAMELESS = "concern"


# Two threads that make models at once trip over each other: CPython 3.11 counts the depth of both syntax trees together.
_making = Lock()


@cache
def record_model(kind: str, *, allow_nobody: bool = False) -> type[Record]:
    """The model of a whole record of that kind. KeyError for no kind."""
    with _making:
        return _made(kind, allow_nobody=allow_nobody)


def _made(kind: str, *, allow_nobody: bool) -> type[Record]:
    body = RECORD_KINDS[kind]
    fields: dict[str, Any] = {
        "kind": (Literal[kind], Field(description="What kind of thing happened.")),
        "body": (body, Field(description="What happened, as this kind tells it.")),
    }
    if kind != _NAMELESS and not allow_nobody:
        fields["by"] = (PersonId, Field(description="Who did it."))
    return create_model(f"{body.__name__}Record", __base__=Record, __doc__=body.__doc__, **fields)


def parse_record(value: object, *, allow_nobody: bool = False) -> Record:
    """The record that a parsed JSON value is. `allow_nobody`: `by` may be absent from any kind, as in case files.

    ShowclearError `record.malformed` lists in `where` every fault: its field, the problem, what would be right.
    """
    if not isinstance(value, dict):
        raise _malformed(
            [{"field": "record", "problem": f"{shown(value)} is no record", "expected": "an object"}]
        )
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in RECORD_KINDS:
        raise _malformed(_without_kind(value))
    model = record_model(kind, allow_nobody=allow_nobody)
    try:
        return model.model_validate(value)
    except ValidationError as found:
        raise _malformed(told(found.errors(include_url=False), model)) from None


def _without_kind(value: dict[str, object]) -> list[Fault]:
    """What is wrong with the envelope all the same, the body being unreadable."""
    words = list(RECORD_KINDS)
    kind = value.get("kind")
    near = closest(kind, words) if isinstance(kind, str) else ""
    problem = f"{shown(kind)} is no kind of record{near}" if "kind" in value else "is missing"
    faults = [{"field": "kind", "problem": problem, "expected": f"one of: {', '.join(words)}"}]
    try:
        Record.model_validate(value)
    except ValidationError as found:
        faults += [
            fault for fault in told(found.errors(include_url=False), Record) if fault["field"] != "kind"
        ]
    return faults


def _malformed(faults: list[Fault]) -> ShowclearError:
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return ShowclearError(
        _MALFORMED, f"The record has {count}; `where` says what would be right.", where=faults
    )
