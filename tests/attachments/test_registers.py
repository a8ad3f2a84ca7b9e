"""What is known of files, portraits and typed sheets lies alike on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from app.db.attachments import SqlRegister
from app.db.database import Database
from app.db.drawer import SqlDrawer
from app.db.portraits import SqlFrames
from app.db.tables import productions
from app.db.typed_sheets import SqlTypedSheets
from app.services.attachments.ports import Upload
from app.services.papers import Typed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
UPLOAD = Upload("desert", "a" * 64, 100, 0, (), None, "ana", NOON)


@pytest.fixture
def desert(database: Database) -> Database:
    with database.writing() as connection:
        connection.execute(insert(productions), {"id": "desert", "created_at": NOON})
    return database


def test_a_file_goes_on_for_one_of_two_who_bring_it(desert: Database) -> None:
    register = SqlRegister(desert)
    assert register.find("desert", "a" * 64) is None
    register.begin(UPLOAD)
    register.begin(replace(UPLOAD, length=7))  # somebody else at the same moment
    assert register.find("desert", "a" * 64) == UPLOAD
    longer = replace(UPLOAD, received=40, pieces=("desert/pieces/x.0.1",))
    assert register.advance(longer, 0)
    assert not register.advance(longer, 0)
    assert register.find("desert", "a" * 64) == longer
    assert register.unfinished(NOON + timedelta(seconds=1)) == [longer]
    assert register.unfinished(NOON) == []
    whole = replace(longer, received=100, pieces=(), media="image/png", complete_at=NOON)
    assert register.advance(whole, 40)
    assert not register.advance(longer, 100)
    register.forget("desert", "a" * 64)  # what is whole stays
    assert register.find("desert", "a" * 64) == whole
    assert register.unfinished(NOON + timedelta(days=9)) == []


def test_a_portrait_is_there_until_its_person_is_sealed(desert: Database) -> None:
    frames, drawer = SqlFrames(desert), SqlDrawer(desert)
    assert frames.put("desert", "ana", b"one", NOON)
    assert frames.put("desert", "ana", b"\x00two", NOON)
    assert frames.get("desert", "ana") == b"\x00two"
    drawer.seal("desert", "ana", NOON)
    assert frames.get("desert", "ana") is None
    assert not frames.put("desert", "ana", b"three", NOON)
    drawer.erase("desert", "ana", NOON)
    assert frames.get("desert", "ana") is None
    frames.put("desert", "bo", b"four", NOON)
    frames.drop("desert", "bo")
    assert frames.get("desert", "bo") is None


def test_a_sheet_waits_until_it_is_taken(desert: Database) -> None:
    typed = SqlTypedSheets(desert)
    first = Typed("k" * 36, "ana", NOON, b"{}")
    typed.put("desert", first)
    typed.put("desert", first._replace(record=b"{1}"))
    assert typed.get("desert", "k" * 36) == first._replace(record=b"{1}")
    assert [one.key for one in typed.all("desert")] == ["k" * 36]
    typed.drop("desert", "k" * 36)
    assert typed.get("desert", "k" * 36) is None
