"""Decides how the faults of a malformed record are told: where, what is wrong, what would be right."""

from __future__ import annotations

from difflib import get_close_matches
from re import findall
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Fault = dict[str, str]
_MOST_FAULTS = 50
_LONGEST_SHOWN = 40
_PLAIN = {
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "an object",
    "mapping_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "string_type": "text",
    "string_unicode": "text of whole Unicode characters",
}


def told(errors: list[ErrorDetails], model: type[BaseModel]) -> list[Fault]:
    """One entry per fault: `field` (a path such as body.rounds[2].type), `problem`, `expected`; at most 50 and a count."""
    faults = [_fault(error, model) for error in errors[:_MOST_FAULTS]]
    if len(errors) > _MOST_FAULTS:
        rest = len(errors) - _MOST_FAULTS
        faults.append(
            {"field": "record", "problem": f"has {rest} more faults", "expected": "a record without faults"}
        )
    return faults


def closest(word: str, known: list[str]) -> str:
    """`; did you mean ...?` when a known word is near, else nothing."""
    near = get_close_matches(word[:_LONGEST_SHOWN], known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def shown(value: object) -> str:
    """A value as a fault may repeat it: short, one line, never its depths."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) >= 2**53:
        return "a number this large"
    return ascii(value) if not isinstance(value, str) else f'"{_clean(value)}"'


def _clean(text: str) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut)


def _fault(error: ErrorDetails, model: type[BaseModel]) -> Fault:
    path = [part for part in error["loc"] if part != "[key]"]
    problem, expected = _words(error, _fields_around(model, path))
    return {"field": _written(path), "problem": problem, "expected": expected}


def _words(error: ErrorDetails, fields: dict[str, FieldInfo]) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return "is missing", (fields[last].description if last in fields else None) or "a value"
    if kind == "extra_forbidden":
        known = sorted(fields)
        return (
            f"is not a field here{closest(last, known)}",
            f"one of: {', '.join(known) or 'no fields at all'}",
        )
    if kind == "literal_error":
        words = findall(r"'([^']*)'", context["expected"])
        near = closest(given, words) if isinstance(given, str) else ""
        return f"{shown(given)} is not a word it knows{near}", f"one of: {', '.join(words)}"
    if kind == "rule":
        return error["msg"], context["expected"]
    return f"{shown(given)} is not what belongs here", _expected(kind, context, error["msg"])


def _expected(kind: str, context: dict[str, Any], message: str) -> str:
    if kind == "expected":
        return str(context["expected"])
    if kind == "too_long":
        return f"at most {context['max_length']} entries"
    if kind == "too_short":
        return f"at least {context['min_length']} entry"
    return _PLAIN.get(kind, message)


def _fields_around(model: type[BaseModel] | None, path: list[int | str]) -> dict[str, FieldInfo]:
    """The fields, by the names JSON gives them, of the object that holds the path's last part."""
    for part in path[:-1]:
        if model is not None and isinstance(part, str):
            field = _by_name(model).get(part)
            model = _model_in(field.annotation) if field else None
    return _by_name(model) if model else {}


def _by_name(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _written(path: list[int | str]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_clean(part)}" for part in path)
    return text.removeprefix(".") or "record"
