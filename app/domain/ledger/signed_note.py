"""Decides what a signed note is (C2SP signed-note, Ed25519): its form, its keys, its signature; not what it says."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.errors import ShowclearError

Signer = Callable[[bytes], bytes]  # the 64-byte Ed25519 signature of a message

_ED25519 = b"\x01"
_MAX_SIGNATURES = 100
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_SIGNATURE_LINE = re.compile(r"\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key with the name it signs under; as text (`vkey`) `name+key id in hex+base64(0x01 || key)`."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that point from a signature to its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The text form, as people hand it on."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, with which key, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]


def note_key(name: str, public: bytes) -> NoteKey:
    """A key under a name. Refused: a name with spaces or plus, a key that is not 32 bytes (`key.malformed`)."""
    if _NAME.fullmatch(name) is None or len(public) != 32:
        raise ShowclearError(
            "key.malformed", "A key needs a name without spaces or plus signs, and 32 bytes."
        )
    return NoteKey(name, public)


def parse_vkey(text: str) -> NoteKey:
    """The key of its text form. Refused: another form, or a key id that is not this key's (`key.malformed`)."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = decode_base64(encoded, "key.malformed")
    key = note_key(name, decoded[1:])
    if decoded[:1] != _ED25519 or key.key_id.hex() != key_id:
        raise ShowclearError(
            "key.malformed", "The key is not Ed25519, or a character of it was lost on the way."
        )
    return key


def sign_note(text: str, key: NoteKey, sign: Signer) -> str:
    """The signed note, as text. Refused: a text that no note may hold (`note.malformed`)."""
    _check_text(text)
    signature = base64.b64encode(key.key_id + sign(text.encode())).decode()
    return f"{text}\n\u2014 {key.name} {signature}\n"


def parse_note(note: str) -> Note:
    """The parts of a signed note, nothing checked but the form. Refused: `note.malformed`."""
    text, blank, tail = note.rpartition("\n\n")
    text += "\n"
    _check_text(text)
    lines = tail.split("\n")
    if not blank or lines.pop() != "" or not 1 <= len(lines) <= _MAX_SIGNATURES:
        raise ShowclearError(
            "note.malformed", "A note ends in a blank line and its signatures, one per line."
        )
    return Note(text, tuple(_parse_signature(line) for line in lines))


def check_signature(note: Note, key: NoteKey) -> None:
    """Nothing, when this key signed this text; signatures by other keys are passed over.

    Refused: no signature names this key (`note.wrong_key`), or one does and is not its own (`note.bad_signature`).
    """
    own = [line.signature for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not own:
        raise ShowclearError("note.wrong_key", f"Nothing here is signed by the key {key.vkey}.")
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for signature in own:
            public.verify(signature, note.text.encode())
    except (InvalidSignature, ValueError) as error:
        raise ShowclearError(
            "note.bad_signature", "The signature is not that key's over this text."
        ) from error


def decode_base64(text: str, code: str) -> bytes:
    """The bytes of standard base64 in its one exact spelling; anything else is refused with `code`."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ShowclearError(code, "Not base64.") from error
    if base64.b64encode(decoded).decode() != text:  # left-over bits could be changed without being seen
        raise ShowclearError(code, "Not base64 in its one exact spelling.")
    return decoded


def _parse_signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise ShowclearError("note.malformed", "A signature line is a dash, a name and base64.")
    decoded = decode_base64(match["signature"], "note.malformed")
    if len(decoded) <= 4:
        raise ShowclearError("note.malformed", "A signature line holds a key id and a signature.")
    return Signature(match["name"], decoded[:4], decoded[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ShowclearError("note.malformed", "A note's text is lines without control characters.")
    if _HALF_CHARACTER.search(text):
        raise ShowclearError("note.malformed", "A note's text is UTF-8.")
