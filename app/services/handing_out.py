"""Decides who may take a whole ledger away, and with names or not; each time is kept before the first byte leaves."""

from __future__ import annotations

import zipfile
from typing import IO, Any, Final

import orjson

from app.domain.ledger.entry import recorded_at_text
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import require_fresh
from app.services.accounts.ports import AccountStore
from app.services.caller import Caller
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.ports import Clock

LEDGER, NAMES = "ledger.jsonl", "names.json"
LONGEST_REASON: Final = 500


class HandingOut(Looking):
    """The export as people fetch it. At the machine `showclear export` does the same, without names."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        exports: Exports,
        store: AccountStore,
        audit: Audit,
        clock: Clock,
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, self._store, self._audit = exports, store, audit

    def take(self, caller: Caller, production: str, reason: str, file: IO[bytes], *, names: bool) -> None:
        """Write a ZIP of the ledger, and of the names beside it, into the file.

        Refused, and kept: who may not (`permission.denied`), a session that is not fresh (`auth.fresh_needed`), a token
        without `govern` (`permission.denied`), another production (`not_found`).
        """
        deed = "export.names" if names else "export.take"
        who = {"production": production, "person": caller.person, "account": caller.account}
        with self._audit.refusals(deed, **who):
            with self._look(caller, production, "export") as look:
                beside = look.shelves.names(production)
            require_fresh(caller, self._clock())
        with self._store.writing() as writer:
            self._audit.done(writer, deed, **who, about=reason.replace("\x00", "")[:LONGEST_REASON])
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as taken:
            with taken.open(LEDGER, "w", force_zip64=True) as ledger:
                self._exports.export(production, ledger.write)
            if names:
                taken.writestr(NAMES, orjson.dumps(self._named(production, beside)))

    def _named(self, production: str, beside: dict[str, str | None]) -> dict[str, Any]:
        """Names by person; one that was erased is not there."""
        return {
            "production": production,
            "made_at": recorded_at_text(self._clock()),
            "names": {person: name for person, name in sorted(beside.items()) if name is not None},
        }
