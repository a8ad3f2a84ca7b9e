"""Decides what delivery asks of the outside: where messages wait, whoever carries one, keys; it does none of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from app.services.delivery.rows import (
    Channel,
    Choices,
    Contact,
    NewDelivery,
    Outcome,
    Parcel,
    Spread,
    Told,
)
from app.services.messages import Message, Urgency


@dataclass(frozen=True, slots=True)
class Letter:
    """What is carried: no name and no detail, a link to sign in."""

    id: str
    """The delivery's: the same at every try."""
    message: str
    urgency: Urgency
    subject_code: str
    title: str
    text: str
    link: str
    language: str
    drill: bool
    made_at: datetime
    code: str | None = None
    """Where an address is to be confirmed: the code that shows somebody reads what comes there."""


class NotCarried(Exception):
    """A try that failed: a stable problem, whether another try makes sense, whether nobody is there for good."""

    def __init__(self, problem: str, *, final: bool = False, broken: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.final, self.broken = problem, final or broken, broken


class Carrier(Protocol):
    """One channel. It returns within `CARRIED_WITHIN_S`, whatever the other end does."""

    def carry(self, letter: Letter, contact: Contact) -> bool:
        """Hand it over. True when the other end is where it was meant to go, False when it passes it on.

        Raises NotCarried.
        """
        ...


Carriers = Mapping[Channel, Carrier]
CARRIED_WITHIN_S = 15.0


class Keys(Protocol):
    """The key of deliveries, of which everything else follows."""

    def code(self, contact: str, asked_at: datetime) -> str:
        """The six digits that confirm that address."""
        ...

    def webhook_secret(self, contact: str) -> str:
        """What signs the webhooks of that address (`whsec_` and base64)."""
        ...

    @property
    def push_key(self) -> str:
        """The public key that browsers subscribe with (VAPID), base64url."""
        ...


class Plan(NamedTuple):
    """What a message becomes: deliveries, a problem where there are none, and whom that alarms."""

    deliveries: Sequence[NewDelivery] = ()
    problem: str | None = None
    alarms: Sequence[Message] = ()


class Tried(NamedTuple):
    """One try: what became of it, when the next is made, whom it alarms."""

    parcel: Parcel
    outcome: Outcome
    next_at: datetime | None = None
    alarms: Sequence[Message] = ()


class Waiting(NamedTuple):
    """How delivery is: what is due and was not tried, since when, and what failed for good in a day."""

    due: int
    oldest_at: datetime | None
    dead: int


Lane = Sequence[Urgency]


class Post(Protocol):
    """The outbox as workers see it. Each call is a transaction of its own; several workers may call at once."""

    def anything(self, lane: Lane, now: datetime) -> bool:
        """Whether there is something to do now; writes nothing."""
        ...

    def unspread(self, lane: Lane, most: int) -> Sequence[Spread]:
        """Messages that became no deliveries yet, the oldest first."""
        ...

    def spread(self, plans: Sequence[tuple[Spread, Plan]], now: datetime) -> None:
        """What they become. Two who do so at once make the same rows."""
        ...

    def take(
        self, lane: Lane, most: int, now: datetime, leased_until: datetime, lease: str
    ) -> Sequence[Parcel]:
        """What is due, each for this worker alone until the lease ends; what is urgent first."""
        ...

    def done(self, tries: Sequence[Tried], now: datetime) -> int:
        """What became of tries; how many. One whose lease was somebody else's by then changes nothing."""
        ...

    def found(self, delivery: str) -> Parcel | None:
        """One delivery, nobody's to try; None for no such."""
        ...

    def reported(self, parcel: Parcel, outcome: Outcome, now: datetime, alarms: Sequence[Message]) -> bool:
        """What was told later of something that was handed on; False when it had ended before: then nothing is written."""
        ...

    def waiting(self, now: datetime) -> Waiting:
        """How delivery is."""
        ...


class ContactBook(Protocol):
    """Addresses and choices. Each call is a transaction of its own."""

    def of_person(self, production: str, person: str) -> Sequence[Contact]: ...
    def outside(self, production: str) -> Sequence[Contact]: ...
    def one(self, production: str, contact: str) -> Contact | None: ...
    def add(self, contact: Contact) -> None: ...
    def ask(self, contact: Contact, message: Message, now: datetime) -> None: ...
    def confirm(self, production: str, contact: str, now: datetime) -> None: ...
    def remove(self, production: str, contact: str, now: datetime) -> None: ...
    def choices(self, production: str, person: str) -> Choices: ...
    def choose(self, production: str, person: str, choices: Choices) -> None: ...


class Mailbox(Protocol):
    """Messages as people see them on screen. Each call is a transaction of its own."""

    def of_person(
        self, production: str, person: str, after: datetime | None, skip: int, most: int
    ) -> Sequence[Told]: ...
    def of_production(
        self, production: str, keys: Sequence[str] | None, skip: int, most: int
    ) -> Sequence[Told]: ...
    def seen(self, production: str, person: str, message: str, state: str, now: datetime) -> bool: ...
