"""Decides what a carrier may tell later of what it was given: that it arrived, or that it came back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from app.domain.errors import ShowclearError
from app.services.delivery.alarms import alarms
from app.services.delivery.ports import Post
from app.services.delivery.rows import Outcome
from app.services.judges import Judges
from app.services.ports import Clock
from app.services.roster import Roster

Signed = Callable[[str, str, bytes], str]
"""The signature of an id, a timestamp and a body."""
_NEAR: Final = timedelta(minutes=5)
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)


class Reports:
    """Reports on deliveries, signed as webhooks are, with the secret of the gateway."""

    def __init__(self, post: Post, judges: Judges, clock: Clock, signed: Signed | None) -> None:
        self._post, self._judges, self._clock, self._signed = post, judges, clock, signed

    def require_signed(self, headers: Mapping[str, str], body: bytes) -> None:
        """Nothing for a report the gateway signed within five minutes of now. Refused: `delivery.signature`."""
        told, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        near = at.isascii() and at.isdecimal() and len(at) < 15
        near = near and abs(self._clock().timestamp() - int(at)) <= _NEAR.total_seconds()
        given = headers.get("webhook-signature", "").split(" ")
        if not self._signed or not near or f"v1,{self._signed(told, at, body)}" not in given:
            raise ShowclearError(
                "delivery.signature", "This report is not signed by the gateway, or not now."
            )

    def report(self, delivery: object, state: object, problem: object, gone: object) -> None:
        """It arrived (`delivered`), or it came back (`failed`), `gone`: nobody is at that address for good.

        What ended before stays as it is. Refused: `request.malformed`, `not_found`.
        """
        named = problem is None or (isinstance(problem, str) and _WORD.fullmatch(problem))
        if state not in ("delivered", "failed") or not named or not isinstance(gone, bool):
            expected = "state delivered or failed, problem a word, gone true or false"
            fault = {"field": "state", "problem": "is no report", "expected": expected}
            raise ShowclearError("request.malformed", f"A report has: {expected}.", where=[fault])
        parcel = self._post.found(delivery) if isinstance(delivery, str) else None
        if parcel is None:
            raise ShowclearError("not_found", "There is no such delivery.")
        now, message = self._clock(), parcel.message
        if state == "delivered":
            self._post.reported(parcel, Outcome("delivered"), now, ())
            return
        judged = self._judges.seen(message.production)
        told = alarms(message, judged.roster if judged else Roster(), now)
        self._post.reported(parcel, Outcome("failed", f"report.{problem or 'failed'}", gone), now, told)
