"""Nothing of the machine it was written on, no index of packages, no key and nothing unfinished is in the tree."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tracked import ROOT, texts

TEXTS = texts()
HOMES = re.compile(r"(?<![\w.$}])/(?:home|Users)/\w|(?<![\w.$}])/root/")
INDEX_OPTIONS = re.compile(r"--(?:extra-|default-)?index(?:-url)?\b|--find-links|\bregistry = ")
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")
UNFINISHED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|pytest\.mark\.(?:sk" r"ip|xfa" r"il)|NotImpl" r"ementedError"
)


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in TEXTS.items()
        for hit in pattern.finditer(text)
    ]


def configured_hosts() -> set[str]:
    """Hosts that this machine's tools are told to fetch packages from, or through."""
    hosts = set()
    for name, value in os.environ.items():
        if re.search(r"INDEX|FIND_LINKS|PROXY|REGISTRY", name, re.IGNORECASE):
            hosts |= {urlsplit(part).hostname for part in value.split() if "://" in part}
    return {host for host in hosts if host and host not in ("localhost", "127.0.0.1", "::1")}


def test_there_is_a_tree() -> None:
    assert {"Makefile", "pyproject.toml", "app/__init__.py", ".ci/run"} <= TEXTS.keys()


@pytest.mark.parametrize("planted", ["see /home/ann/x", "in /root/x", "/Users/ann"])
def test_a_home_would_be_found(planted: str) -> None:
    assert HOMES.search(planted)


def test_no_path_of_a_machine() -> None:
    places = {str(ROOT.parent), str(Path.home())} - {"/"}
    here = re.compile("|".join(rf"(?<![\w.]){re.escape(place)}/" for place in sorted(places)))
    hits = found(here) + found(HOMES)
    assert [hit for hit in hits if not hit.startswith("tests/house/test_clean_tree.py:")] == []


def test_no_host_of_a_package_index() -> None:
    hosts = configured_hosts()
    assert [(name, host) for name, text in TEXTS.items() for host in hosts if host in text] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_name_no_address(lock: str) -> None:
    assert "://" not in TEXTS[lock]
    assert not INDEX_OPTIONS.search(TEXTS[lock])


def test_no_lock_that_records_addresses() -> None:
    assert [name for name in TEXTS if Path(name).name in ("uv.lock", "poetry.lock", "Pipfile.lock")] == []


def test_no_private_key() -> None:
    assert found(PRIVATE_KEY) == []


def test_nothing_unfinished() -> None:
    assert found(UNFINISHED) == []
