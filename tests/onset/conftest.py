"""One company for each module; what the thumbs took is printed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.onset.company import Company, company
from tests.onset.phone import TIMES, Phone, phone_of

NewPhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def ranch(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("ranch"), migrated_file) as told:
        yield told


@pytest.fixture
def new_phone(chromium: Any, ranch: Company) -> Iterator[NewPhone]:
    """Phones of people; each has to end without an error of its scripts."""
    phones: list[Phone] = []

    def made(person: str, at: Company = ranch, **options: Any) -> Phone:
        phones.append(phone_of(chromium, at, person, **options))
        return phones[-1]

    yield made
    said = [words for phone in phones for words in phone.said]
    for phone in phones:
        phone.context.close()
    assert said == []


@pytest.fixture(autouse=True)
def thumbs(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """What was timed goes along with the test's report, from whichever process it ran in."""
    before = len(TIMES)
    yield
    for what, taps, thumb_s, here_s in TIMES[before:]:
        record_property("thumb", f"{what}: {taps} taps, {thumb_s:.0f} s of taps, {here_s:.1f} s here")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.getreports("")  # those of the ends of tests
    told = [value for one in reports for name, value in one.user_properties if name == "thumb"]
    for line in dict.fromkeys(told):
        terminalreporter.write_line(str(line))
