"""A witness cosigns what goes on; a ledger that was put back or forked is refused, and shown as such; receipts carry it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import Database, open_database
from app.db.library import SqlLibrary
from app.db.store import SqlStore
from app.db.witness_book import SqlWitnessBook
from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import parse_checkpoint
from app.domain.ledger.cosignature import witness_key
from app.domain.ledger.merkle import root_of
from app.domain.ledger.receipt import verify_receipt
from app.domain.ledger.signed_note import parse_vkey
from app.protocols.catalogue import Catalogue
from app.services.caller import READ
from app.services.container import Services
from app.services.receipts_kept import small
from app.services.witnessing import Witness, Witnessing
from app.signing.witness_line import parse_witnesses
from app.signing.witness_shelf import WitnessShelf
from app.web.witness import STATUS, WitnessDesk
from tests.services.conftest import KEY, HandClock, Production, found

SECRET = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = witness_key("insurer.example/w1", SECRET.public_key().public_bytes_raw())


@dataclass
class ShortLine:
    """A witness in the same process, behind the statuses it answers with; or one that is away."""

    desk: WitnessDesk
    away: bool = False

    def add_checkpoint(self, url: str, body: bytes) -> tuple[int, str]:
        if self.away or url != "http://witness":
            raise ShowclearError("witness.unreachable", "away")
        try:
            return 200, self.desk.add_checkpoint(body)
        except ShowclearError as error:
            return STATUS[error.code], error.detail + "\n"


def asking(services: Services, database: Database, clock: HandClock, line: ShortLine) -> Witnessing:
    book, told = SqlWitnessBook(database), [Witness(WITNESS, "http://witness")]
    return Witnessing(SqlLibrary(database), services.judges, clock, services.exports, book, line, told)


@pytest.fixture
def line(tmp_path: Path, clock: HandClock) -> ShortLine:
    log = parse_vkey(KEY.vkey("showclear/desert"))
    return ShortLine(WitnessDesk(WITNESS, SECRET.sign, [log], WitnessShelf(tmp_path / "witness"), clock))


@pytest.fixture
def other(tmp_path: Path, migrated_file: Path, catalogue: Catalogue, clock: HandClock) -> Iterator[Any]:
    """The same production on another database: as after a restore, and other records than before."""
    shutil.copy(migrated_file, tmp_path / "other.db")
    database = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    services = services_on(database, catalogue, KEY, ("us-base",), clock)
    shoot = Production(services.records, services.judges, SqlStore(database), clock)
    found(shoot)
    yield services, database, shoot
    services.close()


def test_it_cosigns_what_goes_on_and_keeps_it(
    shoot: Production, services: Services, database: Database, clock: HandClock, line: ShortLine
) -> None:
    witnessing = asking(services, database, clock, line)
    (first,) = witnessing.ask(shoot.id)
    shoot.take(shoot.incident())
    (second,) = witnessing.ask(shoot.id)
    assert (first.state, second.state) == ("cosigned", "cosigned")
    assert second.size == first.size + 1 and second.cosigned_at == clock.now
    line.away = True
    (third,) = witnessing.ask(shoot.id)
    assert (third.state, third.size, third.note) == ("unreachable", second.size, second.note)
    (told,) = witnessing.told(shoot.caller("looker", READ), shoot.id)
    assert told["words"] == "The witness did not answer." and told["size"] == second.size


def test_a_database_that_was_put_back_or_forked_is_refused_and_shown(
    shoot: Production, services: Services, database: Database, clock: HandClock, line: ShortLine, other: Any
) -> None:
    shoot.take(shoot.incident())
    asking(services, database, clock, line).ask(shoot.id)
    their_services, their_database, theirs = other
    witnessing = asking(their_services, their_database, clock, line)
    (put_back,) = witnessing.ask("desert")
    assert (put_back.state, put_back.note) == ("rolled_back", None)
    theirs.take(theirs.incident())
    assert witnessing.ask("desert")[0].state == "forked"  # as many entries, other ones
    theirs.take(theirs.incident())
    assert witnessing.ask("desert")[0].state == "forked"  # more entries, other ones at the beginning
    (told,) = witnessing.told(theirs.caller("looker", READ), "desert")
    assert told["state"] == "forked" and "forked" in told["words"] and told["checkpoint"] is None
    (still,) = asking(services, database, clock, line).ask(shoot.id)
    assert still.state == "cosigned"


def test_every_ten_minutes_each_is_asked_by_itself(
    shoot: Production, services: Services, database: Database, clock: HandClock, line: ShortLine
) -> None:
    witnessing, caller = asking(services, database, clock, line), shoot.caller("looker", READ)
    witnessing.ask_due()
    at = witnessing.told(caller, shoot.id)[0]["asked_at"]
    clock.move(minutes=9)
    witnessing.ask_due()
    assert witnessing.told(caller, shoot.id)[0]["asked_at"] == at
    clock.move(minutes=1)
    witnessing.ask_due()
    assert witnessing.told(caller, shoot.id)[0]["asked_at"] > at


def test_a_receipt_carries_the_cosignature_and_proves_itself(
    shoot: Production, services: Services, database: Database, clock: HandClock, line: ShortLine
) -> None:
    incident = shoot.incident()
    shoot.take(incident)
    caller = shoot.caller("looker", READ)
    bare = services.outside.receipts.receipt(caller, shoot.id, incident["id"])
    assert verify_receipt(bare.text()).ok and not verify_receipt(bare.text(), witnesses=[WITNESS]).ok
    asking(services, database, clock, line).ask(shoot.id)
    shoot.take(shoot.incident())
    receipt = services.outside.receipts.receipt(caller, shoot.id, incident["id"])
    assert verify_receipt(receipt.text(), vkey=receipt.vkey, witnesses=[WITNESS]).ok
    entry = receipt.entry
    assert verify_receipt(small(receipt).text(), entry=entry).ok


def test_a_receipt_of_a_later_signature_has_what_it_signs(shoot: Production, services: Services) -> None:
    handover = shoot.handover()
    shoot.take(handover)
    own = {"person": "pat", "role": "performer", "at": handover["occurred_at"], "method": "token"}
    signed = shoot.record("pat", "sign_off", {"of": handover["id"], "sign_offs": [own | {"statement": "s"}]})
    shoot.take(signed)
    receipt = services.outside.receipts.receipt(shoot.caller("pat", READ), shoot.id, signed["id"])
    assert receipt.signs is not None and handover["id"].encode() in receipt.signs
    found = verify_receipt(receipt.text())
    assert found.ok and found.sign_offs.not_provable == {"token": 1}


def test_no_receipt_of_words_that_are_not_for_them(shoot: Production, services: Services) -> None:
    body = {"category": "firearms", "channel": "app", "about": "ana", "detail": "left alone"}
    concern = shoot.record("pat", "concern", body)
    shoot.take(concern)
    with pytest.raises(ShowclearError) as refused:
        services.outside.receipts.receipt(shoot.caller("ana", READ), shoot.id, concern["id"])
    assert refused.value.code == "permission.denied"


def test_tiles_are_what_the_checkpoint_signs(shoot: Production, services: Services) -> None:
    files: dict[str, bytes] = {}
    size = services.outside.publishing.publish(shoot.id, files.__setitem__, files.__contains__, entries=True)
    signed = parse_checkpoint(files["checkpoint"].decode())
    signed.check(parse_vkey(KEY.vkey("showclear/desert")))
    tile = files[f"tile/0/000.p/{size}"]
    assert (signed.checkpoint.size, signed.checkpoint.root) == (size, root_of(tile))
    assert list(files)[-1] == "checkpoint" and f"tile/entries/000.p/{size}" in files
    hashes_only: dict[str, bytes] = {}
    services.outside.publishing.publish(
        shoot.id, hashes_only.__setitem__, hashes_only.__contains__, entries=False
    )
    assert set(files) - set(hashes_only) == {f"tile/entries/000.p/{size}"}


def test_witnesses_are_set_as_key_and_address() -> None:
    (one,) = parse_witnesses(f"{WITNESS.vkey} http://insurer.example:8100,")
    assert one == Witness(WITNESS, "http://insurer.example:8100")
    with pytest.raises(ShowclearError) as refused:
        parse_witnesses(WITNESS.vkey)
    assert refused.value.code == "settings.witnesses"
