"""Decides what photos and papers ask of the outside: where files lie, what is known of them, how a picture is drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

DrawnAnew = Callable[[bytes, int], tuple[str, bytes] | None]
"""A picture's media type, and itself as a clean JPEG of at most so many pixels; None for no picture.

Refused: a broken one (`attachment.unreadable`).
"""


class Blobs(Protocol):
    """Where files lie, by key. OSError: it cannot be reached, and nothing of this call is promised."""

    def put(self, key: str, data: bytes) -> None:
        """Keep a file; it is safe when this returns."""
        ...

    def get(self, key: str) -> bytes | None:
        """The file; None where there is none."""
        ...

    def drop(self, key: str) -> None:
        """The file is not there any more."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way, or here."""

    production: str
    digest: str
    """SHA-256 of its bytes as they were sent, 64 hexadecimal digits."""
    length: int
    received: int
    """How many bytes are here, from the first on."""
    pieces: tuple[str, ...]
    """Keys of what is here, in order; none once it is whole."""
    media: str | None
    """What it is, by its content; None until it is whole."""
    brought_by: str
    begun_at: datetime
    complete_at: datetime | None = None


class Register(Protocol):
    """What is known of files. Each call is a transaction of its own."""

    def find(self, production: str, digest: str) -> Upload | None:
        """The file of a digest, whole or not."""
        ...

    def begin(self, upload: Upload) -> None:
        """Note that a file is on its way; nothing, where it is noted already."""
        ...

    def advance(self, upload: Upload, was: int) -> bool:
        """It has come so far; False when it had not come to `was`: somebody else brings it too."""
        ...

    def forget(self, production: str, digest: str) -> None:
        """A file that came to nothing."""
        ...

    def unfinished(self, begun_before: datetime) -> Sequence[Upload]:
        """Files that are not whole, begun before that."""
        ...


class Frames(Protocol):
    """Portraits beside the ledger. Each call is a transaction of its own."""

    def put(self, production: str, person: str, picture: bytes, at: datetime) -> bool:
        """Keep a portrait, in place of the former; False where the person's name is sealed or erased."""
        ...

    def get(self, production: str, person: str) -> bytes | None:
        """The portrait; none of somebody whose name is sealed or erased."""
        ...

    def drop(self, production: str, person: str) -> None:
        """There is none any more."""
        ...
