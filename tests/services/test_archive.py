"""A production as one file: checked by itself, brought in with nothing lost, handed over before it is closed."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import services_on
from app.db.database import Database, open_database
from app.db.library import SqlLibrary
from app.db.registry import SqlRegistry
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import LEDGER, MANIFEST, PAGE, check, opened
from app.domain.ledger.verify import verify
from app.protocols.catalogue import Catalogue
from app.services.caller import READ, WRITE
from app.services.closing import require_signed
from app.services.container import Services
from tests.domain.ledger.soft_authenticator import SoftAuthenticator
from tests.services.conftest import KEY, HandClock, Production

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DIGEST = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def shoot(shoot: Production, services: Services, database: Database) -> Production:
    """With a custodian, a name, a paper and a few records."""
    setting = {"timezone": "UTC", "custodian": "safe"}
    shoot.take(shoot.record("safe", "production_set", setting))
    SqlRegistry(database).put_name(shoot.id, "ana", "Ana Quill")
    shoot.take(shoot.incident(attachments=[DIGEST]))
    caller = shoot.caller("ana", READ, WRITE)
    services.attachments.append(caller, shoot.id, DIGEST, 0, len(PAPER), PAPER)
    return shoot


@pytest.fixture
def empty(tmp_path: Path, migrated_file: Path, catalogue: Catalogue, clock: HandClock) -> Iterator[Any]:
    """A service that has nothing."""
    shutil.copy(migrated_file, tmp_path / "empty.db")
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    services = services_on(database, catalogue, KEY, ("us-base",), clock)
    yield services, database
    services.close()


def made(services: Services) -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    return file, services.outside.archives.make("desert", file, apart=True).digest


def exported(services: Services) -> bytes:
    lines: list[bytes] = []
    services.exports.export("desert", lines.append)
    return b"".join(lines)


def test_it_holds_what_is_needed_to_check_it(shoot: Production, services: Services) -> None:
    file, digest = made(services)
    with opened(file) as archive:
        assert check(archive).digest == digest == hashlib.sha256(archive.read(MANIFEST)).hexdigest()
        assert verify(archive.read(LEDGER).splitlines(keepends=True)).ok
        names = archive.namelist()
        assert {PAGE, f"files/{DIGEST}", "protocols/LOCK.json"} <= set(names)
        assert b"connect-src" not in archive.read(PAGE)


def test_it_comes_back_with_nothing_lost(shoot: Production, services: Services, empty: Any) -> None:
    file, _ = made(services)
    there, database = empty
    assert there.outside.arrivals.bring_in(file).ok
    assert exported(there) == exported(services)
    given = there.attachments.original(shoot.caller("safe", READ), "desert", DIGEST)
    assert given.data == PAPER
    again = io.BytesIO()
    there.outside.archives.make("desert", again, apart=True)
    with opened(file) as one, opened(again) as other:
        assert one.read(MANIFEST) == other.read(MANIFEST)  # the same archive, to the last byte of each part
    with SqlLibrary(database).looking() as shelves:
        assert shelves.names("desert") == {"ana": "Ana Quill"}


def test_a_change_of_any_part_is_named(shoot: Production, services: Services, empty: Any) -> None:
    file, _ = made(services)
    with opened(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in (LEDGER, "names.json", f"files/{DIGEST}"):
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as archive:
            for part, data in parts.items():
                archive.writestr(part, data + b" " if part == name else data)
        with pytest.raises(ShowclearError, match=name) as refused:
            empty[0].outside.arrivals.bring_in(changed)
        assert refused.value.code == "archive.broken"
    with pytest.raises(ShowclearError, match="no archive"):
        opened(io.BytesIO(b"nothing"))


def receipt(shoot: Production, digest: str, **more: Any) -> dict[str, Any]:
    body = {"item": f"archive sha256:{digest}", "action": "secured", "custodian": "safe"}
    return shoot.record("safe", "evidence", body, **more)


def on_paper(shoot: Production) -> dict[str, Any]:
    at = shoot.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"role": "safety_officer", "at": at, "method": "paper", "statement": "I took the archive."}
    return {"sign_offs": [{"person": "safe", **said}], "attachments": [DIGEST]}


def refusal(services: Services, record: dict[str, Any]) -> str:
    with pytest.raises(ShowclearError) as refused:
        services.outside.closings.close("desert", record["id"], "prod")
    return refused.value.code


def test_it_closes_once_the_custodian_signed(shoot: Production, services: Services) -> None:
    _, digest = made(services)
    unsigned = receipt(shoot, digest)
    shoot.take(unsigned)
    assert refusal(services, unsigned) == "closing.not_signed"
    assert services.outside.closings.closed("desert") is None
    _, digest = made(services)
    signed = receipt(shoot, digest, **on_paper(shoot))
    shoot.take(signed)
    closed = services.outside.closings.close("desert", signed["id"], "prod")
    assert closed.digest.hex() == digest and services.outside.closings.closed("desert") == closed


def test_by_passkey_the_signature_itself_is_checked(shoot: Production) -> None:
    record = receipt(shoot, "0" * 64)
    own = SoftAuthenticator().sign_off(record, person="safe", role="safety_officer")
    require_signed(record | {"sign_offs": [own]}, [], "safe")
    later = shoot.record("safe", "sign_off", {"of": record["id"], "sign_offs": [own]})
    require_signed(record, [later], "safe")
    for wrong in (own | {"statement": "another"}, own | {"person": "ana"}, own | {"declined": True}):
        with pytest.raises(ShowclearError) as refused:
            require_signed(record | {"sign_offs": [wrong]}, [], "safe")
        assert refused.value.code == "closing.not_signed"


def test_what_was_recorded_since_asks_for_another(shoot: Production, services: Services) -> None:
    _, digest = made(services)
    shoot.take(shoot.incident())
    late = receipt(shoot, digest, **on_paper(shoot))
    shoot.take(late)
    assert refusal(services, late) == "closing.outdated"
    unknown = receipt(shoot, "0" * 64, **on_paper(shoot))
    shoot.take(unknown)
    assert refusal(services, unknown) == "closing.no_archive"
    body = unknown["body"] | {"custodian": "ana"}
    foreign = unknown | {"id": shoot.incident()["id"], "body": body}
    shoot.take(foreign)
    assert refusal(services, foreign) == "closing.not_signed"
