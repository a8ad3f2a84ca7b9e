"""Erasing a person: sealed while it must wait, then nothing of the name is left beside the ledger, and every proof holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.db.database import Database
from app.db.schema import metadata
from app.domain.ledger.verify import verify
from tests.accounts.browser import Browser, Office
from tests.accounts.phone import Phone

NAME = "Marigold Vantongeren"
LONG_AFTER = 6 * 366


@pytest.fixture
def named(office: Office) -> Office:
    office.site.services.people.add_person("desert", "p-performer", [], by="p-admin", name="Marigold V.")
    office.site.services.people.add_person("desert", "p-performer", [], by="p-admin", name=NAME)
    return office


def export(office: Office) -> list[bytes]:
    lines: list[bytes] = []
    office.site.services.exports.export("desert", lines.append)
    return lines


def name_shown(office: Office) -> str | None:
    people = office.site.ask("GET", "people", by="p-producer").json()["items"]
    return next(one["name"] for one in people if one["id"] == "p-performer")


def ask(browser: Browser, person: str = "p-performer") -> Any:
    return browser.took(f"/productions/desert/people/{person}/erasure", {"reason": "As asked."})


def hurt(office: Office) -> str:
    record = office.site.incident()
    record["body"] |= {"injured": 1, "care": "clinic"}
    assert office.site.send(record).status_code == 201
    return str(record["id"])


def places_of(database: Database, wanted: bytes) -> list[str]:
    """Every column of every table, and on SQLite every byte of the file and its log, but for the ledger."""
    found = []
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name in ("entries", "mentions"):
                continue
            for row in connection.execute(select(table)):
                found += [f"{table.name}: {value!r}" for value in row if wanted in _bytes(value)]
    if database.kind == "sqlite":
        file = Path(str(database.writer.url.database))
        for one in (file, Path(f"{file}-wal")):
            if one.exists() and wanted in one.read_bytes():
                found.append(one.name)
    return found


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_while_the_floor_runs_the_name_is_sealed_and_each_look_is_kept(named: Office) -> None:
    browser = named.joined("p-performer")
    assert name_shown(named) == NAME
    told = ask(browser)
    assert told["state"] == "sealed" and told["until"] == "2032-01-01" and told["holds"] == []
    assert name_shown(named) is None
    producer = named.joined("p-producer")
    path = "/productions/desert/people/p-performer/name"
    assert producer.took(path, {"reason": "A subpoena."}) == {"name": NAME}
    assert named.joined("p-armorer").refused(path, {"reason": "Curious."}) == "permission.denied"
    kept = {(row.refused, row.about) for row in named.audited() if row.deed == "name.look"}
    assert kept == {(None, "p-performer: A subpoena."), ("permission.denied", "")}


def test_then_nothing_of_it_is_left_and_every_proof_holds(named: Office, database: Database) -> None:
    phone = Phone()
    browser = named.joined_with("p-performer", phone)
    browser.took("/account/pin", {"pin": "294617"})
    ask(browser)
    before = export(named)
    named.site.clock.move(days=LONG_AFTER)
    assert places_of(database, b"Marigold"), "sealed is not erased"
    named.site.services.watch.look()
    assert places_of(database, b"Marigold") == []
    assert places_of(database, phone.credential) == []
    assert named.browser().with_passkey(phone).json()["code"] == "auth.refused"
    after = export(named)
    assert verify(before).ok and verify(after).ok
    assert before[1:-1] == after[1:-1]
    assert "person.erase" in {row.deed for row in named.audited()}


def test_free_text_in_the_ledger_is_told(named: Office) -> None:
    record = named.site.incident()
    record["note"] = f"Seen by {NAME.upper()}."
    assert named.site.send(record).status_code == 201
    (place,) = ask(named.joined("p-performer"))["named_in"]
    assert (place["record"], place["field"]) == (record["id"], "note")


def test_somebody_hurt_sets_a_hold_that_lasts(named: Office) -> None:
    incident = hurt(named)
    assert ask(named.joined("p-performer"))["holds"] == [incident]
    named.site.clock.move(days=LONG_AFTER)
    named.site.services.watch.look()
    told = named.site.services.erasures.erase("desert", "p-performer")
    assert told == {"state": "sealed", "until": None, "holds": [incident], "named_in": []}


def test_only_the_custodian_lifts_it(named: Office) -> None:
    incident, site = hurt(named), named.site
    ask(named.joined("p-performer"))
    path = f"/productions/desert/legal-holds/{incident}/lift"
    producer = named.joined("p-producer")
    assert producer.refused(path, {"reason": "Closed."}) == "permission.denied"
    body = {"timezone": "America/Denver", "custodian": "p-producer"}
    assert site.send(site.record("admin", "production_set", body), by="admin").status_code == 201
    assert producer.took(path, {"reason": "Closed."}) == {}
    assert producer.refused(path.replace(incident, "0" * 8 + incident[8:]), {"reason": "r"}) == "not_found"
    site.clock.move(days=LONG_AFTER)
    site.services.watch.look()
    assert "person.erase" in {row.deed for row in named.audited()}


def test_nobody_erases_another_but_the_office(named: Office) -> None:
    path = "/productions/desert/people/p-performer/erasure"
    assert named.joined("p-armorer").refused(path, {"reason": "r"}) == "permission.denied"
    producer = named.joined("p-producer")
    assert producer.refused(path, {"reason": ""}) == "request.malformed"
    assert producer.refused(path, {}) == "request.malformed"
    named.site.clock.move(minutes=11)
    assert producer.refused(path, {"reason": "r"}) == "auth.fresh_needed"
    assert producer.sign_in("p-producer").is_success
    assert ask(producer)["state"] == "sealed"
