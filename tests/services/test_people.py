"""Productions, persons, tokens: through the ledger, but for names and tokens, which can be erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import build_readers, build_services
from app.db.database import Database
from app.db.registry import SqlRegistry
from app.db.store import SqlStore
from app.db.tables import persons, tokens
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.people import LONGEST_KEPT, People
from app.settings import Settings, documented
from tests.services.conftest import HandClock

DENVER = {"timezone": "America/Denver", "cut_over_hour": 5, "jurisdiction": "US-NM"}


@pytest.fixture
def made(services: Services) -> Services:
    services.people.create_production("river", "ana", DENVER, roles=["admin", "armorer"])
    return services


def ana(services: Services, clock: HandClock, *scopes: str) -> str:
    until = clock.now + timedelta(hours=8)
    return services.people.issue_token("river", "ana", scopes or (READ, WRITE), until)[0]


def test_a_production_is_founded_in_its_ledger(made: Services, clock: HandClock) -> None:
    caller = made.people.authenticate(ana(made, clock))
    told = made.reading.production(caller, "river")
    assert (told["timezone"], told["cut_over_hour"], told["jurisdiction"]) == tuple(DENVER.values())
    assert (told["entries"], told["judgement"]) == (3, "current")
    assert made.people.me(caller) == {
        "person": "ana",
        "production": "river",
        "roles": ["admin", "armorer"],
        "scopes": ["read", "write"],
        "expires_at": "2026-03-02T23:00:00.000000Z",
        "drill": False,
    }


def test_it_adopts_a_pack_that_exists(services: Services, clock: HandClock) -> None:
    services.people.create_production("river", "ana", DENVER, pack=("no-real-firearms", "0" * 64))
    caller = services.people.authenticate(ana(services, clock))
    assert services.reading.protocols(caller, "river") == []


def test_what_cannot_be_founded_leaves_nothing(services: Services, made: Services) -> None:
    with pytest.raises(Exception, match=r"production\.exists"):
        made.people.create_production("river", "ben", DENVER)
    with pytest.raises(Exception, match=r"production\.malformed"):
        services.people.create_production("No Id", "ana", DENVER)
    with pytest.raises(Exception, match=r"record\.malformed"):
        services.people.create_production("lake", "ana", {"timezone": "Nowhere/Land"})
    services.people.create_production("lake", "ana", DENVER)


def test_people_come_by_roles_and_names_stand_beside(
    made: Services, clock: HandClock, database: Database
) -> None:
    made.people.add_person("river", "pat", ["performer"], by="ana", name="Pat P.", minor=True)
    made.people.add_person("river", "pat", [], by="ana", name="Pat Q.")
    caller = made.people.authenticate(ana(made, clock))
    pat = made.reading.people(caller, "river")[1]
    assert (pat["id"], pat["name"]) == ("pat", "Pat Q.")
    assert [(role["role"], role["minor"], role["held"]) for role in pat["roles"]] == [
        ("performer", True, True)
    ]
    assert made.erasures.erase("river", "pat")["state"] == "sealed", "five whole years have to go by"
    assert made.reading.people(caller, "river")[1]["name"] is None
    clock.move(days=6 * 366)
    assert made.erasures.erase("river", "pat")["state"] == "erased"
    with database.reading() as connection:
        assert connection.execute(select(persons.c.name, persons.c.erased_at)).all() == [(None, clock.now)]


def test_tokens_lie_hashed_and_end(made: Services, clock: HandClock, database: Database) -> None:
    token = ana(made, clock)
    with database.reading() as connection:
        kept = connection.execute(select(tokens)).one()
    assert token.encode() not in b"|".join(value for value in kept if isinstance(value, bytes))
    assert made.people.authenticate(token) == Caller(
        "ana", "river", frozenset({READ, WRITE}), kept.expires_at
    )
    clock.move(hours=8)
    with pytest.raises(Exception, match=r"auth\.expired"):
        made.people.authenticate(token)
    for stranger in ("", "sc_nothing", token + "x"):
        with pytest.raises(Exception, match=r"auth\.missing"):
            made.people.authenticate(stranger)


def test_a_revoked_token_is_good_no_more_here_and_soon_nowhere(
    made: Services, clock: HandClock, database: Database
) -> None:
    token, id_ = made.people.issue_token("river", "ana", [READ], clock.now + timedelta(hours=8))
    elsewhere = People(None, SqlRegistry(database), None, made.judges, clock)  # type: ignore[arg-type]
    assert elsewhere.authenticate(token) == made.people.authenticate(token)
    made.people.revoke_token("river", id_)
    with pytest.raises(Exception, match=r"auth\.missing"):
        made.people.authenticate(token)
    clock.move(seconds=LONGEST_KEPT.total_seconds() + 1)
    with pytest.raises(Exception, match=r"auth\.missing"):
        elsewhere.authenticate(token)
    assert [row.revoked_at is not None for row in made.people.tokens("river")] == [True]
    with pytest.raises(Exception, match="not_found"):
        made.people.revoke_token("river", "unknown")


def test_tokens_are_for_people_of_the_production(made: Services, clock: HandClock) -> None:
    until = clock.now + timedelta(hours=1)
    with pytest.raises(Exception, match=r"person\.unknown"):
        made.people.issue_token("river", "stranger", [READ], until)
    with pytest.raises(Exception, match="not_found"):
        made.people.issue_token("lake", "ana", [READ], until)
    with pytest.raises(Exception, match=r"scope\.unknown"):
        made.people.issue_token("river", "ana", ["found"], until)


def test_a_founding_that_was_interrupted_can_be_finished(
    services: Services, store: SqlStore, clock: HandClock
) -> None:
    with store.writing() as writer:
        writer.create("river", clock.now)
    services.people.create_production("river", "ana", DENVER)
    caller = services.people.authenticate(ana(services, clock))
    assert services.reading.production(caller, "river")["entries"] == 2


def test_every_setting_is_documented_and_has_its_own_variable() -> None:
    told = documented()
    assert [name for name, _, _ in told] == [f"SHOWCLEAR_{name.upper()}" for name in Settings.model_fields]
    assert all(len(words) > 10 for _, _, words in told)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOWCLEAR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHOWCLEAR_DEFAULT_PACKS", "us-base, no-real-firearms")
    settings = Settings()
    assert settings.database == f"sqlite:///{tmp_path}/showclear.db"
    assert settings.key == tmp_path / "checkpoint.pem"
    assert settings.packs == ("us-base", "no-real-firearms")


def test_the_service_is_built_from_settings_and_others_look_beside_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(Exception, match=r"database\.schema"):
        build_readers(settings)
    services = build_services(settings)
    services.watch.start()
    services.people.create_production("river", "ana", DENVER)
    beside = build_readers(settings)
    assert beside.exports.export("river", lambda _line: None).entries == 2
    with pytest.raises(Exception, match="readonly"):
        beside.people.create_production("lake", "ana", DENVER)
    assert beside.ready()["database"] == "sqlite"
    beside.close()
    services.close()
