"""Decides what the operator's words about e-mail, a gateway and networks amount to; half of a way is refused."""

from __future__ import annotations

import base64
import binascii
from typing import Literal, NamedTuple

from app.domain.errors import ShowclearError
from app.notify.carriers import GatewayAt, Ways
from app.notify.mail import MailServer
from app.notify.reach import networks

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Told(NamedTuple):
    """The operator's words, as the settings have them."""

    smtp_host: str | None
    smtp_port: int
    smtp_security: Literal["starttls", "tls", "none"]
    smtp_user: str | None
    smtp_password: str | None
    mail_from: str | None
    gateway_url: str | None
    gateway_secret: str | None
    push_subject: str
    networks: str


def ways_of(told: Told) -> Ways:
    """The ways out that are set. Refused: half of one, or a network that is none (`settings.delivery`)."""
    try:
        allowed = networks(told.networks)
    except ValueError as failure:
        raise _wrong("SHOWCLEAR_DELIVERY_NETWORKS holds something that is no network.") from failure
    return Ways(_mail(told), _gateway(told), allowed, told.push_subject)


def _mail(told: Told) -> MailServer | None:
    if not told.smtp_host:
        return None
    if not told.mail_from or "@" not in told.mail_from or not told.mail_from.isprintable():
        raise _wrong("SHOWCLEAR_SMTP_HOST needs SHOWCLEAR_MAIL_FROM, an address, beside it.")
    if told.smtp_security == "none" and told.smtp_host not in _HERE:
        raise _wrong("Without TLS only a mail server on this machine does.")
    return MailServer(
        told.smtp_host, told.smtp_port, told.mail_from, told.smtp_security, told.smtp_user, told.smtp_password
    )


def _gateway(told: Told) -> GatewayAt | None:
    if not told.gateway_url:
        return None
    secret = told.gateway_secret or ""
    try:
        long_enough = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) >= 24
    except binascii.Error:
        long_enough = False
    if not secret.startswith("whsec_") or not long_enough:
        raise _wrong("SHOWCLEAR_GATEWAY_URL needs a secret beside it: whsec_ and 24 bytes or more in base64.")
    return GatewayAt(told.gateway_url, secret)


def _wrong(detail: str) -> ShowclearError:
    return ShowclearError("settings.delivery", detail)
