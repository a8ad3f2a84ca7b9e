"""The whole service behind HTTP on both engines, with an office that invites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import Database
from app.opening import Beside
from app.protocols.catalogue import Catalogue
from app.signing.checkpoint_key import CheckpointKey
from app.web.edge.rate import Rate
from app.web.factory import create_app
from app.web.limits import Limits
from tests.accounts.browser import Office
from tests.accounts.light import lightly
from tests.accounts.providers import real_provider
from tests.accounts.real_browser import Serving, Tab, new_tab, served
from tests.published import published
from tests.web.desert import HandClock, Site

UNLIMITED = Rate(1e9, 1e9)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return published()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


def open_office(
    database: Database, catalogue: Catalogue, portal: BlockingPortal, beside: Beside | None = None
) -> Office:
    """Two productions: `desert` with people of a few roles, and `ocean`."""
    clock, key = HandClock(), CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
    services = services_on(database, catalogue, key, ("us-base",), clock, beside=beside)
    site = Site(create_app(services, Limits(asked=UNLIMITED, refused=UNLIMITED)), services, clock, portal)
    people = services.people
    people.create_production("desert", "p-admin", {"timezone": "America/Denver"})
    for role in ("armorer", "performer", "producer"):
        people.add_person("desert", f"p-{role}", [role], by="p-admin")
    people.create_production("ocean", "captain", {"timezone": "UTC"}, roles=("admin",))
    people.add_person("ocean", "gunner", ["armorer"], by="captain")
    clock.move(minutes=5)
    return Office(site)


@pytest.fixture
def office(database: Database, catalogue: Catalogue, portal: BlockingPortal) -> Office:
    return open_office(database, catalogue, portal, lightly())


@pytest.fixture
def costly_office(database: Database, catalogue: Catalogue, portal: BlockingPortal) -> Office:
    """Where hashing costs what it costs outside of tests."""
    return open_office(database, catalogue, portal)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A studio's provider at another site than the service: to a browser, an address is none of `localhost`."""
    with real_provider() as issuer:
        yield issuer


@pytest.fixture
def serving(tmp_path: Path, migrated_file: Path, issuer: str) -> Iterator[Serving]:
    with served(tmp_path, migrated_file, issuer) as service:
        yield service


@pytest.fixture
def tab(serving: Serving, chromium: Any) -> Iterator[Tab]:
    one = new_tab(chromium)
    yield one
    one.page.context.close()
