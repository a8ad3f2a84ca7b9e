"""A worker killed at every step, two at once, a database that goes away: nothing lost, nothing sent on purpose twice."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import build_services, now
from app.db.database import Database, open_database
from app.db.outbox import SqlOutbox
from app.db.post import SqlPost
from app.db.store import SqlStore
from app.services.delivery.ports import Letter, Tried
from app.services.delivery.rows import Contact, Outcome
from app.services.delivery.sending import HOLDS, Means, Sending
from app.services.messages import Message
from app.settings import Settings
from tests.delivery.receivers import Receiver
from tests.delivery.set import Set
from tests.worker.test_worker import COMMAND, environment, in_time


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


@dataclass
class Reading:
    """A carrier that keeps what it carried, and may be killed before or after."""

    carried: list[str] = field(default_factory=list)
    dies: str = ""

    def carry(self, letter: Letter, contact: Contact) -> bool:
        if self.dies == "before carrying":
            raise Killed
        self.carried.append(letter.id)
        if self.dies == "after carrying":
            raise Killed
        return True


@dataclass
class DyingPost:
    """The real outbox of a worker that is killed at one call: before it, or when it is over."""

    real: SqlPost
    dies: str = ""

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)

        def called(*given: Any) -> Any:
            if self.dies == f"before {name}":
                raise Killed
            answer = found(*given)
            if self.dies == f"after {name}":
                raise Killed
            return answer

        return called


def worker(told: Set, carrier: Reading, dies: str = "") -> Sending:
    services = told.site.services
    means = Means({"webhook": carrier}, told.key, "https://set.example", os.urandom)
    post: Any = DyingPost(SqlPost(told.database), dies)
    return Sending(post, services.judges, told.site.clock, means)


STEPS = [
    *(
        f"{when} {step}"
        for step in ("anything", "unspread", "spread", "take", "done")
        for when in ("before", "after")
    ),
    *("before carrying", "after carrying"),
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_killed_at_any_step_the_next_carries_on(told: Set, step: str) -> None:
    told.reach("armorer", "webhook", told.http.at("/hook"))
    key, carrier = told.tell(), Reading(dies=step)
    with pytest.raises(Killed):
        worker(told, carrier, step).look(HOLDS)
    next_one = Reading()
    told.site.clock.move(seconds=61)
    worker(told, next_one).look(HOLDS)
    told.site.clock.move(seconds=61)
    worker(told, next_one).look(HOLDS)
    sent = carrier.carried + next_one.carried
    assert told.state(key)["state"] == "delivered"
    assert len(set(sent)) == 1, "the same id, however often"
    assert len(sent) == (2 if step in ("after carrying", "before done") else 1)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_while_one_has_it_nobody_else_does_and_late_words_of_a_lost_lease_count_for_nothing(
    told: Set,
) -> None:
    told.reach("armorer", "webhook", told.http.at("/hook"))
    key, slow = told.tell(), Reading(dies="after carrying")
    with pytest.raises(Killed):
        worker(told, slow).look(HOLDS)
    other = Reading()
    told.site.clock.move(seconds=59)
    assert worker(told, other).look(HOLDS) == 0 and other.carried == []
    post = SqlPost(told.database)
    clock = told.site.clock
    clock.move(seconds=2)
    (mine,) = post.take(HOLDS, 1, clock.now, clock.now, "first")
    clock.move(seconds=1)
    (theirs,) = post.take(HOLDS, 1, clock.now, clock.now, "second")
    assert post.done([Tried(mine, Outcome("failed", "status.500"))], clock.now) == 0
    assert post.done([Tried(theirs, Outcome("delivered"))], clock.now) == 1
    assert told.state(key)["state"] == "delivered"


def test_two_workers_share_and_send_nothing_twice(told: Set) -> None:
    told.reach("armorer", "webhook", told.http.at("/hook"))
    for _ in range(60):
        told.tell()
    workers = [(Reading(), SqlPost(told.database)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: _all(worker(told, one[0]).look), workers))
    sent = Counter(one for carrier, _ in workers for one in carrier.carried)
    assert len(sent) == 60 and set(sent.values()) == {1}


def _all(look: Callable[[Sequence[Any]], int]) -> None:
    quiet = 0
    while quiet < 3:
        quiet = 0 if look(HOLDS) else quiet + 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_clock_set_back_delays_nothing(told: Set) -> None:
    told.reach("armorer", "webhook", told.http.at("/hook"))
    told.http.answers["/hook"] = [500, 204]
    told.site.clock.move(hours=4)
    key = told.tell()
    told.deliver()
    told.site.clock.move(hours=-3)
    told.deliver()
    assert told.state(key)["state"] == "delivered"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_poisoned_message_keeps_nobody_from_theirs(told: Set) -> None:
    """One that makes its carrier crash is tried as often as any other, and ends."""
    told.reach("armorer", "webhook", told.http.at("/hook"))
    bad, good = told.tell(subject_code="bad"), told.tell()

    class Crashing(Reading):
        def carry(self, letter: Letter, contact: Contact) -> bool:
            if letter.subject_code == "bad":
                raise ZeroDivisionError
            return super().carry(letter, contact)

    carrier = Crashing()
    for _ in range(12):
        worker(told, carrier).look(HOLDS)
        told.site.clock.move(minutes=40)
    assert told.state(good)["state"] == "delivered"
    assert told.state(bad)["state"] == "failed" and told.state(bad)["problem"] == "carrier.fault"


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_database_that_was_away_is_gone_on_with(told: Set) -> None:
    """Every connection is cut while something waits; the round goes on by itself when the database answers again."""
    told.reach("armorer", "webhook", told.http.at("/hook"))
    key = told.tell()
    with told.database.writing() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    rounds = told.site.services.delivery.round
    rounds.start()
    try:
        assert in_time(lambda: told.state(key)["state"] == "delivered")
    finally:
        rounds.stop()
    assert len(told.http.on("/hook")) == 1


@pytest.fixture
def production(database_url: str, tmp_path: Path) -> str:
    """A production on a real clock, with one address that was confirmed."""
    settings = Settings(database_url=database_url, data_dir=tmp_path, delivery_networks="127.0.0.0/8")
    services = build_services(settings)
    services.people.create_production("desert", "office", {"timezone": "UTC"}, roles=("safety_officer",))
    services.close()
    return database_url


def queue(database: Database, count: int, path: str) -> None:
    moment = now()
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO contacts (id, production, person, channel, address, takes, created_at, confirmed_at) "
                "VALUES (:id, 'desert', 'office', 'webhook', :to, 'news', :at, :at)"
            ),
            {"id": path.strip("/").ljust(32, "0"), "to": path, "at": moment},
        )
    told = [
        Message(f"m{n}", "desert", "office", None, "hold", "hold.placed", moment, "/app")
        for n in range(count)
    ]
    with SqlStore(database).writing() as writer:
        SqlOutbox().queue(writer, told)


def start(url: str, directory: Path) -> subprocess.Popen[bytes]:
    allowed = {"SHOWCLEAR_DELIVERY_NETWORKS": "127.0.0.0/8"}
    return subprocess.Popen(COMMAND, env=environment(url, directory) | allowed)


def state_of(database: Database) -> Counter[str]:
    with database.reading() as connection:
        return Counter(connection.execute(text("SELECT state FROM deliveries")).scalars())


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_worker_process_killed_while_it_sends_and_two_that_carry_on(
    production: str, http: Receiver, tmp_path: Path
) -> None:
    url, database = production, open_database(production)
    queue(database, 30, http.at("/hang"))
    first = start(url, tmp_path)
    try:
        assert in_time(lambda: len(http.on("/hang")) >= 8), "it is in the middle of it"
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait(30)
    begun = {one.headers["webhook-id"] for one in http.on("/hang")}
    http.hangs.set()
    with database.writing() as connection:  # the lease of the dead ends
        connection.execute(text("UPDATE deliveries SET next_at = :at WHERE state = 'queued'"), {"at": now()})
    others = [start(url, tmp_path) for _ in range(2)]
    try:
        assert in_time(lambda: state_of(database)["delivered"] == 30)
    finally:
        for one in others:
            one.terminate()
        ended = [one.wait(30) for one in others]
        database.close()
    assert set(ended) <= {0, -signal.SIGTERM}, "one that had not begun yet is ended by the signal itself"
    seen = Counter(one.headers["webhook-id"] for one in http.on("/hang"))
    assert len(seen) == 30, "nothing lost"
    assert {one for one, times in seen.items() if times > 1} == begun, "twice only what the dead had begun"
    assert set(seen.values()) <= {1, 2}
