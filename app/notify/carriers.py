"""Decides which ways out there are, by what the operator set: webhooks and web push always, the others where told how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from app.domain.errors import ShowclearError
from app.notify.gateway import Gateway
from app.notify.line import Line
from app.notify.mail import Mail, MailServer
from app.notify.reach import Network, Reach
from app.notify.web_push import PushKeys, WebPush
from app.notify.webhook import Webhook, signature
from app.services.delivery.container import Outgoing
from app.services.delivery.ports import Carrier, Keys, NotCarried
from app.services.delivery.rows import Channel


class GatewayAt(NamedTuple):
    """Where the gateway for SMS and calls is, and the secret that signs both ways (`whsec_` and base64)."""

    url: str
    secret: str


class DeliveryKeys(Keys, PushKeys, Protocol):
    """Everything that follows from the key of deliveries."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the operator set. `allowed`: networks that are not public and may be sent to; the gateway may be anywhere."""

    mail: MailServer | None = None
    gateway: GatewayAt | None = None
    allowed: tuple[Network, ...] = ()
    push_subject: str = "mailto:nobody@localhost"
    """Whom a push service may ask about this service (RFC 8292, 2.1)."""


def outgoing(ways: Ways, keys: DeliveryKeys, clock: Callable[[], datetime]) -> Outgoing:
    """The ways out."""
    reach = Reach(ways.allowed)
    line = Line(reach)
    carriers: dict[Channel, Carrier] = {
        "webhook": Webhook(line, keys, clock),
        "push": WebPush(line, keys, ways.push_subject, clock),
    }
    if ways.mail is not None:
        carriers["email"] = Mail(ways.mail)
    if ways.gateway is not None:
        anywhere = Line(Reach.anywhere())
        carriers["sms"] = carriers["voice"] = Gateway(anywhere, *ways.gateway, clock)

    def require_url(url: str) -> None:
        try:
            reach.require_look(url)
        except NotCarried as failure:
            raise ShowclearError(f"contact.{failure.problem}", _REFUSED[failure.problem]) from failure

    return Outgoing(carriers, keys, require_url, _signing(ways.gateway))


def _signing(gateway: GatewayAt | None) -> Callable[[str, str, bytes], str] | None:
    if gateway is None:
        return None
    return lambda told, at, body: signature(gateway.secret, told, at, body)


_REFUSED = {
    "address.malformed": "This is no https address that messages can be sent to.",
    "address.private": "This address lies inside a network; the operator has to allow it.",
    "address.plain": "Only https is taken.",
}
