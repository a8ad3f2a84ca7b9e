"""Decides how the use cases of delivery are put together; the adapters they rest on are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.ledger.entry import recorded_at_text
from app.services.accounts.audit import Audit
from app.services.accounts.ports import AccountStore, Chance
from app.services.delivery.contacts import Contacts, Ways
from app.services.delivery.mailbox import Messages
from app.services.delivery.ports import Carriers, ContactBook, Keys, Mailbox, Post
from app.services.delivery.reports import Reports, Signed
from app.services.delivery.round import Round
from app.services.delivery.sending import Means, Sending
from app.services.judges import Judges
from app.services.ports import Clock


@dataclass(frozen=True, slots=True)
class Delivery:
    """Every use case of delivery."""

    contacts: Contacts
    messages: Messages
    reports: Reports
    sending: Sending
    round: Round
    """The threads that deliver; started by whoever serves or works."""
    health: Callable[[], dict[str, Any]]
    """What waits, since when, and how much failed for good within a day."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The ways out: carriers, the key, what an address must look like, how a gateway signs its reports, if there is one."""

    carriers: Carriers
    keys: Keys
    require_url: Callable[[str], None]
    signed: Signed | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Where it all lies."""

    post: Post
    book: ContactBook
    mailbox: Mailbox
    accounts: AccountStore


def delivery_on(
    kept: Kept, judges: Judges, audit: Audit, clock: Clock, chance: Chance, origin: str, outgoing: Outgoing
) -> Delivery:
    """The use cases over these."""
    ways = Ways(frozenset(outgoing.carriers), outgoing.keys, outgoing.require_url, chance)
    sending = Sending(kept.post, judges, clock, Means(outgoing.carriers, outgoing.keys, origin, chance))

    def health() -> dict[str, Any]:
        found = kept.post.waiting(clock())
        oldest = recorded_at_text(found.oldest_at) if found.oldest_at else None
        return {"waiting": found.due, "oldest_at": oldest, "dead": found.dead}

    return Delivery(
        contacts=Contacts(kept.book, kept.accounts, judges, audit, clock, ways),
        messages=Messages(kept.mailbox, kept.book, judges, clock),
        reports=Reports(kept.post, judges, clock, outgoing.signed),
        sending=sending,
        round=Round(sending.look),
        health=health,
    )
