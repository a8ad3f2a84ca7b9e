"""Decides how quickly people are told: messages a second, and from a record to its first delivery under sixteen writers."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta

from app.bench import requests
from app.bench.company import ARMORER, Pen, Sent
from app.bench.loading import Segment, send
from app.bench.post_box import PostBox, post_box
from app.bench.processes import serving
from app.bench.report import Row
from app.bench.seeding import Seeded, environment, seeding, settings_of
from app.bench.servers import REAL
from app.bench.setting import On
from app.db.contacts import SqlContacts
from app.db.database import open_database
from app.db.outbox import SqlOutbox
from app.db.store import SqlStore
from app.services.delivery.rows import Contact
from app.services.messages import Message

WRITERS = 16
_TOLD = ("safety", "upm")
"""Who is told of an incident nobody answered in a quarter of an hour."""
_LATE = timedelta(minutes=16)
_LATER = 1_000_000
"""Numbers of records begin here, so that none is that of a seeded one."""


def measure(on: On) -> list[Row]:
    """The service delivers to a receiver on loopback, first while sixteen clients write, then what lay waiting."""
    settings = settings_of(on.place.url("delivery"), on.run.directory / f"{on.place.kind}-delivery")
    settings = settings.model_copy(update={"delivery_networks": "127.0.0.0/8"})
    on.say("filling a day")
    with seeding(settings) as seeder:
        busy, alarmed = seeder.production("busy", on.sizes.day), seeder.production("alarmed", on.sizes.day)
    told = environment(settings) | {"SHOWCLEAR_DELIVERY_NETWORKS": "127.0.0.0/8"}
    with post_box() as box:
        _reach(settings.database, box.url)
        with serving(REAL, told, on.run.directory / "delivery.log") as real:
            delays_ms = _under_writers(on, busy, alarmed, real.port, box)
            per_s = _waiting(on, settings.database, box)
    part, again = f"delivery {on.place.kind}", f"{box.again} came twice"
    under = f"{len(delays_ms)} messages while {WRITERS} clients write; {again}"
    found = statistics.quantiles(delays_ms, n=100, method="inclusive")
    return [
        Row(
            part, "messages of what waits", per_s, "messages/s", note=f"signed webhooks on loopback; {again}"
        ),
        Row(part, "record to first delivery, median", statistics.median(delays_ms), "ms", note=under),
        Row(part, "record to first delivery, 99th percentile", found[98], "ms", note=under),
    ]


def _reach(url: str, to: str) -> None:
    """Those who are told have an address that was confirmed."""
    database, now = open_database(url), datetime.now(UTC)
    for number, person in enumerate(_TOLD):
        contact = Contact(
            *(f"{number:032x}", "alarmed", person, None, "webhook", to, None, "news", now),
            confirmed_at=now,
        )
        SqlContacts(database).add(contact)
    database.close()


def _under_writers(on: On, busy: Seeded, alarmed: Seeded, port: int, box: PostBox) -> list[float]:
    """Milliseconds from the commit of a record to the first delivery of what it raised."""
    records = busy.day.work(on.sizes.stretch * on.sizes.rounds)
    pen, spaced = Pen(alarmed.production, _LATER), max(1, len(records) // on.sizes.alarms)
    mixed: list[str] = []
    for number, request in enumerate(requests.real(records, busy.tokens)):
        mixed.append(request)
        if number % spaced == 0:
            mixed += requests.real([_incident(pen, number)], alarmed.tokens)
    on.say(f"{len(mixed)} records from {WRITERS} clients, {len(mixed) - len(records)} of them alarming")
    send(port, [Segment(mixed, [], WRITERS)])
    box.wait(len(_TOLD) * (len(mixed) - len(records)))
    return [(came - made) * 1000 for came, made in box.arrived.values()]


def _incident(pen: Pen, number: int) -> Sent:
    """One that happened too long ago to be answered in time."""
    body = {"what": "near_miss", "injured": 0, "stop_work": True, "present": []}
    at = datetime.now(UTC) - _LATE + timedelta(milliseconds=number)
    return pen.write(at, ARMORER, "incident", body)


def _waiting(on: On, url: str, box: PostBox) -> float:
    """Messages a second, from the first of many that lay waiting to the last."""
    before, count = set(box.arrived), on.sizes.waiting
    database, now = open_database(url), datetime.now(UTC)
    told = [
        Message(f"bench-{n}", "alarmed", _TOLD[0], None, "hold", "hold.placed", now, "/app")
        for n in range(count)
    ]
    on.say(f"{count} messages wait")
    with SqlStore(database).writing() as writer:
        SqlOutbox().queue(writer, told)
    database.close()
    box.wait(len(before) + count)
    came = sorted(at for message, (at, _) in box.arrived.items() if message not in before)
    return (len(came) - 1) / max(1e-9, came[-1] - came[0])
