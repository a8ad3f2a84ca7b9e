"""One production with something not met, served for real, and one browser, for all pages of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.services.filters import ViolationFilter
from tests.onset.company import PRODUCTION, Company, company
from tests.pages.happened import elsewhere, happened


@dataclass
class Ranch:
    """The service, and what happened in its two productions."""

    company: Company
    violations: list[dict[str, Any]]

    def at(self, rest: str, production: str = PRODUCTION) -> str:
        return f"{self.company.origin}/p/{production}/{rest}"

    def of(self, hazard: str) -> dict[str, Any]:
        return next(one for one in self.violations if one["hazard"] == hazard)


@dataclass
class Desk:
    """A browser of somebody who reads at a desk."""

    ranch: Ranch
    page: Any
    said: list[str] = field(default_factory=list)

    def open(self, rest: str) -> Any:
        answer = self.page.goto(self.ranch.at(rest))
        self.page.wait_for_selector("html[data-framed]", state="attached")
        return answer

    def text(self) -> str:
        return str(self.page.locator("main").inner_text())


NewDesk = Callable[..., Desk]


@pytest.fixture(scope="module")
def ranch(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Ranch]:
    with company(tmp_path_factory.mktemp("ranch"), migrated_file) as told:
        happened(told)
        elsewhere(told)
        found = told.services.reading.violations(
            told.caller("esther"), PRODUCTION, ViolationFilter(), None, 100
        ).items
        yield Ranch(told, found)


@pytest.fixture
def new_desk(chromium: Any, ranch: Ranch) -> Iterator[NewDesk]:
    """Browsers of people; each has to end without an error of its scripts or a breach of the policy."""
    desks: list[Desk] = []

    def made(person: str | None = "esther", **options: Any) -> Desk:
        context = chromium.new_context(**({"viewport": {"width": 1100, "height": 900}} | options))
        if person is not None:
            secret = ranch.company.session(person)
            context.add_cookies([{"name": "showclear-session", "value": secret, "url": ranch.company.origin}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        desk = Desk(ranch, page)
        page.on("pageerror", lambda error: desk.said.append(str(error)))
        page.on("console", lambda told: desk.said.append(told.text) if told.type == "error" else None)
        desks.append(desk)
        return desk

    yield made
    said = [words for desk in desks for words in desk.said if "Failed to load resource" not in words]
    for desk in desks:
        desk.page.context.close()
    assert said == []
