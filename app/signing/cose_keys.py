"""Decides how a passkey's public key, as WebAuthn registers it (COSE), reads to everybody else (SPKI); it checks none."""

from __future__ import annotations

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography


def spki_of(cose: bytes) -> bytes:
    """The SubjectPublicKeyInfo, in DER, of a COSE key that was registered here."""
    key = decoded_public_key_to_cryptography(decode_credential_public_key(cose))
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
