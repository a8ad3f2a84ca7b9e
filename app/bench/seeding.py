"""Decides how a measured production comes to be: through the service's own batch path, its clock driven day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.bench.company import ARMORER, HANDLERS, Pen, Sent, founding, lapse
from app.bench.shooting_day import ShootingDay
from app.bootstrap import build_services
from app.domain.records import parse_moment
from app.services.caller import DELIVER, FOUND, READ, WRITE, Caller
from app.services.container import Services
from app.services.outcome import Refused
from app.services.record import LARGEST_BATCH
from app.settings import Settings

DELIVERER = "deliverer"
"""Under this name is the token that may bring the records of all."""
_AT_WORK = timedelta(hours=9)
"""How long a day goes on before its last seeded record."""
_AGO = timedelta(minutes=20)
"""How long before the measurement the last seeded record happened."""
_KNOWN_WITHIN = timedelta(minutes=25)
"""Records of a running day reach the service this soon, so that no deadline runs out on what only travels late."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotSeeded(Exception):
    """A record of a day done right was refused; the message says why."""


class MovedClock:
    """A clock that stands where the seeding puts it."""

    def __init__(self) -> None:
        self.now = _EPOCH

    def __call__(self) -> datetime:
        """Where it stands."""
        return self.now


@dataclass(frozen=True, slots=True)
class Seeded:
    """A production in the database, its running day, and a token for each who writes."""

    production: str
    day: ShootingDay
    tokens: Mapping[str, str]
    size: int
    """Entries in its ledger."""


class Seeder:
    """Founds productions and fills their days."""

    def __init__(self, services: Services, clock: MovedClock, now: datetime) -> None:
        self._services, self._clock, self._now = services, clock, now
        self.lapses = 0
        """So many records of each whole day are not as they should be."""

    def production(self, name: str, records: int, days: int = 1, before: int = 0) -> Seeded:
        """A production on its last day, which has so many records and goes on; `before` on each whole day before it."""
        pen = Pen(name)
        opens_at = self._now - _AGO - _AT_WORK
        self._clock.now = opens_at - timedelta(days=days)
        self._services.people.create_production(
            name, ARMORER, {"timezone": _zone(self._now)}, roles=["armorer"]
        )
        self._write(name, founding(pen, self._clock.now), FOUND)
        for number in range(days - 1, 0, -1):
            whole = ShootingDay(pen, opens_at - timedelta(days=number), _AT_WORK / before)
            lapses = [lapse(pen, opens_at - timedelta(days=number), n) for n in range(self.lapses)]
            self._write(name, [*lapses, *whole.whole(before)])
        day = ShootingDay(pen, opens_at, _AT_WORK / records)
        self._write(name, day.running(records))
        day.pace(timedelta(seconds=1))
        return Seeded(name, day, self._tokens(name), pen.written)

    def _write(self, production: str, records: Sequence[Sent], scope: str = DELIVER) -> None:
        """In batches, each when its last record has happened. NotSeeded for what is refused."""
        caller = Caller(ARMORER, production, frozenset({READ, WRITE, scope}))
        for group in _batches(records):
            self._clock.now = max(
                self._clock.now, parse_moment(group[-1]["occurred_at"]) + timedelta(seconds=1)
            )
            for outcome in self._services.records.submit_batch(caller, production, group):
                if isinstance(outcome, Refused):
                    raise NotSeeded(f"{outcome.error.detail} {outcome.error.where}")

    def _tokens(self, production: str) -> dict[str, str]:
        until = self._now + timedelta(days=1)
        people = self._services.people
        own = {person: people.issue_token(production, person, (READ, WRITE), until)[0] for person in HANDLERS}
        return own | {DELIVERER: people.issue_token(production, ARMORER, (READ, WRITE, DELIVER), until)[0]}


def settings_of(url: str, directory: Path) -> Settings:
    """The settings of a measured service: as they come, but for the limit on how often one token may ask."""
    return Settings(database_url=url, data_dir=directory, requests_burst=10**9, requests_per_s=10**9)


def environment(settings: Settings) -> dict[str, str]:
    """The same for a process of its own."""
    told = settings.model_dump(mode="json", exclude_unset=True)
    return {f"SHOWCLEAR_{name.upper()}": str(value) for name, value in told.items()}


@contextmanager
def seeding(settings: Settings) -> Iterator[Seeder]:
    """A seeder on that database. Nobody else may write to it meanwhile."""
    clock = MovedClock()
    services = build_services(settings, clock)
    try:
        yield Seeder(services, clock, datetime.now(UTC).replace(microsecond=0))
    finally:
        services.close()


def _batches(records: Sequence[Sent]) -> Iterator[list[Sent]]:
    """In order, each of at most 500 records of a short time."""
    group: list[Sent] = []
    for record in records:
        long = group and _at(record) - _at(group[0]) > _KNOWN_WITHIN
        if long or len(group) == LARGEST_BATCH:
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def _at(record: Sent) -> datetime:
    return parse_moment(record["occurred_at"])


def _zone(now: datetime) -> str:
    """A time zone in which it is about six in the evening, so that the whole day bears one date."""
    ahead = (18 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
