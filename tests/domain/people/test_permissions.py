"""Who may write and read what, written out by hand from the design: the table must agree with every line."""

from __future__ import annotations

import pytest

from app.domain.errors import ShowclearError
from app.domain.people.permissions import (
    READERS,
    WRITERS,
    may_read,
    may_sign_later,
    may_write,
    require_read,
    require_write,
    withheld,
)
from app.domain.records.kinds import RECORD_KINDS
from app.domain.records.words import ROLES

GOVERNANCE = {"production_set", "role", "protocol_adopted", "sign_off", "preflight"}
KEEPERS = {
    "armorer",
    "weapons_handler",
    "property_master",
    "safety_officer",
    "safety_advisor",
    "upm",
    "line_producer",
    "producer",
}


def expected_writers(kind: str) -> set[str]:
    if kind in GOVERNANCE:
        return {"safety_officer", "producer", "admin"}
    if kind == "credential":
        return KEEPERS
    return set(ROLES) - {"inspector", "admin"}


@pytest.mark.parametrize("kind", sorted(RECORD_KINDS))
def test_every_kind_is_written_by_exactly_those_the_design_names(kind: str) -> None:
    assert {role for role in ROLES if may_write(frozenset({role}), kind)} == expected_writers(kind)


OWN, PROVEN, TAKEN = ("pat", "token"), ("ana", "pin"), ("ana", "token")


@pytest.mark.parametrize(
    ("roles", "signed", "may"),
    [
        ({"performer"}, [OWN], True),
        ({"performer"}, [OWN, PROVEN], True),
        ({"performer"}, [("ana", "spoken"), ("day-31", "attested"), ("ana", "passkey")], True),
        ({"performer"}, [OWN, TAKEN], False),
        ({"performer"}, [("ana", "paper")], False),
        ({"inspector"}, [OWN], False),
        ({"admin"}, [OWN], False),
        (set(), [OWN], False),
    ],
)
def test_whoever_is_on_set_may_sign_later_for_themselves(
    roles: set[str], signed: list[tuple[str, str]], may: bool
) -> None:
    assert may_sign_later(frozenset(roles), "pat", signed) is may


def test_the_table_knows_every_kind_and_no_other() -> None:
    assert set(WRITERS) == set(RECORD_KINDS)


@pytest.mark.parametrize("what", sorted(READERS))
def test_nobody_without_a_role_reads_anything(what: str) -> None:
    assert not may_read(frozenset(), what)
    with pytest.raises(ShowclearError) as refused:
        require_read(frozenset(), what)
    assert refused.value.code == "permission.denied"
    assert "no role now" in refused.value.where[0]["problem"]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_with_a_role_may_look_at_all_but_the_words_of_concerns(role: str) -> None:
    assert {what for what in READERS if not may_read(frozenset({role}), what)} <= {
        "concern_words",
        "nameless_reporters",
        "export",
        "audit",
        "concern_watch",
        "concern_receivers",
        "drill",
        "history",
        "attachment_originals",
        "deliveries",
        "outside",
    }


@pytest.mark.parametrize("role", ["performer", "crew", "armorer", "director", "admin", "medic"])
def test_the_words_of_a_concern_are_not_for_everyone(role: str) -> None:
    assert not may_read(frozenset({role}), "concern_words")


def test_what_nobody_listed_is_denied() -> None:
    assert not may_write(frozenset(ROLES), "no_such_kind")
    assert not may_read(frozenset(ROLES), "no_such_thing")


def test_one_fitting_role_among_several_is_enough() -> None:
    assert may_write(frozenset({"inspector", "crew"}), "incident")


def test_a_refusal_says_what_is_held_and_what_would_do() -> None:
    with pytest.raises(ShowclearError) as refused:
        require_write(frozenset({"crew"}), "role")
    assert refused.value.code == "permission.denied"
    assert refused.value.where == [
        {"field": "role", "problem": "you hold: crew", "expected": "one of: admin, producer, safety_officer"}
    ]
    require_write(frozenset({"admin"}), "role")


CONCERN = {
    "kind": "concern",
    "by": "grip",
    "body": {"category": "firearms", "addressed_to": "first-ad", "detail": "words", "channel": "app"},
}


@pytest.mark.parametrize(
    ("roles", "person", "sees"),
    [
        ({"crew"}, "grip", True),
        ({"director"}, "first-ad", True),
        ({"safety_officer"}, "so", True),
        ({"inspector"}, "outside", True),
        ({"armorer"}, "armorer", False),
        ({"admin"}, None, False),
    ],
)
def test_a_concern_is_read_by_those_it_is_for(roles: set[str], person: str | None, sees: bool) -> None:
    places = withheld(CONCERN, frozenset(roles), person)
    assert (places == ()) is sees
    assert sees or {"by", "body.detail", "body.addressed_to"} <= set(places)


def test_an_anonymous_concern_is_nobodys_own() -> None:
    nameless = {"kind": "concern", "body": {"detail": "words"}}
    assert withheld(nameless, frozenset({"crew"}), None)


def test_other_records_are_whole_for_everyone() -> None:
    assert withheld({"kind": "incident", "by": "grip", "body": {}}, frozenset({"crew"}), "someone") == ()
