"""The write path with the real judgement: restarts, late days, two processes, exports and backups say the same."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.bootstrap import services_on
from app.db.database import Database, open_database
from app.db.store import SqlStore
from app.domain.ledger.canonical import is_canonical
from app.domain.ledger.checkpoint import Checkpoint, sign_checkpoint
from app.domain.ledger.entry import entry_bytes, leaf_hash, parse_entry
from app.domain.ledger.export import export_lines
from app.domain.ledger.merkle import Frontier
from app.domain.ledger.signed_note import note_key
from app.domain.ledger.verify import verify
from app.protocols.catalogue import Catalogue
from app.services.caller import DELIVER, READ, WRITE
from app.services.container import Services
from app.services.outcome import Accepted
from tests.conftest import PostgresServer
from tests.services.conftest import KEY, HandClock, Production

INTAKE = {
    "firearm": "colt",
    "class": "real",
    "calibre": ".45",
    "chambers": 6,
    "can_fire_live": True,
    "owner": "rental",
    "supplier": "house",
}


def violations(store: SqlStore, production: str) -> dict[str, dict[str, Any]]:
    with store.reading() as reader:
        return {told["id"]: told for told in reader.violations_since(production, None)}


def exported(services: Services, production: str) -> list[bytes]:
    lines: list[bytes] = []
    services.exports.export(production, lines.append)
    return lines


def another(database: Database, catalogue: Catalogue, production: Production) -> Production:
    """The same ledger in another process."""
    services = services_on(database, catalogue, KEY, ("us-base",), production.clock)
    return Production(services.records, services.judges, production.store, production.clock, production.id)


def a_day(shoot: Production) -> None:
    """Some of a day: a sweep, an inspection, a handover that lacks much, a stoppage, and the wrap."""
    shoot.clock.move(minutes=1)
    shoot.take(shoot.record("ana", "ammunition_sweep", {"areas": ["set"], "containers": [], "found": []}))
    shoot.clock.move(minutes=1)
    shoot.take(shoot.inspection())
    shoot.clock.move(minutes=1)
    shoot.take(shoot.handover())
    shoot.clock.move(minutes=1)
    shoot.take(shoot.incident())
    shoot.clock.move(minutes=90)
    shoot.take(shoot.record("first", "day_wrapped", {}))


def test_days_go_by_and_what_was_missed_is_told(shoot: Production, services: Services) -> None:
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    for _ in range(4):
        a_day(shoot)
        shoot.clock.move(hours=22)
        services.watch.look()
    hazards = {told["hazard"] for told in violations(shoot.store, shoot.id).values()}
    assert {"meeting.missing", "handover.return_overdue", "handler.unqualified"} <= hazards
    assert services.ready()["judgement_behind"] == 0
    fresh = sorted(told["hazard"] for told in shoot.take(shoot.handover())["raised"])
    assert "rounds.not_inspected" in fresh


def test_a_restart_and_a_stored_selection_judge_alike(
    shoot: Production, services: Services, database: Database, catalogue: Catalogue
) -> None:
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    for _ in range(4):
        a_day(shoot)
        shoot.clock.move(hours=22)
    handover, asked = shoot.handover(), {"firearm": "colt", "to": "pat", "giver": "ana", "declared": "cold"}
    here = services.clearances.ask(shoot.caller("ana"), shoot.id, **asked)
    restarted = services_on(database, catalogue, KEY, ("us-base",), shoot.clock)
    assert restarted.clearances.ask(shoot.caller("ana"), shoot.id, **asked) == here
    assert not here["granted"]
    assert {reason["hazard"] for reason in here["reasons"]} == {
        told["hazard"] for told in shoot.take(handover)["raised"] if told["blocking"]
    }


def test_an_import_judges_as_the_service_did(
    shoot: Production, services: Services, catalogue: Catalogue, tmp_path: Path
) -> None:
    """A late record, three trims and a commit group later: entries, receipts' findings and violations are the same."""
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    for day in range(4):
        a_day(shoot)
        if day == 3:
            at = (shoot.clock.now - timedelta(days=2, hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
            shoot.take(shoot.inspection(occurred_at=at))
        shoot.clock.move(hours=22)
    lines = exported(services, shoot.id)
    assert verify(lines).ok
    target = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
    seen: list[tuple[int, int]] = []
    other.imports.import_(lambda: iter(lines), progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (len(lines) - 2, len(lines) - 2)
    assert exported(other, shoot.id) == lines
    mine, theirs = violations(shoot.store, shoot.id), violations(SqlStore(target), shoot.id)
    assert theirs.keys() == mine.keys()
    for id_, told in mine.items():
        assert {k: (v, theirs[id_].get(k)) for k, v in told.items() if theirs[id_].get(k) != v} == {}, told
    with shoot.store.reading() as one, SqlStore(target).reading() as two:
        assert one.segments_from(shoot.id, None) == two.segments_from(shoot.id, None)
    again = Production(other.records, other.judges, SqlStore(target), shoot.clock, shoot.id)
    for record in shoot.sent[-3:]:
        outcome = again.send(record)
        assert isinstance(outcome, Accepted) and outcome.replayed and is_canonical(outcome.receipt)
    again.take(again.inspection())
    assert verify(exported(other, shoot.id)).ok
    with pytest.raises(Exception, match=r"production\.exists"):
        other.imports.import_(lambda: iter(lines))
    target.close()


def test_a_broken_export_leaves_nothing(
    shoot: Production, services: Services, catalogue: Catalogue, tmp_path: Path
) -> None:
    lines = exported(services, shoot.id)
    lines[4] = lines[4].replace(b"performer", b"armorer")
    target = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
    with pytest.raises(Exception, match=r"export\.broken"):
        other.imports.import_(lambda: iter(lines))
    with SqlStore(target).reading() as reader:
        assert reader.head(shoot.id) is None
    target.close()


def test_what_is_no_record_is_not_imported(shoot: Production, catalogue: Catalogue, tmp_path: Path) -> None:
    """An export can be whole and signed and still hold no records: the ledger knows no models, the import does."""
    key = note_key("showclear/odd", KEY.public_key)
    entry = entry_bytes(0, "2026-03-02T15:00:00.000000Z", b'{"id":"x","production":"odd"}')
    root = Frontier().append(leaf_hash(entry))[0].root()
    note = sign_checkpoint(Checkpoint("showclear/odd", 1, root), key, KEY.sign)
    lines = list(export_lines(key.vkey, [entry], note))
    assert verify(lines).ok
    target = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
    with pytest.raises(Exception, match=r"record\.malformed"):
        other.imports.import_(lambda: iter(lines))
    with SqlStore(target).reading() as reader:
        assert reader.head("odd") is None
    target.close()


def test_a_backup_of_a_running_service_comes_back_on_either_engine(
    shoot: Production, services: Services, catalogue: Catalogue, tmp_path: Path, postgres: PostgresServer
) -> None:
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    services.people.add_person(shoot.id, "nora", ["crew"], by="prod", name="Nora N.")
    token, _ = services.people.issue_token(shoot.id, "ana", [READ], shoot.clock.now + timedelta(days=1))
    a_day(shoot)
    file = io.BytesIO()
    rows = services.backups.backup(file)
    shoot.take(shoot.inspection())
    with postgres.copy() as url:
        for target in (open_database(f"sqlite:///{tmp_path / 'other.db'}"), open_database(url)):
            other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
            checked = other.backups.restore(io.BytesIO(file.getvalue()))
            assert [(one.production, one.entries) for one in checked] == [(shoot.id, 14)]
            assert violations(SqlStore(target), shoot.id) == violations(shoot.store, shoot.id)
            assert other.people.authenticate(token).person == "ana"
            again = Production(other.records, other.judges, SqlStore(target), shoot.clock, shoot.id)
            outcome = again.send(shoot.sent[-2])
            assert isinstance(outcome, Accepted) and outcome.replayed
            again.take(again.inspection())
            second = io.BytesIO()
            assert other.backups.backup(second) > rows
            with pytest.raises(Exception, match=r"database\.not_empty"):
                other.backups.restore(io.BytesIO(file.getvalue()))
            target.close()


def damaged(whole: bytes) -> Iterator[bytes]:

    plain = gzip.decompress(whole)
    yield b"no backup"
    yield whole[: len(whole) // 2]
    yield gzip.compress(plain.replace(b'"main"', b'"mine"'))
    yield gzip.compress(b"".join(plain.splitlines(keepends=True)[:-1]))
    yield gzip.compress(plain + b'["one more"]\n')
    yield gzip.compress(plain.replace(b'"columns":["id"', b'"columns":["it"'))
    yield gzip.compress(plain.replace(b'"version":2', b'"version":3'))
    yield gzip.compress(plain.replace(b'"schema":"', b'"schema":"x'))


def test_a_damaged_backup_leaves_nothing(
    shoot: Production, services: Services, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = io.BytesIO()
    services.backups.backup(file)
    target = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
    for one in damaged(file.getvalue()):
        with pytest.raises(Exception, match=r"backup\.(malformed|schema)"):
            other.backups.restore(io.BytesIO(one))
        with SqlStore(target).reading() as reader:
            assert reader.head(shoot.id) is None
    target.close()


def test_a_ledger_that_was_tampered_with_is_told(
    shoot: Production, services: Services, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Whoever owns the tables can take the triggers off; the hashes still tell."""
    file = io.BytesIO()
    services.backups.backup(file)
    lines = gzip.decompress(file.getvalue()).splitlines(keepends=True)

    at = next(number for number, line in enumerate(lines) if b'"position","record_key"' in line) + 3
    row = orjson.loads(lines[at])
    entry = base64.b64decode(row[8]).replace(b"safety_officer", b"safety_advisor")
    row[8] = base64.b64encode(entry).decode()
    lines[at] = orjson.dumps(row) + b"\n"
    total = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    lines[-1] = orjson.dumps(orjson.loads(lines[-1]) | {"sha256": total}) + b"\n"
    target = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    other = services_on(target, catalogue, KEY, ("us-base",), shoot.clock)
    with pytest.raises(Exception, match=r"ledger\.broken"):
        other.backups.restore(io.BytesIO(gzip.compress(b"".join(lines))))
    target.close()


def test_many_writers_never_fork(
    shoot: Production, services: Services, database: Database, catalogue: Catalogue, database_url: str
) -> None:
    """Twelve threads over three services; on PostgreSQL two of these have pools of their own, as processes have."""
    opened = [open_database(database_url) for _ in range(2)] if database.kind == "postgresql" else []
    desks = [another(one, catalogue, shoot) for one in (*opened, database)]
    receipts: list[dict[str, Any]] = []
    shared = [shoot.incident() for _ in range(5)]

    def write(desk: Production, count: int) -> None:
        for number in range(count):
            record = shared[number] if number < len(shared) else desk.inspection()
            outcome = desk.send(record)
            assert isinstance(outcome, Accepted)
            receipts.append(orjson.loads(outcome.receipt))

    threads = [threading.Thread(target=write, args=(desks[n % len(desks)], 15)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 180
    assert sorted({one["position"] for one in receipts}) == list(range(7, 7 + 12 * 10 + 5))
    lines = exported(services, shoot.id)
    assert verify(lines).ok and len(lines) == 2 + 7 + 125
    moments = [parse_entry(line.rstrip(b"\n")).recorded_at for line in lines[1:-1]]
    assert moments == sorted(moments)
    services.backups.verify_all()
    for one in opened:
        one.close()


WRITER = """
import sys
from datetime import UTC, datetime
from app.bootstrap import services_on
from app.db.database import open_database
from app.protocols.catalogue import Catalogue
from tests.services.conftest import KEY, Production
from app.db.store import SqlStore
import orjson

database = open_database(sys.argv[1])
services = services_on(database, Catalogue(), KEY, ("us-base",), lambda: datetime.now(UTC))
class Now:
    @property
    def now(self): return datetime.now(UTC)
desert = Production(services.records, services.judges, SqlStore(database), Now())
while True:
    record = desert.inspection()
    outcome = desert.send(record)
    print(orjson.dumps([record, orjson.loads(outcome.receipt)]).decode(), flush=True)
"""


def test_a_killed_process_loses_nothing_it_acknowledged(
    shoot: Production, database: Database, database_url: str, catalogue: Catalogue
) -> None:
    """A real process, a real SIGKILL in the midst of writing; whatever it told is there, and the ledger verifies."""
    database.close()
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    told = [orjson.loads(process.stdout.readline()) for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    told += [orjson.loads(line) for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    reopened = open_database(database_url)
    services = services_on(
        reopened, catalogue, KEY, ("us-base",), HandClock(shoot.clock.now + timedelta(days=999))
    )
    after = Production(services.records, services.judges, SqlStore(reopened), shoot.clock)
    for record, receipt in told:
        outcome = after.send(record)
        assert isinstance(outcome, Accepted) and outcome.replayed
        assert orjson.loads(outcome.receipt) == receipt
    assert verify(exported(services, after.id)).ok
    assert services.backups.verify(after.id).entries >= 7 + len(told)
    reopened.close()


def test_a_batch_is_judged_as_one(shoot: Production) -> None:
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    records = [shoot.inspection() for _ in range(60)] + [shoot.handover()]
    outcomes = shoot.desk.submit_batch(shoot.caller("ana", READ, WRITE, DELIVER), shoot.id, records)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    last = outcomes[-1]
    assert isinstance(last, Accepted)
    assert "meeting.missing" in {told["hazard"] for told in orjson.loads(last.receipt)["raised"]}
