"""Decides the shape of records about the production itself: its settings, roles, protocols, later signatures."""

from __future__ import annotations

from typing import Annotated

from app.domain.records.envelope import SignOff
from app.domain.records.ids import Digest, PersonId, RecordRef, Word
from app.domain.records.moments import Moment, Zone
from app.domain.records.texts import Count, Expected, Hour, LongText, Named, ShortText, Strict
from app.domain.records.words import Role


class ProductionSet(Strict):
    """Where and how the production counts its days, and who answers for its record."""

    timezone: Zone
    """The zone whose dates its days bear."""
    cut_over_hour: Hour | None = None
    """Local hour up to which records outside any day belong to the date before; 4 when nobody says."""
    jurisdiction: ShortText | None = None
    """Whose law holds."""
    custodian: ShortText | None = None
    """Who keeps the record after wrap."""
    compliance_contact: ShortText | None = None
    """Who answers questions of compliance; California Labor Code 9153(a)(5) asks for a named one."""


class RoleGiven(Strict):
    """A person holds a role from one moment until another."""

    person: PersonId
    """Who."""
    role: Role
    """Which."""
    from_at: Moment
    """From when."""
    until_at: Moment | None = None
    """Until when; open when nobody says."""
    minor: bool | None = None
    """Whether the person is a minor."""


class ProtocolAdopted(Strict):
    """The production adopts a pack; it counts from the next day that opens."""

    pack: Word
    """Which."""
    digest: Digest
    """SHA-256 of the pack as adopted."""
    reason: LongText
    """Why."""


class LaterSignOff(Strict):
    """Signatures given later to a record that is already in the ledger."""

    of: RecordRef
    """The record signed."""
    sign_offs: Annotated[tuple[SignOff, ...], Named]
    """The signatures."""


class Preflight(Strict):
    """Somebody tried, before it mattered, whether a rung of the ladder can be reached."""

    rung: Annotated[Count | Word, Expected("a rung's number or name")]
    """Which rung."""
    person: PersonId
    """Who stands on it."""
    reachable: bool
    """Whether they answered."""
    reason: LongText | None = None
    """Why not."""
