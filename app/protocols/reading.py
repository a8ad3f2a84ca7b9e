"""Decides whether a file is a protocol or a pack, and tells every fault of one that is not; it never judges a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.domain.records.faults import closest, shown
from app.protocols.faults import Fault, Path, in_order, refusal
from app.protocols.form_checks import Found, check_protocol
from app.protocols.shapes import RULE_WORDS, expected, fields, has, part_of, shape_at
from app.protocols.strict_yaml import Loaded
from app.protocols.strict_yaml import read as read_yaml

Form = TypeVar("Form", Protocol, Pack)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Form]):
    """What came of reading a file: the form, or the faults that kept it from being one."""

    form: Form | None
    loaded: Loaded
    faults: list[Fault]

    def whole(self) -> Form:
        """The form. ShowclearError `protocol.invalid` when there are faults."""
        if self.form is None:
            raise refusal("protocol.invalid", self.faults)
        return self.form


def read_protocol(text: str | bytes, *, source: str) -> Protocol:
    """The protocol a file's text says.

    ShowclearError `protocol.invalid` lists in `where` every fault: file, line, column, path, problem, expected.
    """
    return try_protocol(text, source=source).whole()


def read_pack(text: str | bytes, *, source: str) -> Pack:
    """The pack a file's text says. ShowclearError as `read_protocol`."""
    return try_pack(text, source=source).whole()


def try_protocol(text: str | bytes, *, source: str) -> Reading[Protocol]:
    """As `read_protocol`, but gives the faults instead of raising."""
    return _read(Protocol, check_protocol, text, source)


def try_pack(text: str | bytes, *, source: str) -> Reading[Pack]:
    """As `read_pack`, but gives the faults instead of raising."""
    return _read(Pack, lambda _: (), text, source)


def _read(
    model: type[Form], checks: Callable[[object], Iterable[Found]], text: str | bytes, source: str
) -> Reading[Form]:
    loaded, faults = read_yaml(text, source=source)
    if not loaded.places:
        return Reading(None, loaded, faults)
    form, wrong = _validated(model, loaded)
    checked = list(checks(loaded.data))
    told = checked + [found for path, kind, found in wrong if not _said_better(path, kind, checked)]
    unread = [fault.path for fault in faults if fault.path]
    for path, problem, right in told:
        if not any(path[: len(one)] == one for one in unread):
            faults.append(Fault(source, loaded.place(path), path, problem, right))
    return Reading(None if faults else form, loaded, in_order(faults))


def _said_better(path: Path, kind: str, checked: list[Found]) -> bool:
    """The form checks name the very field; the model's own check says it of the whole part."""
    if kind == "missing":
        return any(where == path for where, _, _ in checked)
    return kind == "value_error" and any(where[: len(path)] == path for where, _, _ in checked)


def _validated(model: type[Form], loaded: Loaded) -> tuple[Form | None, list[tuple[Path, str, Found]]]:
    try:
        return model.model_validate(loaded.data), []
    except ValidationError as error:
        return None, list(_told(error.errors(include_url=False), model, loaded.data))


def _told(
    errors: list[ErrorDetails], model: type[BaseModel], data: object
) -> Iterable[tuple[Path, str, Found]]:
    """One fault for each place, though a value that may be many things is refused once for each of them."""
    seen: set[Path] = set()
    for error in errors:
        path, guessed = _path(error, data)
        if path in seen and guessed:
            continue
        seen.add(path)
        yield path, error["type"], (path, *_words(error, path, model, data))


def _path(error: ErrorDetails, data: object) -> tuple[Path, bool]:
    """The place in the data, without pydantic's names of choices; and whether there was a choice."""
    path: Path = ()
    here, guessed = data, False
    for index, part in enumerate(error["loc"]):
        last = index == len(error["loc"]) - 1
        if has(here, part):
            here = part_of(here, part)
        elif not (last and error["type"] == "missing"):
            guessed = True
            continue
        path = (*path, part)
    return path, guessed


def _words(error: ErrorDetails, path: Path, model: type[BaseModel], data: object) -> tuple[str, str]:
    kind, given = error["type"], error["input"]
    name = str(path[-1]) if path else ""
    around = fields(shape_at(model, data, path[:-1]))
    shape = shape_at(model, data, path)
    if kind == "missing":
        return f"{name} is missing", f"{name}: {expected(around[name])}" if name in around else "a value"
    if kind == "extra_forbidden":
        return f"{name} is not a field here{closest(name, list(around))}", f"one of: {', '.join(around)}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _kinds(error, given)
    if kind in ("too_short", "string_too_short"):
        return (
            f"{shown(given)} says too little",
            f"at least {error['ctx'].get('min_length')}: {expected(shape)}",
        )
    if kind == "value_error" and isinstance(given, dict):
        return "this does not go together", error["msg"].removeprefix("Value error, ")
    if error["loc"] and error["loc"][-1] == "[key]":
        return (
            f"{shown(given)} is no name",
            "lower-case letters, digits, and - or _ as its neighbours have them",
        )
    return _unfit(given, shape)


def _unfit(given: object, shape: object) -> tuple[str, str]:
    right = expected(shape)
    words = right.removeprefix("one of: ").split(", ") if right.startswith("one of: ") else []
    near = closest(given, words) if isinstance(given, str) else ""
    return f"{shown(given)} is not what belongs here{near}", right


def _kinds(error: ErrorDetails, given: object) -> tuple[str, str]:
    kind = given.get("kind") if isinstance(given, dict) else None
    right = f"one of: {', '.join(RULE_WORDS)}"
    if error["type"] == "union_tag_not_found" or not isinstance(kind, str):
        return "a rule without a kind", right
    return f"{shown(kind)} is no kind of rule{closest(kind, list(RULE_WORDS))}", right
