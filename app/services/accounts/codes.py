"""Decides how long and in which letters the secrets are that the service makes, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from app.services.accounts.ports import Chance

# Crockford's letters: none is mistaken for another when read aloud or in the sun.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_SECRET_BYTES, _ID_BYTES, _CODE_LENGTH = 32, 16, 16
RECOVERY_CODES: Final = 10
LONGEST: Final = 200
"""Characters of a secret that is looked at; nothing we make is longer."""


def new_secret(chance: Chance) -> str:
    """256 random bits for a link or a cookie."""
    return base64.urlsafe_b64encode(chance(_SECRET_BYTES)).decode().rstrip("=")


def new_id(chance: Chance) -> str:
    """128 random bits in hexadecimal."""
    return chance(_ID_BYTES).hex()


def new_code(chance: Chance) -> str:
    """80 random bits to write down, in fours."""
    letters = "".join(_LETTERS[octet % len(_LETTERS)] for octet in chance(_CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def digest(secret: str) -> bytes:
    """What is kept of a long random secret: one fast hash hides it."""
    return hashlib.sha256(secret.encode()).digest()


def code_digest(code: str) -> bytes:
    """What is kept of a code: as somebody may type it, in either size, with O for 0."""
    return digest(code.upper().translate(_READ_AS))
