"""Passkeys and PINs in memory, for desks without accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from app import bootstrap
from app.services.accounts.ports import AccountStore
from app.services.caller import Caller
from app.services.ports import Clock, Store
from app.services.sign_off_proofs import Party, PinMeans, SignOffProofs
from app.services.signing_order import SigningOrder
from app.signing.sealing_key import SealingKey
from tests.domain.ledger.soft_authenticator import ORIGIN, RP, SoftAuthenticator, spki

PROTOCOL_DIGEST = "ab" * 32


@dataclass
class KeysInMind:
    """Whose passkeys are whose, and how far each has counted."""

    keys: dict[tuple[str, str], dict[bytes, bytes]] = field(default_factory=dict)
    counts: dict[bytes, int] = field(default_factory=dict)
    noted: set[bytes] = field(default_factory=set)

    def add(self, production: str, person: str, authenticator: SoftAuthenticator) -> SoftAuthenticator:
        mine = self.keys.setdefault((production, person), {})
        mine[authenticator.credential] = spki(authenticator.key)
        return authenticator

    def keys_of(self, production: str, person: str) -> Mapping[bytes, bytes]:
        return self.keys.get((production, person), {})

    def count(self, credential: bytes, signature: bytes, sign_count: int) -> bool:
        before = self.counts.get(credential, 0)
        if signature not in self.noted and (sign_count or before) and sign_count <= before:
            return False
        self.noted.add(signature)
        self.counts[credential] = max(before, sign_count)
        return True


@dataclass
class PinsInMind:
    """PINs of one production, with every try."""

    pins: dict[str, str] = field(default_factory=dict)
    tries: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def check(self, person: str, pin: str, device: str) -> bool:
        self.tries.append((person, device))
        return self.pins.get(person) == pin


def sign_off_proofs(
    store: Store,
    keys: KeysInMind | None = None,
    pins: PinsInMind | None = None,
    clock: Clock = bootstrap.now,
    sealing: SealingKey | None = None,
) -> SignOffProofs:
    """What sign-offs stand up to at the page of the soft authenticator; nobody has a key or a PIN but these."""

    def refused(_caller: Caller, code: str, about: str) -> None:
        book.refused.append((code, about))

    def order(caller: Caller) -> SigningOrder:
        assert caller.session is None, "these desks know no sessions"
        return SigningOrder(cast(AccountStore, None), caller)

    book, sealing = pins or PinsInMind(), sealing or SealingKey.made()
    means = PinMeans(lambda _production: book, sealing.opened, order, clock, refused)
    return SignOffProofs(
        store,
        keys or KeysInMind(),
        means,
        lambda _ref: PROTOCOL_DIGEST,
        Party(RP, frozenset({ORIGIN})),
    )
