"""Decides how what the settings name is opened: files, a studio's sign-in; nothing is asked of either yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from app.blobs.bucket import Account, Bucket
from app.blobs.disk import Disk
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import PAGE
from app.domain.ledger.checkpoint import origin_of
from app.notify.carriers import DeliveryKeys, Ways
from app.notify.operator import Told, ways_of
from app.services.accounts.provider import Provider
from app.services.attachments.ports import Blobs
from app.services.belongings import Former
from app.services.watchdog import Heartbeat
from app.services.witnessing import Witness
from app.settings import Settings
from app.signing.checkpoint_key import CheckpointKey
from app.signing.openid import Client, OpenId, require_issuer
from app.signing.passwords import Argon2
from app.signing.sealing_key import SealingKey
from app.web.pages.sign_in import STUDIO_PAGE
from app.web.pages.verifier import verifier

LARGEST_FILE: Final = 20_000_000
"""Bytes of a photo or paper, where nobody says otherwise."""


class Files(NamedTuple):
    """Where photos and papers lie, and how many bytes the largest may have."""

    blobs: Blobs
    most_bytes: int


def no_former_keys(_production: str) -> tuple[Former, ...]:
    """Of a service that lives in memory."""
    return ()


class Beside(NamedTuple):
    """What not every service has alike: a studio's sign-in, a key of its own that phones seal to, the cost of hashing."""

    provider: Provider | None = None
    sealing: SealingKey | None = None
    hasher: Argon2 | None = None
    files: Files | None = None
    witnesses: tuple[Witness, ...] = ()
    ways: Ways | None = None
    delivery_key: DeliveryKeys | None = None
    heartbeat: Heartbeat | None = None
    former_keys: Callable[[str], Iterable[Former]] = no_former_keys


def files_of(settings: Settings) -> Files:
    """Where photos and papers lie as it is set; nothing is asked of it yet. Refused: half of a key (`settings.s3`)."""
    if settings.s3_bucket is None:
        return Files(Disk(settings.files), settings.most_attachment_bytes)
    try:
        secret = settings.s3_secret_text
    except (OSError, ValueError) as failure:
        raise ShowclearError("settings.s3", "The file of the bucket's secret cannot be read.") from failure
    if (settings.s3_key_id is None) != (secret is None):
        raise ShowclearError("settings.s3", "A key of the bucket needs its secret beside it.")
    place = (settings.s3_bucket, settings.s3_endpoint, settings.s3_region)
    account = Account(*place, settings.s3_key_id, secret, settings.s3_prefix)
    return Files(Bucket.opened(account), settings.most_attachment_bytes)


def provider_of(settings: Settings) -> Provider | None:
    """The studio's sign-in as it is set; nothing is asked of it yet. Refused: half of it (`settings.oidc`)."""
    if not settings.oidc_issuer:
        return None
    require_issuer(settings.oidc_issuer)
    try:
        secret = settings.oidc_secret
    except (OSError, ValueError) as failure:
        raise ShowclearError("settings.oidc", "The file of the client secret cannot be read.") from failure
    if not settings.oidc_client_id or not secret:
        raise ShowclearError("settings.oidc", "An issuer needs a client id and a client secret beside it.")
    return OpenId(
        Client(
            settings.oidc_issuer,
            settings.oidc_client_id,
            secret,
            settings.pages + STUDIO_PAGE,
            settings.oidc_name,
            settings.oidc_takes,
            frozenset(settings.oidc_host_names),
        )
    )


def ways_told(settings: Settings) -> Ways:
    """The ways out to people as they are set. Refused: half of one (`settings.delivery`)."""
    try:
        password, secret = settings.smtp_secret, settings.gateway_key
    except (OSError, ValueError) as failure:
        raise ShowclearError("settings.delivery", "The file of a secret cannot be read.") from failure
    sender = settings.mail_from
    told = Told(
        *(settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, password),
        *(sender, settings.gateway_url, secret),
        settings.push_subject or (f"mailto:{sender}" if sender else settings.pages),
        settings.delivery_networks,
    )
    return ways_of(told)


def require_origin(origin: str) -> None:
    """Nothing, for https or this machine; else `settings.origin`: without TLS a cookie is anybody's on the way."""
    parts = urlsplit(origin)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    whole = origin == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc and parts.hostname
    if not whole or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ShowclearError(
            "settings.origin", f"{origin!r} is no origin with https; http does for this machine only."
        )


def beside_an_archive(protocols: Path) -> Iterator[tuple[str, bytes]]:
    """What every archive has beside the production's own: protocols and packs as published, the page that checks it."""
    for file in sorted(protocols.rglob("*")):
        if file.suffix in {".yaml", ".json"}:
            yield f"protocols/{file.relative_to(protocols).as_posix()}", file.read_bytes()
    yield PAGE, verifier()


def former_keys(key: Path, production: str) -> Iterator[Former]:
    """The keys that signed a production's ledger before the one in that file, as they lie beside it."""
    for former, succession in CheckpointKey.successions(key):
        yield Former(former.vkey(origin_of(production)), succession)
