"""Decides how log lines look: one event with fields per line, on standard error; no names, no tokens."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog
from structlog.typing import Processor

_OF_EVERY_RECORD: Final = frozenset(
    {*vars(logging.LogRecord("", 0, "", 0, "", (), None)), "message", "asctime", "color_message"}
)


def set_up(level: str = "info", form: str = "json") -> None:
    """Send everything that is logged, by this program or by a library, to standard error in one form (json or text)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines() if form == "json" else _columns())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # No line tells them, and finding them out costs as much as the rest of it.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for noisy in ("alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Lines(logging.Formatter):
    """One JSON object per line. Every request writes one, so it is put together in one go."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD
        }
        told |= structlog.contextvars.get_contextvars()
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        told |= {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        told["timestamp"] = at.replace("+00:00", "Z")
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(told, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        except TypeError:  # half characters and numbers of any size: slower, and never without a line
            return json.dumps(told, default=str, skipkeys=True)


def _columns() -> logging.Formatter:
    """For reading at a terminal."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
