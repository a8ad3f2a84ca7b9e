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
    """Each telling with its message; `outside` becomes one per address.

    What somebody is told of one hazard at one moment is one message, however many things it is about: a rack of rifles
    is no sixty alarms. It goes out with the first of them; the others name it.
    """
    each = [one._replace(recipient=name) for one in told for name in _names(one, outside)]
    groups: dict[tuple[str, str, str, int], list[Telling]] = {}
    for one in each:
        same = (one.production, one.recipient, running[one.escalation].hazard, one.rung)
        groups.setdefault(same, []).append(one)
    found: list[tuple[Telling, Message | None]] = []
    for group in groups.values():
        if group[0].recipient == NOBODY:
            found += [(one, None) for one in group]
            continue
        first = group[0]
        message = _message(running[first.escalation], first.rung, first.recipient, now, len(group))
        found += [(one._replace(message=message.key), message if one is first else None) for one in group]
    return found


def _names(one: Telling, outside: OutsideOf) -> Sequence[str]:
    if one.recipient != OUTSIDE_ROLE:
        return [one.recipient]
    return [f"{OUTSIDE_ROLE}:{name}" for name in outside(one.production) or WITHOUT_ADDRESS]


def _message(one: Escalation, rung: int, recipient: str, now: datetime, count: int) -> Message:
    name = recipient.removeprefix(f"{OUTSIDE_ROLE}:")
    inside = name == recipient
    next_rung_at = next_at(one)
    fields = {"hazard": one.hazard, "rung": str(rung)}
    if count > 1:
        fields["count"] = str(count)
    elif one.subject.startswith(_TOLD_OF):
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
        link_path=_link(one, count) if inside else "/sign-in",
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


def _link(one: Escalation, count: int) -> str:
    """To the one it is about, or to all that climbs."""
    return f"/p/{one.production}/escalations" + (f"#climb-{one.id}" if count == 1 else "")
