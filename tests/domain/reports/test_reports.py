"""What reports decide by themselves: headings, periods, revision, differences, corrections, waits. No service is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.judgement import Entry
from app.domain.records import parse_record
from app.domain.reports.compare import differences
from app.domain.reports.hands import steps
from app.domain.reports.periods import periods_of
from app.domain.reports.revision import for_revision
from app.domain.reports.standing import heading_of, strongest
from app.domain.reports.standing_records import standing
from app.domain.reports.world import Asked

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def cite(document: str, authority: str = "law", strength: str = "must") -> dict[str, Any]:
    return {"document": document, "authority": authority, "strength": strength}


def entry(position: int, kind: str, body: dict[str, Any], minutes: int = 0, **more: Any) -> Entry:
    at = AT + timedelta(minutes=minutes)
    record = {
        "id": f"01890a5d-ac96-774b-bcce-{position:012d}",
        "kind": kind,
        "production": "desert",
        "occurred_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": "ana",
        "body": body,
    }
    return Entry(position, at + timedelta(seconds=9), parse_record(record | more))


@pytest.mark.parametrize(
    ("citation", "jurisdiction", "heading"),
    [
        (cite("California Labor Code, Part 13"), "US-CA", "law"),
        (cite("California Labor Code, Part 13"), "us-ca-los-angeles", "law"),
        (cite("California Labor Code, Part 13"), "US-NM", "promise"),
        (cite("California Labor Code, Part 13"), None, "promise"),
        (cite("California Labor Code, Part 13", strength="should"), "US-CA", "promise"),
        (cite("29 CFR Part 1904"), "US-NM", "law"),
        (cite("29 CFR Part 1904"), "GB", "promise"),
        (cite("29 CFR Part 1904"), None, "promise"),
        (cite("Bulletin #1", "industry"), "US-NM", "industry"),
        (cite("Union article", "union", "should"), "US-NM", "industry"),
        (cite("New Mexico OHSB findings", "regulator"), "US-NM", "promise"),
    ],
)
def test_a_provision_stands_under_one_heading(
    citation: dict[str, Any], jurisdiction: str | None, heading: str
) -> None:
    assert heading_of(citation, jurisdiction) == heading


def test_the_strongest_heading_is_told_first() -> None:
    assert strongest([cite("A", "company"), cite("29 CFR", "law")], "US-TX") == "law"
    assert strongest([], "US-TX") == "promise"


@pytest.mark.parametrize(
    ("status", "today", "overdue"),
    [
        ("open", date(2026, 3, 9), []),
        ("open", date(2026, 3, 10), ["acknowledge"]),
        ("open", date(2026, 3, 14), ["acknowledge", "correct"]),
        ("acknowledged", date(2026, 3, 14), ["correct"]),
        ("corrected", date(2026, 3, 30), []),
        ("rebutted", date(2026, 3, 30), []),
    ],
)
def test_periods_are_counted_in_working_days(status: str, today: date, overdue: list[str]) -> None:
    """Flagged on a Friday: Monday to acknowledge, the next Friday to correct what is serious."""
    found = periods_of({"gravity": "serious", "status": status}, date(2026, 3, 6), today)
    assert (found["acknowledge_by_on"], found["correct_by_on"]) == ("2026-03-09", "2026-03-13")
    assert found["overdue"] == overdue


def test_a_rule_is_listed_from_more_than_one_in_five() -> None:
    def raised(rule: str, rebutted: int, of: int) -> list[dict[str, Any]]:
        return [
            {"protocol": "p@1.0.0", "rule": rule, "status": "rebutted" if n < rebutted else "open"}
            for n in range(of)
        ]

    found = for_revision([*raised("fifth", 1, 5), *raised("more", 2, 9), *raised("never", 0, 3)])
    assert [one["rule"] for one in found] == ["more"]


def test_differences_name_the_place() -> None:
    says = {"a": [{"id": "x", "n": 1}, {"id": "y", "n": 2}], "b": [1, 2], "c": True}
    derived = {"a": [{"id": "y", "n": 2}, {"id": "x", "n": 3}], "b": [1], "c": 1, "d": None}
    places = [one.place for one in differences(says, derived)]
    assert places == ["a (order)", "a[x].n", "b[1]", "c", "d (the name)"]
    assert not list(differences(says, says))


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    first = entry(0, "loading", {"firearm": "colt", "rounds": []})
    other = entry(1, "unloading", {"firearm": "colt", "rounds": [], "shown_empty": True}, 5)
    corrects = {"record": first.record.id, "reason": "wrong firearm"}
    newer = entry(2, "loading", {"firearm": "navy", "rounds": []}, 30, corrects=corrects)
    found = standing([first, other, newer])
    assert [(one.entry.position, one.first.position) for one in found] == [(2, 0), (1, 1)]


def test_who_has_a_firearm_follows_from_records_alone() -> None:
    hand = {
        "firearm": "colt",
        "from": "ana",
        "to": "pat",
        "purpose": "take",
        "declared": "cold",
        "place": "x",
    }
    lock = {"items": ["colt"], "state": "locked", "place": "safe"}
    cart = {"items": ["colt"], "state": "unattended", "place": "cart"}
    told = standing([entry(0, "handover", hand), entry(1, "storage", cart, 5), entry(2, "storage", lock, 9)])
    assert [(one.holder, one.out) for one in steps(told)] == [
        ("pat", True),
        ("unattended", False),
        ("locked", False),
    ]


def test_what_was_asked_is_read_back() -> None:
    asked = Asked(date(2026, 3, 2), None, firearm="colt", status="open")
    assert Asked.from_json(asked.to_json()) == asked
    with pytest.raises(KeyError):
        Asked.from_json({"since_on": None, "until_on": None})
