"""Decides whether plain data is a case, and tells every fault of what is none; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.errors import ShowclearError
from app.domain.records.faults import Fault, told
from app.domain.replay.expand import faults_of
from app.domain.replay.form import Case

_TOP = "the file"


def read_case(data: object) -> Case:
    """The case a file's plain data is.

    ShowclearError `case.malformed` lists in `where` every fault at once: field (`records[3].body.firearm`), problem,
    and what would be right. What cannot be read hides no other fault: the rest is looked at without it.
    """
    if not isinstance(data, dict):
        raise _malformed(
            [{"field": _TOP, "problem": "is no case", "expected": "fields such as case, records"}]
        )
    try:
        case = Case.model_validate(data)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        raise _malformed([*told(errors, Case), *_faults_of_the_rest(data, errors)]) from None
    if faults := [*faults_of(case), *_dangling(case)]:
        raise _malformed(faults)
    return case


def _malformed(faults: list[Fault]) -> ShowclearError:
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return ShowclearError(
        "case.malformed", f"The case has {count}; `where` says what would be right.", where=faults
    )


def _faults_of_the_rest(data: dict[Any, Any], errors: list[ErrorDetails]) -> list[Fault]:
    """Faults of the records that can be read, when something else of the file cannot."""
    broken = {error["loc"][:2] for error in errors}
    whole = {part[0] for part in broken if len(part) == 1 or part[0] != "records"}
    if whole & {"case", "records"}:
        return []
    kept = {key: value for key, value in data.items() if key not in whole | {"expect", "deny", "grant"}}
    places = [n for n in range(len(data["records"])) if ("records", n) not in broken]
    kept["records"] = [data["records"][n] for n in places]
    rest = Case.model_validate(kept)
    return faults_of(rest, places)


def _dangling(case: Case) -> Iterator[Fault]:
    """What is asked about records the file does not have."""
    named = {record.id: record.kind for record in case.records if record.id}
    for field, asked in (("deny", case.deny), ("grant", case.grant)):
        for n, name in enumerate(asked):
            if named.get(name) != "handover":
                yield _fault(f"{field}[{n}]", f'"{name}" is no handover of this case', "the id of a handover")
    for n, name in enumerate(case.grant):
        if name in case.deny:
            yield _fault(f"grant[{n}]", f'"{name}" is to be refused as well', "an id that deny does not name")
    for n, line in enumerate(case.expect):
        if line.record and line.record not in named:
            yield _fault(
                f"expect[{n}].record", f'"{line.record}" is no record of this case', "the id of a record"
            )


def _fault(field: str, problem: str, expected: str) -> Fault:
    return {"field": field, "problem": problem, "expected": expected}
