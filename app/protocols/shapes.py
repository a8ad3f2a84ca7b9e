"""Decides how the shape a model asks for is told to people: which fields, which words, which kind of value."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from app.domain.protocol import rules, values
from app.protocols.faults import Path

RULE_WORDS: Final = tuple(str(get_args(kind.model_fields["kind"].annotation)[0]) for kind in rules.RULE_KINDS)
"""The nine kinds, as files name them."""
_DURATION = "a duration such as PT15M, PT4H or P7D"
_SPECIAL: Final[tuple[tuple[Any, str], ...]] = (
    (values.ParameterRef, "a parameter of the pack such as @return_minutes"),
    (values.Duration, _DURATION),
    (values.DurationOrRef, f"{_DURATION}, or a parameter such as @return_within"),
    (values.Slug, "lower-case letters, digits and dashes, such as round-inspection"),
    (values.Version, 'a version in quotes, such as "1.0.0"'),
    (values.Sentence, "a text of 3 to 600 characters"),
    (values.Said, "the text by language, such as {en: ..., es: ...}, English always"),
    (values.When, "fields with lists of values, such as {purpose: [take, rehearsal]}"),
    (rules.Hazard, "a hazard of the table"),
)
_PLAIN: Final[dict[Any, str]] = {
    str: "text (numbers in quotes)",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Any: "a value",
}


def shape_at(model: type[BaseModel], data: object, path: Path) -> Any:
    """What the model asks for at a path of the data; None where it asks for nothing known."""
    shape: Any = model
    for part in path:
        shape = _inside(_chosen(shape, data), part)
        data = part_of(data, part)
    return _chosen(shape, data)


def fields(shape: Any) -> dict[str, Any]:
    """The fields of a model, as files name them, with what each asks for; none when it is no model."""
    if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return {}
    hints = get_type_hints(shape, include_extras=True)
    return {field.alias or name: hints[name] for name, field in shape.model_fields.items()}


def expected(shape: Any) -> str:
    """What would be right, in words."""
    for special, told in _SPECIAL:
        if shape == special:
            return told
    if shape in _PLAIN:
        return _PLAIN[shape]
    return _composed(shape)


def _composed(shape: Any) -> str:
    arguments = [one for one in get_args(shape) if one is not NoneType]
    match get_origin(shape):
        case origin if origin is Annotated:
            return expected(arguments[0])
        case origin if origin is Literal:
            return f"one of: {', '.join(map(str, arguments))}"
        case origin if origin in (Union, UnionType):
            return " or ".join(dict.fromkeys(expected(one) for one in arguments))
        case origin if origin is list:
            return f"a list of {expected(arguments[0])}"
        case origin if origin is dict:
            return f"names, each with {expected(arguments[1])}"
    known = fields(shape)
    return f"the fields {', '.join(known)}" if known else "a value"


def _inside(shape: Any, part: str | int) -> Any:
    if isinstance(part, str) and (known := fields(shape)):
        return known.get(part)
    arguments = get_args(shape)
    wanted = list if isinstance(part, int) else dict
    return arguments[-1] if get_origin(shape) is wanted and arguments else None


def has(data: object, part: str | int) -> bool:
    """Whether a collection has such a field or place."""
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)


def part_of(data: object, part: str | int) -> object:
    """What a collection has there; None when nothing."""
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) and has(data, part) else None


def _chosen(shape: Any, data: object) -> Any:
    """Of a union, the one the data seems to be: by its `kind`, else by being a collection."""
    if shape is None or any(shape == special for special, _ in _SPECIAL if special != values.When):
        return shape
    if get_origin(shape) is Annotated:
        return _chosen(get_args(shape)[0], data)
    if get_origin(shape) not in (Union, UnionType):
        return shape
    choices = [one for one in get_args(shape) if one is not NoneType]
    if len(choices) == 1:
        return _chosen(choices[0], data)
    kind = data.get("kind") if isinstance(data, dict) else None
    return next((one for one in choices if kind in get_args(fields(one).get("kind"))), shape)
