"""The published schema of every kind agrees with the model it comes from."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from app.domain.records import RECORD_KINDS, json_schema, parse_record

KINDS = list(RECORD_KINDS)


def test_the_schema_of_no_kind():
    with pytest.raises(KeyError):
        json_schema("handovr")


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_one_and_takes_what_the_model_takes(kind, least, whole):
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == kind
    assert json.loads(json.dumps(schema)) == schema
    check = Draft202012Validator(schema)
    for made in (least(kind), whole(kind), least(kind, unit=None, attachments=None, sign_offs=None)):
        parse_record(made)
        assert [error.message for error in check.iter_errors(made)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_refuses_what_the_model_refuses(kind, least):
    check = Draft202012Validator(json_schema(kind))
    for made in (
        least(kind) | {"kind": "other"},
        least(kind, surplus=1),
        least(kind, id="1"),
        least(kind, body={**least(kind)["body"], "surplus": 1}),
        least(kind, answers={"item": {"deep": 1}}),
    ):
        assert not check.is_valid(made)
    for field in set(least(kind)["body"]):
        made = least(kind)
        del made["body"][field]
        assert not check.is_valid(made)
    nameless = least(kind)
    del nameless["by"]
    assert check.is_valid(nameless) == (kind == "concern")


def test_a_live_exception_in_the_schema(whole):
    check = Draft202012Validator(json_schema("risk_assessment"))
    made = whole("risk_assessment")
    del made["body"]["medic"]
    assert not check.is_valid(made)
    made["body"]["purpose"] = "take"
    assert check.is_valid(made)


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_is_closed_and_described(kind):
    schema = json_schema(kind)
    for named in (schema, *schema["$defs"].values()):
        assert named["additionalProperties"] is False
        assert named["description"]
        assert all("description" in field for field in named.get("properties", {}).values())


def test_a_schema_given_away_can_be_changed_without_harm():
    json_schema("firing")["properties"].clear()
    assert json_schema("firing")["properties"]
