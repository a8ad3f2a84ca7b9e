"""A drill from the command line: begun, listed, ended; one line in the ledger."""

from __future__ import annotations

import json

from tests.cli.conftest import Program


def test_begun_listed_and_ended(desert: Program) -> None:
    for person, role in (("safe", "safety_officer"), ("ada", "armorer")):
        assert desert("people", "add", "desert", person, "--role", role, "--by", "office").code == 0
    told = desert("drill", "begin", "desert", "--by", "safe", "--tokens", "--json")
    assert told.code == 0, told.err
    drill = json.loads(told.out)
    assert drill["id"].startswith("drill-")
    assert set(drill["tokens"]) == {"office", "safe", "ada"}
    again = desert("drill", "begin", "desert", "--by", "safe")
    assert (again.code, "end it first" in again.err) == (1, True)
    assert desert("drill", "begin", "desert", "none", "--by", "safe").code == 2
    assert "goes on" in desert("drill", "list", "desert", "--by", "ada").out
    ended = desert("drill", "end", "desert", drill["id"], "--by", "safe", "--attended", "ada")
    assert ended.code == 0, ended.err
    assert "over" in desert("drill", "list", "desert", "--by", "ada").out
