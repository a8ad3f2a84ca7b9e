"""Decides what whoever stands on a rung is told, and keeps who was told when; it decides neither who nor when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from app.domain.escalation import NOBODY, OUTSIDE_ROLE, Escalation, next_at
from app.domain.ledger.entry import recorded_at_text
from app.services.messages import Message

OutsideOf = Callable[[str], Sequence[str]]
"""The names of the addresses outside that a production has."""
WITHOUT_ADDRESS: Final = ("studio_safety",)
"""Whom a last rung names where a production has no address outside: the message that cannot leave shows that."""
_TOLD_OF: Final = ("firearm:", "lot:", "day:", "production")
"""Subjects a message may name; a person's id is none."""


class Telling(NamedTuple):
    """One recipient of one rung: a person's id, `outside:<address>`, or `nobody` where the rung was empty."""

    production: str
    escalation: str
    rung: int
    recipient: str
    due_at: datetime
    told_at: datetime
    message: str | None


def tell(
    told: Iterable[Telling], running: Mapping[str, Escalation], now: datetime, outside: OutsideOf
) -> list[tuple[Telling, Message | None]]:
    """Each telling with its message; `outside` becomes one per address."""
    found: list[tuple[Telling, Message | None]] = []
    for one in told:
        if one.recipient == NOBODY:
            found.append((one, None))
            continue
        names: Sequence[str] = [one.recipient]
        if one.recipient == OUTSIDE_ROLE:
            names = [f"{OUTSIDE_ROLE}:{name}" for name in outside(one.production) or WITHOUT_ADDRESS]
        for name in names:
            message = _message(running[one.escalation], one.rung, name, now)
            found.append((one._replace(recipient=name, message=message.key), message))
    return found


def _message(one: Escalation, rung: int, recipient: str, now: datetime) -> Message:
    name = recipient.removeprefix(f"{OUTSIDE_ROLE}:")
    inside = name == recipient
    next_rung_at = next_at(one)
    fields = {"hazard": one.hazard, "rung": str(rung)}
    if one.subject.startswith(_TOLD_OF):
        fields["subject"] = one.subject
    if next_rung_at is not None:
        fields["next_at"] = recorded_at_text(next_rung_at)
    return Message(
        key=f"escalation:{one.id}:{rung}:{recipient}",
        production=one.production,
        person=name if inside else None,
        outside=None if inside else name,
        urgency="hold" if rung or not one.hazard.startswith("concern") else "due",
        subject_code=_code(one, rung, inside=inside),
        fields=fields,
        link_path=f"/p/{one.production}/escalations" if inside else "/sign-in",
        made_at=now,
    )


def _code(one: Escalation, rung: int, *, inside: bool) -> str:
    if one.hazard == "hold.breached":
        return "escalation.breach"
    if not inside:
        return "escalation.outside"
    first = rung == 0 and not one.rungs[0].after
    if one.hazard.startswith("concern."):
        return "concern.received" if first else "concern.unanswered"
    return "escalation.asked" if first else "escalation.rung"
