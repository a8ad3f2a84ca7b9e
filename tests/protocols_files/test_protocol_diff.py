"""What changed between two versions is told field by field, and only that."""

from __future__ import annotations

from pathlib import Path

from app.domain.protocol.diff import Change, diff
from app.domain.protocol.protocol import Protocol
from app.protocols.reading import read_protocol

EXAMPLE = Path(__file__).parent / "example" / "every-rule"
OLD = (EXAMPLE / "1.0.0.yaml").read_text(encoding="utf-8")


def version(text: str) -> Protocol:
    return read_protocol(text, source="x")


def told(old: Protocol, new: Protocol) -> list[tuple[str, str, str, str | None]]:
    return [(one.what, one.part, one.id, one.field) for one in diff(old, new)]


def test_two_versions_of_the_example() -> None:
    old, new = version(OLD), version((EXAMPLE / "1.1.0.yaml").read_text(encoding="utf-8"))
    changes = diff(old, new)
    assert changes[0].after == {"what": "The bore is looked at.", "why": "A squib was missed."}
    assert Change("changed", "rule", "again", "count", 2, 3) in changes
    assert Change("changed", "item", "open", "gravity", "critical", "serious") in changes
    assert told(old, new) == [
        ("explained", "protocol", "every-rule@1.1.0", "changes"),
        ("removed", "item", "chambers", None),
        ("moved", "item", "open", None),
        ("changed", "item", "open", "gravity"),
        ("added", "item", "bore", None),
        ("removed", "sign_off", "performer", None),
        ("changed", "rule", "again", "count"),
    ]


def test_there_and_back_add_what_was_removed() -> None:
    old, new = version(OLD), version((EXAMPLE / "1.1.0.yaml").read_text(encoding="utf-8"))
    forth = {(what, part, name) for what, part, name, _ in told(old, new)}
    back = {(what, part, name) for what, part, name, _ in told(new, old)}
    assert ("removed", "item", "chambers") in forth
    assert ("added", "item", "chambers") in back
    assert ("added", "sign_off", "performer") in back


def test_the_same_version_has_no_changes() -> None:
    assert diff(version(OLD), version(OLD)) == []


def test_a_field_given_or_left_out_is_told_with_what_it_was() -> None:
    new = version(OLD.replace("    only_can_fire: true\n", "").replace("due: each_handover", "due: daily"))
    changes = [one for one in diff(version(OLD), new) if one.what == "changed"]
    assert changes == [
        Change("changed", "protocol", "every-rule@1.0.0", "due", "each_handover", "daily"),
        Change("changed", "rule", "present", "only_can_fire", True, False),
    ]


def test_only_what_left_its_neighbours_is_moved() -> None:
    blocks = OLD.partition("rules:\n")[2].partition("changes:")[0]
    rules = ["  - id:" + block for block in blocks.split("  - id:")[1:]]
    moved = OLD.replace(blocks, "".join([*rules[1:], rules[0]]))
    assert [one.id for one in diff(version(OLD), version(moved)) if one.what == "moved"] == ["giver"]


def test_a_second_sign_off_of_the_same_roles_is_another() -> None:
    line = "  - {role: [performer], statement: {en: I was shown it.}, required: false}\n"
    new = version(OLD.replace(line, line + line.replace("was shown it", "saw the bore")))
    assert [(one.what, one.id) for one in diff(version(OLD), new) if one.part == "sign_off"] == [
        ("added", "performer (2)")
    ]
