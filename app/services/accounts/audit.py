"""Decides what is kept of refused and privileged acts: who, what, which code, when; never a secret or an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.errors import ShowclearError
from app.services.accounts.codes import new_id
from app.services.accounts.ports import AccountStore, AccountWriter, Chance
from app.services.accounts.rows import AuditRow
from app.services.caller import Caller
from app.services.ports import Clock

_LONGEST = 64
_NOTE = "audited"


class Audit:
    """The audit. Rows are only ever added."""

    def __init__(self, store: AccountStore, clock: Clock, chance: Chance) -> None:
        self._store, self._clock, self._chance = store, clock, chance

    def done(
        self,
        writer: AccountWriter,
        deed: str,
        *,
        production: str | None = None,
        person: str | None = None,
        account: str | None = None,
        about: str = "",
    ) -> None:
        """A privileged act, kept with what it changed."""
        writer.audit(self._row(deed, None, production, person, account, about))

    def refused(
        self,
        deed: str,
        code: str,
        *,
        production: str | None = None,
        person: str | None = None,
        account: str | None = None,
    ) -> None:
        """An act that was not allowed, in a transaction of its own."""
        with self._store.writing() as writer:
            writer.audit(self._row(deed, code, production, person, account, ""))

    def refused_sign_off(self, caller: Caller, code: str, about: str) -> None:
        """Sign-offs that came with records and were none."""
        with self._store.writing() as writer:
            writer.audit(self._row("sign_off", code, caller.production, caller.person, caller.account, about))

    def new_id(self) -> str:
        """An id for something kept beside an act."""
        return new_id(self._chance)

    def page(self, production: str, skip: int, limit: int) -> Sequence[AuditRow]:
        """The acts of a production, the newest first, but for the first `skip`."""
        with self._store.reading() as reader:
            return reader.audited(production, limit, skip)

    def newest(self, production: str | None = None, limit: int = 200) -> Sequence[AuditRow]:
        """The newest acts of a production (None: of all), the newest first; for whoever runs the machine."""
        with self._store.reading() as reader:
            return reader.audited(production, limit)

    @contextmanager
    def refusals(
        self,
        deed: str,
        *,
        production: str | None = None,
        person: str | None = None,
        account: str | None = None,
    ) -> Iterator[None]:
        """Whatever is refused within is kept, and still refused."""
        try:
            yield
        except ShowclearError as error:
            if not is_audited(error):
                error.add_note(_NOTE)
                self.refused(deed, error.code, production=production, person=person, account=account)
            raise

    def _row(
        self,
        deed: str,
        refused: str | None,
        production: str | None,
        person: str | None,
        account: str | None,
        about: str,
    ) -> AuditRow:
        """What was claimed may be anything, so it is cut to length."""
        return AuditRow(
            new_id(self._chance),
            self._clock(),
            deed,
            refused,
            _cut(production),
            _cut(person),
            account,
            about,
        )


def is_audited(error: ShowclearError) -> bool:
    """Whether this refusal is kept already."""
    return _NOTE in getattr(error, "__notes__", ())


def _cut(claimed: str | None) -> str | None:
    return None if claimed is None else claimed.replace("\x00", "")[:_LONGEST]
