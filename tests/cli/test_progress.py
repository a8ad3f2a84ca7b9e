"""Progress says nothing of what is quick, and plain lines where there is no terminal."""

from __future__ import annotations

import pytest

from app.cli import progress
from app.cli.progress import Progress


def test_what_is_quick_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("things counted") as counted:
        assert list(counted.over("abc")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_what_takes_longer_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("things counted", quiet_s=0.0) as counted:
        counted.reached(1200, 5000)
        counted.reached(1300, 5000)
    assert capsys.readouterr() == ("", "things counted: 1,200 of 5,000\n")
    assert progress.QUIET_S == 1.0
