"""Decides the plain values of delivery: addresses, how somebody wants to be told, what is on its way; no behaviour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from app.services.messages import Message, Urgency

Channel = Literal["email", "webhook", "push", "sms", "voice"]
CHANNELS: Final[tuple[Channel, ...]] = ("email", "webhook", "push", "sms", "voice")
State = Literal["queued", "sent", "delivered", "opened", "failed"]
RANKS: Final[dict[Urgency, int]] = {"hold": 0, "due": 1, "news": 2}
"""What goes first."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One address of one person, or of somebody outside."""

    id: str
    production: str
    person: str | None
    outside: str | None
    channel: Channel
    address: str
    keys: str | None
    """For web push: the browser's two keys, as `p256dh.auth` in base64url."""
    takes: Urgency
    """The least urgent that goes there: `news` is everything, `hold` only holds."""
    created_at: datetime
    asked_at: datetime | None = None
    """When the last code was sent there; the code follows from it."""
    confirmed_at: datetime | None = None
    broken_at: datetime | None = None
    """When the other end said for good that nobody is there."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants to be told. Quiet hours are `HH:MM` in the production's time zone."""

    language: str = "en"
    quiet_from: str | None = None
    quiet_until: str | None = None
    quiet_due: bool = False
    """Whether what is due waits too; a hold never does."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way to one address, taken by one worker until its lease ends."""

    id: str
    message_id: str
    message: Message
    contact: Contact | None
    """None: the address was removed since."""
    language: str
    attempts: int
    """Tries that were made, this one counted."""
    lease: str
    leased_until: datetime | None


class Outcome(NamedTuple):
    """What became of one try."""

    state: State
    """`queued`: it is tried again."""
    problem: str | None = None
    broken: bool = False
    """Whether the address is nobody's for good."""


class Spread(NamedTuple):
    """A message that became no delivery yet, with whom it may reach."""

    id: str
    message: Message
    contacts: tuple[Contact, ...]
    choices: Choices


class NewDelivery(NamedTuple):
    """A message on its way to one address, not before a moment."""

    contact: Contact
    next_at: datetime


class DeliveryRow(NamedTuple):
    """What is known of one delivery."""

    id: str
    channel: str
    state: str
    attempts: int
    sent_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    problem: str | None


class Told(NamedTuple):
    """A message with what became of it."""

    id: str
    message: Message
    problem: str | None
    delivered_at: datetime | None
    opened_at: datetime | None
    deliveries: tuple[DeliveryRow, ...]


def message_id(production: str, key: str) -> str:
    """The id of the message of that key: 32 hexadecimal digits."""
    return hashlib.sha256(f"{production}\n{key}".encode()).hexdigest()[:32]


def delivery_id(message: str, contact: str) -> str:
    """The id of that message's delivery to that address: the same however often it is tried, so receivers can tell."""
    return hashlib.sha256(f"{message}\n{contact}".encode()).hexdigest()[:32]
