"""Every field that can name a person or a thing is found, whatever kind it is of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.records import RECORD_KINDS, parse_record
from app.services.named import names_in

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "domain" / "records" / "examples.json").read_text(encoding="utf-8")
)


def examples() -> list[dict[str, Any]]:
    """A record of every kind with every field in it."""
    envelope = {**EXAMPLES["envelope"]["least"], **EXAMPLES["envelope"]["more"]}
    return [
        {**envelope, "kind": kind, "body": {**parts["least"], **parts["more"]}}
        for kind, parts in EXAMPLES["bodies"].items()
    ]


def test_there_is_an_example_of_every_kind() -> None:
    assert {record["kind"] for record in examples()} == set(RECORD_KINDS)


@pytest.mark.parametrize("record", examples(), ids=lambda record: record["kind"])
def test_every_person_is_named(record: dict[str, Any]) -> None:
    """Here persons are known by the names of the fields, which is another way than the one tested."""
    people = {"person", "people", "by", "trainer", "from", "to", "declared_by", "shared_with", "ordered_by"}
    people |= {"witnesses", "shown_to", "attendees", "approved_by", "medic", "people_in_line", "consulted"}
    people |= {"performers", "key_holder", "covered_by", "present", "addressed_to", "entered_by", "custodian"}
    if record["kind"] in ("departure", "notice", "response", "production_set"):
        people -= {"to", "custodian"}
    assert {f"person:{one}" for one in _values(record, people)} <= names_in(
        parse_record(record, allow_nobody=True)
    )


@pytest.mark.parametrize("record", examples(), ids=lambda record: record["kind"])
def test_things_are_named(record: dict[str, Any]) -> None:
    things = {"firearm", "firearms", "container", "containers", "items", "twins"}
    wanted = {f"thing:{one}" for one in _values(record, things)}
    if ":" in record["body"].get("subject", ""):
        wanted.add("thing:" + record["body"]["subject"].partition(":")[2])
    assert wanted <= names_in(parse_record(record, allow_nobody=True))


def _values(value: Any, keys: set[str], *, taken: bool = False) -> set[str]:
    if isinstance(value, str):
        return {value} if taken and not value.startswith("party:") else set()
    if isinstance(value, list):
        return {found for one in value for found in _values(one, keys, taken=taken)}
    if isinstance(value, dict):
        return {found for key, one in value.items() for found in _values(one, keys, taken=key in keys)}
    return set()
