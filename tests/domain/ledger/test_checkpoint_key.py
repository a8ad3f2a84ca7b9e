"""The signing key's file: made once, for its owner only, and refused when it is not what it should be."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from app.domain.ledger.signed_note import note_key, parse_vkey
from app.signing.checkpoint_key import CheckpointKey


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "checkpoint.pem"
    made = CheckpointKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (
        CheckpointKey.load_or_create(path).public_key
        == CheckpointKey.load(path).public_key
        == made.public_key
    )
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.pem"]


def test_those_who_create_at_once_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pem"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(CheckpointKey.load_or_create, [path] * 16))
    assert len({key.public_key for key in keys}) == 1


def test_it_signs_checkpoints(tmp_path: Path) -> None:
    key = CheckpointKey.load_or_create(tmp_path / "checkpoint.pem")
    origin = "showclear/demo"
    note = sign_checkpoint(Checkpoint(origin, 0, bytes(32)), note_key(origin, key.public_key), key.sign)
    parse_checkpoint(note).check(parse_vkey(key.vkey(origin)))


def test_two_files_hold_two_keys(tmp_path: Path) -> None:
    first, second = (CheckpointKey.load_or_create(tmp_path / name) for name in ("a.pem", "b.pem"))
    assert first.public_key != second.public_key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pem"
    CheckpointKey.load_or_create(path)
    path.chmod(mode)
    with pytest.raises(ShowclearError) as refused:
        CheckpointKey.load_or_create(path)
    assert refused.value.code == "key.exposed"


def test_a_missing_file_is_not_replaced_by_loading(tmp_path: Path) -> None:
    with pytest.raises(ShowclearError) as refused:
        CheckpointKey.load(tmp_path / "checkpoint.pem")
    assert refused.value.code == "key.missing"
    assert list(tmp_path.iterdir()) == []


OTHER_KIND = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"nonsense", OTHER_KIND])
def test_a_file_that_holds_no_such_key_is_refused_and_kept(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ShowclearError) as refused:
        CheckpointKey.load_or_create(path)
    assert refused.value.code == "key.malformed"
    assert path.read_bytes() == content
