"""Decides what the environment may say and what holds where it says nothing; it opens nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting is an environment variable named SHOWCLEAR_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SHOWCLEAR_", extra="ignore", frozen=True)

    database_url: str = Field(
        default="",
        description="Where the ledger lies: sqlite:////data/showclear.db or postgresql://user@host/name. "
        "Left out: showclear.db in the data directory.",
    )
    migration_url: str | None = Field(
        default=None,
        description="PostgreSQL only: the owner's URL, used to migrate and to give the service its rights.",
    )
    data_dir: Path = Field(default=Path("data"), description="Where the signing key and SQLite's file lie.")
    key_file: Path | None = Field(
        default=None,
        description="The key that signs checkpoints, a PEM file of mode 0600; made where there is none. "
        "Left out: checkpoint.pem in the data directory.",
    )
    protocols_dir: Path | None = Field(
        default=None, description="Protocols and packs. Left out: those that came with the program."
    )
    default_packs: str = Field(
        default="us-base", description="Packs, parted by commas, of a production that adopted none."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str | None = Field(
        default=None, description="How the service is reached from outside; left out: host and port."
    )
    origin: str = Field(
        default="",
        description="Where browsers reach the service: scheme, host and port, such as https://set.example. Passkeys "
        "belong to its host. Left out: that of the public URL, else http://localhost and the port. Anything but this "
        "machine needs https.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="A studio's own sign-in (OpenID Connect): its issuer, such as https://login.studio.example. Left "
        "out: there is none.",
    )
    oidc_client_id: str | None = Field(default=None, description="What that provider knows this service by.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="What this service shows the provider; better in a file."
    )
    oidc_client_secret_file: Path | None = Field(
        default=None, description="A file that holds the client secret instead."
    )
    oidc_name: str = Field(default="the studio", description="What people call it, for the button.")
    oidc_allowed: str = Field(
        default="",
        description="Whom to take from it, parted by commas: @studio.example, ada@studio.example (verified there), "
        "sub:1234. Left out: everybody who is linked.",
    )
    oidc_hosts: str = Field(
        default="",
        description="Hosts, parted by commas, at which the provider has addresses beside its issuer's own.",
    )
    smtp_host: str | None = Field(
        default=None, description="The server that takes e-mail from here. Left out: there is no e-mail."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The port of that host.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the line to it is kept from others; none for this machine only."
    )
    smtp_user: str | None = Field(default=None, description="What it knows this service by.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password; better in a file.")
    smtp_password_file: Path | None = Field(
        default=None, description="A file that holds the password instead."
    )
    mail_from: str | None = Field(
        default=None, description="The sender of e-mail; what cannot be delivered comes back there."
    )
    gateway_url: str | None = Field(
        default=None,
        description="Where SMS and calls are handed on, by the contract of docs/delivery.md. Left out: there are none.",
    )
    gateway_secret: SecretStr | None = Field(
        default=None, description="What signs both ways between them: whsec_ and base64; better in a file."
    )
    gateway_secret_file: Path | None = Field(
        default=None, description="A file that holds that secret instead."
    )
    push_subject: str | None = Field(
        default=None,
        description="Whom push services may ask about this one: mailto: or https:. Left out: the sender of e-mail, else "
        "the origin of the pages.",
    )
    delivery_networks: str = Field(
        default="",
        description="Networks, parted by commas, that webhooks may lead into though they are not public, such as "
        "10.20.0.0/16. Left out: none.",
    )
    heartbeat_url: str | None = Field(
        default=None,
        description="Where a sign of life is posted each minute while every escalation moves as it should. Left out: "
        "nowhere.",
    )
    witnesses: str = Field(
        default="",
        description="Outside parties who cosign checkpoints, parted by commas: each a witness's key, a space, and the "
        "address it listens at.",
    )
    most_record_bytes: int = Field(
        default=2_000_000, ge=1_000, description="The largest body of one or more records."
    )
    files_dir: Path | None = Field(
        default=None, description="Where photos and papers lie. Left out: files in the data directory."
    )
    s3_bucket: str | None = Field(
        default=None, description="An S3-compatible bucket to keep them in instead; left out: there is none."
    )
    s3_endpoint: str | None = Field(
        default=None, description="Where that bucket is, such as https://s3.example. Left out: at Amazon."
    )
    s3_region: str = Field(default="us-east-1", description="The bucket's region.")
    s3_prefix: str = Field(default="", description="Under what names in the bucket.")
    s3_key_id: str | None = Field(
        default=None, description="As whom it is opened. Left out: whatever the machine is allowed."
    )
    s3_secret: SecretStr | None = Field(default=None, description="The secret of that key; better in a file.")
    s3_secret_file: Path | None = Field(default=None, description="A file that holds the secret instead.")
    most_attachment_bytes: int = Field(
        default=20_000_000, ge=1_000, le=100_000_000, description="The largest photo or paper."
    )
    requests_burst: int = Field(default=2000, ge=1, description="Requests one token may send at once.")
    requests_per_s: float = Field(default=500, gt=0, description="Requests per second one token may send.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged."
    )
    log_format: Literal["json", "text"] = Field(default="json", description="How it is logged.")

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'showclear.db').resolve()}"

    @property
    def pages(self) -> str:
        """The origin in use."""
        if self.origin or self.public_url is None:
            return self.origin.rstrip("/") or f"http://localhost:{self.port}"
        told = urlsplit(self.public_url)
        return f"{told.scheme}://{told.netloc}"

    @property
    def key(self) -> Path:
        """The file of the signing key in use."""
        return self.key_file or self.data_dir / "checkpoint.pem"

    @property
    def sealing_key(self) -> Path:
        """The file of the key that phones seal PINs to."""
        return self.data_dir / "sealing.pem"

    @property
    def delivery_key(self) -> Path:
        """The file of the key of deliveries."""
        return self.data_dir / "delivery.pem"

    @property
    def smtp_secret(self) -> str | None:
        """The password of the mail server in use."""
        return _secret(self.smtp_password_file, self.smtp_password)

    @property
    def gateway_key(self) -> str | None:
        """The secret of the gateway in use."""
        return _secret(self.gateway_secret_file, self.gateway_secret)

    @property
    def oidc_takes(self) -> tuple[str, ...]:
        """Whom to take from the studio's sign-in; domains and addresses in small letters."""
        named = _parted(self.oidc_allowed)
        return tuple(one if one.startswith("sub:") else one.lower() for one in named)

    @property
    def oidc_host_names(self) -> tuple[str, ...]:
        """Hosts of the provider beside its issuer's."""
        return _parted(self.oidc_hosts)

    @property
    def oidc_secret(self) -> str | None:
        """The client secret in use."""
        return _secret(self.oidc_client_secret_file, self.oidc_client_secret)

    @property
    def files(self) -> Path:
        """The directory of photos and papers in use, where no bucket is."""
        return self.files_dir or self.data_dir / "files"

    @property
    def s3_secret_text(self) -> str | None:
        """The secret of the bucket's key in use."""
        return _secret(self.s3_secret_file, self.s3_secret)

    @property
    def packs(self) -> tuple[str, ...]:
        """The default packs by name."""
        return _parted(self.default_packs)


def _secret(file: Path | None, told: SecretStr | None) -> str | None:
    if file is not None:
        return file.read_text(encoding="utf-8").strip() or None
    return told.get_secret_value() if told else None


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def documented() -> list[tuple[str, str, str]]:
    """Every setting as its variable, what holds without it, and what it is for."""
    return [
        (
            f"SHOWCLEAR_{name.upper()}",
            "" if field.default is None else str(field.default),
            str(field.description),
        )
        for name, field in Settings.model_fields.items()
    ]
