"""The worker as a process: it fires a deadline nobody else does, shows that it looks, and ends when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from app.bootstrap import build_services
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.filters import ViolationFilter
from app.services.outcome import Accepted
from app.settings import Settings

PATIENCE_S = 30.0
READER = Caller("first", "desert", frozenset({READ, WRITE}))
COMMAND = [sys.executable, "-m", "app.worker"]


def environment(url: str, directory: Path) -> dict[str, str]:
    return {**os.environ, "SHOWCLEAR_DATABASE_URL": url, "SHOWCLEAR_DATA_DIR": str(directory)}


def in_time(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def healthy(url: str, directory: Path) -> bool:
    command = [sys.executable, "-m", "app.worker.healthy"]
    return subprocess.run(command, env=environment(url, directory), check=False).returncode == 0


def unanswered(services: Services) -> bool:
    """Asked of the database: the worker is another process."""
    found = services.reading.violations(
        READER, "desert", ViolationFilter(hazard="incident.unanswered"), None, 1
    )
    return bool(found.items)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_it_fires_what_is_due_and_ends_when_told(database_url: str, tmp_path: Path) -> None:
    services = build_services(Settings(database_url=database_url, data_dir=tmp_path))
    services.people.create_production("desert", "office", {"timezone": "America/Denver"})
    services.people.add_person("desert", "first", ["first_ad"], by="office")
    happened_at = datetime.now(UTC) - timedelta(minutes=15) + timedelta(seconds=3)
    record = {
        "id": str(uuid.uuid4()),
        "kind": "incident",
        "production": "desert",
        "occurred_at": happened_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": "first",
        "body": {"what": "near_miss", "injured": 0, "stop_work": True, "present": []},
    }
    assert isinstance(services.records.submit(READER, "desert", orjson.dumps(record)), Accepted)
    assert not healthy(database_url, tmp_path)
    worker = subprocess.Popen(COMMAND, env=environment(database_url, tmp_path))
    try:
        assert in_time(lambda: healthy(database_url, tmp_path))
        assert in_time(lambda: unanswered(services))
    finally:
        worker.send_signal(signal.SIGTERM)
        ended = worker.wait(PATIENCE_S)
        services.close()
    assert ended == 0


def test_on_sqlite_it_says_who_does_it(tmp_path: Path) -> None:
    told = subprocess.run(COMMAND, env=environment("", tmp_path), check=False, capture_output=True, text=True)
    assert told.returncode == 2
    assert told.stderr.splitlines() == ["showclear: on SQLite `showclear serve` fires the deadlines itself"]


def test_it_takes_no_other_argument(tmp_path: Path) -> None:
    told = subprocess.run(
        [*COMMAND, "--fast"], env=environment("", tmp_path), check=False, capture_output=True
    )
    assert told.returncode == 2
