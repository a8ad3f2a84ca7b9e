"""Decides how the service is put together from its settings; it is the only place that knows every part."""

from __future__ import annotations

import gc
import secrets
from datetime import UTC, datetime
from functools import partial
from typing import Final

from fastapi import FastAPI

from app.assembling import Whole, deliveries, outside, signatures
from app.blobs.bucket import Bucket
from app.blobs.pictures import drawn_anew
from app.db.accounts import SqlAccounts
from app.db.attachments import SqlRegister
from app.db.database import Database, open_database, open_for_reading
from app.db.drawer import SqlDrawer
from app.db.drills import SqlDrillBook
from app.db.escalations import SqlEscalations
from app.db.health import health
from app.db.library import SqlLibrary
from app.db.outbox import SqlOutbox, SqlReachable
from app.db.phones import SqlPhones
from app.db.portraits import SqlFrames
from app.db.receivers import SqlReceivers
from app.db.registry import SqlRegistry
from app.db.second_look import SqlSecondLook
from app.db.shelf import SqlShelf
from app.db.store import SqlStore
from app.db.typed_sheets import SqlTypedSheets
from app.db.vault import SqlVault
from app.domain.drill.rust_morning import RUST_MORNING
from app.domain.judgement import Rulebooks
from app.notify.heartbeat import HeartbeatLine
from app.opening import (
    LARGEST_FILE,
    Beside,
    Files,
    files_of,
    former_keys,
    provider_of,
    require_origin,
    ways_told,
)
from app.protocols.catalogue import Catalogue
from app.protocols.telling import checklists, knows, pins_of, tells
from app.render.pdf import pdf
from app.render.plots import plots
from app.services import climbing
from app.services.accounts.container import Means, accounts_on
from app.services.accounts.own_tokens import OwnTokens
from app.services.answering import Answering
from app.services.attachments.desk import Attachments, Keeping
from app.services.attachments.portraits import Portraits
from app.services.audit_reading import AuditReading
from app.services.backup import Backups
from app.services.chronicle_judge import chronicle_judges
from app.services.clearance import Clearances
from app.services.concern_desk import ConcernDesk
from app.services.concern_routing import ConcernRouting
from app.services.concerns import Concerns
from app.services.container import Services
from app.services.counts import Counts
from app.services.day_pack import BesideDay, DayPacks, Signing
from app.services.drills import Drills, DrillWays
from app.services.erasure import Erasures
from app.services.export import Exports
from app.services.handing_out import HandingOut
from app.services.importing import Imports
from app.services.judges import Judges
from app.services.ladders import PackLadders
from app.services.looking_again import LookingAgain
from app.services.own_record import OwnRecords
from app.services.papers import Papers
from app.services.people import People
from app.services.ports import Clock
from app.services.protocol_reading import ProtocolReading
from app.services.reading import Reading
from app.services.record import RecordDesk
from app.services.reports.container import reports_on
from app.services.sheets.desk import Sheets
from app.services.signing_off import SigningOff
from app.services.standings import Standings
from app.services.watch import Watch
from app.services.watchdog import Watchdog
from app.settings import Settings
from app.sheets.reading import rows_of
from app.signing.authenticators import Authenticators
from app.signing.checkpoint_key import CheckpointKey
from app.signing.delivery_key import DeliveryKey
from app.signing.passwords import Argon2
from app.signing.sealing_key import SealingKey
from app.signing.witness_line import parse_witnesses
from app.web.edge.rate import Rate
from app.web.factory import create_app
from app.web.limits import Limits

AT_HOME: Final = "http://localhost:8000"
"""Where the pages are when nobody says otherwise."""


def now() -> datetime:
    """The moment now: the clock of the service."""
    return datetime.now(UTC)


def build_services(settings: Settings, clock: Clock = now) -> Services:
    """Everything but the edges, on an open and migrated database. `close` it at the end; `watch.start()` begins it."""
    require_origin(settings.pages)
    catalogue = Catalogue(settings.protocols_dir)
    key = CheckpointKey.load_or_create(settings.key)
    database = open_database(settings.database, settings.migration_url)
    sealing = SealingKey.load_or_create(settings.sealing_key, clock().date())
    beside = Beside(
        provider_of(settings),
        sealing,
        files=files_of(settings),
        ways=ways_told(settings),
        delivery_key=DeliveryKey.load_or_create(settings.delivery_key),
        witnesses=parse_witnesses(settings.witnesses),
        heartbeat=HeartbeatLine(settings.heartbeat_url) if settings.heartbeat_url else None,
        former_keys=partial(former_keys, settings.key),
    )
    return services_on(database, catalogue, key, settings.packs, clock, settings.pages, beside)


def services_on(
    database: Database,
    catalogue: Catalogue,
    key: CheckpointKey,
    packs: tuple[str, ...],
    clock: Clock = now,
    origin: str = AT_HOME,
    beside: Beside | None = None,
) -> Services:
    """The same over parts that are there already."""
    beside = beside or Beside()
    files = beside.files or Files(Bucket.in_memory(), LARGEST_FILE)
    sealing = beside.sealing or SealingKey.made()
    store, library = SqlStore(database), SqlLibrary(database)
    books = Rulebooks(catalogue, packs)
    open_judge = chronicle_judges(books)
    judges = Judges(store, open_judge)
    means = (beside.hasher or Argon2(), Authenticators(origin), secrets.token_bytes, origin, sealing.derived)
    accounts = accounts_on(SqlAccounts(database), judges, clock, Means(*means, beside.provider))
    keys, party, proofs = signatures(database, accounts, sealing, catalogue, origin, clock)
    climbed = climbing.climbing_on(
        climbing.Kept(SqlEscalations(database), SqlOutbox(), SqlReachable(database)),
        *(PackLadders(books, catalogue.digest), judges, clock),
    )
    desk = RecordDesk(store, judges, clock, key, knows(catalogue), proofs, climbed.escalations)
    receivers, shelf = SqlReceivers(database), SqlShelf(database)
    routing = ConcernRouting(judges, library, receivers, store, SqlOutbox(), clock)
    concerns = Concerns(shelf, store, desk, routing, clock)
    exports = Exports(store, key)
    people = People(store, SqlRegistry(database), desk, judges, clock)
    keeping = Keeping(SqlRegister(database), files.blobs, drawn_anew, files.most_bytes)
    imports = Imports(store, open_judge, exports, clock)
    whole = Whole(keeping.blobs, exports, imports, desk, catalogue)
    outliving = outside(database, judges, accounts, beside, whole, clock)
    kept = (SqlDrawer(database), SqlAccounts(database), accounts.audit, clock, outliving.floors.years)
    erasures = Erasures(library, judges, *kept)
    attachments = Attachments(judges, clock, keeping)
    drills = Drills(
        *(library, judges, SqlDrillBook(database), DrillWays(people, desk, accounts.audit), (RUST_MORNING,)),
        clock,
    )
    watchdog = Watchdog(SqlSecondLook(database), clock, beside.heartbeat)
    besides = (
        concerns.append_due,
        erasures.carry_out,
        drills.end_forgotten,
        attachments.tidy,
        outliving.witnessing.ask_due,
        watchdog.beat,
    )
    watch = Watch(store, desk, judges, clock, besides)

    delivery = deliveries(database, judges, accounts, beside, origin, clock)
    told, pin = (SqlEscalations(database), delivery.messages.states), pins_of(catalogue, packs)
    signing = Signing(sealing.public_key, party.rp, keys.keys_of, accounts.carrying.key)
    taken_along = (BesideDay(SqlPhones(database), told[0]), checklists(catalogue, packs), signing)

    def close() -> None:
        watch.stop()
        delivery.round.stop()
        database.close()

    return Services(
        records=desk,
        clearances=Clearances(judges, clock),
        reading=Reading(library, judges, clock, exports, tells(catalogue, packs)),
        protocols=ProtocolReading(catalogue),
        reports=reports_on((library, judges, clock, exports), pin, (pdf, plots), told, keeping),
        day_packs=DayPacks(library, judges, *taken_along, clock),
        people=people,
        accounts=accounts,
        own_tokens=OwnTokens(people, SqlAccounts(database), accounts.audit, clock),
        signing_off=SigningOff(judges, clock, catalogue.protocol, proofs),
        looking_again=LookingAgain(desk, climbed.preflight, judges, clock),
        standings=Standings(library, judges, clock, told[0], climbed.preflight, told[1]),
        sealing_key=sealing.public_key,
        concerns=concerns,
        drills=drills,
        concern_desk=ConcernDesk(
            library, judges, shelf, receivers, SqlAccounts(database), accounts.audit, clock
        ),
        delivery=delivery,
        watch=watch,
        judges=judges,
        exports=exports,
        handing_out=HandingOut(library, judges, exports, SqlAccounts(database), accounts.audit, clock),
        erasures=erasures,
        attachments=attachments,
        counts=Counts(library, judges, clock),
        papers=Papers(library, judges, clock, desk, SqlTypedSheets(database)),
        sheets=Sheets(library, judges, clock, desk, SqlRegistry(database), rows_of),
        portraits=Portraits(judges, clock, SqlFrames(database), drawn_anew),
        audit=AuditReading(library, judges, clock, accounts.audit),
        answering=Answering(library, judges, clock),
        own_records=OwnRecords(library, judges, exports, clock),
        imports=imports,
        backups=Backups(store, SqlVault(database), exports, clock, files.blobs),
        outside=outliving,
        ready=lambda: (
            health(database)
            | {"judgement_behind": len(judges.behind()), "delivery": delivery.health()}
            | watchdog.told()
        ),
        close=close,
    )


def build_readers(settings: Settings, clock: Clock = now) -> Services:
    """The same beside a running service, to look and to export: nothing here can write. `close` it at the end.

    Refused: a database whose schema is another (`database.schema`).
    """
    catalogue = Catalogue(settings.protocols_dir)
    key = CheckpointKey.load_or_create(settings.key)
    beside = Beside(files=files_of(settings), former_keys=partial(former_keys, settings.key))
    return services_on(
        open_for_reading(settings.database), catalogue, key, settings.packs, clock, beside=beside
    )


def quiet_memory() -> None:
    """For a process that serves: what is there at the start stays, so the collector need not look at it again and again.

    Its pauses would else be the longest of all waits: a look at everything takes a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def build_app(settings: Settings, services: Services) -> FastAPI:
    """The HTTP edge over these services."""
    asked = Rate(burst=settings.requests_burst, per_s=settings.requests_per_s)
    return create_app(services, Limits(most_record_bytes=settings.most_record_bytes, asked=asked))
