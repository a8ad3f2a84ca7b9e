"""Decides how parts that belong together are put together: what checks signatures, what goes out, what outlives a wrap."""

from __future__ import annotations

import secrets
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import urlsplit

from app.blobs.pictures import drawn_anew
from app.db.accounts import SqlAccounts
from app.db.archive_book import SqlArchiveBook
from app.db.belongings import SqlBelongings
from app.db.contacts import SqlContacts, SqlMailbox
from app.db.database import Database
from app.db.drawer import SqlDrawer
from app.db.floors import SqlFloors
from app.db.histories import SqlHistories
from app.db.library import SqlLibrary
from app.db.post import SqlPost
from app.db.shelf import SqlShelf
from app.db.store import SqlStore
from app.db.witness_book import SqlWitnessBook
from app.notify.carriers import Ways, outgoing
from app.opening import Beside, beside_an_archive
from app.protocols.catalogue import Catalogue
from app.services.accounts.container import Accounts
from app.services.archive import Stock
from app.services.attachments.ports import Blobs
from app.services.delivery.container import Delivery, Kept, delivery_on
from app.services.export import Exports
from app.services.handing_over import Privileged
from app.services.importing import Imports
from app.services.judges import Judges
from app.services.outside import Outside, Reach, outside_on
from app.services.ports import Clock
from app.services.record import RecordDesk
from app.services.sign_off_proofs import Party, PinMeans, SignOffProofs
from app.services.signing_keys import AccountKeys
from app.services.signing_order import SigningOrder
from app.signing.cose_keys import spki_of
from app.signing.delivery_key import DeliveryKey
from app.signing.sealing_key import SealingKey
from app.signing.witness_line import HttpWitnessLine


class Signatures(NamedTuple):
    """What checks a sign-off: whose key it is, for which site, and the proofs of both kinds."""

    keys: AccountKeys
    party: Party
    proofs: SignOffProofs


def signatures(
    database: Database,
    accounts: Accounts,
    sealing: SealingKey,
    catalogue: Catalogue,
    origin: str,
    clock: Clock,
) -> Signatures:
    """Passkeys by the accounts' keys for this origin; PINs opened with the sealing key, in the order of signing."""
    rows = SqlAccounts(database)
    keys = AccountKeys(rows, clock, cache(spki_of))
    party = Party(urlsplit(origin).hostname or "", frozenset({origin}))
    order = partial(SigningOrder, rows)
    pins = PinMeans(accounts.pins.of, sealing.opened, order, clock, accounts.audit.refused_sign_off)
    return Signatures(
        keys, party, SignOffProofs(SqlStore(database), keys, pins, catalogue.file_digest, party)
    )


def deliveries(
    database: Database, judges: Judges, accounts: Accounts, beside: Beside, origin: str, clock: Clock
) -> Delivery:
    """What goes out to people, by the ways that are set."""
    going_out = outgoing(beside.ways or Ways(), beside.delivery_key or DeliveryKey.made(), clock)
    letters = Kept(SqlPost(database), SqlContacts(database), SqlMailbox(database), SqlAccounts(database))
    return delivery_on(letters, judges, accounts.audit, clock, secrets.token_bytes, origin, going_out)


class Whole(NamedTuple):
    """What makes, checks and takes in a production as a whole."""

    blobs: Blobs
    exports: Exports
    imports: Imports
    desk: RecordDesk
    catalogue: Catalogue


def outside(
    database: Database, judges: Judges, accounts: Accounts, beside: Beside, whole: Whole, clock: Clock
) -> Outside:
    """Witnesses, archives, floors and histories: what holds when the production, or this service, is gone."""
    book, archives = SqlWitnessBook(database), SqlArchiveBook(database)
    stock = Stock(
        *(whole.blobs, drawn_anew, SqlBelongings(database), archives, book, beside.former_keys),
        partial(beside_an_archive, whole.catalogue.root),
    )
    privileged = Privileged(SqlAccounts(database), accounts.audit, whole.desk)
    after_wrap = (
        SqlShelf(database),
        privileged,
        SqlFloors(database),
        SqlDrawer(database),
        SqlHistories(database),
    )
    reach = Reach(
        *(book, HttpWitnessLine(), beside.witnesses, whole.catalogue, whole.imports, stock, archives),
        *after_wrap,
    )
    return outside_on(SqlLibrary(database), judges, clock, whole.exports, reach)
