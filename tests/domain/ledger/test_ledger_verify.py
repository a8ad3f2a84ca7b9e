"""Verifying finds every way in which an export can be broken, and names it; and finds nothing in a whole one."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.canonical import canonical
from app.domain.ledger.entry import entry_bytes, leaf_hash
from app.domain.ledger.export import Header, LastLine, export_lines, parse_last_line, read_export
from app.domain.ledger.verify import Verification, verify
from app.domain.ledger.verify_words import FILE_KEY_LINE, as_json, first_line, report

if TYPE_CHECKING:
    from tests.domain.ledger.conftest import SampleLedger

NOON = "2024-05-01T12:00:00.000000Z"


def kinds(found: Verification) -> set[str]:
    return {one.kind.value for one in found.breaks}


def places(found: Verification) -> set[tuple[int | None, str]]:
    return {(one.position, one.kind.value) for one in found.breaks}


# --- whole ---


def test_golden_export_verifies(data: Path) -> None:
    vkey = (data / "golden.vkey").read_text(encoding="ascii")
    since = (data / "golden-5.checkpoint").read_text(encoding="utf-8")
    with (data / "golden.jsonl").open("rb") as file:
        found = verify(file, vkey=vkey, since=since)
    assert found.ok, report(found)
    assert (found.production, found.entries, found.since_entries) == ("rust-belt", 7, 5)
    assert found.root.hex() == "6438cbfa4a170c2aafc5a4832914b846f1d47bee60fa9d8ea0738e3cf8986daf"


def test_golden_export_is_written_as_it_was(golden: SampleLedger, data: Path) -> None:
    assert b"".join(golden.export()) == (data / "golden.jsonl").read_bytes()
    assert golden.key.vkey == (data / "golden.vkey").read_text(encoding="ascii").strip()


@pytest.mark.parametrize("size", range(5))
def test_every_beginning_is_whole_and_consistent_with_every_older_one(
    size: int, ledger: SampleLedger
) -> None:
    ledger.entries = ledger.entries[: size + 1]
    for older in range(size + 2):
        assert verify(ledger.export(), vkey=ledger.key.vkey, since=ledger.note(older)).ok


def test_an_empty_ledger_is_whole(empty_ledger: SampleLedger) -> None:
    found = verify(empty_ledger.export(), vkey=empty_ledger.key.vkey)
    assert found.ok
    assert found.root.hex().startswith("e3b0c442")


def test_the_key_is_said_to_come_from_the_file_or_not(ledger: SampleLedger) -> None:
    own = verify(ledger.export())
    given = verify(ledger.export(), vkey=ledger.key.vkey)
    assert (own.ok, own.key_source, report(own)[0]) == (True, "file", FILE_KEY_LINE)
    assert (given.ok, given.key_source) == (True, "given")
    assert first_line(given) != FILE_KEY_LINE
    assert first_line(verify([])) == FILE_KEY_LINE
    assert as_json(given)["breaks"] == []


def test_the_export_is_read_back(ledger: SampleLedger) -> None:
    header, entries = read_export(ledger.export())
    assert (header.production, header.entries) == ("rust-belt", 5)
    assert [entry.position for entry in entries] == [0, 1, 2, 3, 4]


# --- every byte ---


@pytest.mark.parametrize("flip", [0x01, 0x04, 0x20, 0x80])
def test_every_changed_byte_is_found(flip: int, empty_ledger: SampleLedger) -> None:
    for number in range(3):
        empty_ledger.append(empty_ledger.record(number, body={"n": number}))
    whole = b"".join(empty_ledger.export())
    line_ends = [at for at, byte in enumerate(whole) if byte == ord("\n")]
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= flip
        found = verify(_lines(bytes(changed)))
        assert not found.ok, f"byte {at} changed and not found"
        position = sum(end < at for end in line_ends) - 1
        if 0 <= position < 3 and at not in line_ends:
            assert position in {one.position for one in found.breaks}, (
                f"byte {at}: entry {position} not named"
            )


def _lines(data: bytes) -> list[bytes]:
    """As a binary file gives them: cut after each newline and nowhere else."""
    return list(io.BytesIO(data))


def test_every_truncation_is_found(ledger: SampleLedger) -> None:
    whole = b"".join(ledger.export())
    for length in range(len(whole)):
        assert not verify(_lines(whole[:length])).ok, f"{length} bytes of {len(whole)} pass for the whole"


def test_every_missing_doubled_or_swapped_line_is_found(ledger: SampleLedger) -> None:
    lines = ledger.export()
    for at in range(len(lines)):
        assert not verify(lines[:at] + lines[at + 1 :]).ok
        assert not verify([*lines[: at + 1], *lines[at:]]).ok
        if at:
            assert not verify([*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]]).ok


# --- each kind, as an honest file would be damaged ---


def test_a_removed_entry_is_named(ledger: SampleLedger) -> None:
    lines = ledger.export()
    found = verify(lines[:3] + lines[4:])
    assert (2, "position") in places(found)
    assert [one.position for one in found.breaks if one.kind is BreakKind.POSITION] == [2]
    assert {"size_mismatch", "header_mismatch"} <= kinds(found)


def test_a_doubled_entry_is_named(ledger: SampleLedger) -> None:
    lines = ledger.export()
    assert {(3, "position"), (2, "duplicate_id")} <= places(verify([*lines[:4], *lines[3:]]))


def test_swapped_entries_are_named(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[2], lines[3] = lines[3], lines[2]
    assert {(1, "position"), (3, "position"), (2, "position")} <= places(verify(lines))
    assert "time_order" in kinds(verify(lines))


def test_an_altered_entry_is_named_and_no_other(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[3] = lines[3].replace(b"statement", b"stutement")
    assert places(verify(lines)) == {(2, "altered")}


def test_an_altered_entry_whose_listed_hash_was_altered_too(ledger: SampleLedger) -> None:
    changed = [
        *ledger.entries[:2],
        ledger.entries[2].replace(b"statement", b"stutement"),
        *ledger.entries[3:],
    ]
    assert places(verify(ledger.export(changed))) == {(None, "root_mismatch")}


def test_altered_hashes_beside_whole_entries(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[-1] = LastLine(ledger.note(), bytes(32 * 5)).line() + b"\n"
    assert places(verify(lines)) == {(None, "bad_last_line")}


def test_the_file_ends_too_early_or_too_late(ledger: SampleLedger) -> None:
    lines = ledger.export()
    assert "truncated" in kinds(verify(lines[:-1]))
    assert "truncated" in kinds(verify([*lines[:-1], lines[-1][:-1]]))
    assert "truncated" in kinds(verify(lines[:1]))
    assert kinds(verify([*lines, b"\n"])) == {"trailing"}


@pytest.mark.parametrize("first", [b"", b"\n", b"{}\n", b"[]\n", b"not json\n", b'{"format":"another"}\n'])
def test_what_is_no_export(first: bytes, ledger: SampleLedger) -> None:
    found = verify([first, *ledger.export()[1:]])
    assert kinds(found) == {"not_an_export"}
    assert found.production is None


def test_another_version_is_no_export(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[0] = lines[0].replace(b'"version":1', b'"version":2')
    assert kinds(verify(lines)) == {"not_an_export"}


def test_lines_that_are_no_entries(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[2] = b'{"position":1}\n'
    lines[3] = lines[3].replace(b":", b": ", 1)
    lines[4] = b"\n"
    assert {(1, "not_an_entry"), (2, "not_canonical"), (3, "not_canonical")} <= places(verify(lines))


# --- what only the signer could do: every hash and signature is right ---


def test_entries_that_contradict_each_other(empty_ledger: SampleLedger) -> None:
    sample = empty_ledger
    sample.append(sample.record(1), NOON)
    sample.append(sample.record(1, note="again"), NOON)
    sample.append(sample.record(2) | {"production": "another"}, NOON)
    sample.append(sample.record(3), "2024-05-01T11:59:59.999999Z")
    sample.append({"kind": "statement", "production": sample.production}, NOON)
    expected = {(1, "duplicate_id"), (2, "wrong_production"), (3, "time_order"), (4, "not_an_entry")}
    assert places(verify(sample.export(), vkey=sample.key.vkey)) == expected


def test_the_same_id_in_another_case_is_the_same_id(empty_ledger: SampleLedger) -> None:
    for record_id in ("01890000-0000-7000-8000-00000000000a", "01890000-0000-7000-8000-00000000000A"):
        empty_ledger.append(empty_ledger.record(0) | {"id": record_id})
    assert places(verify(empty_ledger.export())) == {(1, "duplicate_id")}


def test_a_recorded_at_of_another_form(ledger: SampleLedger) -> None:
    data = canonical({"position": 5, "record": ledger.record(5), "recorded_at": "2024-05-01T12:09:00Z"})
    ledger.entries.append(data)
    assert places(verify(ledger.export())) == {(5, "not_an_entry")}


def test_a_header_that_contradicts_itself(ledger: SampleLedger) -> None:
    lines = ledger.export()
    header = Header("rust-belt", "showclear/rust-belt", ledger.key.vkey, 5)
    for changed in (
        replace(header, production="another"),
        replace(header, entries=6),
        replace(header, vkey="nonsense"),
        replace(header, vkey=replace(ledger.key, name="showclear/another").vkey),
    ):
        assert "header_mismatch" in kinds(verify([changed.line() + b"\n", *lines[1:]]))
    assert {"not_an_export"} == kinds(verify([replace(header, production="a b").line() + b"\n", *lines[1:]]))


def test_a_checkpoint_of_another_ledger(ledger: SampleLedger) -> None:
    other = replace(ledger, production="another", entries=list(ledger.entries))
    lines = ledger.export()
    lines[-1] = other.export()[-1]
    assert {"wrong_ledger", "wrong_key"} <= kinds(verify(lines))


def test_a_checkpoint_over_fewer_entries(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[-1] = LastLine(ledger.note(3), parse_last_line(lines[-1][:-1]).leaf_hashes).line() + b"\n"
    assert kinds(verify(lines)) == {"size_mismatch"}


@pytest.mark.parametrize("note", ["", "nothing\n", "showclear/rust-belt\nfive\nAAAA\n\n— a AAAAAAA=\n"])
def test_a_checkpoint_that_cannot_be_read(note: str, ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[-1] = LastLine(note, parse_last_line(lines[-1][:-1]).leaf_hashes).line() + b"\n"
    assert kinds(verify(lines)) == {"bad_last_line"}


def test_a_last_line_with_a_field_more_or_half_a_hash(ledger: SampleLedger) -> None:
    lines = ledger.export()
    last = lines[-1]
    for changed in (
        last.replace(b'"}\n', b'","note":""}\n'),
        b'{"checkpoint":1}\n',
        LastLine("", b"half").line() + b"\n",
    ):
        assert kinds(verify([*lines[:-1], changed])) == {"bad_last_line"}


def test_a_false_signature(ledger: SampleLedger) -> None:
    lines = ledger.export()
    text = ledger.note().partition("\n\n")[0]
    note = text + "\n\n" + ledger.note(4).partition("\n\n")[2]
    lines[-1] = LastLine(note, parse_last_line(lines[-1][:-1]).leaf_hashes).line() + b"\n"
    assert kinds(verify(lines)) == kinds(verify(lines, vkey=ledger.key.vkey)) == {"bad_signature"}


def test_a_forger_with_a_key_of_their_own_agrees_with_themselves_and_with_no_one_else(
    ledger: SampleLedger,
) -> None:
    forger = replace(ledger, seed=bytes(32), entries=ledger.entries[:2])
    assert verify(forger.export()).ok
    found = verify(forger.export(), vkey=ledger.key.vkey, since=ledger.note())
    assert kinds(found) == {"wrong_key", "rolled_back"}
    assert found.vkey == ledger.key.vkey


def test_a_header_that_names_another_key_than_the_one_given(ledger: SampleLedger) -> None:
    other = replace(ledger, seed=bytes(32)).key.vkey
    lines = ledger.export()
    lines[0] = lines[0].replace(ledger.key.vkey.encode(), other.encode())
    assert kinds(verify(lines, vkey=ledger.key.vkey)) == {"wrong_key"}


# --- against an older checkpoint ---


def test_a_roll_back_is_found(ledger: SampleLedger) -> None:
    older = ledger.note()
    rolled_back = replace(ledger, entries=ledger.entries[:3])
    assert verify(rolled_back.export(), vkey=ledger.key.vkey).ok
    assert kinds(verify(rolled_back.export(), vkey=ledger.key.vkey, since=older)) == {"rolled_back"}


@pytest.mark.parametrize("size", range(1, 6))
def test_a_fork_is_found_at_every_size(size: int, ledger: SampleLedger) -> None:
    older = ledger.note(size)
    forked = replace(ledger, entries=list(ledger.entries))
    forked.entries[size - 1] = forked.entries[size - 1].replace(b"statement", b"concern")
    assert verify(forked.export(), vkey=ledger.key.vkey).ok
    assert kinds(verify(forked.export(), vkey=ledger.key.vkey, since=older)) == {"fork"}


def test_an_older_checkpoint_by_another_key_or_of_another_ledger(ledger: SampleLedger) -> None:
    stranger = replace(ledger, seed=bytes(32))
    other = replace(ledger, production="another")
    assert kinds(verify(ledger.export(), since=stranger.note(3))) == {"wrong_key"}
    assert {"wrong_ledger", "wrong_key"} <= kinds(verify(ledger.export(), since=other.note(3)))


def test_a_truncated_file_is_still_held_against_the_older_checkpoint(ledger: SampleLedger) -> None:
    assert {"truncated", "rolled_back"} <= kinds(verify(ledger.export()[:3], since=ledger.note()))


@pytest.mark.parametrize(
    ("given", "code"),
    [({"vkey": "nonsense"}, "key.malformed"), ({"since": "nonsense"}, "note.malformed")],
)
def test_a_key_or_checkpoint_that_cannot_be_read_is_the_askers_mistake(
    given: dict[str, str], code: str
) -> None:
    with pytest.raises(ShowclearError) as refused:
        verify([], **given)
    assert refused.value.code == code


# --- the rest ---


def test_breaks_are_counted_to_a_hundred(empty_ledger: SampleLedger) -> None:
    header = empty_ledger.export()[0]
    found = verify([header, *[b"nonsense\n"] * 1000])
    assert (found.entries, len(found.breaks)) == (1000, 100)


def test_an_export_of_other_entries_than_the_checkpoints_is_not_finished(ledger: SampleLedger) -> None:
    for entries in (ledger.entries[:4], [*ledger.entries, b"{}"]):
        with pytest.raises(ShowclearError) as refused:
            list(export_lines(ledger.key.vkey, entries, ledger.note()))
        assert refused.value.code == "export.incomplete"


def test_the_report_says_position_and_kind(ledger: SampleLedger) -> None:
    lines = ledger.export()
    lines[3] = lines[3].replace(b"statement", b"stutement")
    text = report(verify(lines, vkey=ledger.key.vkey))
    assert any("position 2: altered" in line for line in text)
    assert not any("Whole" in line for line in text)
    whole = report(verify(ledger.export(), vkey=ledger.key.vkey, since=ledger.note(3)))
    assert any("Nothing was rolled back" in line for line in whole)


def test_leaf_hashes_are_those_of_the_entries(ledger: SampleLedger) -> None:
    last = parse_last_line(ledger.export()[-1][:-1])
    assert last.leaf_hashes == b"".join(map(leaf_hash, ledger.entries))
    assert entry_bytes(0, NOON, canonical(ledger.record(0))) == ledger.entries[0]


def test_every_kind_of_break_is_explained_in_the_format(read_doc: Callable[[], str]) -> None:
    text = read_doc()
    for kind in BreakKind:
        assert kind.meaning.endswith(".")
        assert f"| `{kind.value}` | {kind.meaning} |" in text


def test_verifying_needs_nothing_but_the_ledger_and_its_errors() -> None:
    code = (
        "import sys, app.domain.ledger.verify, app.domain.ledger.verify_words as w;"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in"
        " {'app', 'pydantic', 'sqlalchemy', 'fastapi', 'httpx', 'yaml', 'typer'}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    allowed = {"app", "app.domain", "app.domain.errors", "app.domain.ledger"}
    assert {name for name in loaded if not name.startswith("app.domain.ledger.")} == allowed
