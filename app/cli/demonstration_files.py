"""Decides where the demonstration's script lies and reads it; what it means is decided in the domain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.domain.demonstration.script import Script, read_script
from app.domain.demonstration.telling import SentenceOf
from app.domain.errors import ShowclearError
from app.protocols import strict_yaml
from app.protocols.catalogue import Catalogue

_FILES = Path(__file__).parent / "demonstration_script"


def published_script() -> Script:
    """The script that came with the program."""
    head: Any = _load(_FILES / "production.yaml")
    return read_script({**head, "days": [_load(path) for path in sorted(_FILES.glob("day-*.yaml"))]})


def sentences(catalogue: Catalogue) -> SentenceOf:
    """What each checklist asks a role to sign."""

    def sentence_of(ref: str, role: str) -> str:
        for asked in catalogue.protocol(ref).sign_offs:
            if role in asked.role:
                return asked.statement["en"]
        raise ShowclearError("demonstration.malformed", f"{ref} asks no {role} to sign.")

    return sentence_of


def _load(path: Path) -> Any:
    return strict_yaml.load(path.read_bytes(), source=path.name).data
