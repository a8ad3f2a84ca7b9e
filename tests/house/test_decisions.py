"""Decision records: numbered without gaps, in one form, listed, with links that lead somewhere."""

from __future__ import annotations

import re
import tomllib

import pytest
from tracked import ROOT, texts

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
PAGES = {name: text for name, text in texts().items() if name.endswith(".md")}
LINK = re.compile(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)")
MOST_LINES = 80


def test_they_are_numbered_in_order() -> None:
    numbers = [int(path.name[:4]) for path in RECORDS]
    assert sorted(numbers) == list(range(1, max(numbers) + 1))
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_each_has_the_form(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [part for part in parts if part in ("Context", "Decision", "Consequences")] == [
        "Context",
        "Decision",
        "Consequences",
    ]
    assert len(text.splitlines()) <= MOST_LINES


def test_each_is_listed_once() -> None:
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert listed == [path.name for path in RECORDS]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    local = [target for target in LINK.findall(PAGES[page]) if "://" not in target]
    assert [target for target in local if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_every_library_is_explained_in_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.match(r"[\w-]+", line).group().lower() for lines in lists for line in lines}
    pins = dict(
        re.findall(r"^([\w-]+)==([^\s;]+)", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE)
    )
    told = dict(
        re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|", (FOLDER / "0008-libraries.md").read_text(), re.MULTILINE)
    )
    assert told == {name: pins[name] for name in names}
