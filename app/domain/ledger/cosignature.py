"""Decides what a witness's cosignature is (C2SP tlog-cosignature, Ed25519): its key, form, check; not when to give one."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.errors import ShowclearError
from app.domain.ledger.signed_note import Note, Signature, Signer, decode_base64, note_key, parse_note

_COSIGNATURE = b"\x04"
_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
_LATEST = 253_402_300_799  # the last second that has a date
_DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's public key (32 bytes) with the name it cosigns under; as text like a note's key, but of type 4."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that point from a cosignature to its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The text form, as people hand it on."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_COSIGNATURE + self.public).decode()}"


class Cosigned(NamedTuple):
    """Who cosigned a checkpoint, and when it says it did."""

    witness: str
    at: datetime


def witness_key(name: str, public: bytes) -> WitnessKey:
    """A witness's key under a name. Refused: as `note_key` (`key.malformed`)."""
    note_key(name, public)
    return WitnessKey(name, public)


def parse_witness_key(text: str) -> WitnessKey:
    """The key of its text form. Refused: another form or type, a key id that is not its own (`key.malformed`)."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = decode_base64(encoded, "key.malformed")
    key = witness_key(name, decoded[1:])
    if decoded[:1] != _COSIGNATURE or key.key_id.hex() != key_id:
        raise ShowclearError("key.malformed", "This is no witness's key, or a character of it was lost.")
    return key


def cosign(text: str, key: WitnessKey, sign: Signer, at: datetime) -> str:
    """The line to add to a checkpoint's note; `text` is the note's text. Says: this was the largest consistent state."""
    seconds = int(at.timestamp())
    signature = sign(_message(text, seconds))
    signed = key.key_id + seconds.to_bytes(_TIME_BYTES, "big") + signature
    return f"{_DASH} {key.name} {base64.b64encode(signed).decode()}\n"


def cosigned_by(note: Note, key: WitnessKey) -> Cosigned:
    """When that witness cosigned the note. Refused: it did not (`note.wrong_key`), not really (`note.bad_signature`)."""
    lines = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if not lines:
        raise ShowclearError("note.wrong_key", f"{key.name} did not cosign this.")
    moments = [_checked(note.text, key, line) for line in lines]
    return Cosigned(key.name, max(moments))


def with_cosignature(note: str, answered: str, key: WitnessKey) -> str:
    """The note with the lines of a witness's answer that are really its own; others are passed over.

    Refused: as `cosigned_by`, and an answer of another form (`note.malformed`).
    """
    cosigned_by(parse_note(note + answered), key)
    lines = parse_note(_headed(note, answered)).signatures
    return note + "".join(_line(one) for one in lines if (one.name, one.key_id) == (key.name, key.key_id))


def _headed(note: str, lines: str) -> str:
    """The text of a note with only those lines under it."""
    return parse_note(note).text + "\n" + lines


def _line(one: Signature) -> str:
    return f"{_DASH} {one.name} {base64.b64encode(one.key_id + one.signature).decode()}\n"


def _checked(text: str, key: WitnessKey, line: Signature) -> datetime:
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if len(line.signature) != _TIME_BYTES + _SIGNATURE_BYTES or seconds > _LATEST:
        raise _not_its_own(key)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(line.signature[_TIME_BYTES:], _message(text, seconds))
    except (InvalidSignature, ValueError) as error:
        raise _not_its_own(key) from error
    return datetime.fromtimestamp(seconds, UTC)


def _not_its_own(key: WitnessKey) -> ShowclearError:
    return ShowclearError("note.bad_signature", f"The cosignature is not that of {key.name}.")


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
