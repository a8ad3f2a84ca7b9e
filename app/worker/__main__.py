"""Decides how the worker runs as a process: it looks every second until it is told to stop; what is due is the watch's.

`python -m app.worker` fires deadlines and brings in concerns whose time has come, through the one write path, and
delivers what waits, beside any number of services and workers on the same PostgreSQL. `python -m app.worker.healthy`
says by its exit code whether one still looks.
"""

from __future__ import annotations

import signal
import sys
from threading import Event

from app import logs
from app.bootstrap import build_services
from app.domain.errors import ShowclearError
from app.services.watch import LOOK_EVERY_S, MEND_EVERY
from app.settings import Settings
from app.worker.beat import Beat

WRONG_USE = 2


def _look_until(stop: Event, settings: Settings) -> None:
    beat = Beat(settings.data_dir)
    services = build_services(settings)
    try:
        services.delivery.round.start()
        looks = 0
        while not stop.wait(LOOK_EVERY_S):
            looks += 1
            services.watch.look(mend=looks % MEND_EVERY == 0)
            beat.beat()
    finally:
        services.close()


def main(arguments: list[str]) -> int:
    """Exit code 0 after an orderly end, 1 when it cannot look, 2 for wrong use."""
    settings = Settings()
    if arguments:
        sys.stderr.write("showclear: python -m app.worker takes no arguments\n")
        return WRONG_USE
    if settings.database.startswith("sqlite"):
        sys.stderr.write("showclear: on SQLite `showclear serve` fires the deadlines itself\n")
        return WRONG_USE
    logs.set_up(settings.log_level, settings.log_format)
    stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    try:
        _look_until(stop, settings)
    except ShowclearError as error:
        sys.stderr.write(f"showclear: {error.detail}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
