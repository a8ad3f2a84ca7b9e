"""Every log line is one JSON object, whatever is in it."""

import io
import json
import logging
import sys

import pytest
import structlog

from app import logs


@pytest.fixture
def lines(monkeypatch):
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up("info", "json")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = kept
    root.setLevel(level)


def test_a_line_has_its_event_its_fields_and_what_is_bound(lines):
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        logging.getLogger("access").info("request", extra={"status": 201, "caller": None})
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "status": 201,
        "caller": None,
        "request_id": "abc",
        "level": "info",
        "logger": "access",
    }


def test_a_failure_brings_its_traceback_on_the_same_line(lines):
    try:
        int("lost")
    except ValueError:
        logging.getLogger("failure").exception("request.failed")
    (line,) = lines()
    assert line["level"] == "error" and "ValueError" in line["exception"]


@pytest.mark.parametrize("odd", ["half \ud800", 10**30, {1: {2}}, object(), float("nan")])
def test_odd_values_cost_no_line(lines, odd):
    logging.getLogger("x").warning("told", extra={"odd": odd})
    (line,) = lines()
    assert line["event"] == "told" and "odd" in line
