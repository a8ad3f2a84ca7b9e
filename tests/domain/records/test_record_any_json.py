"""Whatever JSON comes, the answer is a record or a refusal with places; never another error."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.domain.records import RECORD_KINDS, Record, json_schema, parse_record

TEXTS = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["\x00", "\ud800", "colt-1", "2026-02-30T00:00:00Z"]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.sampled_from([2**53, 10**400, -1]) | st.floats() | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
FIELDS = list(json_schema("firing")["properties"])


def told(value: object) -> Record | None:
    """The record, or nothing when the refusal is whole and can be sent as JSON."""
    try:
        return parse_record(value)
    except ShowclearError as refused:
        assert refused.code == "record.malformed"
        assert refused.where
        json.dumps(refused.where, ensure_ascii=False).encode("utf-8")
        return None


@given(VALUES)
def test_any_value(value):
    assert told(value) is None or isinstance(value, dict)


@given(st.dictionaries(st.sampled_from(FIELDS) | TEXTS, VALUES), st.sampled_from(list(RECORD_KINDS)))
def test_any_object_of_some_kind(value, kind):
    told({**value, "kind": kind})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_good_record_with_one_place_changed(data, whole):
    made = whole(data.draw(st.sampled_from(list(RECORD_KINDS))))
    holder: Any = made
    while True:
        key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        holder = inner
    holder[key] = data.draw(VALUES)
    before = deepcopy(made)
    record = told(made)
    assert repr(made) == repr(before), "what was sent is left as it was"
    if record is not None:
        assert record.at.tzinfo is not None


@pytest.mark.parametrize("shape", ["list", "object"])
def test_depth_that_would_overrun_the_stack(shape, least):
    deep: Any = 1
    for _ in range(50_000):
        deep = [deep] if shape == "list" else {"a": deep}
    for field in FIELDS:
        assert told(least("firing", **{field: deep})) is None
    assert told(least("firing", answers={"item": deep})) is None
    assert told(deep) is None
    # A deep value is taken apart step by step: letting it go at once would overrun the stack here instead.
    while isinstance(deep, list | dict) and deep:
        deep = deep[0] if isinstance(deep, list) else deep["a"]
