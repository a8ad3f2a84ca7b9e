"""Every kind takes its good example and refuses each systematic way of spoiling it, naming the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import ShowclearError
from app.domain.records import GROUPS, RECORD_KINDS, Record, group_of, kind_of, parse_record

KINDS = list(RECORD_KINDS)
# Lists that hold free words take any text; these spoilers are wrong for every field there is.
WRONG_EVERYWHERE = [float("nan"), {"deep": [[[[]]]]}, "nul\x00nul", "\ud800", "x" * 9000, -1, 2**70]


def where(value: object, **options: bool) -> dict[str, str]:
    """Field to problem, of what parse_record refuses."""
    with pytest.raises(ShowclearError) as refused:
        parse_record(value, **options)
    assert refused.value.code == "record.malformed"
    for fault in refused.value.where:
        assert set(fault) == {"field", "problem", "expected"} and all(fault.values())
    return {fault["field"]: fault["problem"] for fault in refused.value.where}


def leaves(value: Any, path: str = "body") -> Iterator[tuple[str, Any, Any]]:
    """Every place of a body: its path, and the container and key by which to replace what is there."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        here = f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}"
        yield here, value, key
        if isinstance(inner, dict | list):
            yield from leaves(inner, here)


def test_kinds_are_those_of_the_contract():
    assert len(KINDS) == 37
    assert [kind for kinds in GROUPS.values() for kind in kinds] == KINDS
    assert group_of("handover") == "handling"
    assert {kind_of(body) for body in RECORD_KINDS.values()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_takes_the_least_and_the_whole(kind, least, whole):
    for made in (least(kind), whole(kind)):
        record = parse_record(made)
        assert isinstance(record, Record)
        assert isinstance(record.body, RECORD_KINDS[kind])
        assert kind_of(record.body) == record.kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_examples_show_every_field(kind, whole):
    fields = {field.alias or name for name, field in RECORD_KINDS[kind].model_fields.items()}
    assert set(whole(kind)["body"]) == fields - ({"people"} if kind == "training" else set())


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_body_says_what_it_means(kind):
    body = RECORD_KINDS[kind]
    assert body.__doc__
    assert [name for name, field in body.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("kind", KINDS)
def test_refuses_a_body_without_a_field_it_needs(kind, least):
    for field in least(kind)["body"]:
        made = least(kind)
        del made["body"][field]
        if (kind, field) == ("training", "person"):
            assert "body.people" in where(made)
        else:
            assert where(made) == {f"body.{field}": "is missing"}


@pytest.mark.parametrize("kind", KINDS)
def test_optional_fields_may_be_null(kind, least, whole):
    made = least(kind)
    for field in set(whole(kind)["body"]) - set(made["body"]):
        made["body"][field] = None
    assert parse_record(made).body == parse_record(least(kind)).body


@pytest.mark.parametrize("kind", KINDS)
def test_refuses_unknown_fields_at_every_depth(kind, whole):
    made = whole(kind)
    objects = [("body", made["body"])]
    for path, holder, key in leaves(made["body"]):
        if isinstance(holder[key], dict) and not path.endswith(".proof"):
            objects.append((path, holder[key]))
    for path, place in objects:
        place["wholly_unknown"] = 1
        assert where(made)[f"{path}.wholly_unknown"].startswith("is not a field here")
        del place["wholly_unknown"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "wrong", WRONG_EVERYWHERE, ids=["nan", "deep", "nul", "surrogate", "long", "negative", "huge"]
)
def test_refuses_what_no_field_takes(kind, wrong, whole):
    made = whole(kind)
    for path, holder, key in list(leaves(made["body"])):
        kept, holder[key] = holder[key], wrong
        assert any(field.startswith(path) for field in where(made)), path
        holder[key] = kept


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_and_yes_or_no_are_not_mixed_up(kind, whole):
    made = whole(kind)
    for path, holder, key in list(leaves(made["body"])):
        value = holder[key]
        if path == "body.rung" or not isinstance(value, bool | int | float):
            continue
        for wrong in [0, 1, "true", "yes"] if isinstance(value, bool) else [True, False, "6", "", [6]]:
            holder[key] = wrong
            assert path in where(made), (path, wrong)
        holder[key] = value


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_number_may_be_written_with_a_point(kind, whole):
    made = whole(kind)
    for path, holder, key in list(leaves(made["body"])):
        if isinstance(holder[key], int) and not isinstance(holder[key], bool):
            kept, holder[key] = holder[key], float(holder[key])
            parse_record(made)
            holder[key] = kept + 0.5
            assert path == "body.distance_m" or path in where(made)
            holder[key] = kept


@pytest.mark.parametrize("kind", KINDS)
def test_lists_are_bounded(kind, whole):
    made = whole(kind)
    for path, holder, key in list(leaves(made["body"])):
        if isinstance(holder[key], list) and holder[key]:
            kept, holder[key] = holder[key], holder[key] * 501
            assert path in where(made)
            holder[key] = kept


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_frozen(kind, whole):
    record = parse_record(whole(kind))
    for value in (record, record.body):
        for field in type(value).model_fields:
            with pytest.raises(ValueError, match="frozen"):
                setattr(value, field, None)


def test_a_misspelt_word_is_told_with_the_words_there_are(least):
    made = least("round_inspection")
    made["body"]["rounds"][0]["type"] = "blanc"
    with pytest.raises(ShowclearError) as refused:
        parse_record(made)
    assert refused.value.where == [
        {
            "field": "body.rounds[0].type",
            "problem": '"blanc" is not a word it knows; did you mean blank?',
            "expected": "one of: blank, dummy, live, mixed, unknown",
        }
    ]


def test_training_says_who_was_trained_exactly_once(least):
    one = least("training")
    many = least("training")
    del many["body"]["person"]
    many["body"]["people"] = ["sheriff", "outlaw"]
    assert parse_record(many).body.people == ("sheriff", "outlaw")
    one["body"]["people"] = ["outlaw"]
    assert list(where(one)) == ["body.people"]
    many["body"]["people"] = []
    assert list(where(many)) == ["body.people"]


@pytest.mark.parametrize("field", ["place", "from_at", "until_at", "medic"])
def test_a_live_exception_names_place_span_and_medic(field, whole):
    made = whole("risk_assessment")
    del made["body"][field]
    assert where(made) == {f"body.{field}": "is missing"}
    made["body"]["purpose"] = "take"
    assert parse_record(made).body.purpose == "take"


def test_fields_named_by_words_of_the_language(least):
    assert parse_record(least("handover")).body.from_ == "first-ad"
    assert parse_record(least("firearm_intake")).body.class_ == "real"
    made = least("handover")
    made["body"]["from_"] = made["body"].pop("from")
    assert where(made) == {"body.from": "is missing", "body.from_": "is not a field here; did you mean from?"}


def test_bad_news_is_taken(least):
    for change in (
        {
            "type": "live",
            "sealed": False,
            "labelled": False,
            "supplier_licensed": False,
            "supplier": "unknown",
        },
        {"type": "mixed", "calibre": ""},
    ):
        made = least("ammunition_intake")
        made["body"] |= change
        assert parse_record(made).body.type == change["type"]


@pytest.mark.parametrize("subject", ["firearm:Colt-1", "lot:blanks", "day", "production"])
def test_subjects_of_a_hold(subject, least):
    made = least("hold")
    made["body"]["subject"] = subject
    assert parse_record(made).body.subject == subject


@pytest.mark.parametrize(
    "subject", ["firearm:", "lot", "Day", "person:armorer", "firearm:colt 1", "day\n", "unit:main"]
)
def test_subjects_that_are_none(subject, least):
    made = least("hold")
    made["body"]["subject"] = subject
    assert list(where(made)) == ["body.subject"]
