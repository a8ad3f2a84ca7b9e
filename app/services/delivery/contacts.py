"""Decides who adds, confirms and removes an address: a person their own, the office those outside; a code proves each.

An address says nothing about who somebody is: it signs nobody in. It only says where a message is read.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import require_read
from app.domain.people.roles import EXPORTERS
from app.services.accounts.audit import Audit
from app.services.accounts.codes import new_id
from app.services.accounts.freshness import require_fresh
from app.services.accounts.ports import AccountStore, Chance
from app.services.accounts.tries import Trying
from app.services.caller import READ, WRITE, Caller, no_production
from app.services.delivery import addresses
from app.services.delivery.ports import ContactBook, Keys
from app.services.delivery.rows import Channel, Contact
from app.services.delivery.timing import CODE_GOOD_FOR
from app.services.delivery.wording import CODE_SUBJECT
from app.services.judges import Judges
from app.services.messages import Message
from app.services.ports import Clock

MOST: Final = 10
"""Addresses of one person, and of one name outside."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Which channels this service has, the key codes follow from, where it may send to, chance."""

    channels: frozenset[str]
    keys: Keys
    require_url: Callable[[str], None]
    chance: Chance


class Contacts:
    """Addresses of people, and of those outside. All of it lies beside the ledger."""

    def __init__(
        self, book: ContactBook, store: AccountStore, judges: Judges, audit: Audit, clock: Clock, ways: Ways
    ) -> None:
        self._book, self._store, self._judges, self._audit = book, store, judges, audit
        self._clock, self._ways = clock, ways
        self._confirming, self._asking = (
            Trying(store, clock, "contact"),
            Trying(store, clock, "contact-code"),
        )

    def mine(self, caller: Caller, production: str) -> dict[str, Any]:
        """One's own addresses, and what may be added here."""
        person = self._person(caller, production, READ)
        found = self._book.of_person(production, person)
        return {
            "contacts": [told(one) for one in found],
            "channels": sorted(self._ways.channels),
            "push_key": self._ways.keys.push_key,
        }

    def outside(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """The addresses outside, for the office."""
        self._person(caller, production, READ, what="outside")
        return [told(one) for one in self._book.outside(production)]

    def add(self, caller: Caller, production: str, sent: dict[str, Any]) -> dict[str, Any]:
        """One's own address; a code goes there. Refused: `contact.malformed`, `contact.channel_off`, `contact.too_many`."""
        person = self._person(caller, production, WRITE)
        contact = self._made(production, sent, person=person)
        self._require_room(self._book.of_person(production, person))
        return self._added(caller, contact)

    def add_outside(self, caller: Caller, production: str, sent: dict[str, Any]) -> dict[str, Any]:
        """An address outside, by the safety officer or a producer, freshly signed in. Used before it is confirmed, too."""
        self._require_keeper(caller, production)
        outside = addresses.outside_of(sent.get("outside"))
        contact = self._made(production, sent, outside=outside)
        self._require_room([one for one in self._book.outside(production) if one.outside == outside])
        return self._added(caller, contact)

    def ask(self, caller: Caller, production: str, contact: str) -> dict[str, Any]:
        """Another code goes there; the one before is good no more. Refused: `rate.limited`."""
        return self._ask(self._own(caller, production, contact))

    def confirm(self, caller: Caller, production: str, contact: str, code: str) -> dict[str, Any]:
        """Somebody read the code that was sent there. Refused: `contact.code`, `rate.limited`."""
        one, now = self._own(caller, production, contact), self._clock()
        self._confirming.begin(one.id, "code")
        good = one.asked_at is not None and now - one.asked_at <= CODE_GOOD_FOR
        expected = self._ways.keys.code(one.id, one.asked_at or now)
        if not hmac.compare_digest(expected.encode(), code.strip().encode()) or not good:
            raise ShowclearError(
                "contact.code", "This is not the code that was sent last, or it is too old: ask for another."
            )
        self._confirming.succeeded(one.id, "code")
        self._book.confirm(production, one.id, now)
        self._done(caller, "contact.confirm", one)
        return told(self._own(caller, production, contact))

    def remove(self, caller: Caller, production: str, contact: str) -> None:
        """Nothing goes there any more."""
        one = self._own(caller, production, contact)
        self._book.remove(production, one.id, self._clock())
        self._done(caller, "contact.remove", one)

    def _made(
        self, production: str, sent: dict[str, Any], *, person: str | None = None, outside: str | None = None
    ) -> Contact:
        channel: Channel = addresses.channel_of(sent.get("channel"))
        if channel not in self._ways.channels:
            raise ShowclearError("contact.channel_off", f"This service has no way to send by {channel}.")
        if (channel == "push") != ("keys" in sent):
            raise addresses.wrong("keys", "what a browser gave, with channel push and no other")
        return Contact(
            id=new_id(self._ways.chance),
            production=production,
            person=person,
            outside=outside,
            channel=channel,
            address=addresses.checked(channel, sent.get("address"), self._ways.require_url),
            keys=addresses.browser_keys(sent["keys"]) if "keys" in sent else None,
            takes=addresses.takes_of(sent.get("takes", "news")),
            created_at=self._clock(),
        )

    def _added(self, caller: Caller, contact: Contact) -> dict[str, Any]:
        self._count_code(contact)
        self._book.add(contact)
        self._done(caller, "contact.add", contact)
        added = self._send_code(contact)
        if contact.channel == "webhook":
            added["secret"] = self._ways.keys.webhook_secret(contact.id)
        return added

    def _ask(self, contact: Contact) -> dict[str, Any]:
        self._count_code(contact)
        return self._send_code(contact)

    def _count_code(self, contact: Contact) -> None:
        """A person's codes are few, so that nobody is flooded from here. Refused: `rate.limited`."""
        whose = f"{contact.production}/{contact.person or contact.outside}"
        try:
            self._asking.begin(whose, "code")
        except ShowclearError as error:
            raise ShowclearError(
                error.code, "Too many codes were asked for; wait before the next."
            ) from error

    def _send_code(self, contact: Contact) -> dict[str, Any]:
        now = self._clock()
        message = Message(
            key=f"code:{contact.id}:{now.isoformat()}",
            production=contact.production,
            person=contact.person,
            outside=contact.outside,
            urgency="due",
            subject_code=CODE_SUBJECT,
            made_at=now,
            link_path="/app",
        )
        self._book.ask(contact, message, now)
        return told(contact)

    @staticmethod
    def _require_room(found: Sequence[Contact]) -> None:
        if len(found) >= MOST:
            raise ShowclearError("contact.too_many", f"At most {MOST} addresses: remove one first.")

    def _own(self, caller: Caller, production: str, contact: str) -> Contact:
        """One's own, or one outside for who keeps those. The same answer for another's and for none (`not_found`)."""
        person = self._person(caller, production, WRITE)
        found = self._book.one(production, contact)
        if found is None or (found.person != person and found.outside is None):
            raise ShowclearError("not_found", "You have no such address.")
        if found.outside is not None:
            self._require_keeper(caller, production)
        return found

    def _person(self, caller: Caller, production: str, scope: str, what: str = "people") -> str:
        """Who that is, now holding a role that may."""
        caller.require(production, scope)
        judged = self._judges.seen(production)
        if judged is None or caller.person is None:
            raise no_production()
        require_read(judged.roster.roles(caller.person, self._clock()), what)
        return caller.person

    def _require_keeper(self, caller: Caller, production: str) -> None:
        person = self._person(caller, production, WRITE, what="outside")
        judged, now = self._judges.seen(production), self._clock()
        if judged is None or not judged.roster.roles(person, now) & EXPORTERS:
            raise ShowclearError(
                "permission.denied", "The safety officer or a producer keeps the addresses outside."
            )
        require_fresh(caller, now)

    def _done(self, caller: Caller, deed: str, contact: Contact) -> None:
        """The audit holds which channel of whom, and never the address."""
        about = f"{contact.outside or contact.person}: {contact.channel} {contact.id}"
        with self._store.writing() as writer:
            who = {"production": contact.production, "person": caller.person, "account": caller.account}
            self._audit.done(writer, deed, **who, about=about)


def told(contact: Contact) -> dict[str, Any]:
    """An address as JSON."""

    def moment(value: datetime | None) -> str | None:
        return recorded_at_text(value) if value is not None else None

    whose = {"outside": contact.outside} if contact.outside is not None else {}
    return whose | {
        "id": contact.id,
        "channel": contact.channel,
        "address": contact.address,
        "takes": contact.takes,
        "created_at": recorded_at_text(contact.created_at),
        "confirmed_at": moment(contact.confirmed_at),
        "broken_at": moment(contact.broken_at),
    }
