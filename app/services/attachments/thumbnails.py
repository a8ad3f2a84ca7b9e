"""Decides how a photo is shown small in a report: drawn anew from the copy that is shown; who may see it is asked before."""

from __future__ import annotations

from typing import Final

from app.domain.errors import ShowclearError
from app.services.attachments import keys
from app.services.attachments.desk import PDF, Keeping

SMALL_PX: Final = 220


class Thumbnails:
    """Photos that are here, small. No caller: for use cases."""

    def __init__(self, keeping: Keeping) -> None:
        self._register, self._blobs, self._drawn_anew, _ = keeping

    def there(self, production: str, digest: str) -> bool:
        """Whether the photo of that digest is here, whole; False for a paper."""
        found = self._register.find(production, digest)
        return found is not None and found.complete_at is not None and found.media != PDF

    def small(self, production: str, digest: str) -> bytes | None:
        """A JPEG of at most that length; the same bytes for the same photo. None where none is here, or to be had now."""
        if not self.there(production, digest):
            return None
        try:
            shown = self._blobs.get(keys.shown(production, digest))
            drawn = self._drawn_anew(shown, SMALL_PX) if shown else None
        except (OSError, ShowclearError):
            return None  # a report is made all the same, with the digest
        return drawn[1] if drawn else None
