"""Decides who hands a production over: an archive fetched, the custodian's receipt for it, the closing; each kept.

Over HTTP an archive never holds words that are set apart from the ledger: whoever fetches it may be whom they are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final, NamedTuple, cast

from app.domain.errors import ShowclearError
from app.domain.ledger.archive import Archived
from app.domain.ledger.canonical import parse_strict
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import require_read
from app.domain.records import parse_record
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import require_fresh
from app.services.accounts.ports import AccountStore
from app.services.archive import Archives, Made
from app.services.caller import Caller
from app.services.closing import ITEM, Closed, Closings, digest_in, require_signed
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.outcome import Accepted, Refused
from app.services.ports import Clock
from app.services.record import RecordDesk

LONGEST_REASON: Final = 500


class Privileged(NamedTuple):
    """What keeps privileged acts, and the one write path."""

    store: AccountStore
    audit: Audit
    desk: RecordDesk


class HandingOver(Looking):
    """The use case."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        archives: Archives,
        closings: Closings,
        privileged: Privileged,
    ) -> None:
        super().__init__(library, judges, clock)
        self._archives, self._closings = archives, closings
        self._store, self._audit, self._desk = privileged

    def take(self, caller: Caller, production: str, reason: str, file: IO[bytes]) -> Archived:
        """Write an archive into the file, for who may take the whole ledger away and for the custodian.

        Refused, and kept: who may not (`permission.denied`), a session that is not fresh (`auth.fresh_needed`), another
        production (`not_found`). Refused: `archive.incomplete`.
        """
        with self._audit.refusals("archive.take", **_who(caller, production)):
            with self._look(caller, production, "production") as look:
                self._require_keeper(look)
            require_fresh(caller, self._clock())
        self._done("archive.take", caller, production, reason)
        return self._archives.make(production, file, apart=False)

    def may_take(self, caller: Caller, production: str) -> bool:
        """Whether this reader may take the whole production away. Refused: as all reading."""
        with self._look(caller, production, "production") as look:
            try:
                self._require_keeper(look)
            except ShowclearError:
                return False
        return True

    def told(self, caller: Caller, production: str) -> dict[str, Any]:
        """The archives that were made, what a receipt has to say, the closing that stands, and what is missing for one."""
        with self._look(caller, production, "production") as look:
            self._require_keeper(look)
        made, missing = self._archives.made(production), self._closings.missing(production)
        named = all(one.code != "closing.no_custodian" for one in missing)
        custodian = self._closings.custodian(production) if named else None
        closed = self._closings.closed(production)
        return {
            "archives": [_archive(one) for one in made],
            "custodian": custodian,
            "receipt": _receipt_body(made[0], custodian) if made and custodian else None,
            "closed": _closed(closed) if closed else None,
            "missing": [{"code": one.code, "words": one.detail} for one in missing],
        }

    def receive(
        self, caller: Caller, production: str, digest: str, sent: bytes, pins: Mapping[str, str]
    ) -> Accepted:
        """The custodian's receipt for an archive: a record that is one, through the one write path.

        Refused: a record that is no receipt for this archive or not signed by the custodian (`closing.not_signed`), no
        such archive (`not_found`), and as every record.
        """
        with self._look(caller, production, "production"):
            custodian = self._closings.custodian(production)
        if digest not in {one.digest.hex() for one in self._archives.made(production)}:
            raise ShowclearError("not_found", "No archive of this digest was made here.")
        value = parse_strict(sent)
        parse_record(value)
        record = cast(dict[str, Any], value)  # parse_record refuses all else
        if digest_in(record, custodian).hex() != digest:
            raise ShowclearError("closing.not_signed", "The record is a receipt for another archive.")
        require_signed(record, (), custodian)
        outcome = self._desk.submit_value(caller, production, value, pins)
        if isinstance(outcome, Refused):
            raise outcome.error
        return outcome

    def close(self, caller: Caller, production: str, record_key: str) -> dict[str, Any]:
        """Close it, for who may take the whole ledger away, freshly signed in. Refused, and kept: as `Closings.close`."""
        with self._audit.refusals("production.close", **_who(caller, production)):
            with self._look(caller, production, "export"):
                require_fresh(caller, self._clock())
            closed = self._closings.close(production, record_key, str(caller.person))
        self._done("production.close", caller, production, f"sha256:{closed.digest.hex()}")
        return _closed(closed)

    def _require_keeper(self, look: Look) -> None:
        said = look.judged.setting.said
        if said is None or said.custodian is None or said.custodian != look.person:
            require_read(look.roles, "export")

    def _done(self, deed: str, caller: Caller, production: str, about: str) -> None:
        with self._store.writing() as writer:
            told = about.replace("\x00", "")[:LONGEST_REASON]
            self._audit.done(writer, deed, **_who(caller, production), about=told)


def _who(caller: Caller, production: str) -> dict[str, str | None]:
    return {"production": production, "person": caller.person, "account": caller.account}


def _archive(made: Made) -> dict[str, Any]:
    return {
        "digest": made.digest.hex(),
        "entries": made.size,
        "made_at": recorded_at_text(made.made_at),
        "apart": bool(made.apart),
    }


def _closed(closed: Closed) -> dict[str, Any]:
    return {
        "digest": closed.digest.hex(),
        "record": closed.record_key,
        "closed_by": closed.closed_by,
        "closed_at": recorded_at_text(closed.closed_at),
    }


def _receipt_body(made: Made, custodian: str) -> dict[str, str]:
    return {"item": f"{ITEM}{made.digest.hex()}", "action": "secured", "custodian": custodian}
