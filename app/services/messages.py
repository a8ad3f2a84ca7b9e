"""Decides what it means to tell somebody: a message, where it is queued, who can be reached; it delivers nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol

from app.services.ports import LedgerWriter

Urgency = Literal["hold", "due", "news"]
"""`hold`: gun work stopped, or a rung is told; no quiet hour keeps it. `due`: something waits for this person.
`news`: may wait until the morning."""

OUTSIDE: Final = ("studio_safety", "insurer", "bond_company", "union_hotline")
"""Names of addresses outside the production that a last rung tells; a production has some of them."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing one person, or one address outside, is told. No names in it, no detail beyond need: a link to sign in."""

    key: str
    """The same key is the same message: queued once, however often it is asked for. At most 200 characters."""
    production: str
    person: str | None
    """Who is told; None where `outside` says whom."""
    outside: str | None
    """One of `OUTSIDE`; None where `person` says whom."""
    urgency: Urgency
    subject_code: str
    """Which sentence is said: a key of the catalogues, such as `escalation.rung`, in the language of who reads it."""
    made_at: datetime
    link_path: str
    """Where it is answered, below the origin of the pages."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the sentence names: a hazard, a subject, a moment; never a person's name or words somebody wrote."""

    def __post_init__(self) -> None:
        if (self.person is None) == (self.outside is None):
            raise ValueError("a message goes to one person or to one address outside")


class Outbox(Protocol):
    """Where messages wait to be delivered, at least once each."""

    def queue(self, transaction: LedgerWriter, messages: Sequence[Message]) -> None:
        """Queue them with whatever else this transaction writes; one whose key is there already changes nothing."""
        ...


class Reachable(Protocol):
    """Who confirmed that something reaches them, and when."""

    def of(self, production: str, person: str) -> datetime | None:
        """When the person last confirmed a channel; None for nobody with a confirmed channel."""
        ...

    def outside(self, production: str) -> Mapping[str, datetime | None]:
        """The addresses outside (names of `OUTSIDE`) that the production has, and when each was last confirmed."""
        ...
