"""Decides whether a WebAuthn assertion (Level 3, 7.2) answers one challenge with one key; not whose key that is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.canonical import parse_strict
from app.domain.ledger.sign_off_codes import SignOffCode, refused

LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 4096
LONGEST = 4096
"""Bytes of authenticator data or client data; real ones have a few hundred."""

_PRESENT, _VERIFIED, _BACKUP_ELIGIBLE, _BACKED_UP, _ATTESTED, _EXTENDED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
_FIXED_LENGTH = 37  # hash of the relying party's id (32), flags (1), counter (4)

PublicKey = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator gave, the key that is to have signed (SPKI, DER), and for whom and where it says it did."""

    public_key: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes
    rp: str
    origin: str


def check_assertion(given: Assertion, challenge: bytes) -> int:
    """The authenticator's counter, when the key signed this challenge, its user verified, on the page it names.

    Whether the counter may stand there is the service's to say. Refused: every SignOffCode but `sign_off.no_record`.
    """
    _check_client_data(given, challenge)
    count = _check_authenticator_data(given)
    signed = given.authenticator_data + hashlib.sha256(given.client_data).digest()
    try:
        _verify(load_key(given.public_key), given.signature, signed)
    except InvalidSignature as error:
        raise refused(SignOffCode.BAD_SIGNATURE) from error
    return count


@lru_cache(maxsize=1024)
def load_key(spki: bytes) -> PublicKey:
    """A key that may sign: P-256 (ES256), Ed25519 (EdDSA), RSA of 2048 to 4096 bits (RS256); else `sign_off.wrong_key`."""
    try:
        key = load_der_public_key(spki)
        same = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == spki
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise refused(SignOffCode.WRONG_KEY, "The public key cannot be read.") from error
    if same and isinstance(key, Ed25519PublicKey):
        return key
    if same and isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    if same and isinstance(key, RSAPublicKey) and LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS:
        return key
    raise refused(SignOffCode.WRONG_KEY, "The public key is of a kind that may not sign here.")


def origin_is_of(origin: str, rp: str) -> bool:
    """Whether a page of that origin may ask for passkeys of that relying party: HTTPS on it or below; HTTP on localhost."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if origin != f"{parts.scheme}://{host}" + (f":{port}" if port is not None else ""):
        return False
    if parts.scheme == "http":
        return host == rp == "localhost"
    return parts.scheme == "https" and bool(rp) and (host == rp or host.endswith("." + rp))


def _check_client_data(given: Assertion, challenge: bytes) -> None:
    if len(given.client_data) > LONGEST:
        raise refused(SignOffCode.MALFORMED, "The client data is too long.")
    try:
        data = parse_strict(given.client_data)
    except ShowclearError as error:
        raise refused(SignOffCode.MALFORMED, "The client data is not JSON.") from error
    if type(data) is not dict:
        raise refused(SignOffCode.MALFORMED, "The client data is no JSON object.")
    if data.get("type") != "webauthn.get":
        raise refused(SignOffCode.WRONG_TYPE)
    if data.get("challenge") != encode_base64url(challenge):
        raise refused(SignOffCode.NOT_BOUND)
    own = data.get("origin") == given.origin and origin_is_of(given.origin, given.rp)
    if not own or data.get("crossOrigin", False) is not False or "topOrigin" in data:
        raise refused(SignOffCode.WRONG_ORIGIN)


def _check_authenticator_data(given: Assertion) -> int:
    data = given.authenticator_data
    if not _FIXED_LENGTH <= len(data) <= LONGEST:
        raise refused(SignOffCode.MALFORMED, "The authenticator data has another length.")
    if data[:32] != hashlib.sha256(given.rp.encode()).digest():
        raise refused(SignOffCode.WRONG_RP)
    flags = data[32]
    if not flags & _PRESENT:
        raise refused(SignOffCode.NOT_PRESENT)
    if not flags & _VERIFIED:
        raise refused(SignOffCode.NOT_VERIFIED)
    if flags & _ATTESTED or (len(data) > _FIXED_LENGTH) is not bool(flags & _EXTENDED):
        raise refused(SignOffCode.MALFORMED, "The authenticator data holds what its flags do not announce.")
    if flags & _BACKED_UP and not flags & _BACKUP_ELIGIBLE:
        raise refused(SignOffCode.MALFORMED, "A key that cannot be copied is said to have been.")
    return int.from_bytes(data[33:_FIXED_LENGTH], "big")


def _verify(key: PublicKey, signature: bytes, signed: bytes) -> None:
    if isinstance(key, EllipticCurvePublicKey):
        key.verify(signature, signed, ECDSA(SHA256()))
    elif isinstance(key, Ed25519PublicKey):
        key.verify(signature, signed)
    else:
        key.verify(signature, signed, PKCS1v15(), SHA256())
