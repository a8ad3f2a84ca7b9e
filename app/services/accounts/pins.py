"""Decides whether six digits are a person's own, for signing on a shared phone; what that signs is decided elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from app.domain.errors import ShowclearError
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import account_of, require_fresh
from app.services.accounts.ports import AccountStore, Hasher
from app.services.accounts.tries import Trying
from app.services.caller import WRITE, Caller
from app.services.ports import Clock

_PIN: Final = re.compile(r"[0-9]{6}", re.ASCII)
_RUN: Final = "01234567890 09876543210"


class PinBook(Protocol):
    """What signing asks: the PINs of one production."""

    def check(self, person: str, pin: str, device: str) -> bool:
        """Whether it is that person's PIN; False too when it was tried too often there."""
        ...


class Pins:
    """The PINs of all productions."""

    def __init__(self, store: AccountStore, hasher: Hasher, audit: Audit, clock: Clock) -> None:
        self._store, self._hasher, self._audit, self._clock = store, hasher, audit, clock
        self._trying = Trying(store, clock, "pin")

    def of(self, production: str) -> PinBook:
        """The book of one production."""
        return _Book(self, production)

    def set(self, caller: Caller, pin: str) -> None:
        """The caller's PIN in their production. Refused: not six digits, or easily guessed (`pin.malformed`)."""
        account = account_of(caller)
        with self._audit.refusals(
            "pin.set", production=caller.production, person=caller.person, account=account
        ):
            caller.require(caller.production, WRITE)
            require_fresh(caller, self._clock())
            _require_good(pin)
            encoded = self._hasher.hashed(pin)
            with self._store.writing() as writer:
                writer.put_pin(caller.production, caller.person or "", encoded, self._clock())
                self._audit.done(
                    writer,
                    "pin.set",
                    production=caller.production,
                    person=caller.person,
                    account=account,
                )

    def check(self, production: str, person: str, pin: str, device: str) -> bool:
        """Whether it is that person's PIN, tried on that device; the same work whether or not they have one.

        `device` should be what the service knows the phone by (its session), not what the phone says of itself.
        """
        whose = f"{production}/{person}"
        try:
            self._trying.begin(whose, device)
        except ShowclearError:
            self._audit.refused("pin.check", "pin.locked", production=production, person=person)
            return False
        with self._store.reading() as reader:
            encoded = reader.pin(production, person)
        readable = _PIN.fullmatch(pin) is not None
        if not self._hasher.fits(pin if readable else "", encoded) or not readable:
            self._audit.refused("pin.check", "pin.wrong", production=production, person=person)
            return False
        self._trying.succeeded(whose, device)
        return True


@dataclass(frozen=True, slots=True)
class _Book:
    pins: Pins
    production: str

    def check(self, person: str, pin: str, device: str) -> bool:
        """Whether it is that person's PIN."""
        return self.pins.check(self.production, person, pin, device)


def _require_good(pin: str) -> None:
    if _PIN.fullmatch(pin) is None or len(set(pin)) == 1 or pin in _RUN:
        raise ShowclearError("pin.malformed", "Six digits, not all alike and not in a row.")
