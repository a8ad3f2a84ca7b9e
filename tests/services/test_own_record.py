"""What somebody signed or is named in is theirs: after leaving, with proof, checked by a program that knows no service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.own_record import is_own_record, verify_own_record
from app.services.caller import FOUND, READ, WRITE, Caller
from app.services.container import Services
from tests.services.conftest import Production


@pytest.fixture
def lines(shoot: Production, services: Services) -> list[bytes]:
    """What the performer takes away: a handover, signed later, and a role; not the incident."""
    handover = shoot.handover()
    shoot.take(shoot.inspection())
    shoot.take(handover)
    own = {
        "person": "pat",
        "role": "performer",
        "at": handover["occurred_at"],
        "method": "token",
        "statement": "s",
    }
    shoot.take(shoot.record("pat", "sign_off", {"of": handover["id"], "sign_offs": [own]}))
    shoot.take(shoot.incident())
    return list(services.own_records.take(shoot.caller("pat", READ), shoot.id))


def kinds(lines: list[bytes]) -> list[str]:
    return [orjson.loads(line)["entry"]["record"]["kind"] for line in lines[1:]]


def test_it_holds_what_is_theirs_and_nothing_else(lines: list[bytes]) -> None:
    assert kinds(lines) == ["role", "handover", "sign_off"]
    assert is_own_record(lines[0]) and not is_own_record(lines[1])
    found = verify_own_record(lines)
    assert found.ok and found.entries == 3 and found.key_source == "file"
    assert verify_own_record(lines, vkey=found.vkey).key_source == "given"


def test_the_command_knows_the_file_by_its_first_line(lines: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_bytes(b"".join(lines))
    run = CliRunner().invoke(app, ["verify", str(file)])
    assert run.exit_code == 0 and "Whole: 3 entries of desert" in run.output
    file.write_bytes(b"".join(lines).replace(b'"declared":"cold"', b'"declared":"hot"'))
    run = CliRunner().invoke(app, ["verify", str(file)])
    assert run.exit_code == 1 and "not_proven" in run.output


def swap(line: bytes, old: bytes, new: bytes) -> bytes:
    assert old in line
    return line.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda lines: [lines[0], *lines[2:]], BreakKind.HEADER_MISMATCH),
        (lambda lines: [*lines[:2], swap(lines[2], b"church", b"chapel"), lines[3]], BreakKind.NOT_PROVEN),
        (lambda lines: [*lines[:2], lines[3], b'{"entry":1,"hashes":[]}\n'], BreakKind.NOT_AN_ENTRY),
        (
            lambda lines: [*lines[:3], swap(lines[3], b'"hashes":["', b'"hashes":["zz')],
            BreakKind.NOT_AN_ENTRY,
        ),
        (lambda lines: [*lines[:3], lines[3].rstrip()], BreakKind.TRUNCATED),
        (lambda lines: [swap(lines[0], b'"version":1', b'"version":2'), *lines[1:]], BreakKind.NOT_AN_EXPORT),
        (
            lambda lines: [swap(lines[0], b'"production":"desert"', b'"production":"ocean"'), *lines[1:]],
            BreakKind.WRONG_LEDGER,
        ),
        (lambda _lines: [], BreakKind.NOT_AN_EXPORT),
        (lambda _lines: [b"\xff\n"], BreakKind.NOT_AN_EXPORT),
    ],
)
def test_what_was_changed_is_found(
    lines: list[bytes], change: Callable[[list[bytes]], list[bytes]], kind: BreakKind
) -> None:
    assert kind in {one.kind for one in verify_own_record(change(lines)).breaks}


def test_after_leaving_it_is_still_theirs_and_nothing_else_is(shoot: Production, services: Services) -> None:
    over = {
        "person": "pat",
        "role": "performer",
        "from_at": "2026-01-01T00:00:00Z",
        "until_at": "2026-03-02T15:30:00Z",
    }
    shoot.take(shoot.record("ana", "role", over), READ, WRITE, FOUND)
    shoot.clock.move(hours=1)
    caller = shoot.caller("pat", READ)
    with pytest.raises(ShowclearError) as refused:
        services.reading.people(caller, shoot.id)
    assert refused.value.code == "permission.denied"
    found = list(services.own_records.take(caller, shoot.id))
    assert verify_own_record(found).ok and kinds(found) == ["role", "role"]


def test_words_that_are_not_for_them_are_left_out_and_counted(shoot: Production, services: Services) -> None:
    said: dict[str, Any] = {
        "category": "hours",
        "channel": "app",
        "detail": "16 h",
        "about": "pat",
        "addressed_to": "safe",
    }
    shoot.take(shoot.record("first", "concern", said))
    found = list(services.own_records.take(shoot.caller("pat", READ), shoot.id))
    assert "concern" not in kinds(found)
    assert b"16 h" not in b"".join(found)


@pytest.mark.parametrize("person", ["stranger", None])
def test_who_never_was_there_has_nothing(shoot: Production, services: Services, person: str | None) -> None:
    with pytest.raises(ShowclearError) as refused:
        services.own_records.take(Caller(person, shoot.id), shoot.id)
    assert refused.value.code == "not_found"
