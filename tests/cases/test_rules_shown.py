"""Every rule of every published protocol is shown by a case where it is met and by one where it is broken.

The first line of a protocol's case says which rules, items or sign-offs it shows; its name ends in met or broken.
A hold and a declaration raise nothing themselves: they are shown by what follows from them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from case_files import PROTOCOLS, ROOT, catalogue, judged

from app.domain.protocol.protocol import Protocol
from app.domain.protocol.rules import Expectation, Interlock, Prohibition, RuleForm

FOLLOWS = {"inspection": "rounds.incomplete", "meeting": "meeting.incomplete"}
"""What an issue raises that relies on what was not complete."""
KINDS = {
    "issue": {"handover"},
    "use": {"handover"},
    "return": {"handover"},
    "gun_work": {"handover", "loading", "firing"},
    "wrap": {"day_wrapped"},
}
"""The kinds of record that are an occasion with a name of its own."""
PUBLISHED = {p.id: p for p in catalogue().protocols()}
RULES = [(p.id, rule.id) for p in PUBLISHED.values() for rule in p.rules]


def protocol_of(path: Path) -> Protocol:
    return PUBLISHED[path.parts[-3]]


@cache
def named_by(path: Path) -> tuple[str, ...]:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# rules: "), f"{path}: the first line says which rules the case shows"
    return tuple(first.removeprefix("# rules: ").split(", "))


def follows(rule: RuleForm | None, protocol: str, id_: str, path: Path) -> bool:
    """Whether the case raised what the rule, item or sign-off raises, or what follows from its hold or declaration."""
    raised = [v for v in judged(path).found.violations if v.status != "rebutted"]
    if isinstance(rule, Interlock):
        return any(v.hazard == "hold.breached" for v in raised)
    if isinstance(rule, Expectation) and rule.declares:
        return any(v.hazard == FOLLOWS[rule.declares] for v in raised)
    return any(v.rule == id_ and v.protocol.startswith(f"{protocol}@") for v in raised)


def asked(rule: RuleForm, path: Path) -> bool:
    """Whether the case has a record the rule looks at; what forbids its occasion altogether is met by there being none."""
    kinds = set[str]().union(*(KINDS.get(word, {word}) for word in rule.on))
    barred = isinstance(rule, Prohibition) and rule.fact is None
    return (
        barred or "any_record" in kinds or bool(kinds & {r.kind for r in judged(path).found.records.values()})
    )


@pytest.mark.parametrize("path", PROTOCOLS, ids=[str(p.relative_to(ROOT)) for p in PROTOCOLS])
def test_a_case_shows_what_its_first_line_says(path: Path) -> None:
    protocol = protocol_of(path)
    rules = {rule.id: rule for rule in protocol.rules}
    others = {item.id for item in protocol.items} | {
        f"sign-off-{n}" for n in range(1, len(protocol.sign_offs) + 1)
    }
    broken = path.stem.endswith("-broken")

    assert path.stem.endswith(("-met", "-broken"))
    assert set(named_by(path)) <= rules.keys() | others
    assert {
        name: follows(rules.get(name), protocol.id, name, path) for name in named_by(path)
    } == dict.fromkeys(named_by(path), broken)
    assert [name for name in named_by(path) if name in rules and not asked(rules[name], path)] == []


@pytest.mark.parametrize(("protocol", "rule"), RULES, ids=[f"{p}/{r}" for p, r in RULES])
def test_every_rule_is_shown_met_and_broken(protocol: str, rule: str) -> None:
    shown = {
        path.stem.rpartition("-")[2]
        for path in PROTOCOLS
        if path.parts[-3] == protocol and rule in named_by(path)
    }

    assert shown == {"met", "broken"}
