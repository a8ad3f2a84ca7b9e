"""Decides when a production may be closed: its custodian signed for an archive of everything that was recorded.

Closing refuses no record: what comes later is still taken, and asks for another archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import record_digest
from app.domain.ledger.sign_off import PASSKEY, check_sign_off
from app.services.archive import ArchiveBook, Made
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


class Words(Protocol):
    """Words that are set apart from the ledger."""

    def words(self, production: str) -> Mapping[str, bytes]:
        """By the record they belong to."""
        ...


class Closings:
    """Closing productions."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        archives: ArchiveBook,
        book: ClosingBook,
        words: Words,
    ) -> None:
        self._library, self._judges, self._clock = library, judges, clock
        self._archives, self._book, self._words = archives, book, words

    def close(self, production: str, record_key: str, by: str) -> Closed:
        """Close it, by the record with which the custodian took the archive.

        That record is `evidence` with the item `archive sha256:<digest>`, `secured`, by whom `production_set` names as
        custodian, signed by that person with a passkey, or by `paper` with the paper attached. Refused: `not_found`,
        `closing.no_custodian`, `closing.not_signed`, `closing.no_archive`, `closing.outdated`, `closing.apart`.
        """
        custodian = self.custodian(production)
        with self._library.looking() as shelves:
            stored = shelves.entry(production, record_key.lower())
            if stored is None:
                raise ShowclearError("not_found", "The ledger holds no record of this id.")
            record: dict[str, Any] = orjson.loads(stored.entry)["record"]
            digest = digest_in(record, custodian)
            archive = self._archives.archive(production, digest)
            if archive is None:
                raise ShowclearError("closing.no_archive", "No archive of this digest was made here.")
            after = _after(shelves, production, archive.size)
        self._require_words(production, archive)
        _require_nothing_else(after, record)
        require_signed(record, after, custodian)
        closing = Closed(digest, record["id"].lower(), by, self._clock())
        self._book.close(production, closing)
        return closing

    def closed(self, production: str) -> Closed | None:
        """The closing that stands; None where there is none."""
        return self._book.closed(production)

    def missing(self, production: str) -> list[ShowclearError]:
        """What stands between the newest archive and a closing, first things first; nothing when it may be closed.

        Refused: `not_found`.
        """
        try:
            custodian = self.custodian(production)
        except ShowclearError as error:
            if error.code == "not_found":
                raise
            return [error]
        archives = self._archives.archives(production)
        if not archives:
            return [ShowclearError("closing.no_archive", "No archive was made yet.")]
        with self._library.looking() as shelves:
            after = _after(shelves, production, archives[0].size)
        return [*self._wanting(production, archives[0], after, custodian)]

    def _wanting(
        self, production: str, archive: Made, after: Sequence[dict[str, Any]], custodian: str
    ) -> Iterator[ShowclearError]:
        mine = (one for one in after if _is_receipt(one, archive.digest, custodian))
        record = next(mine, None)
        asked: list[Callable[[], None]] = [lambda: self._require_words(production, archive)]
        asked.append(lambda: _require_nothing_else(after, record or {"id": ""}))
        asked.append(lambda: require_signed(record, after, custodian) if record else _not_signed())
        for ask in asked:
            try:
                ask()
            except ShowclearError as error:
                yield error

    def _require_words(self, production: str, archive: Made) -> None:
        if not archive.apart and self._words.words(production):
            detail = (
                "Words of concerns are set apart, and this archive does not hold them: hand over one that was made "
                "at the machine (`showclear archive make`)."
            )
            raise ShowclearError("closing.apart", detail)

    def custodian(self, production: str) -> str:
        """Who keeps the record afterwards. Refused: nobody was named (`closing.no_custodian`), `not_found`."""
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        said = judged.setting.said
        if said is None or said.custodian is None:
            raise ShowclearError("closing.no_custodian", "The production names no custodian of its record.")
        return said.custodian


def _is_receipt(record: dict[str, Any], digest: bytes, custodian: str) -> bool:
    try:
        return digest_in(record, custodian) == digest
    except ShowclearError:
        return False


def digest_in(record: dict[str, Any], custodian: str) -> bytes:
    """The digest of the archive for which a record is the custodian's receipt. Refused: `closing.not_signed`."""
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
    _not_signed()


def _not_signed() -> None:
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
