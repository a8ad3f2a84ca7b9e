"""`showclear protocols` prints what people and scripts need and ends with codes that mean something."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.protocols import app

EXAMPLE = Path(__file__).parent / "example"


def run(*arguments: str, root: Path = EXAMPLE) -> Result:
    return CliRunner().invoke(app, [*arguments, "--root", str(root)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "protocols"))


def test_list_names_every_version_and_every_pack_with_its_digest() -> None:
    said = json.loads(run("list", "--json").stdout)
    assert [one["protocol"] for one in said["protocols"]] == ["every-rule@1.0.0", "every-rule@1.1.0"]
    (pack,) = said["packs"]
    assert pack["pack"] == "example"
    plain = run("list")
    assert plain.exit_code == 0
    assert pack["digest"] in plain.stdout


def test_show_reads_in_order_with_strength_and_how_well_it_was_read() -> None:
    said = run("show", "every-rule@1.0.0")
    assert said.exit_code == 0
    lines = said.stdout
    assert (
        lines.index("1. Open the action") < lines.index("2. How many chambers") < lines.index("3. Call out")
    )
    assert "should (industry, read: secondary) A bulletin 2 [S07]" in lines
    assert "armorer or weapons_handler must sign: I showed it." in lines


SENTENCES = """
On issue: the giver holds armorer, weapons_handler or property_master and has unexpired firearms_permit.
On issue, when can_fire is true and purpose is take or rehearsal: there must be a complete round inspection
no older than @reshow_within, re-shown at most @reshows times, not undone by loading (rounds.loaded_after_inspection)
minutes is at least @meeting_minutes and topics covers action and abort and (walk_through is true or dry_run is true)
; then the meeting is complete.
On gun_work: there must not be a hold on it. Else hold.breached (critical): Work went on with what is held.
while a firearm that can fire is out, its responsible handler is there
issued is the sum of fired, returned, misfired and destroyed
after 15 min tell safety_officer and upm; after 4 h tell outside
not 3 incidents within 7 d with the same firearm
this holds the firearm until it is resolved, met about and then released by two persons in two roles; \
one who releases it is safety_officer
"""


def test_show_tells_each_rule_as_a_sentence() -> None:
    lines = run("show", "every-rule").stdout
    for sentence in SENTENCES.strip().splitlines():
        assert sentence in lines


def test_show_speaks_another_language_where_it_is_given() -> None:
    lines = run("show", "every-rule", "--language", "es").stdout
    assert "Todas las reglas" in lines
    assert "Look down the bore." in lines


def test_show_reads_a_pack_and_json() -> None:
    assert "@answer_within = 15 min" in run("show", "example").stdout
    said = json.loads(run("show", "every-rule@1.0.0", "--json").stdout)
    assert said["id"] == "every-rule"
    assert json.loads(run("show", "example", "--json").stdout)["digest"]


@pytest.mark.parametrize(
    "arguments",
    [("show", "every-role"), ("show", "every-rule@9.9.9"), ("diff", "every-rule@1.0.0", "x@1.0.0")],
)
def test_what_is_not_published_is_wrong_use_in_one_line(arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.count("\n") == 1
    assert "protocol.unknown" in said.stderr


def test_a_root_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    said = run("list", root=tmp_path / "none")
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)


def test_lint_of_the_example_is_clean_and_its_warnings_do_not_count() -> None:
    said = run("lint")
    assert said.exit_code == 0
    assert "warning: example/every-rule/1.1.0.yaml" in said.stdout
    assert run("lint", "--no-warnings").stdout == ""


def test_lint_tells_every_fault_and_ends_with_1(root: Path) -> None:
    file = root / "every-rule" / "1.1.0.yaml"
    text = (
        file.read_text(encoding="utf-8")
        .replace("while: out", "while: oot")
        .replace("holds: firearm", "holds: gun")
    )
    file.write_text(text, encoding="utf-8")
    said = run("lint", root=root)
    assert said.exit_code == 1
    assert "rules[4].while" in said.stdout
    assert "rules[8].holds" in said.stdout
    assert "was changed after it was published" in said.stdout
    assert said.stderr == "showclear protocols: 3 faults in the protocols\n"
    as_json = run("lint", "--json", root=root)
    assert as_json.exit_code == 1
    assert {one["path"] for one in json.loads(as_json.stdout)["faults"]} >= {
        "rules[4].while",
        "rules[8].holds",
    }


def test_commands_that_need_whole_files_say_so_in_one_line(root: Path) -> None:
    (root / "every-rule" / "1.1.0.yaml").write_text("id: [\n", encoding="utf-8")
    said = run("list", root=root)
    assert (said.exit_code, said.stdout, said.stderr.count("\n")) == (1, "", 1)
    assert "protocol.invalid" in said.stderr


def test_lint_publishes_what_is_new_only_when_nothing_is_wrong(root: Path) -> None:
    (root / "LOCK.json").unlink()
    assert run("lint", root=root).exit_code == 1
    said = run("lint", "--publish", "--no-warnings", root=root)
    assert said.exit_code == 0
    assert said.stdout.splitlines() == [
        "published every-rule@1.0.0",
        "published every-rule@1.1.0",
        "published example",
    ]
    assert (root / "LOCK.json").read_bytes() == (EXAMPLE / "LOCK.json").read_bytes()
    (root / "every-rule" / "1.0.0.yaml").write_bytes(b"id: every-rule\n")
    before = (root / "LOCK.json").read_bytes()
    assert run("lint", "--publish", root=root).exit_code == 1
    assert (root / "LOCK.json").read_bytes() == before


def test_a_broken_lock_is_a_negative_answer(root: Path) -> None:
    (root / "LOCK.json").write_text("{", encoding="utf-8")
    said = run("lint", root=root)
    assert (said.exit_code, said.stderr.count("\n")) == (1, 1)
    assert "lock.broken" in said.stderr


def test_diff_tells_what_changed_and_what_the_version_says_of_itself() -> None:
    said = run("diff", "every-rule@1.0.0", "every-rule")
    assert said.exit_code == 0
    assert said.stdout.splitlines()[0] == "every-rule@1.1.0: The bore is looked at. Why: A squib was missed."
    assert "changed  rule again, count: 2 -> 3" in said.stdout
    assert "added    item bore" in said.stdout
    assert run("diff", "every-rule@1.0.0", "every-rule@1.0.0").stdout.endswith("say the same.\n")
    changes = json.loads(run("diff", "every-rule@1.0.0", "every-rule", "--json").stdout)["changes"]
    assert {"what": "removed", "part": "item", "id": "chambers"}.items() <= changes[1].items()


@pytest.mark.parametrize("command", ["list", "show", "lint", "diff"])
def test_help_teaches_with_an_example(command: str) -> None:
    said = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert said.exit_code == 0
    assert f"showclear protocols {command}" in said.stdout
