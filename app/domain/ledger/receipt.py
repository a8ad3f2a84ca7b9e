"""Decides the form of a receipt (C2SP tlog-proof) that a signer keeps, and whether one holds; from its own text alone.

Its `extra` line carries what the format leaves to us: the entry's exact bytes and the ledger's key, and for a signature
that came later the entry it signs. Nothing there is believed: the entry is proven by the hashes, a signature by its proof.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.canonical import Json, canonical, parse_canonical
from app.domain.ledger.checkpoint import ORIGIN_PREFIX, SignedCheckpoint, parse_checkpoint
from app.domain.ledger.cosignature import WitnessKey, cosigned_by
from app.domain.ledger.entry import Entry, leaf_hash, parse_entry
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.proofs import verify_inclusion
from app.domain.ledger.signed_note import decode_base64, parse_vkey
from app.domain.ledger.verify import Verification
from app.domain.ledger.verify_entries import Breaks
from app.domain.ledger.verify_sign_offs import SignOffCheck

FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")
_EXTRA = {"entry", "signs", "vkey"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof that an entry stands at `index`; without the entry (for a small code) it proves only with the entry beside.

    `signs` is the entry that this one's signatures sign, where it is another.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: str
    vkey: str
    entry: bytes | None = None
    signs: bytes | None = None

    def text(self) -> str:
        """The file."""
        extra: dict[str, Json] = {"vkey": self.vkey}
        extra |= {"entry": self.entry.decode()} if self.entry is not None else {}
        extra |= {"signs": self.signs.decode()} if self.signs is not None else {}
        lines = [FIRST_LINE, f"extra {base64.b64encode(canonical(extra)).decode()}", f"index {self.index}"]
        lines += [base64.b64encode(one).decode() for one in self.hashes]
        return "\n".join(lines) + "\n\n" + self.note


def is_receipt(first_line: bytes) -> bool:
    """Whether a file that begins so says it is one of these."""
    return first_line.rstrip(b"\n") == FIRST_LINE.encode()


def parse_receipt(text: str) -> Receipt:
    """A receipt, nothing checked but the form. Refused: `receipt.malformed`."""
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != FIRST_LINE or not blank:
        raise _malformed("It does not begin as a proof does, or has no checkpoint.")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else {}
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise _malformed("It does not say at which place the entry stands.")
    hashes = tuple(decode_base64(one, "receipt.malformed") for one in lines)
    if any(len(one) != HASH_LENGTH for one in hashes):
        raise _malformed("A hash has not 32 bytes.")
    entry, signs = (extra[key].encode() if key in extra else None for key in ("entry", "signs"))
    return Receipt(int(index[1]), hashes, note, extra.get("vkey", ""), entry, signs)


def verify_receipt(
    text: str, *, vkey: str | None = None, witnesses: Sequence[WitnessKey] = (), entry: bytes | None = None
) -> Verification:
    """Check the entry against the checkpoint, that against the key (its own without `vkey`), and every witness asked for.

    `entry` is the entry's bytes where the receipt does not hold them. Only a `vkey` that cannot be read raises.
    """
    given, breaks = parse_vkey(vkey) if vkey is not None else None, Breaks()
    signed, found, receipt = None, None, None
    try:
        receipt = parse_receipt(text)
        signed = parse_checkpoint(receipt.note)
    except ShowclearError as error:
        breaks.add(None, BreakKind.NOT_A_RECEIPT, error.detail)
    if receipt and signed:
        if vkey is not None and receipt.vkey != vkey.strip():
            breaks.add(None, BreakKind.WRONG_KEY, f"The receipt names the key {receipt.vkey}.")
        _check_signed(signed, vkey or receipt.vkey, witnesses, breaks)
        found = _proven(receipt, signed, receipt.entry if entry is None else entry, breaks)
    return Verification(
        production=signed.checkpoint.origin.removeprefix(ORIGIN_PREFIX) if signed else None,
        entries=1 if found else 0,
        root=signed.checkpoint.root if signed else b"",
        key_source="given" if given else "file",
        vkey=vkey or (receipt.vkey if receipt else None),
        checkpoint=receipt.note if receipt else None,
        since_entries=None,
        sign_offs=_sign_offs(receipt, found, breaks).found(),
        breaks=tuple(breaks.found),
    )


def _check_signed(
    signed: SignedCheckpoint, vkey: str, witnesses: Sequence[WitnessKey], breaks: Breaks
) -> None:
    kinds = {"note.bad_signature": BreakKind.BAD_SIGNATURE, "note.wrong_key": BreakKind.WRONG_KEY}
    try:
        key = parse_vkey(vkey)
        signed.check(key)
        if key.name != signed.checkpoint.origin:
            breaks.add(None, BreakKind.WRONG_LEDGER, f"The checkpoint is of {signed.checkpoint.origin}.")
    except ShowclearError as error:
        breaks.add(None, kinds.get(error.code, BreakKind.NOT_A_RECEIPT), error.detail)
    for witness in witnesses:
        try:
            cosigned_by(signed.note, witness)
        except ShowclearError as error:
            breaks.add(None, BreakKind.NOT_WITNESSED, error.detail)


def _proven(receipt: Receipt, signed: SignedCheckpoint, entry: bytes | None, breaks: Breaks) -> Entry | None:
    if entry is None:
        breaks.add(receipt.index, BreakKind.NOT_PROVEN, "The entry is not in it and was not given beside it.")
        return None
    checkpoint = signed.checkpoint
    if not verify_inclusion(
        leaf_hash(entry), receipt.index, checkpoint.size, receipt.hashes, checkpoint.root
    ):
        breaks.add(receipt.index, BreakKind.NOT_PROVEN, "Its hashes do not lead to the signed root.")
    try:
        found = parse_entry(entry)
    except ShowclearError as error:
        breaks.add(receipt.index, BreakKind.NOT_AN_ENTRY, error.detail)
        return None
    if found.position != receipt.index:
        breaks.add(receipt.index, BreakKind.POSITION, f"The entry says position {found.position}.")
    return found


def _sign_offs(receipt: Receipt | None, found: Entry | None, breaks: Breaks) -> SignOffCheck:
    check, signed = SignOffCheck(breaks.add), dict[str, dict[str, Json]]()
    if receipt is None or found is None:
        return check
    check.take(found.position, str(found.record.get("id")).lower(), found.record)
    if receipt.signs is not None:
        try:
            record = parse_entry(receipt.signs).record
            signed[str(record.get("id")).lower()] = record
        except ShowclearError as error:
            breaks.add(receipt.index, BreakKind.NOT_AN_ENTRY, error.detail)
    check.finish(signed)
    return check


def _extra(line: str) -> dict[str, str]:
    """Our own fields of the `extra` line. Refused: another program's."""
    try:
        value = parse_canonical(decode_base64(line.removeprefix("extra "), "receipt.malformed"))
    except ShowclearError as error:
        raise _malformed("What it carries besides is not of this service.") from error
    if not isinstance(value, dict) or not value.keys() <= _EXTRA:
        raise _malformed("What it carries besides is not of this service.")
    found = {key: text for key, text in value.items() if isinstance(text, str)}
    if found.keys() != value.keys():
        raise _malformed("What it carries besides is not of this service.")
    return found


def _malformed(why: str) -> ShowclearError:
    return ShowclearError("receipt.malformed", f"This is no receipt. {why}")
