"""Decides how photos and papers come in and are looked at; what they show is nobody's business here.

The digest in a record is of the bytes the phone sent, so those are kept as they are. What is shown is drawn anew from them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from app.domain.errors import ShowclearError
from app.domain.people.permissions import may_read, require_read
from app.domain.people.roles import SET_ROLES
from app.services.attachments import keys
from app.services.attachments.ports import Blobs, DrawnAnew, Register, Upload
from app.services.caller import READ, WRITE, Caller, no_production
from app.services.judged import Judged
from app.services.judges import Judges
from app.services.ports import Clock

LONGEST_PX: Final = 2048
KEPT_FOR: Final = timedelta(days=7)
"""How long an unfinished file waits for its next piece, and somebody who left may still bring one."""
_TIDIED_EVERY: Final = timedelta(hours=1)
JPEG: Final = "image/jpeg"
PDF: Final = "application/pdf"


class Keeping(NamedTuple):
    """What files are kept with."""

    register: Register
    blobs: Blobs
    drawn_anew: DrawnAnew
    most_bytes: int


class Given(NamedTuple):
    """A file as it is handed out. `drawn`: made here from a picture, so that a page may show it."""

    media: str
    data: bytes
    drawn: bool


class Attachments:
    """The use case."""

    def __init__(self, judges: Judges, clock: Clock, keeping: Keeping) -> None:
        self._judges, self._clock = judges, clock
        self._register, self._blobs, self._drawn_anew, self._most_bytes = keeping
        self._tidied_at: datetime | None = None

    def progress(self, caller: Caller, production: str, digest: str) -> tuple[int, int]:
        """How many bytes of the file are here, and how many it has. Refused: `not_found`, `permission.denied`."""
        if WRITE in caller.scopes and _was_on_set(self._judged(production), caller.person, self._clock()):
            caller.require(production, READ)
        else:
            self._require_reader(caller, production)
        found = self._known(production, digest)
        return found.received, found.length

    def append(
        self, caller: Caller, production: str, digest: str, offset: int, length: int, data: bytes
    ) -> int:
        """The next bytes of a file; how many are here now. Of a whole file, all of them: nothing is done.

        Refused: `permission.denied`, `too_large`, `attachment.length` (begun with another), `attachment.offset` (its next
        byte is another), `attachment.digest`, `attachment.type`, `attachment.unreadable`. After the last three the file is
        forgotten.
        """
        person = self._require_bringer(caller, production)
        if length > self._most_bytes:
            raise ShowclearError("too_large", f"A file has at most {self._most_bytes} bytes.")
        begun = self._register.find(production, digest)
        if begun is None:
            begun = Upload(production, digest, length, 0, (), None, person, self._clock())
        if begun.complete_at is not None:
            return begun.length
        _require_next(begun, offset, length, data)
        if offset == 0:
            self._register.begin(begun)
        grown = self._whole(begun, data) if offset + len(data) == length else self._longer(begun, data)
        if not self._register.advance(grown, offset):
            raise _elsewhere(self._known(production, digest).received)
        if grown.complete_at is not None:
            self._drop(begun.pieces)
        return grown.received

    def shown(self, caller: Caller, production: str, digest: str) -> Given:
        """The copy to look at: of a picture a JPEG drawn here, of a paper the paper. Refused: `not_found`."""
        self._require_reader(caller, production)
        found = self._whole_one(production, digest)
        drawn = found.media != PDF
        key = keys.shown(production, digest) if drawn else keys.original(production, digest)
        return Given(JPEG if drawn else PDF, self._file(key), drawn)

    def small(self, caller: Caller, production: str, digest: str, longest_px: int) -> Given:
        """A picture small, drawn anew from the copy that is shown. Refused: `not_found`, also for a paper."""
        shown = self.shown(caller, production, digest)
        drawn = self._drawn_anew(shown.data, longest_px) if shown.drawn else None
        if drawn is None:
            raise ShowclearError("not_found", "This is no picture.")
        return Given(JPEG, drawn[1], drawn=True)

    def original(self, caller: Caller, production: str, digest: str) -> Given:
        """The bytes as they were sent, for whoever brought them and those who may. Refused: `permission.denied`."""
        judged = self._require_reader(caller, production)
        found = self._whole_one(production, digest)
        roles = judged.roster.roles(caller.person or "", self._clock())
        if found.brought_by != caller.person and not may_read(roles, "attachment_originals"):
            require_read(roles, "attachment_originals")
        return Given(found.media or "", self._file(keys.original(production, digest)), drawn=False)

    def tidy(self) -> None:
        """Forget what nobody brought to its end."""
        now = self._clock()
        if self._tidied_at is not None and now - self._tidied_at < _TIDIED_EVERY:
            return
        self._tidied_at = now
        for one in self._register.unfinished(now - KEPT_FOR):
            self._forget(one)

    def _longer(self, begun: Upload, data: bytes) -> Upload:
        key = keys.piece(begun.production, begun.digest, begun.received, data)
        self._put(key, data)
        return replace(begun, received=begun.received + len(data), pieces=(*begun.pieces, key))

    def _whole(self, begun: Upload, data: bytes) -> Upload:
        """Checked and kept before anybody is told that it is here: the phone lets go of its own then."""
        whole = b"".join([*(self._file(key) for key in begun.pieces), data])
        try:
            _require_digest(begun.digest, whole)
            media, drawn = self._looked_at(whole)
        except ShowclearError:
            self._forget(begun)
            raise
        if drawn is not None:
            self._put(keys.shown(begun.production, begun.digest), drawn)
        self._put(keys.original(begun.production, begun.digest), whole)
        return replace(begun, received=begun.length, pieces=(), media=media, complete_at=self._clock())

    def _looked_at(self, whole: bytes) -> tuple[str, bytes | None]:
        found = self._drawn_anew(whole, LONGEST_PX)
        if found is not None:
            return found
        if whole.startswith(b"%PDF-"):
            return PDF, None
        raise ShowclearError("attachment.type", "Kept are JPEG, PNG and WebP pictures, and PDF.")

    def _forget(self, upload: Upload) -> None:
        self._register.forget(upload.production, upload.digest)
        self._drop(upload.pieces)

    def _drop(self, pieces: tuple[str, ...]) -> None:
        for key in pieces:
            try:
                self._blobs.drop(key)
            except OSError:
                return  # what is left over harms nobody, and the file is safe

    def _put(self, key: str, data: bytes) -> None:
        try:
            self._blobs.put(key, data)
        except OSError as failure:
            raise _unavailable() from failure

    def _file(self, key: str) -> bytes:
        try:
            found = self._blobs.get(key)
        except OSError as failure:
            raise _unavailable() from failure
        if found is None:
            raise _unavailable()
        return found

    def _known(self, production: str, digest: str) -> Upload:
        found = self._register.find(production, digest)
        if found is None:
            raise ShowclearError("not_found", "There is no file of this digest.")
        return found

    def _whole_one(self, production: str, digest: str) -> Upload:
        found = self._known(production, digest)
        if found.complete_at is None:
            raise ShowclearError("not_found", "Not all of this file is here yet.")
        return found

    def _require_reader(self, caller: Caller, production: str) -> Judged:
        caller.require(production, READ)
        judged = self._judged(production)
        roles = judged.roster.roles(caller.person, self._clock()) if caller.person else frozenset()
        require_read(roles, "attachments")
        return judged

    def _require_bringer(self, caller: Caller, production: str) -> str:
        caller.require(production, WRITE)
        if not _was_on_set(self._judged(production), caller.person, self._clock()):
            raise ShowclearError("permission.denied", "Whoever is or just was on set brings files.")
        return caller.person or ""

    def _judged(self, production: str) -> Judged:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        return judged


def _was_on_set(judged: Judged, person: str | None, now: datetime) -> bool:
    """Now or within the last days: a phone that finds the network after the engagement ended still brings its photos."""
    spans = judged.roster.spans.get(person or "", ())
    return any(
        span.role in SET_ROLES
        and span.from_at <= now
        and (span.until_at is None or now - span.until_at < KEPT_FOR)
        for span in spans
    )


def _require_digest(digest: str, whole: bytes) -> None:
    if hashlib.sha256(whole).hexdigest() != digest:
        raise ShowclearError("attachment.digest", "The bytes do not have that SHA-256; send them anew.")


def _require_next(begun: Upload, offset: int, length: int, data: bytes) -> None:
    if begun.length != length:
        raise ShowclearError("attachment.length", f"It was begun with {begun.length} bytes.")
    if begun.received != offset:
        raise _elsewhere(begun.received)
    if not data or offset + len(data) > length:
        fault = {"field": "body", "problem": f"has {len(data)} bytes", "expected": f"1 to {length - offset}"}
        raise ShowclearError("request.malformed", "The piece does not fit the file.", where=[fault])


def _elsewhere(received: int) -> ShowclearError:
    fault = {"field": "Upload-Offset", "problem": "is not the next byte", "expected": str(received)}
    return ShowclearError("attachment.offset", f"The file goes on at byte {received}.", where=[fault])


def _unavailable() -> ShowclearError:
    return ShowclearError("unavailable", "Files cannot be had now; send or ask the same again.")
