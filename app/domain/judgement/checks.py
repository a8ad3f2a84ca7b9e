"""Decides whether a field passes a check of a rule: is, at least, covers, given, known, or any of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain.protocol.values import Check

UNKNOWN = frozenset({"", "unknown", "none", "n/a", "?"})


def field_of(body: Any, path: str) -> Any:
    """The value at a dotted path of a body; None where there is none."""
    for part in path.split("."):
        body = getattr(body, part, None)
    return body


def passes(check: Check, body: Any) -> bool:
    """Whether the body is as the check says."""
    if check.any is not None:
        return any(passes(one, body) for one in check.any)
    value = field_of(body, check.field or "")
    given = check.model_fields_set
    if "is_" in given:
        return bool(value == check.is_ and type(value) is type(check.is_))
    if "is_not" in given:
        return bool(value != check.is_not)
    if check.at_least is not None:
        return value is not None and bool(value >= check.at_least)
    if check.at_least_field is not None:
        return bool(value >= field_of(body, check.at_least_field))
    if check.covers is not None:
        return set(check.covers) <= set(value or ())
    if check.known:
        return isinstance(value, str) and value.strip().lower() not in UNKNOWN
    return (value not in (None, "", ())) is bool(check.given)


def fails(checks: Iterable[Check], body: Any) -> list[str]:
    """The fields that are not as the checks say, in their order."""
    return [
        check.field or "_or_".join(c.field or "" for c in check.any or ())
        for check in checks
        if not passes(check, body)
    ]
