"""A production whose people can be told: addresses in one line, messages in one line, workers as many as one likes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from app.db.database import Database
from app.db.outbox import SqlOutbox
from app.db.store import SqlStore
from app.services.delivery.sending import HOLDS, THE_REST
from app.services.messages import Message, Urgency
from app.signing.delivery_key import DeliveryKey
from tests.delivery.receivers import MailBox, Receiver
from tests.web.desert import Site


@dataclass
class Set:
    site: Site
    database: Database
    mail: MailBox
    http: Receiver
    key: DeliveryKey

    def deliver(self) -> int:
        """Everything that is due now; how many tries."""
        look = self.site.services.delivery.sending.look
        return sum(look(lane) for lane in (HOLDS, THE_REST))

    def until_quiet(self, most: int = 40) -> int:
        """Everything, however often it has to be tried: time goes on between."""
        tries = 0
        for _ in range(most):
            tries += self.deliver()
            self.site.clock.move(minutes=31)
        return tries

    def tell(self, person: str | None = "p-armorer", **more: Any) -> str:
        """Queue a message; its key."""
        key = more.pop("key", str(uuid.uuid4()))
        urgency: Urgency = more.pop("urgency", "hold")
        outside = more.pop("outside", None)
        told = {"subject_code": "told.anything", "link_path": "/p/desert/today"} | more
        message = Message(
            key, "desert", None if outside else person, outside, urgency, made_at=self.site.clock.now, **told
        )
        with SqlStore(self.database).writing() as writer:
            SqlOutbox().queue(writer, [message])
        return str(key)

    def state(self, key: str) -> dict[str, Any]:
        return dict(self.site.services.delivery.messages.states("desert", [key])[key])

    def add(self, by: str, channel: str, address: str, **more: Any) -> dict[str, Any]:
        """An address, not confirmed."""
        sent = {"channel": channel, "address": address, **more}
        answer = self.site.ask("POST", "contacts", by=by, json=sent)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def code(self, contact: str) -> str:
        """The code as whoever reads that address has it."""
        found = self.site.services.delivery.contacts._book.one("desert", contact)  # noqa: SLF001 - only the moment
        assert found is not None and found.asked_at is not None
        return self.key.code(contact, found.asked_at)

    def reach(self, by: str, channel: str, address: str, **more: Any) -> dict[str, Any]:
        """An address that was confirmed by its code; what came there with the code is forgotten."""
        added = self.add(by, channel, address, **more)
        self.deliver()
        path = f"contacts/{added['id']}/confirm"
        answer = self.site.ask("POST", path, by=by, json={"code": self.code(added["id"])})
        assert answer.status_code == 200, answer.text
        self.mail.mails.clear()
        self.http.heard.clear()
        return added
