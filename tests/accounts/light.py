"""Hashing at the least cost there is: what tests hash guards nothing, and hundreds of tests hash."""

from __future__ import annotations

from pwdlib.hashers.argon2 import Argon2Hasher

from app.opening import Beside
from app.services.accounts.provider import Provider
from app.signing.passwords import Argon2


def light() -> Argon2:
    return Argon2(hasher=Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


def lightly(provider: Provider | None = None) -> Beside:
    return Beside(provider=provider, hasher=light())
