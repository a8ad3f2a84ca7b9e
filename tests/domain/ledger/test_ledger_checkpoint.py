"""Signed notes against the published example key and note; checkpoints and their strict reading."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import Checkpoint, origin_of, parse_checkpoint, sign_checkpoint
from app.domain.ledger.signed_note import Note, check_signature, note_key, parse_note, parse_vkey, sign_note

if TYPE_CHECKING:
    from tests.domain.ledger.conftest import SampleLedger

# The example of the Go package golang.org/x/mod/sumdb/note, from which C2SP signed-note was written down.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The key of the Go checksum database, as its clients carry it.
SUMDB_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
# The example of C2SP tlog-checkpoint, and of tlog-cosignature with a witness's line more.
C2SP_NOTE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


@pytest.mark.parametrize("vkey", [GO_VKEY, SUMDB_VKEY])
def test_published_keys(vkey: str) -> None:
    key = parse_vkey(vkey)
    assert key.vkey == vkey
    assert key.key_id.hex() == vkey.split("+")[1]


def test_published_note_is_signed_and_checked_alike() -> None:
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(GO_SECRET)[1:])
    key = note_key("PeterNeumann", private.public_key().public_bytes_raw())
    assert key.vkey == GO_VKEY
    assert sign_note(GO_TEXT, key, private.sign) == GO_NOTE
    note = parse_note(GO_NOTE)
    assert note.text == GO_TEXT
    check_signature(note, key)


def test_published_checkpoint() -> None:
    signed = parse_checkpoint(C2SP_NOTE)
    assert (signed.checkpoint.origin, signed.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert signed.checkpoint.text() == C2SP_NOTE.partition("\n\n")[0] + "\n"
    assert signed.note.signatures[0].key_id.hex() == "033de0ae"


@pytest.mark.parametrize("at", range(len(GO_VKEY)))
def test_a_key_with_one_character_changed_is_refused(at: int) -> None:
    changed = GO_VKEY[:at] + chr(ord(GO_VKEY[at]) + 1) + GO_VKEY[at + 1 :]
    for text in (changed, GO_VKEY[:at], GO_VKEY[at + 1 :]):
        with pytest.raises(ShowclearError) as refused:
            parse_vkey(text)
        assert refused.value.code == "key.malformed"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "a\x00b"])
def test_names_no_key_may_have(name: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        note_key(name, bytes(32))
    assert refused.value.code == "key.malformed"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        GO_TEXT,
        GO_NOTE[:-1],
        GO_NOTE + "\n",
        GO_NOTE.replace("\u2014", "-"),
        GO_NOTE.replace("\n\n", "\n"),
        GO_NOTE.replace("— PeterNeumann ", "— PeterNeumann  "),
        GO_NOTE.replace("— PeterNeumann ", "— Peter+Neumann "),
        GO_NOTE.replace("nAM=", "nAN="),  # the same bytes in another spelling
        GO_NOTE.replace("nAM=", "nAM"),
        GO_NOTE.replace("If you", "If\tyou"),
        GO_NOTE.replace("If you", "If\ud800you"),
        GO_TEXT + "\n— PeterNeumann x08gow==\n",  # a key id and no signature
        GO_TEXT + "\n" + GO_NOTE.partition("\n\n")[2] * 101,
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_note(note)
    assert refused.value.code == "note.malformed"


def test_signatures_by_others_are_passed_over_but_never_enough(ledger: SampleLedger) -> None:
    stranger = GO_NOTE.partition("\n\n")[2]
    parse_checkpoint(ledger.note() + stranger).check(ledger.key)
    with pytest.raises(ShowclearError) as refused:
        check_signature(parse_note(GO_NOTE), ledger.key)
    assert refused.value.code == "note.wrong_key"


def test_a_known_key_with_a_false_signature_spoils_the_note(ledger: SampleLedger) -> None:
    note = parse_note(ledger.note())
    false = parse_note(ledger.note(3)).signatures
    for signatures in (false, (*note.signatures, *false)):
        with pytest.raises(ShowclearError) as refused:
            check_signature(Note(note.text, signatures), ledger.key)
        assert refused.value.code == "note.bad_signature"


def test_a_checkpoint_is_read_as_it_was_signed(ledger: SampleLedger) -> None:
    signed = parse_checkpoint(ledger.note())
    assert signed.checkpoint == ledger.checkpoint()
    assert signed.checkpoint.origin == "showclear/rust-belt"
    signed.check(ledger.key)


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"showclear/a\n1\n{ROOT}\nmore\n",
        f"showclear/a\n01\n{ROOT}\n",
        f"showclear/a\n-1\n{ROOT}\n",
        f"showclear/a\n+1\n{ROOT}\n",
        f"showclear/a\n\u0661\n{ROOT}\n",
        f"showclear/a\n{'9' * 30}\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        "showclear/a\n1\n",
        "showclear/a\n1\nAAAA\n",
        f"showclear/a\n1\n{ROOT[:-2]}B=\n",
        f"showclear/a\n1\n {ROOT}\n",
    ],
)
def test_what_is_no_checkpoint(text: str, ledger: SampleLedger) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_checkpoint(sign_note(text, ledger.key, ledger.private.sign))
    assert refused.value.code == "checkpoint.malformed"


def test_a_key_signs_only_its_own_ledger(ledger: SampleLedger) -> None:
    with pytest.raises(ShowclearError) as refused:
        sign_checkpoint(Checkpoint(origin_of("another"), 0, bytes(32)), ledger.key, ledger.private.sign)
    assert refused.value.code == "key.malformed"


@pytest.mark.parametrize("production", ["", "a b", "a+b", "a\nb"])
def test_productions_that_can_have_no_ledger(production: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        origin_of(production)
    assert refused.value.code == "checkpoint.malformed"


def test_golden_checkpoint(golden: SampleLedger, data: Path) -> None:
    assert golden.note(5) == (data / "golden-5.checkpoint").read_text(encoding="utf-8")
