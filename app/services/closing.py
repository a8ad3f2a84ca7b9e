"""Decides when a production may be closed: its custodian signed for an archive of everything that was recorded.

Closing refuses no record: what comes later is still taken, and asks for another archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import record_digest
from app.domain.ledger.sign_off import PASSKEY, check_sign_off
from app.services.archive import ArchiveBook
from app.services.caller import no_production
from app.services.judges import Judges
from app.services.library import Library, Shelves
from app.services.ports import Clock

ITEM: Final = "archive sha256:"
"""How the custodian's record names what was handed over, before the archive's digest."""
_MOST: Final = 100
"""Records after an archive that are looked at: the custodian's and those that sign it are few."""


class Closed(NamedTuple):
    """A production that was closed: for which archive, by which record, at whose word, when."""

    digest: bytes
    record_key: str
    closed_by: str
    closed_at: datetime


class ClosingBook(Protocol):
    """Which productions were closed."""

    def closed(self, production: str) -> Closed | None:
        """The closing that stands."""
        ...

    def close(self, production: str, closing: Closed) -> None:
        """That it is closed; in place of an earlier closing."""
        ...


class Closings:
    """Closing productions."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, archives: ArchiveBook, book: ClosingBook
    ) -> None:
        self._library, self._judges, self._clock = library, judges, clock
        self._archives, self._book = archives, book

    def close(self, production: str, record_key: str, by: str) -> Closed:
        """Close it, by the record with which the custodian took the archive.

        That record is `evidence` with the item `archive sha256:<digest>`, `secured`, by whom `production_set` names as
        custodian, signed by that person with a passkey, or by `paper` with the paper attached. Refused: `not_found`,
        `closing.no_custodian`, `closing.not_signed`, `closing.no_archive`, `closing.outdated`.
        """
        custodian = self._custodian(production)
        with self._library.looking() as shelves:
            stored = shelves.entry(production, record_key.lower())
            if stored is None:
                raise ShowclearError("not_found", "The ledger holds no record of this id.")
            record: dict[str, Any] = orjson.loads(stored.entry)["record"]
            digest = _digest_in(record, custodian)
            archive = self._archives.archive(production, digest)
            if archive is None:
                raise ShowclearError("closing.no_archive", "No archive of this digest was made here.")
            after = _after(shelves, production, archive.size)
        _require_nothing_else(after, record)
        require_signed(record, after, custodian)
        closing = Closed(digest, record["id"].lower(), by, self._clock())
        self._book.close(production, closing)
        return closing

    def closed(self, production: str) -> Closed | None:
        """The closing that stands; None where there is none."""
        return self._book.closed(production)

    def _custodian(self, production: str) -> str:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        said = judged.setting.said
        if said is None or said.custodian is None:
            raise ShowclearError("closing.no_custodian", "The production names no custodian of its record.")
        return said.custodian


def _digest_in(record: dict[str, Any], custodian: str) -> bytes:
    body = record["body"]
    item = str(body.get("item", ""))
    taken = record["kind"] == "evidence" and item.startswith(ITEM) and body["action"] == "secured"
    try:
        digest = bytes.fromhex(item.removeprefix(ITEM)) if taken else b""
    except ValueError:
        digest = b""
    if len(digest) != 32 or body.get("custodian") != custodian:
        raise ShowclearError(
            "closing.not_signed", "The record is no receipt of the custodian for an archive."
        )
    return digest


def _after(shelves: Shelves, production: str, size: int) -> list[dict[str, Any]]:
    found = shelves.entries_between(production, size, _MOST)
    return [orjson.loads(one.entry)["record"] for one in found]


def _require_nothing_else(after: Sequence[dict[str, Any]], record: dict[str, Any]) -> None:
    own = record["id"].lower()
    for one in after:
        signs = one["kind"] == "sign_off" and str(one["body"]["of"]).lower() == own
        if one["id"].lower() != own and not signs:
            detail = "Something was recorded since the archive was made: make another and hand that over."
            raise ShowclearError("closing.outdated", detail)


def require_signed(record: dict[str, Any], after: Sequence[dict[str, Any]], custodian: str) -> None:
    """Nothing, when the custodian signed the record, in it or in a record after it. Refused: `closing.not_signed`."""
    later = [one["body"]["sign_offs"] for one in after if one["kind"] == "sign_off"]
    for sign_off in [*record.get("sign_offs", ()), *(one for some in later for one in some)]:
        if sign_off["person"] == custodian and not sign_off.get("declined") and _holds(record, sign_off):
            return
    raise ShowclearError(
        "closing.not_signed", "The custodian did not sign for it with a passkey or on paper."
    )


def _holds(record: dict[str, Any], sign_off: dict[str, Any]) -> bool:
    if sign_off["method"] == "paper":
        return bool(record.get("attachments"))
    if sign_off["method"] != PASSKEY:
        return False
    try:
        check_sign_off(record_digest(record), sign_off)
    except ShowclearError:
        return False
    return True
