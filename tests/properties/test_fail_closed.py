"""A rule that crashes clears nothing: the clearance is refused, the record a `judgement.fault`, the rest judged on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.judgement import Chronicle, Rulebooks, clearance
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.domain.protocol.rules import Rule
from app.domain.replay.generator import generate
from tests.properties.judging import PRODUCTION, entries, hazards, told
from tests.published import published

CATALOGUE = published()


class Crash(Exception):
    """What a faulty rule does."""


class Words(dict[str, list[Any]]):
    """Conditions that cannot be asked."""

    def items(self) -> NoReturn:
        raise Crash

    def __iter__(self) -> NoReturn:
        raise Crash


class Faulty:
    """A real shelf on which one rule of one protocol cannot be judged."""

    def __init__(self, protocol: str, rule: str) -> None:
        self.faulty = (protocol, rule)

    def pack(self, name: str) -> Pack:
        return CATALOGUE.pack(name)

    def pack_by_digest(self, digest: str) -> Pack:
        return CATALOGUE.pack_by_digest(digest)

    def protocol(self, ref: str) -> Protocol:
        return CATALOGUE.protocol(ref)

    def protocols_of(self, pack: Pack | str) -> Iterable[Protocol]:
        return CATALOGUE.protocols_of(pack)


def _books(protocol: str, rule: str) -> Rulebooks:
    """`us-base`, with a rule whose conditions crash when they are asked."""
    books = Rulebooks(Faulty(protocol, rule), ("us-base",))
    book = books.of(books.default_key)
    for bound in book.rules:
        if bound.name == f"{protocol}/{rule}":
            object.__setattr__(bound.rule, "when", Words())
    return books


def _rules() -> list[tuple[str, str, Rule]]:
    pack = CATALOGUE.pack("us-base")
    return [(p.id, rule.id, rule) for p in CATALOGUE.protocols_of(pack) for rule in p.rules]


ON_ISSUE = sorted({(p, r) for p, r, rule in _rules() if {"issue", "handover", "use"} & set(rule.on)})


@pytest.mark.parametrize(("protocol", "rule"), ON_ISSUE)
def test_no_issue_is_cleared_while_one_of_its_rules_crashes(protocol: str, rule: str) -> None:
    chronicle = Chronicle(PRODUCTION, _books(protocol, rule))
    for entry in entries(generate(3, days=1)):
        record = entry.record
        if record.kind == "handover" and record.body.purpose in ("take", "rehearsal", "line_up"):
            asked = clearance(chronicle, record.body, unit=record.unit, at=record.at)
            assert not asked.granted
            assert "judgement.fault" in {reason["hazard"] for reason in asked.reasons}
            change = chronicle.receive([entry])
            assert "judgement.fault" in {v.hazard for v in change.raised[record.key]}
            return
        chronicle.receive([entry])
    pytest.fail("the day has no such issue")


@given(st.integers(0, 2**32), st.sampled_from(sorted({(p, r) for p, r, _ in _rules()})))
def test_any_rule_that_crashes_is_itself_the_only_thing_found(seed: int, which: tuple[str, str]) -> None:
    found = told(entries(generate(seed, days=1)), _books(*which))
    assert hazards(found) <= {"judgement.fault"}
    assert all(f"{which[0]}/{which[1]}" in v.message for v in found.violations())


def test_a_protocol_nobody_published_is_a_fault_of_its_record() -> None:
    records = generate(3, days=1)
    sweep = next(r for r in records if r["kind"] == "ammunition_sweep")
    sweep["protocol"] = "never-published@1.0.0"
    found = told(entries(records))
    assert hazards(found) == {"judgement.fault"}
    assert {v.records[0] for v in found.violations()} == {sweep["id"]}


def test_a_pack_that_is_not_here_clears_nothing() -> None:
    records = generate(3, days=1)
    first = next(n for n, r in enumerate(records) if r["kind"] == "day_opened")
    adopted = {**records[0], "id": "99999999-0000-8000-8000-999999999999", "kind": "protocol_adopted"}
    adopted["body"] = {"pack": "us-base", "digest": "0" * 64, "reason": "as agreed"}
    adopted["occurred_at"] = records[first - 1]["occurred_at"].replace(".000", ".500")
    records.insert(first, adopted)
    found = told(entries(records))
    assert hazards(found) == {"judgement.fault"}
    issues = {r["id"] for r in records if r["kind"] == "handover"}
    assert issues <= {v.records[0] for v in found.violations()}
