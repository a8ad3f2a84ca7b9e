"""`showclear people` sets up a production from nothing; its tokens work, are told once, and can be taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import build_readers
from app.domain.errors import ShowclearError
from app.services.caller import Caller
from app.settings import Settings
from tests.cli.conftest import Program


def caller_of(program: Program, token: str) -> Caller:
    services = build_readers(Settings(data_dir=program.data))
    try:
        return services.people.authenticate(token)
    finally:
        services.close()


def listed(program: Program) -> dict[str, dict[str, object]]:
    told = json.loads(program("people", "list", "desert", "--json").out)
    return {person["id"]: person for person in told["people"]}


def test_a_production_from_nothing(desert: Program) -> None:
    said = desert(
        "people", "add", "desert", "ada", "--role", "armorer", "--role", "property_master",
        "--name", "Ada Quill", "--by", "office",
    )  # fmt: skip
    assert said.code == 0
    people = listed(desert)
    assert people["office"]["roles"] == ["admin"]
    assert people["ada"]["roles"] == ["armorer", "property_master"]
    assert people["ada"]["name"] == "Ada Quill"
    assert "ada (Ada Quill): armorer, property_master" in desert("people", "list", "desert").out


def test_it_is_created_once(desert: Program) -> None:
    said = desert("people", "create", "desert", "--founder", "me", "--timezone", "UTC")
    assert said.code == 1
    assert "already" in said.err


def test_a_role_that_is_none_is_told_with_what_would_be_right(desert: Program) -> None:
    said = desert("people", "add", "desert", "ada", "--role", "wizard", "--by", "office")
    assert said.code == 2
    assert "armorer" in said.err
    assert "ada" not in listed(desert)


def test_a_token_is_told_once_and_ends_after_its_last_day(desert: Program) -> None:
    last = (datetime.now(UTC) + timedelta(days=9)).date()
    said = desert("people", "token", "desert", "office", "--expires", last)
    caller = caller_of(desert, said.out.strip())
    assert (caller.person, caller.production, caller.scopes) == ("office", "desert", {"read", "write"})
    assert caller.expires_at is not None
    assert caller.expires_at.date() == last + timedelta(days=1)
    stored = b"".join(path.read_bytes() for path in desert.data.iterdir())
    assert said.out.strip().encode() not in stored


def test_scopes_are_what_was_asked_for(desert: Program) -> None:
    said = desert("people", "token", "desert", "office", "--scope", "write", "--scope", "deliver", "--json")
    assert caller_of(desert, json.loads(said.out)["token"]).scopes == {"write", "deliver"}
    assert desert("people", "token", "desert", "office", "--scope", "rule").code == 2


def test_a_revoked_token_opens_nothing(desert: Program) -> None:
    told = json.loads(desert("people", "token", "desert", "office", "--json").out)
    assert desert("people", "revoke", "desert", told["id"]).code == 0
    with pytest.raises(ShowclearError, match=r"auth\.missing"):
        caller_of(desert, told["token"])
    assert "revoked" in desert("people", "list", "desert").out


def test_a_name_is_sealed_and_the_ledger_still_verifies(desert: Program, tmp_path: Path) -> None:
    desert("people", "add", "desert", "ada", "--role", "armorer", "--name", "Ada Quill", "--by", "office")
    ended = desert("people", "erase", "desert", "ada")
    assert ended.code == 1 and "ada is sealed until" in ended.out
    assert listed(desert)["ada"]["name"] is None
    assert desert("people", "erase", "desert", "nobody").code == 1
    assert desert("people", "lift-hold", "desert", "none", "--by", "office", "--reason", "r").code == 1
    desert("export", "desert", "--out", tmp_path / "out.jsonl")
    assert desert("verify", tmp_path / "out.jsonl").code == 0
    assert b"Quill" not in (tmp_path / "out.jsonl").read_bytes()


def test_a_role_can_be_given_for_a_while(desert: Program) -> None:
    add = ("people", "add", "desert", "visitor", "--role", "inspector", "--by", "office")
    assert desert(*add, "--until", "soon").code == 2
    assert desert(*add, "--until", "2020-01-01").code == 2
    assert desert(*add, "--until", "7d").code == 0
    told = json.loads(desert("people", "list", "desert", "--json").out)["people"]
    assert next(one for one in told if one["id"] == "visitor")["roles"] == ["inspector"]


def test_what_asks_people_for_a_fresh_sign_in_is_a_scope_of_its_own(desert: Program) -> None:
    said = desert("people", "token", "desert", "office", "--scope", "read", "--scope", "govern", "--json")
    assert caller_of(desert, json.loads(said.out)["token"]).scopes == {"read", "govern"}
