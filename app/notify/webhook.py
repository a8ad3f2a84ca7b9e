"""Decides how a message goes out as a signed webhook (Standard Webhooks); where to is the line's business."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from app.domain.ledger.entry import recorded_at_text
from app.notify.line import Line
from app.services.delivery.ports import Keys, Letter
from app.services.delivery.rows import Contact


class Webhook:
    """POST of a small JSON object, signed with the secret of that address."""

    def __init__(self, line: Line, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._line, self._keys, self._clock = line, keys, clock

    def carry(self, letter: Letter, contact: Contact) -> bool:
        """True: any 2xx is the other end's word that it has it."""
        body = orjson.dumps(payload(letter))
        secret = self._keys.webhook_secret(contact.id)
        self._line.post(contact.address, body, signed(secret, letter.id, self._clock(), body))
        return True


def payload(letter: Letter) -> dict[str, Any]:
    """What is sent: which kind of thing, and where to sign in."""
    data = {
        "delivery": letter.id,
        "message": letter.message,
        "urgency": letter.urgency,
        "subject": letter.subject_code,
        "title": letter.title,
        "text": letter.text,
        "link": letter.link,
        "language": letter.language,
        "drill": letter.drill,
    }
    if letter.code is not None:
        data["code"] = letter.code
    kind = "contact.code" if letter.code is not None else "message"
    return {"type": kind, "timestamp": recorded_at_text(letter.made_at), "data": data}


def signed(secret: str, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks: HMAC-SHA256 over id, timestamp and body. The id is the same at every try."""
    at = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature(secret, message_id, at, body)}",
    }


def signature(secret: str, message_id: str, at: str, body: bytes) -> str:
    """The signature itself, base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    found = hmac.digest(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256)
    return base64.b64encode(found).decode()
