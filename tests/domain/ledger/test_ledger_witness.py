"""Cosignatures, what a witness cosigns and what it refuses, tiles, receipts: against the published forms."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from app.domain.ledger.cosignature import (
    cosign,
    cosigned_by,
    parse_witness_key,
    with_cosignature,
    witness_key,
)
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.merkle import Frontier, hash_at_over
from app.domain.ledger.proofs import consistency_proof, inclusion_proof
from app.domain.ledger.receipt import Receipt, verify_receipt
from app.domain.ledger.signed_note import Note, parse_note
from app.domain.ledger.tiles import Tile, bundle_bytes, tile_bytes, tiles_of
from app.domain.ledger.witness import Submission, parse_submission, require_next

if TYPE_CHECKING:
    from tests.domain.ledger.conftest import SampleLedger

WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
KEY = witness_key("insurer.example/w1", WITNESS.public_key().public_bytes_raw())
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
# The example of C2SP tlog-cosignature: the witness's key is not published, the form is.
C2SP_COSIGNED = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\
— witness.example.com/w1 \
jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def note_text(note: str) -> str:
    return parse_note(note).text


def submission(ledger: SampleLedger, old: int) -> Submission:
    leaves = [leaf_hash(entry) for entry in ledger.entries]
    hashes = consistency_proof(old, len(leaves), hash_at_over(leaves))
    return Submission(old, tuple(hashes), ledger.note())


def refusal(asked: Submission, ledger: SampleLedger, last: Checkpoint | None) -> str:
    _, signed = parse_submission(asked.text().encode())
    try:
        require_next(asked, signed, [ledger.key], last)
    except ShowclearError as error:
        return error.code
    return "cosigned"


def test_published_cosignature_has_this_form() -> None:
    line = parse_note(C2SP_COSIGNED).signatures[1]
    assert len(line.signature) == 72
    assert int.from_bytes(line.signature[:8], "big") == 1679315147  # as the specification says in words


def test_cosignature_is_checked_with_its_key_and_moment(ledger: SampleLedger) -> None:
    note = ledger.note()
    answered = cosign(note_text(note), KEY, WITNESS.sign, AT)
    foreign = "— other.example " + base64.b64encode(b"1234" + b"x" * 72).decode() + "\n"
    whole = with_cosignature(note, foreign + answered, KEY)
    assert cosigned_by(parse_note(whole), KEY) == ("insurer.example/w1", AT)
    assert "other.example" not in whole
    parse_checkpoint(whole).check(ledger.key)
    assert parse_witness_key(KEY.vkey) == KEY
    late = whole.replace(answered, cosign(note_text(note), KEY, WITNESS.sign, AT.replace(hour=13)))
    assert cosigned_by(parse_note(late), KEY).at.hour == 13
    changed = parse_note(whole)
    with pytest.raises(ShowclearError, match="not that of"):
        cosigned_by(Note(changed.text.replace("\n5\n", "\n4\n"), changed.signatures), KEY)


def test_vkey_of_a_log_is_no_witness_key(ledger: SampleLedger) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_witness_key(ledger.key.vkey)
    assert refused.value.code == "key.malformed"


def test_witness_cosigns_what_goes_on_and_refuses_the_rest(ledger: SampleLedger) -> None:
    assert refusal(submission(ledger, 0), ledger, None) == "cosigned"
    assert refusal(submission(ledger, 3), ledger, ledger.checkpoint(3)) == "cosigned"
    assert refusal(submission(ledger, 5), ledger, ledger.checkpoint(5)) == "cosigned"
    assert refusal(submission(ledger, 3), ledger, ledger.checkpoint(2)) == "witness.other_size"
    assert refusal(submission(ledger, 0), ledger, ledger.checkpoint(2)) == "witness.other_size"
    rolled_back = Submission(5, (), ledger.note(3))
    assert refusal(rolled_back, ledger, ledger.checkpoint(5)) == "witness.malformed"
    other = Checkpoint(ledger.key.name, 3, b"x" * 32)
    assert refusal(submission(ledger, 3), ledger, other) == "witness.inconsistent"
    forked = Submission(5, (), ledger.note())
    assert refusal(forked, ledger, Checkpoint(ledger.key.name, 5, b"x" * 32)) == "witness.fork"
    stranger = sign_checkpoint(ledger.checkpoint(), ledger.key, WITNESS.sign)
    assert refusal(Submission(0, (), stranger), ledger, None) == "witness.wrong_key"
    _, signed = parse_submission(submission(ledger, 0).text().encode())
    with pytest.raises(ShowclearError) as refused:
        require_next(submission(ledger, 0), signed, [], None)
    assert refused.value.code == "witness.unknown_log"


@pytest.mark.parametrize(
    "body", [b"", b"old 01\n\nx", b"old 1\nAAAA\n\nx", b"\xff", b"old 1\n" + b"A" * 70000]
)
def test_requests_of_another_form_are_refused(body: bytes) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_submission(body)
    assert refused.value.code == "witness.malformed"


def test_tiles_are_those_of_the_published_example() -> None:
    tiles = list(tiles_of(70_000))
    full = [(level, sum(1 for t in tiles if t.level == level and t.width == 256)) for level in (0, 1, 2)]
    partial = [(t.level, t.width) for t in tiles if t.width < 256]
    assert (full, partial) == ([(0, 273), (1, 1), (2, 0)], [(0, 112), (1, 17), (2, 1)])
    assert [t.path for t in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert Tile(0, 1234067, 256).path == "tile/0/x001/x234/067"
    assert [t.path for t in tiles_of(300, since=256)] == ["tile/0/001.p/44", "tile/1/000.p/1"]


def test_tiles_lead_to_the_root(ledger: SampleLedger) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(300)]
    hash_at = hash_at_over(leaves)
    low, rest, high = tiles_of(300)
    assert tile_bytes(low, hash_at) == b"".join(leaves[:256])
    frontier, _ = Frontier().extend(leaves[256:])
    assert tile_bytes(rest, hash_at) == b"".join(leaves[256:]) and frontier.size == rest.width
    assert tile_bytes(high, hash_at) == Frontier().extend(leaves[:256])[0].root()
    assert bundle_bytes(ledger.entries[:1])[:2] == len(ledger.entries[0]).to_bytes(2, "big")
    with pytest.raises(ShowclearError, match="no bundle holds it"):
        bundle_bytes([b"x" * 65_536])


def receipt_of(ledger: SampleLedger, index: int) -> Receipt:
    leaves = [leaf_hash(entry) for entry in ledger.entries]
    hashes = tuple(inclusion_proof(index, len(leaves), hash_at_over(leaves)))
    return Receipt(index, hashes, ledger.note(), ledger.key.vkey, ledger.entries[index])


def kinds(text: str, **asked: Any) -> list[BreakKind]:
    return [one.kind for one in verify_receipt(text, **asked).breaks]


def test_receipt_proves_itself_and_each_change_is_named(ledger: SampleLedger) -> None:
    text = receipt_of(ledger, 2).text()
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ") and "\nindex 2\n" in text
    assert verify_receipt(text).ok and verify_receipt(text, vkey=ledger.key.vkey).key_source == "given"
    assert kinds(text.replace("\nindex 2\n", "\nindex 3\n")) == [BreakKind.NOT_PROVEN, BreakKind.POSITION]
    assert kinds(text.replace("\n5\n", "\n6\n"))[0] is BreakKind.BAD_SIGNATURE
    assert kinds("x" + text) == [BreakKind.NOT_A_RECEIPT]
    assert kinds(text, witnesses=[KEY]) == [BreakKind.NOT_WITNESSED]


def test_flipping_any_byte_of_a_receipt_is_found(ledger: SampleLedger) -> None:
    data = receipt_of(ledger, 4).text().encode()
    for place in range(len(data)):
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert not verify_receipt(flipped.decode(errors="replace"), vkey=ledger.key.vkey).ok, place


def test_receipt_without_its_entry_proves_it_beside(ledger: SampleLedger) -> None:
    whole = receipt_of(ledger, 1)
    small = Receipt(whole.index, whole.hashes, whole.note, whole.vkey).text()
    assert kinds(small) == [BreakKind.NOT_PROVEN]
    assert verify_receipt(small, entry=ledger.entries[1]).ok
    assert kinds(small, entry=ledger.entries[0]) == [BreakKind.NOT_PROVEN, BreakKind.POSITION]


def test_cosigned_receipt_names_its_witness(ledger: SampleLedger) -> None:
    whole = receipt_of(ledger, 0)
    line = cosign(note_text(whole.note), KEY, WITNESS.sign, AT)
    text = Receipt(0, whole.hashes, with_cosignature(whole.note, line, KEY), whole.vkey, whole.entry).text()
    assert verify_receipt(text, witnesses=[KEY]).ok
