"""A production with everything a service keeps of one, archived and opened on the other engine with nothing lost."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.blobs.disk import Disk
from app.bootstrap import services_on
from app.db.belongings import FROM_THE_LEDGER, STAYS, TRAVELS
from app.db.database import Database, open_database
from app.db.drawer import SqlDrawer
from app.db.registry import SqlRegistry
from app.db.schema import metadata
from app.db.store import SqlStore
from app.db.types import Instant
from app.db.vault import plain
from app.db.witness_book import SqlWitnessBook
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import note_text, opened
from app.domain.ledger.canonical import canonical
from app.domain.ledger.signed_note import note_key, sign_note
from app.domain.ledger.verify_archive import verify_archive
from app.opening import Beside, Files
from app.protocols.catalogue import Catalogue
from app.services.belongings import Former
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.witnessing import Answer
from tests.attachments.files import PDF, PICTURE, PICTURE_DIGEST
from tests.conftest import PostgresServer
from tests.services.conftest import KEY, HandClock, Production, found

DRILL = "drill-0123456789abcdef"
NEVER_CAME = "0" * 64
GIVEN = {
    "drills": {"id": DRILL},
    "deliveries": {"message": "a id"},
    "contacts": {"person": None},
}
FORMER = Former("showclear/desert+00000000+AAAA", "a word for the next")
AT = datetime(2026, 3, 1, tzinfo=UTC)


class House(NamedTuple):
    """A service with its database and files."""

    services: Services
    database: Database
    files: Path

    def archive(self, *, apart: bool = True) -> io.BytesIO:
        file = io.BytesIO()
        self.services.outside.archives.make("desert", file, apart=apart)
        return file


def house(database: Database, files: Path, catalogue: Catalogue, clock: HandClock) -> House:
    beside = Beside(files=Files(Disk(files), 20_000_000), former_keys=lambda _production: (FORMER,))
    services = services_on(database, catalogue, KEY, ("us-base",), clock, beside=beside)
    return House(services, database, files)


@pytest.fixture
def here(database: Database, tmp_path: Path, catalogue: Catalogue, clock: HandClock) -> House:
    return house(database, tmp_path / "files", catalogue, clock)


@pytest.fixture
def there(
    engine_name: str,
    request: pytest.FixtureRequest,
    migrated_file: Path,
    tmp_path: Path,
    catalogue: Catalogue,
    clock: HandClock,
) -> Iterator[House]:
    """An empty service on the other engine."""
    if engine_name == "postgresql":
        shutil.copy(migrated_file, tmp_path / "other.db")
        database = open_database(f"sqlite:///{tmp_path / 'other.db'}")
        yield house(database, tmp_path / "other", catalogue, clock)
        database.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.copy() as url:
        database = open_database(url)
        yield house(database, tmp_path / "other", catalogue, clock)
        database.close()


def test_nothing_is_lost(here: House, there: House, clock: HandClock) -> None:
    fill(here, clock)
    file = here.archive()
    held = verify_archive(file)
    assert held.ledger.ok and held.archived.apart and held.archived.drills == (DRILL,)
    assert held.absent == (NEVER_CAME,)  # a photo that never came
    assert there.services.outside.arrivals.bring_in(file).ok
    for production in ("desert", DRILL):
        for name in (*TRAVELS, *FROM_THE_LEDGER):
            was = rows(here.database, name, production)
            if name == "archives":  # the one that was made is not in itself
                was = [row for row in was if row["digest"] != plain(bytes.fromhex(held.archived.digest))]
            if (name, production) == ("earlier_keys", "desert"):  # lay in a file there, and is a row now
                was.append({"production": "desert", **FORMER._asdict()})
            assert sorted(rows(there.database, name, production), key=str) == sorted(was, key=str), name
            assert was or production == DRILL, f"nothing of {name} was tried"
    asks, ask = Caller("safe", "desert", frozenset({READ})), there.services.attachments
    assert ask.original(asks, "desert", PICTURE_DIGEST).data == PICTURE
    assert ask.shown(asks, "desert", PICTURE_DIGEST).drawn
    assert SqlDrawer(there.database).name("desert", "pat") == "Pat Sealed"
    for kept in ("archives", "retention_floors", "brought_histories", "attachments"):
        with pytest.raises(DBAPIError), there.database.writing() as connection:
            connection.execute(text(f"DELETE FROM {kept}"))


def fill(here: House, clock: HandClock) -> None:
    """What words and files there can be, by the use cases; then a row of every table that is still empty."""
    services = here.services
    shoot = Production(services.records, services.judges, SqlStore(here.database), clock)
    drilled = Production(services.records, services.judges, shoot.store, clock, DRILL)
    found(shoot)
    found(drilled)
    mine = shoot.caller("ana", READ, WRITE)
    for person, name in {"ana": "Ana Quill", "pat": "Pat Sealed"}.items():
        SqlRegistry(here.database).put_name("desert", person, name)
    SqlDrawer(here.database).seal("desert", "pat", AT)
    for file in (PICTURE, PDF):
        digest = hashlib.sha256(file).hexdigest()
        services.attachments.append(mine, "desert", digest, 0, len(file), file)
    services.portraits.put(mine, "desert", "ana", PICTURE)
    shoot.take(shoot.handover())
    shoot.take(shoot.record("ana", "day_wrapped", {}))
    found_out = {
        "what": "unintended_discharge",
        "firearm": "colt",
        "injured": 0,
        "stop_work": True,
        "present": [],
    }
    shoot.take(
        shoot.record("ana", "incident", found_out, attachments=[f"sha256:{PICTURE_DIGEST}", NEVER_CAME])
    )
    said = {"category": "firearms", "about": "safe", "detail": "I saw it, and few others did."}
    services.concerns.put("desert", said)
    clock.move(minutes=16)
    services.watch.look()
    services.concerns.put("desert", said)  # this one waits still
    exported = services.exports.export("desert", lambda _line: None)
    cosigned = Answer("insurer.example", "cosigned", AT, exported.entries, exported.checkpoint, AT)
    SqlWitnessBook(here.database).keep("desert", cosigned)
    for table in metadata.sorted_tables:
        told = rows(here.database, table.name, "desert") if table.name in TRAVELS else [{}]
        if not told or table.name == "messages":
            make_up(here.database, table)


def make_up(database: Database, table: Table) -> None:
    """A row, each column by its type."""
    row = {one.name: made_up(one) for one in table.columns} | GIVEN.get(table.name, {})
    with database.writing() as connection:
        connection.execute(insert(table), row)


def made_up(column: Column[Any]) -> Any:
    kinds = {Instant: AT, LargeBinary: b"\x00\xff", Boolean: True, Integer: 3}
    named = {"production": "desert"}
    found = next(
        (value for kind, value in kinds.items() if isinstance(column.type, kind)), f"a {column.name}"[:8]
    )
    return named.get(column.name, found)


def rows(database: Database, name: str, production: str) -> list[dict[str, Any]]:
    """The rows of one production, in the order of their key; without what travels empty."""
    table = metadata.tables[name]
    owner = table.c.id if name == "productions" else table.c.production
    wanted = select(table).where(owner == production).order_by(*table.primary_key.columns)
    with database.reading() as connection:
        told = [
            {key: plain(value) for key, value in row.items()} for row in connection.execute(wanted).mappings()
        ]
    return [row | {"account": None} if name == "audit" else row for row in told]


def test_every_table_is_decided() -> None:
    assert sorted([*TRAVELS, *FROM_THE_LEDGER, *STAYS]) == sorted(metadata.tables)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_archive_that_says_too_much_leaves_no_trace(here: House, there: House, clock: HandClock) -> None:
    """Signed by whoever made it: rows of others, unknown tables, files under other names, another production."""
    fill(here, clock)
    with opened(here.archive()) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    persons, kept = parts["beside/persons.jsonl"], f"files/{PICTURE_DIGEST}"
    for change in (
        {"beside/persons.jsonl": persons.replace(b'"desert"', b'"ocean"')},
        {"beside/persons.jsonl": persons.replace(b'"sealed_at"', b'"other"')},
        {"beside/tokens.jsonl": b'{"columns":["digest"]}\n["AA=="]\n'},
        {"beside/drills.jsonl": parts["beside/drills.jsonl"].replace(DRILL.encode(), b"ocean")},
        {"files/../../escaped": b"x"},
        {kept: PDF},
        {"receipts.jsonl": b"{}\n" * parts["receipts.jsonl"].count(b"\n")},
        {"beside/concern_words.jsonl": parts["beside/concern_words.jsonl"].replace(b'"eyJ', b'"eyK')},
    ):
        with pytest.raises(ShowclearError) as refused:
            there.services.outside.arrivals.bring_in(signed(parts | change))
        assert refused.value.code == "archive.broken", change.keys()
        assert there.services.judges.seen("desert") is None
    assert not [one for one in there.files.rglob("*") if one.is_file()]
    assert there.services.outside.arrivals.bring_in(signed(parts)).ok  # signed anew, and nothing else changed


def signed(parts: dict[str, bytes]) -> io.BytesIO:
    """An archive of these members, under a manifest and a signature that fit."""
    told = orjson.loads(parts["MANIFEST.json"])
    members = {name: data for name, data in parts.items() if not name.startswith("MANIFEST")}
    told["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    manifest = canonical(told)
    key = note_key("showclear/desert", KEY.public_key)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("MANIFEST.json", manifest)
        archive.writestr("MANIFEST.note", sign_note(note_text("desert", manifest), key, KEY.sign))
    return file


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_changed_byte_in_any_member_is_named(here: House, clock: HandClock) -> None:
    fill(here, clock)
    with opened(here.archive()) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    published = sorted(name for name in parts if name.startswith("protocols/"))
    for name in parts.keys() - set(published[1:]):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for part, data in parts.items():
                archive.writestr(part, bytes([data[0] ^ 1]) + data[1:] if part == name else data)
        with pytest.raises(ShowclearError, match=name.replace(".", r"\.")) as refused:
            verify_archive(file)
        assert refused.value.code == "archive.broken"
