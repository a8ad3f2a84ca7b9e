"""A service whose clock is moved by hand, with real receivers on loopback: a mail server, HTTP, a push service."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import Beside, services_on
from app.db.database import Database
from app.notify.carriers import GatewayAt, Ways
from app.notify.mail import MailServer
from app.notify.reach import networks
from app.protocols.catalogue import Catalogue
from app.signing.checkpoint_key import CheckpointKey
from app.signing.delivery_key import DeliveryKey
from app.web.edge.rate import Rate
from app.web.factory import create_app
from app.web.limits import Limits
from tests.accounts.light import light
from tests.delivery.receivers import GATEWAY_SECRET, MailBox, Receiver, mail_server, receiver
from tests.delivery.set import Set
from tests.published import published
from tests.web.desert import HandClock, Site

UNLIMITED = Rate(1e9, 1e9)
LOOPBACK = networks("127.0.0.0/8")
OpenSet = Callable[[], Set]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return published()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def mailed() -> Iterator[MailBox]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="session")
def listening() -> Iterator[Receiver]:
    with receiver() as heard:
        yield heard


@pytest.fixture
def mail(mailed: MailBox) -> MailBox:
    mailed.clear()
    return mailed


@pytest.fixture
def http(listening: Receiver) -> Receiver:
    listening.clear()
    return listening


@pytest.fixture
def told(
    database: Database, catalogue: Catalogue, portal: BlockingPortal, mail: MailBox, http: Receiver
) -> Set:
    """The production `desert` with people of a few roles, and every channel."""
    clock, key = HandClock(), CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
    ways = Ways(
        MailServer("127.0.0.1", mail.port, "showclear@set.example", "none"),
        GatewayAt(http.at("/gateway"), GATEWAY_SECRET),
        LOOPBACK,
        "mailto:office@set.example",
    )
    posting = DeliveryKey.made()
    beside = Beside(hasher=light(), ways=ways, delivery_key=posting)
    services = services_on(database, catalogue, key, ("us-base",), clock, beside=beside)
    app = create_app(services, Limits(asked=UNLIMITED, refused=UNLIMITED))
    site = Site(app, services, clock, portal)
    services.people.create_production("desert", "p-admin", {"timezone": "America/Denver"})
    for role in ("armorer", "first_ad", "performer", "producer", "safety_officer"):
        services.people.add_person("desert", f"p-{role}", [role], by="p-admin")
    clock.move(minutes=5)
    return Set(site, database, mail, http, posting)
