"""Decides the envelope of generated records: id, time, unit; the clock of a unit only goes forward."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.replay.generator.dice import Choices

Plain = dict[str, Any]


def made_id(production: str, unit: str, number: int) -> str:
    """The UUID of the nth record of a unit: the same every time."""
    text = f"{production}\n{unit}\n{number}"
    value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    return str(UUID(int=value & ~(0x3 << 62) | (0x2 << 62)))


class Sheet:
    """Where one unit writes down what happens, with its own clock.

    `lag_ms` keeps the units' instants apart, so that no two records of a production happen at the same one.
    """

    def __init__(
        self, production: str, unit: str, zone: ZoneInfo, choices: Choices, *, gap_s: int, lag_ms: int = 0
    ) -> None:
        self.production = production
        self.unit = unit
        self.zone = zone
        self.choices = choices
        self.gap_s = gap_s
        self.lag = timedelta(milliseconds=lag_ms)
        self.records: list[tuple[datetime, Plain]] = []
        self.now = datetime(1970, 1, 1, tzinfo=UTC)
        self.away: list[str] = []
        """Firearms that are with a party outside."""

    def go_to(self, day: date, clock: str) -> None:
        """The clock stands at a local time of a day, if that lies ahead."""
        hour, minute = clock.split(":")
        local = datetime.combine(day, time(int(hour), int(minute)), tzinfo=self.zone)
        self.now = max(self.now, local.astimezone(UTC))

    def wait(self, minutes: int) -> None:
        """Nothing happens for a while."""
        self.now += timedelta(minutes=minutes)

    def local(self, at: datetime | None = None) -> datetime:
        """The local time now, or at an instant."""
        return (at or self.now).astimezone(self.zone)

    def write(self, kind: str, by: str | None, body: Plain, **envelope: Any) -> Plain:
        """One more record, a little later than the last; returns it."""
        self.now += timedelta(seconds=self.choices.randint(max(1, self.gap_s // 2), max(2, self.gap_s)))
        return self.write_at(self.now, kind, by, body, **envelope)

    def write_at(self, at: datetime, kind: str, by: str | None, body: Plain, **envelope: Any) -> Plain:
        """One more record of that instant; the clock stays where it is."""
        at += self.lag
        record: Plain = {
            "id": made_id(self.production, self.unit, len(self.records)),
            "kind": kind,
            "production": self.production,
            "occurred_at": self.local(at).isoformat(timespec="milliseconds"),
            **({"by": by} if by else {}),
            **({"unit": self.unit} if self.unit != "main" else {}),
            **envelope,
            "body": {key: value for key, value in body.items() if value is not None},
        }
        self.records.append((at, record))
        return record
