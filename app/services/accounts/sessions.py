"""Decides how long somebody stays signed in and as whom: one row per browser, ended at once from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NoReturn

from app.domain.drill.mark import is_drill
from app.domain.errors import ShowclearError
from app.services.accounts.audit import Audit
from app.services.accounts.codes import LONGEST, digest, new_id, new_secret
from app.services.accounts.ports import AccountStore, AccountWriter, Chance
from app.services.accounts.rows import LONGEST_LABEL, Membership, Method, SessionRow
from app.services.caller import READ, WRITE, Caller
from app.services.judges import Judges
from app.services.ports import Clock

GOOD_FOR: Final = timedelta(days=7)
IDLE_FOR: Final = timedelta(hours=20)
"""The longest shooting day: who was away for longer signs in again."""
_SEEN_EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with the secret that only the browser keeps."""

    secret: str
    session: SessionRow


@dataclass(frozen=True, slots=True)
class Comer:
    """Where a sign-in comes from: a `place` to count tries by, a label to know it again, the session it replaces."""

    place: str
    label: str = ""
    replaces: str | None = None
    """The secret of a session this browser had before."""
    becomes: str | None = None
    """The place it will be known as from now on, when it signs in."""

    def places(self) -> tuple[str, ...]:
        """Where a secret was right when this signs in."""
        return (self.place, self.becomes) if self.becomes else (self.place,)


class Sessions:
    """Sessions, from sign-in to their end."""

    def __init__(
        self, store: AccountStore, judges: Judges, clock: Clock, chance: Chance, audit: Audit
    ) -> None:
        self._store, self._judges, self._clock = store, judges, clock
        self._chance, self._audit = chance, audit

    def chosen(self, memberships: list[Membership]) -> tuple[Membership, bool] | None:
        """Where a session begins, and whether a role is held there: the newest production with a role, else the newest.

        Never in a drill: it ends, and the session goes on.
        """
        memberships = [one for one in memberships if not is_drill(one.production)]
        for one in memberships:
            if self.roles(one.production, one.person):
                return one, True
        return (memberships[0], False) if memberships else None

    def begin(
        self,
        writer: AccountWriter,
        where: tuple[Membership, bool],
        method: Method,
        comer: Comer,
        shown_at: datetime | None = None,
    ) -> SignedIn:
        """A new session; the one it replaces is over. `shown_at`: when they showed who they are, where not just now."""
        now, (member, standing) = self._clock(), where
        secret = new_secret(self._chance)
        row = SessionRow(
            digest=digest(secret),
            id=new_id(self._chance),
            account=member.account,
            production=member.production,
            person=member.person,
            created_at=now,
            seen_at=now,
            authenticated_at=shown_at or now,
            method=method,
            label=comer.label.replace("\x00", "")[:LONGEST_LABEL],
            standing=standing,
            expires_at=now + GOOD_FOR,
            roles=" ".join(sorted(self.roles(member.production, member.person))),
        )
        before = writer.session(digest(comer.replaces)) if comer.replaces else None
        if before is not None:
            writer.end_session(before.account, before.id, now)
        writer.add_session(row)
        self._audit.done(
            writer,
            "session.begin",
            production=row.production,
            person=row.person,
            account=row.account,
            about=method,
        )
        return SignedIn(secret, row)

    def authenticate(self, secret: str, production: str | None = None) -> Caller:
        """Whose session it is, as the person they are in that production (None, or not theirs: where it began).

        Refused: none we gave or one that is over (`auth.missing`), one past its time (`auth.expired`), one of a
        production that its holder has left since (`auth.left`); that one is over from then on.
        """
        now = self._clock()
        with self._store.reading() as reader:
            row = reader.session(digest(secret)) if len(secret) <= LONGEST else None
            members = reader.memberships(row.account) if row and row.production != production else ()
        if row is None or row.revoked_at is not None:
            raise ShowclearError("auth.missing", "This session is over, or never was.")
        if now >= row.expires_at or now - row.seen_at > IDLE_FOR:
            raise ShowclearError("auth.expired", "This session has expired: sign in again.")
        here = next((one for one in members if one.production == production), None)
        where, who = (here.production, here.person) if here else (row.production, row.person)
        roles = self.roles(where, who)
        if here is None and row.standing and not roles:
            self._end(row, now, "auth.left", "You hold no role in this production any more: sign in again.")
        if here is None and row.roles is not None and roles - set(row.roles.split()):
            self._end(
                row, now, "auth.changed", "You hold another role than when you signed in: sign in again."
            )
        if now - row.seen_at > _SEEN_EVERY:
            with self._store.writing() as writer:
                writer.session_seen(row.digest, now)
        return self._caller(row, where, who, roles)

    def of_person(self, production: str, person: str, session: str) -> Caller:
        """The person there, as by that session of theirs. It may have rested for long: a phone that broke asks nothing.

        Refused: a session that is over, or nobody's there (`permission.denied`).
        """
        with self._store.reading() as reader:
            member = reader.membership(production, person)
            rows = reader.sessions(member.account) if member else ()
        row = next((one for one in rows if one.id == session), None)
        roles = self.roles(production, person)
        over = row is None or row.revoked_at is not None or self._clock() >= row.expires_at
        if row is None or over or (row.roles is not None and roles - set(row.roles.split())):
            raise ShowclearError("permission.denied", f"{person} is not signed in any more on that phone.")
        return self._caller(row, production, person, roles)

    def end(self, caller: Caller) -> None:
        """Sign out."""
        if caller.account is not None and caller.session is not None:
            with self._store.writing() as writer:
                writer.end_session(caller.account, caller.session, self._clock())

    def rotate(self, writer: AccountWriter, caller: Caller) -> str:
        """A new secret for the caller's session, since it may do more or something else from now on."""
        secret = new_secret(self._chance)
        if not writer.rotate_session(caller.account or "", caller.session or "", digest(secret)):
            raise ShowclearError("auth.missing", "This session is over.")
        return secret

    def roles(self, production: str, person: str) -> frozenset[str]:
        """The roles the person holds there now."""
        judged = self._judges.seen(production)
        return judged.roster.roles(person, self._clock()) if judged is not None else frozenset()

    def _end(self, row: SessionRow, now: datetime, code: str, words: str) -> NoReturn:
        """What the session was good for has changed: whoever goes on shows who they are once more."""
        who = {"production": row.production, "person": row.person, "account": row.account}
        with self._audit.refusals("session.use", **who):
            with self._store.writing() as writer:
                writer.end_session(row.account, row.id, now)
            raise ShowclearError(code, words)

    def _caller(self, row: SessionRow, production: str, person: str, roles: frozenset[str]) -> Caller:
        """Who has left may come for what is theirs, and writes nothing."""
        return Caller(
            person,
            production,
            frozenset({READ, WRITE}) if roles else frozenset({READ}),
            row.expires_at,
            session=row.id,
            account=row.account,
            method=row.method,
            authenticated_at=row.authenticated_at,
            signed_at=row.signed_at,
        )
