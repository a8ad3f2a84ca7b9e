"""Signs of life: posted without anybody waiting, and one that cannot be sent hurts nothing."""

from __future__ import annotations

import logging

import pytest

from app.notify.heartbeat import HeartbeatLine
from tests.delivery.receivers import receiver


def test_a_sign_of_life_is_posted() -> None:
    with receiver() as told:
        line = HeartbeatLine(told.at("/beat"))
        line({"status": "ok"})
        line.settle()
        assert [one.body for one in told.on("/beat")] == [b'{"status": "ok"}']


def test_one_that_is_refused_is_logged_and_the_next_goes_out(caplog: pytest.LogCaptureFixture) -> None:
    with receiver() as told, caplog.at_level(logging.WARNING):
        told.answers["/beat"] = [500, 204]
        line = HeartbeatLine(told.at("/beat"))
        for _ in range(2):
            line({"status": "ok"})
            line.settle()
        assert len(told.on("/beat")) == 2
    assert [one.getMessage() for one in caplog.records] == ["heartbeat.not_sent"]
