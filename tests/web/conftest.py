"""The whole service behind HTTP: real use cases on a fresh SQLite file, and people of every role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import open_database
from app.domain.records.words import ROLES
from app.protocols.catalogue import Catalogue
from app.signing.checkpoint_key import CheckpointKey
from app.web.edge.rate import Rate
from app.web.factory import create_app
from app.web.limits import Limits
from tests.accounts.light import lightly
from tests.published import published
from tests.web.desert import HandClock, Site

UNLIMITED = Rate(1e9, 1e9)
OpenSite = Callable[[Path], Site]
PATIENT = Limits(asked=UNLIMITED, refused=UNLIMITED, nameless=UNLIMITED)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return published()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def signing_key() -> CheckpointKey:
    return CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def _open(path: Path, catalogue: Catalogue, key: CheckpointKey, portal: BlockingPortal) -> Site:
    clock = HandClock()
    services = services_on(
        open_database(f"sqlite:///{path}"), catalogue, key, ("us-base",), clock, beside=lightly()
    )
    return Site(create_app(services, PATIENT), services, clock, portal)


@pytest.fixture(scope="session")
def peopled_file(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    catalogue: Catalogue,
    signing_key: CheckpointKey,
    portal: BlockingPortal,
) -> Path:
    """A database with two productions, `desert` with somebody of every role, and `ocean` beside it."""
    path = tmp_path_factory.mktemp("peopled") / "peopled.db"
    shutil.copy(migrated_file, path)
    site = _open(path, catalogue, signing_key, portal)
    people = site.services.people
    people.create_production("desert", "founder", {"timezone": "America/Denver"})
    for role in sorted(ROLES):
        people.add_person("desert", f"p-{role}", [role], by="founder", name=f"The {role}")
    people.create_production("ocean", "captain", {"timezone": "UTC"}, roles=("admin", "armorer"))
    site.services.close()
    return path


@pytest.fixture(scope="session")
def open_site(
    peopled_file: Path, catalogue: Catalogue, signing_key: CheckpointKey, portal: BlockingPortal
) -> OpenSite:
    """Opens the service on a copy of that database, in a directory of one's own."""

    def opened(directory: Path) -> Site:
        path = directory / "site.db"
        shutil.copy(peopled_file, path)
        site = _open(path, catalogue, signing_key, portal)
        site.clock.move(minutes=5)
        return site

    return opened


@pytest.fixture
def site(tmp_path: Path, open_site: OpenSite) -> Iterator[Site]:
    """The service, for one test."""
    site = open_site(tmp_path)
    yield site
    site.services.close()


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory, open_site: OpenSite) -> Iterator[Site]:
    """The service, for tests of one module that leave nothing behind."""
    site = open_site(tmp_path_factory.mktemp("shared"))
    yield site
    site.services.close()
