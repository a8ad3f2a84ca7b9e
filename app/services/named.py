"""Decides which persons, things and other records a record names, by the types of its fields; not whether it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from app.domain.records import Record
from app.domain.records.ids import (
    AnyRef,
    ContainerId,
    FirearmId,
    ItemId,
    KeeperId,
    PersonId,
    RecordRef,
    Subject,
)
from app.domain.records.texts import Expected

PERSON, THING, RECORD = "person:", "thing:", "record:"

_UUID_LENGTH = 36
Finder = Callable[[Any], Iterator[str]]


def _person(value: str) -> Iterator[str]:
    yield PERSON + value


def _thing(value: str) -> Iterator[str]:
    yield THING + value


def _record(value: str) -> Iterator[str]:
    yield RECORD + value


def _record_or_violation(value: str) -> Iterator[str]:
    if len(value) == _UUID_LENGTH:  # other ids are not looked for
        yield RECORD + value


def _keeper(value: str) -> Iterator[str]:
    if not value.startswith("party:"):
        yield PERSON + value


def _subject(value: str) -> Iterator[str]:
    if ":" in value:
        yield THING + value.partition(":")[2]


def _words(annotated: Any) -> Expected:
    return next(word for word in annotated.__metadata__ if isinstance(word, Expected))


_FINDERS: dict[Expected, Finder] = {
    _words(PersonId): _person,
    _words(KeeperId): _keeper,
    _words(FirearmId): _thing,
    _words(ContainerId): _thing,
    _words(ItemId): _thing,
    _words(Subject): _subject,
    _words(RecordRef): _record,
    _words(AnyRef): _record_or_violation,
}


def names_in(record: Record) -> frozenset[str]:
    """All it names: `person:<id>`, `thing:<firearm or container id>`, `record:<id in lower case>`."""
    found = {PERSON + person for person in (record.by, record.entered_by) if person}
    found.update(PERSON + sign_off.person for sign_off in record.sign_offs)
    if record.corrects is not None:
        found.add(RECORD + record.corrects.record)
    found.update(_in_model(type(record.body))(record.body))
    return frozenset(found)


def persons_in(names: frozenset[str]) -> Iterator[str]:
    """The person ids among them."""
    return (name.removeprefix(PERSON) for name in names if name.startswith(PERSON))


_MODELS: dict[type[BaseModel], Finder] = {}


def _in_model(model: type[BaseModel]) -> Finder:
    if model not in _MODELS:
        _MODELS[model] = _finder_of(model)
    return _MODELS[model]


def _finder_of(model: type[BaseModel]) -> Finder:
    finders = [
        (name, finder)
        for name, field in model.model_fields.items()
        if (finder := _in_annotation(field.annotation, field.metadata)) is not None
    ]

    def find(value: Any) -> Iterator[str]:
        for name, finder in finders:
            part = getattr(value, name)
            if part is not None:
                yield from finder(part)

    return find


def _in_annotation(annotation: Any, metadata: Any = ()) -> Finder | None:
    for word in metadata:
        if isinstance(word, Expected) and word in _FINDERS:
            return _FINDERS[word]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _in_model(annotation)
    if hasattr(annotation, "__metadata__"):
        return _in_annotation(annotation.__origin__, annotation.__metadata__)
    inner = next(
        (found for part in get_args(annotation) if (found := _in_annotation(part))),
        None,
    )
    if inner is not None and getattr(annotation, "__origin__", None) is tuple:
        return _each(inner)
    return inner


def _each(finder: Finder) -> Finder:
    def find(values: Any) -> Iterator[str]:
        for value in values:
            yield from finder(value)

    return find
