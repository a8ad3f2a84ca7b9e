"""Decides what the edges of the service are given: its use cases, put together once at the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.services.accounts.container import Accounts
from app.services.accounts.own_tokens import OwnTokens
from app.services.answering import Answering
from app.services.attachments.desk import Attachments
from app.services.attachments.portraits import Portraits
from app.services.audit_reading import AuditReading
from app.services.backup import Backups
from app.services.clearance import Clearances
from app.services.concern_desk import ConcernDesk
from app.services.concerns import Concerns
from app.services.counts import Counts
from app.services.day_pack import DayPacks
from app.services.delivery.container import Delivery
from app.services.drills import Drills
from app.services.erasure import Erasures
from app.services.export import Exports
from app.services.handing_out import HandingOut
from app.services.importing import Imports
from app.services.judges import Judges
from app.services.looking_again import LookingAgain
from app.services.outside import Outside
from app.services.own_record import OwnRecords
from app.services.papers import Papers
from app.services.people import People
from app.services.protocol_reading import ProtocolReading
from app.services.reading import Reading
from app.services.record import RecordDesk
from app.services.reports.desk import ReportDesk
from app.services.sheets.desk import Sheets
from app.services.signing_off import SigningOff
from app.services.standings import Standings
from app.services.watch import Watch


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case."""

    records: RecordDesk
    clearances: Clearances
    reading: Reading
    protocols: ProtocolReading
    reports: ReportDesk
    day_packs: DayPacks
    people: People
    accounts: Accounts
    own_tokens: OwnTokens
    signing_off: SigningOff
    standings: Standings
    looking_again: LookingAgain
    sealing_key: bytes
    """What phones seal a PIN to: the point of a public key, 65 bytes."""
    concerns: Concerns
    delivery: Delivery
    concern_desk: ConcernDesk
    drills: Drills
    watch: Watch
    judges: Judges
    exports: Exports
    handing_out: HandingOut
    own_records: OwnRecords
    audit: AuditReading
    answering: Answering
    erasures: Erasures
    attachments: Attachments
    portraits: Portraits
    sheets: Sheets
    counts: Counts
    papers: Papers
    imports: Imports
    backups: Backups
    outside: Outside
    """What brings the record to those outside."""
    ready: Callable[[], dict[str, Any]]
    """How the service is; raises when its database does not answer."""
    close: Callable[[], None]
    """Stops watching and closes the database."""
