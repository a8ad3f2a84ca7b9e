"""One good record of every kind, least and whole, for the tests beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

_EXAMPLES = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def least() -> Make:
    """A record of that kind with nothing optional in it; keywords replace fields of the envelope."""

    def make(kind: str, /, **changed: Any) -> dict[str, Any]:
        body = _EXAMPLES["bodies"][kind]["least"]
        return {**deepcopy({**_EXAMPLES["envelope"]["least"], "kind": kind, "body": body}), **changed}

    return make


@pytest.fixture
def whole() -> Make:
    """A record of that kind with every field in it; keywords replace fields of the envelope."""

    def make(kind: str, /, **changed: Any) -> dict[str, Any]:
        parts = _EXAMPLES["bodies"][kind]
        envelope = {**_EXAMPLES["envelope"]["least"], **_EXAMPLES["envelope"]["more"]}
        body = {**parts["least"], **parts["more"]}
        return {**deepcopy({**envelope, "kind": kind, "body": body}), **changed}

    return make
