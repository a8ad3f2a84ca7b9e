"""Decides how the account use cases are put together; the adapters they rest on are given."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.accounts.audit import Audit
from app.services.accounts.carrying import Carrying, Derive
from app.services.accounts.invites import Invites
from app.services.accounts.own import Own
from app.services.accounts.passkeys import Passkeys
from app.services.accounts.pins import Pins
from app.services.accounts.ports import AccountStore, Ceremonies, Chance, Hasher
from app.services.accounts.provider import Provider
from app.services.accounts.sessions import Sessions
from app.services.accounts.signing_in import SigningIn
from app.services.accounts.studio import Studio
from app.services.judges import Judges
from app.services.ports import Clock


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every use case of accounts."""

    sessions: Sessions
    signing_in: SigningIn
    passkeys: Passkeys
    invites: Invites
    own: Own
    pins: Pins
    audit: Audit
    carrying: Carrying
    studio: Studio | None
    """Sign-in through a studio's provider; None where none is configured."""
    origin: str
    """Where the service's own pages are, as browsers say it: scheme, host and port."""


@dataclass(frozen=True, slots=True)
class Means:
    """What accounts rest on: slow hashing, authenticators, chance, where the pages are, keys, a studio's provider."""

    hasher: Hasher
    ceremonies: Ceremonies
    chance: Chance
    origin: str
    derive: Derive
    """Keys that follow from one of the service's own."""
    provider: Provider | None = None


def accounts_on(store: AccountStore, judges: Judges, clock: Clock, means: Means) -> Accounts:
    """The use cases over these."""
    chance = means.chance
    audit = Audit(store, clock, chance)
    sessions = Sessions(store, judges, clock, chance, audit)
    signing_in = SigningIn(store, sessions, means.hasher, audit, clock, chance)
    invites = Invites(store, sessions, signing_in, judges, audit, clock, chance)
    provider = means.provider
    return Accounts(
        sessions=sessions,
        signing_in=signing_in,
        passkeys=Passkeys(store, sessions, invites, means.ceremonies, audit, clock, chance),
        invites=invites,
        own=Own(store, sessions, signing_in, audit, clock),
        pins=Pins(store, means.hasher, audit, clock),
        audit=audit,
        carrying=Carrying(store, sessions, means.derive, audit),
        studio=Studio(store, sessions, invites, provider, audit, clock, chance) if provider else None,
        origin=means.origin,
    )
