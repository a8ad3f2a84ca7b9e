"""A production's end by the commands: archive, receipt, closing; opened elsewhere; a firearm goes to the next production."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.bootstrap import build_services
from app.domain.ledger.archive import opened
from app.services.caller import FOUND, READ, WRITE, Caller
from app.services.container import Services
from app.services.histories import CONSENT
from app.services.outcome import Accepted
from app.settings import Settings
from tests.attachments.files import PDF, digest_of
from tests.cli.conftest import Program, Said

ROOT = Path(__file__).parents[2]
COLT: dict[str, Any] = {
    "firearm": "colt",
    "class": "real",
    "calibre": ".45",
    "chambers": 6,
    "can_fire_live": True,
}
COLT |= {"owner": "rental", "supplier": "a rental house", "serial": "C-1873"}
SEEN = {"firearm": "colt", "chambers": 6, "chambers_seen": 6, "removed": True, "rounds": []}
PAPER = {"attachments": [digest_of(PDF)]}


def process(program: Program, *arguments: object) -> Said:
    """The command as somebody at the machine starts it."""
    command = [sys.executable, "-m", "app", *(str(one) for one in arguments)]
    ended = subprocess.run(
        command, cwd=ROOT, env=program.environment, capture_output=True, text=True, check=False, timeout=120
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


@contextmanager
def at_work(program: Program) -> Iterator[Services]:
    services = build_services(Settings(data_dir=program.data))
    yield services
    services.close()


def record(services: Services, production: str, by: str, kind: str, body: dict[str, Any], **more: Any) -> str:
    """A record that is taken; its id."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {
        "id": str(uuid4()),
        "kind": kind,
        "production": production,
        "occurred_at": now,
        "by": by,
        "body": body,
    }
    caller = Caller(by, production, frozenset({READ, WRITE, FOUND}))
    outcome = services.records.submit_value(caller, production, told | more)
    assert isinstance(outcome, Accepted), outcome
    return str(told["id"])


def set_up(services: Services) -> None:
    """Two productions of one armorer, and a firearm that goes from the first to the second with its owner's paper."""
    for production, firearm in (("desert", "colt"), ("ocean", "prop")):
        services.people.create_production(production, "office", {"timezone": "UTC", "custodian": "keeper"})
        for person, role in (("ana", "armorer"), ("keeper", "safety_officer")):
            services.people.add_person(production, person, [role], by="office")
        intake = record(services, production, "ana", "firearm_intake", COLT | {"firearm": firearm})
        if production == "desert":
            agreed = {"about": intake, "stance": "confirms", "claim": CONSENT}
            record(services, production, "ana", "statement", agreed, **PAPER)
    record(
        services, "desert", "ana", "round_inspection", SEEN | {"witnesses": ["keeper"], "barrel_clear": True}
    )
    services.attachments.append(Caller("ana", "desert"), "desert", digest_of(PDF), 0, len(PDF), PDF)


def received(services: Services, digest: str) -> str:
    """The custodian signs for the archive on paper."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {
        "person": "keeper",
        "role": "safety_officer",
        "at": now,
        "method": "paper",
        "statement": "I took it.",
    }
    body = {"item": f"archive sha256:{digest}", "action": "secured", "custodian": "keeper"}
    return record(services, "desert", "keeper", "evidence", body, sign_offs=[said], **PAPER)


def test_from_the_archive_to_the_next_production(
    program: Program, migrated_file: Path, tmp_path: Path
) -> None:
    program.data.mkdir()
    shutil.copy(migrated_file, program.data / "showclear.db")
    file, history = tmp_path / "desert.zip", tmp_path / "colt.history"
    with at_work(program) as services:
        set_up(services)
    made = process(program, "archive", "make", "desert", "--out", file)
    assert made.code == 0, made.err
    assert program("archive", "make", "desert", "--out", file).code == 1  # archives are kept
    refused = program("archive", "close", "desert", "--record", str(uuid4()), "--by", "office")
    assert (refused.code, "holds no record" in refused.err) == (1, True)
    with at_work(program) as services:
        signed = received(services, re.findall(r"sha256:(\w{64})", made.out)[0])
    closed = process(program, "archive", "close", "desert", "--record", signed, "--by", "office")
    assert closed.code == 0, closed.err
    assert "is closed" in closed.out
    checked = process(program, "verify", file, "--key", made.out.split("Key: ")[1].strip())
    assert checked.code == 0 and "Checked with the key that was given." in checked.out
    spoilt(file, tmp_path / "spoilt.zip")
    said = process(program, "verify", tmp_path / "spoilt.zip")
    assert (said.code, "beside/persons.jsonl" in said.err) == (1, True)
    elsewhere = Program(tmp_path / "elsewhere")
    elsewhere.data.mkdir()
    shutil.copy(migrated_file, elsewhere.data / "showclear.db")
    assert elsewhere("archive", "import", file).code == 0
    assert program("history", "give", "desert", "firearm:colt", "--by", "ana", "--out", history).code == 0
    assert "bore checks 1" in elsewhere("history", "check", history).out
    brought = process(program, "history", "bring", "ocean", "firearm:prop", history, "--by", "ana")
    assert "signed by desert" in brought.out and "not judged here" in brought.out
    history.write_text(history.read_text().replace('"bore_checks":1', '"bore_checks":9'))
    assert "does not hold" in program("history", "bring", "ocean", "firearm:prop", history, "--by", "ana").err


def spoilt(whole: Path, out: Path) -> None:
    """One byte of one member is another."""
    with whole.open("rb") as data, opened(data) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            part = archive.read(name)
            copy.writestr(name, part + b" " if name == "beside/persons.jsonl" else part)
