"""Decides how productions, their people and their tokens come to be: through the ledger, but for names and tokens."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from app.domain.drill.mark import PREFIX, is_drill
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.records.ids import ProductionId
from app.services.caller import FOUND, READ, TOKEN_SCOPES, WRITE, Caller, no_production
from app.services.judges import Judges
from app.services.outcome import Refused
from app.services.ports import Clock, Store
from app.services.record import RecordDesk

LONGEST_KEPT = timedelta(seconds=5)
"""How long another process may go on taking a token that was revoked here."""
_PREFIX = "sc_"
_production_id = TypeAdapter(ProductionId)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as it is kept: never itself, only its SHA-256."""

    digest: bytes
    id: str
    production: str
    person: str | None
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Registry(Protocol):
    """Names and tokens beside the ledger. Each call is a transaction of its own."""

    def put_name(self, production: str, person: str, name: str) -> None:
        """Give a person a name, or another."""
        ...

    def put_token(self, token: TokenRow) -> None:
        """Keep a token."""
        ...

    def token(self, digest: bytes) -> TokenRow | None:
        """The token of that digest."""
        ...

    def tokens(self, production: str) -> Sequence[TokenRow]:
        """The tokens of a production, oldest first."""
        ...

    def revoke(self, production: str, token_id: str, at: datetime) -> TokenRow | None:
        """Revoke a token; None when there is none of that id."""
        ...


class People:
    """Productions, persons, tokens. What writes here is for the command line and for seeding, not for HTTP."""

    def __init__(
        self, store: Store, registry: Registry, desk: RecordDesk, judges: Judges, clock: Clock
    ) -> None:
        self._store, self._registry, self._desk, self._judges, self._clock = (
            store,
            registry,
            desk,
            judges,
            clock,
        )
        self._kept: dict[bytes, tuple[TokenRow, datetime]] = {}

    def create_production(
        self,
        production: str,
        founder: str,
        settings: Mapping[str, Any],
        *,
        roles: Sequence[str] = ("admin",),
        pack: tuple[str, str] | None = None,
        drill: bool = False,
    ) -> None:
        """A production and its first records: the founder's roles, `production_set` with these settings, its pack.

        `settings` holds at least `timezone`; `pack` is a name and a digest. Refused: `production.exists`,
        `record.malformed`, and an id that is none (`production.malformed`).
        """
        try:
            _production_id.validate_python(production)
        except ValidationError as error:
            raise ShowclearError("production.malformed", f"{production!r} is no production's id.") from error
        if is_drill(production) is not drill:
            raise ShowclearError("production.malformed", f"Only a drill's id begins with {PREFIX}.")
        now = self._clock()
        records = [_role(production, founder, {"person": founder, "role": role}, now) for role in roles]
        records.append(_record(production, founder, "production_set", dict(settings), now))
        if pack is not None:
            adopted = {
                "pack": pack[0],
                "digest": pack[1],
                "reason": "Adopted when the production was set up.",
            }
            records.append(_record(production, founder, "protocol_adopted", adopted, now))
        self._desk.check(self._founder(founder, production), production, records)
        with self._store.writing() as writer:
            head = None if writer.create(production, now) else writer.lock(production)
            if head is not None and head.size:  # without entries it was begun and interrupted
                raise ShowclearError("production.exists", f"There is a production {production} already.")
        self._write(production, founder, records)

    def add_person(  # noqa: PLR0913 - what may be said of a person, each by its name
        self,
        production: str,
        person: str,
        roles: Iterable[str],
        *,
        by: str,
        name: str | None = None,
        minor: bool = False,
        from_at: datetime | None = None,
        until_at: datetime | None = None,
    ) -> None:
        """Give a person roles from now (or another moment) on, by `role` records that `by` answers for; and a name.

        `until_at`: when they end; None for until taken back (an inspector's: `LONGEST_INSPECTION`).

        Refused: as every record is; `not_found`.
        """
        now, times = self._clock(), {"from_at": from_at, "until_at": until_at}
        given: dict[str, Any] = {name: _second(at) for name, at in times.items() if at is not None}
        given |= {"person": person} | ({"minor": True} if minor else {})
        records = [_role(production, by, {**given, "role": role}, now) for role in roles]
        if records:
            self._write(production, by, records)
        self._require_known(production, person)
        if name is not None:
            self._registry.put_name(production, person, name)

    def issue_token(
        self, production: str, person: str, scopes: Iterable[str], expires_at: datetime
    ) -> tuple[str, str]:
        """A new token, told once, and its id. Refused: `person.unknown`, `not_found`, another scope (`scope.unknown`)."""
        wanted = frozenset(scopes)
        if not wanted <= TOKEN_SCOPES:
            raise ShowclearError(
                "scope.unknown", f"A token's scopes are among {', '.join(sorted(TOKEN_SCOPES))}."
            )
        self._require_known(production, person)
        token, token_id = _PREFIX + secrets.token_urlsafe(32), secrets.token_hex(8)
        self._registry.put_token(
            TokenRow(_digest(token), token_id, production, person, wanted, self._clock(), expires_at)
        )
        return token, token_id

    def tokens(self, production: str) -> Sequence[TokenRow]:
        """The production's tokens: ids, whose, until when."""
        return self._registry.tokens(production)

    def revoke_token(self, production: str, token_id: str) -> None:
        """Take a token back, at once in this process. Refused: `not_found`."""
        row = self._registry.revoke(production, token_id, self._clock())
        if row is None:
            raise ShowclearError("not_found", f"{production} has no token {token_id}.")
        self._kept.pop(row.digest, None)

    def forget_tokens(self) -> None:
        """Look each token up again: some were taken back."""
        self._kept.clear()

    def authenticate(self, token: str) -> Caller:
        """Whose token it is. Refused: none we gave, or a revoked one (`auth.missing`), a stale one (`auth.expired`)."""
        digest, now = _digest(token), self._clock()
        row, looked_at = self._kept.get(digest, (None, now))
        if row is None or now - looked_at > LONGEST_KEPT:
            row = self._registry.token(digest)
            if row is None or row.revoked_at is not None:
                self._kept.pop(digest, None)
                raise ShowclearError("auth.missing", "This token is not known here.")
            self._keep(row, now)
        if now >= row.expires_at:
            raise ShowclearError(
                "auth.expired", "This token was good until " + recorded_at_text(row.expires_at)
            )
        return Caller(row.person, row.production, row.scopes, row.expires_at)

    def me(self, caller: Caller) -> dict[str, Any]:
        """The person behind a token, their roles now, and what the token is good for."""
        judged = self._judges.seen(caller.production)
        roles: frozenset[str] = frozenset()
        if judged is not None and caller.person is not None:
            roles = judged.roster.roles(caller.person, self._clock())
        return {
            "person": caller.person,
            "production": caller.production,
            "drill": is_drill(caller.production),
            "roles": sorted(roles),
            "scopes": sorted(caller.scopes),
            "expires_at": recorded_at_text(caller.expires_at) if caller.expires_at else None,
        }

    def _keep(self, row: TokenRow, now: datetime) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[row.digest] = (row, now)

    def _require_known(self, production: str, person: str) -> None:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        if not judged.roster.knows(person):
            raise ShowclearError("person.unknown", f"{production} never had {person}.")

    def _founder(self, person: str, production: str) -> Caller:
        return Caller(person, production, frozenset({READ, WRITE, FOUND}))

    def _write(self, production: str, by: str, records: Sequence[dict[str, Any]]) -> None:
        """All of them, or the first refusal."""
        for outcome in self._desk.submit_batch(self._founder(by, production), production, records):
            if isinstance(outcome, Refused):
                raise outcome.error


_MOST_KEPT = 10_000


def _digest(token: str) -> bytes:
    """Tokens are 256 random bits, so one fast hash hides them."""
    return hashlib.sha256(token.encode()).digest()


def _record(production: str, by: str, kind: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "production": production,
        "occurred_at": _second(now),
        "by": by,
        "body": body,
    }


def _role(production: str, by: str, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """`given`: the body but for its beginning, which is now unless it says another."""
    return _record(production, by, "role", {"from_at": _second(now), **given}, now)


def _second(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
