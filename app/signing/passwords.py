"""Decides how what people remember is hashed: Argon2id, few at once; never what a right or wrong one means."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.domain.errors import ShowclearError

AT_ONCE: Final = 2
"""Each takes 64 MiB and four lanes for a tenth of a second: more at once would starve the recording."""
WAIT_S: Final = 10.0
NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$U0FkUFpLhfzywQpaGrS1Yg$JSW9erwIZDrfmKRc/21RTdlzKARWLMLyyQiVjCXYJO4"
)
"""Looked at where there is no hash, so that it takes as long. A test sees that its costs are those of new hashes."""


class Argon2:
    """Argon2id with the library's costs (RFC 9106's second choice), at most two at once in this process."""

    def __init__(self, wait_s: float = WAIT_S, hasher: Argon2Hasher | None = None) -> None:
        """`hasher` has other costs, where what is hashed guards nothing."""
        self._hash = PasswordHash((hasher or Argon2Hasher(),))
        self._nobody = self._hash.hash("nobody") if hasher else NOBODY
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._wait_s = wait_s

    def hashed(self, secret: str) -> str:
        """The secret's salted hash in its encoded form. Refused: no turn in time (`unavailable`)."""
        with self._turn():
            return self._hash.hash(secret)

    def fits(self, secret: str, encoded: str | None) -> bool:
        """Whether it is the secret of that hash; None takes as long and is never right. Refused: as above."""
        with self._turn():
            fits = self._hash.verify(secret, encoded or self._nobody)
        return fits and encoded is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._wait_s):
            raise ShowclearError("unavailable", "Too many sign in at once; try again.")
        try:
            yield
        finally:
            self._turns.release()
