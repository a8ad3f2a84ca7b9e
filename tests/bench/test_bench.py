"""The whole of it on small sizes: every part runs and leaves complete rows. Nothing here looks at the time."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from app.bench.databases import LACKING
from app.bench.run import run
from app.bench.setting import PARTS, Sizes
from app.cli.bench import app

LIMITS = {
    "1 client": ("at least", 0.2),
    "16 clients": ("at least", 0.5),
    "20 records in a batch": ("at least", 8),
    "clearance, day": ("at most", 1.3),
    "append, day": ("at most", 1.3),
    "clearance, 90 records": ("at most", 3),
    "append, 90 records": ("at most", 3),
    "verify of a whole": ("at most", 25),
    "2 days": ("at most", 1.1),
    "inclusion proof": ("at most", 3),
    "JSON of 2 days": ("at most", 1.1),
}
SMALL = replace(Sizes().quick(), day=60, total=240, days=2, short=60, long=90)


@pytest.fixture(scope="module")
def report():
    said = []
    made = run(PARTS, ["sqlite"], SMALL, said.append)
    assert any("round 1" in words for words in said)
    return made


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_every_figure_has_its_ceiling_and_its_limit(report, name, limit):
    (row,) = [row for row in report.rows if row.name.startswith(name)]
    assert row.figure > 0 and row.ceiling and row.ceiling_name
    assert (row.bound, row.limit) == limit
    assert row.ratio and row.met is not None


def test_what_has_no_limit_is_told_too(report):
    names = [row.name for row in report.rows if row.limit is None]
    assert [name for name in names if "first 200" in name or "resident memory" in name]
    assert "one signature" in names


def test_rates_say_what_a_record_costs_and_what_the_load_took(report):
    for row in report.rows:
        if row.part == "rates sqlite":
            assert "rows" in row.note and "commit" in row.note and "sync" in row.note
            assert "of one processor" in row.note


def test_one_record_alone_is_one_commit(report):
    (row,) = [row for row in report.rows if row.name == "1 client"]
    assert "1/1.0 commit" in row.note


def test_json_on_a_part_alone():
    done = CliRunner().invoke(app, ["verify", "--quick", "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert {row["part"] for row in told["rows"]} == {"verify"}
    assert told["machine"]["processors"] and told["sizes"]["verified"]


@pytest.mark.parametrize("wrong", [["speed"], ["--engine", "oracle"], ["--rounds", "0"]])
def test_wrong_use_is_exit_2(wrong):
    assert CliRunner().invoke(app, wrong).exit_code == 2


def test_without_postgresql_it_says_so(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    report = run(["rates"], ["postgresql"], SMALL, lambda words: None, packaged="no_such_server")
    assert report.rows == [] and report.left_out == [LACKING]
