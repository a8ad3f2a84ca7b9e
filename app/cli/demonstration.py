"""Decides when the demonstration is played and what is told of it; it is never played unless somebody asked for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.bootstrap import build_readers, build_services, now
from app.cli.demonstration_files import published_script, sentences
from app.cli.demonstration_tokens import KeptTokens
from app.cli.progress import Progress
from app.db.set_aside import set_aside
from app.db.sole_writer import sole_writer
from app.domain.demonstration.place import place_for
from app.domain.demonstration.script import Script
from app.domain.demonstration.telling import Telling
from app.domain.errors import ShowclearError
from app.protocols.catalogue import Catalogue
from app.services.container import Services
from app.services.demonstration import Demonstration, DrivenClock
from app.settings import Settings

PRODUCTION = "demo"


@dataclass(frozen=True, slots=True)
class Shown:
    """The demonstration as it is told: who may come in, and with what things. `over`: its last day has passed."""

    url: str
    people: list[dict[str, Any]]
    firearms: list[str]
    ammunition: list[str]
    over: bool
    aside: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As `showclear demo --json` prints it (design, section 10)."""
        return {
            "production": PRODUCTION,
            "url": self.url,
            "people": self.people,
            "firearms": self.firearms,
            "ammunition": self.ammunition,
        }


def show(settings: Settings, url: str, *, fresh: bool = False) -> Shown:
    """The demonstration, played first where it is not there. `fresh`: what was there is moved aside before.

    Refused: `database.in_use` where something must be written and another process writes; `database.kept`.
    """
    aside = _set_aside(settings) if fresh else None
    found = _there(settings, url)
    if found is None:
        with sole_writer(settings.database):
            found = _played(settings, url)
    return replace(found, aside=aside)


def _there(settings: Settings, url: str) -> Shown | None:
    """What is there, read beside a service that may be running; None where something has to be written."""
    try:
        services = build_readers(settings)
    except ShowclearError as error:
        if error.code == "database.schema":
            return None
        raise
    try:
        return _told(settings, services, url)
    finally:
        services.close()


def _set_aside(settings: Settings) -> str | None:
    with sole_writer(settings.database):
        moved = set_aside(settings.database, PRODUCTION, now())
    return moved.name if moved else None


def _told(settings: Settings, services: Services, url: str) -> Shown | None:
    """What is there; None where it has to be played, or new tokens have to be issued."""
    demonstration = Demonstration(services, published_script(), PRODUCTION)
    try:
        if not demonstration.exists():
            return None
    except ShowclearError as error:
        raise ShowclearError(error.code, f"{error.detail} Begin anew: showclear demo --fresh") from error
    people = _people(services, demonstration)
    kept = KeptTokens(settings.data_dir, services.people, PRODUCTION).good(people)
    return None if kept is None else _shown(services, demonstration, kept, url)


def _people(services: Services, demonstration: Demonstration) -> dict[str, list[str]]:
    """Everybody with the roles they hold now."""
    told = services.reading.people(demonstration.caller(), PRODUCTION)
    return {person["id"]: [span["role"] for span in person["roles"] if span["held"]] for person in told}


def _shown(services: Services, demonstration: Demonstration, tokens: dict[str, str], url: str) -> Shown:
    caller, reading = demonstration.caller(), services.reading
    return Shown(
        url=url,
        people=[
            {"id": person, "roles": roles, "token": tokens[person]}
            for person, roles in _people(services, demonstration).items()
        ],
        firearms=[one["id"] for one in reading.firearms(caller, PRODUCTION)],
        ammunition=[one["id"] for one in reading.ammunition(caller, PRODUCTION)],
        over=demonstration.over(now()),
    )


def _played(settings: Settings, url: str) -> Shown:
    """Play it where it is not there, and issue tokens. The caller is the database's sole writer."""
    _play(settings, published_script())
    services = build_services(settings)
    try:
        demonstration = Demonstration(services, published_script(), PRODUCTION)
        kept = KeptTokens(settings.data_dir, services.people, PRODUCTION)
        issued = kept.issue(_people(services, demonstration), now())
        return _shown(services, demonstration, issued, url)
    finally:
        services.close()


def _play(settings: Settings, script: Script) -> None:
    catalogue, clock = Catalogue(settings.protocols_dir), DrivenClock(now())
    telling = Telling(PRODUCTION, clock.now, place_for(clock.now), sentences(catalogue))
    services = build_services(settings, clock)
    try:
        demonstration = Demonstration(services, script, PRODUCTION)
        if demonstration.exists():
            return
        records = sum(len(day.records) for day in script.days)
        with Progress("demonstration, records written") as progress:
            for count in demonstration.play(clock, telling, catalogue.digest(catalogue.pack(script.pack))):
                progress.reached(count, records)
    finally:
        services.close()
