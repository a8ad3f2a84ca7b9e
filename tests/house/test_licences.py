"""Every locked package that is installed has a licence from a list; offline, by what the packages say of themselves."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from tracked import ROOT

LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
ALLOWED = (
    *("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "Python-2.0", "MPL-2.0", "MPL 2.0"),
    *(
        "Mozilla Public License 2.0",
        "Unlicense",
        "Zlib",
        "LGPL",
        "Lesser General Public License",
        "HPND",
        "0BSD",
    ),
)
"""Permissive ones, and those whose terms hold for the library itself alone; decision 8 says which package has which."""
REFUSED = re.compile(r"AGPL|(?<!L)GPL|Affero|(?<!Lesser )General Public|SSPL|BUSL|Commons Clause|Proprietary")


def licence_of(package: str) -> str:
    """All it says of its licence: the expression, else the classifiers, else the field's first line."""
    said = metadata(package)
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    classified = [one for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    return "; ".join(classified) or str(said.get("License") or "").strip().partition("\n")[0]


def verdict(licence: str) -> bool:
    """Whether one of the alternatives it gives is on the list, and none of its parts is refused."""
    alternatives = re.split(r"\bOR\b|;", licence)
    return any(any(word in one for word in ALLOWED) and REFUSED.search(one) is None for one in alternatives)


def test_there_are_locked_packages() -> None:
    assert len(LOCKED) > 20


@pytest.mark.parametrize("package", LOCKED)
def test_its_licence_is_allowed(package: str) -> None:
    try:
        licence = licence_of(package)
    except PackageNotFoundError:
        return  # locked for another platform
    assert verdict(licence), f"{package}: {licence or 'says nothing'}"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("License :: OSI Approved :: BSD License", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0", False),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", False),
        ("License :: Other/Proprietary License", False),
        ("", False),
    ],
)
def test_what_the_list_says(licence: str, allowed: bool) -> None:
    assert verdict(licence) is allowed
