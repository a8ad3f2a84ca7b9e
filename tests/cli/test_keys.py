"""A new signing key: what is exported after verifies with it, what was kept before with the former, which vouches for it."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

from app.domain.ledger.signed_note import check_signature, note_key, parse_note
from app.signing.checkpoint_key import SUCCESSION, CheckpointKey
from tests.cli.conftest import Program


def vkeys(text: str) -> list[str]:
    return [line.partition(": ")[2].strip() for line in text.splitlines() if "showclear/" in line]


def test_rotation_keeps_what_was_signed_verifiable(desert: Program, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    assert desert("export", "desert", "--out", before).code == 0
    (first,) = vkeys(desert("keys", "list", "desert").out)
    new, former = vkeys(desert("keys", "rotate", "desert").out)
    assert former == first != new
    assert vkeys(desert("keys", "list", "desert").out) == [new, former]

    assert desert("people", "add", "desert", "ada", "--role", "armorer", "--by", "office").code == 0
    assert desert("export", "desert", "--out", after).code == 0
    assert desert("verify", after, "--key", new).code == 0
    assert desert("verify", after, "--key", former).code == 1
    assert desert("verify", before, "--key", former).code == 0
    note = tmp_path / "kept.checkpoint"
    last = before.read_text(encoding="utf-8").splitlines()[-1]
    note.write_text(last, encoding="utf-8")
    assert desert("verify", after, "--key", new, "--since", note).code == 1
    assert desert("verify", after, "--key", new, "--earlier-key", former, "--since", note).code == 0


def test_the_former_key_vouches_for_the_new_one_and_both_stay_private(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pem"
    CheckpointKey.load_or_create(path)
    former, new = CheckpointKey.rotate(path)
    (word,) = tmp_path.glob("*.succession")
    note = parse_note(word.read_text(encoding="utf-8"))
    check_signature(note, note_key(SUCCESSION, former.public_key))
    name, first, second = note.text.splitlines()
    assert name == SUCCESSION
    assert base64.b64decode(first) == former.public_key and base64.b64decode(second) == new.public_key
    assert CheckpointKey.load(path).public_key == new.public_key
    assert [one.public_key for one in CheckpointKey.former(path)] == [former.public_key]
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.glob("*.pem")} == {0o600}
    third = CheckpointKey.rotate(path)[1]
    assert len(CheckpointKey.former(path)) == 2 and third.public_key != new.public_key


def test_a_new_sealing_key_sets_the_former_aside_and_both_open(desert: Program) -> None:
    path = desert.data / "sealing.pem"
    former = path.read_bytes()
    assert desert("keys", "rotate", "--sealing").code == 0
    (aside,) = desert.data.glob("sealing.*.pem")
    assert aside.read_bytes() == former != path.read_bytes()
    assert {stat.S_IMODE(one.stat().st_mode) for one in (aside, path)} == {0o600}
    again = desert("keys", "rotate", "--sealing")
    assert (again.code, "set aside today" in again.err) == (1, True)
    path.write_bytes(former)  # it was interrupted after the former was set aside
    assert desert("keys", "rotate", "--sealing").code == 0
    assert path.read_bytes() != former


def test_a_rotation_is_of_one_key(desert: Program) -> None:
    assert desert("keys", "rotate").code == 2
    assert desert("keys", "rotate", "desert", "--sealing").code == 2
