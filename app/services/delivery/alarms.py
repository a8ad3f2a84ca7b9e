"""Decides who is told that somebody could not be told: the office of the production; an alarm raises no further alarm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.services.messages import Message
from app.services.roster import Roster

SUBJECT: Final = "delivery.failed"
TOLD_ROLES: Final = frozenset({"safety_officer", "upm", "line_producer", "producer"})


def alarms(lost: Message, roster: Roster, now: datetime) -> Sequence[Message]:
    """A message to each of the office but the one who was not reached: one a day for each who is not.

    Nothing for news, for a code, and for what is an alarm itself: those stand in the list of dead letters.
    """
    if lost.urgency == "news" or lost.subject_code.startswith(("delivery.", "contact.")):
        return ()
    whom = lost.person or lost.outside or ""
    office = [one for one in roster.people() if roster.roles(one, now) & TOLD_ROLES and one != lost.person]
    return [
        Message(
            key=f"alarm:{now:%Y-%m-%d}:{whom}:{person}",
            production=lost.production,
            person=person,
            outside=None,
            urgency="due",
            subject_code=SUBJECT,
            made_at=now,
            link_path=f"/p/{lost.production}/escalations#reach",
            fields={"whom": whom},
        )
        for person in office
    ]
