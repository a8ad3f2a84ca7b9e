"""Decides which of its forms a report was kept in (JSON, table, PDF) and what it says of itself; it compares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from app.cli.wrong_use import WrongUse
from app.domain.ledger.receipt import is_receipt
from app.domain.reports.proof import BESIDE
from app.render.pdf_parts import ATTACHED, attached_report, is_pdf
from app.services.reports.held_table import told_by

Form = Literal["json", "csv", "pdf"]
_NEEDED: Final = ("report", "version", "production", "made_at", "filter", "entries", "proof")


class Damaged(Exception):
    """A report of ours of which a part cannot be read any more; the words name the part."""


@dataclass(frozen=True, slots=True)
class Held:
    """A report as somebody kept it: its bytes, and what it tells of itself (of a table: not its rows)."""

    form: Form
    data: bytes
    told: dict[str, Any]

    @property
    def beside(self) -> dict[str, Any]:
        """What is not covered by the proof: names, and whatever else lies beside the ledger."""
        return {name: self.told[name] for name in BESIDE if name != "proof" and name in self.told}


def read_report(file: Path) -> Held:
    """The report in a file. Refused: WrongUse, saying what the file is instead; Damaged."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error
    form, told = _told(file, data)
    if not isinstance(told, dict) or any(name not in told for name in _NEEDED):
        raise WrongUse(f"{file} is no report: {_instead(data)}.")
    if not isinstance(told["proof"], dict) or not isinstance(told["proof"].get("checkpoint"), str):
        raise WrongUse(f"{file} carries no checkpoint, so nothing says which entries it is of.")
    return Held(form, data, told)


def _told(file: Path, data: bytes) -> tuple[Form, Any]:
    if is_pdf(data):
        return "pdf", _attached(file, data)
    if data.lstrip()[:1] in (b"{", b"["):
        return "json", _json(data, f"{file} is no report: {_instead(data)}.")
    try:
        return "csv", told_by(data)
    except ValueError as error:
        raise Damaged(str(error)) from error


def _attached(file: Path, data: bytes) -> Any:
    try:
        found = attached_report(data)
    except ValueError as error:
        raise Damaged(f"embedded file {ATTACHED}: {error}") from error
    if found is None:
        raise WrongUse(
            f"{file} is a PDF without an embedded file {ATTACHED}: no report as the service prints it."
        )
    try:
        return orjson.loads(found)
    except orjson.JSONDecodeError as error:
        raise Damaged(f"embedded file {ATTACHED}: it is no JSON any more") from error


def _json(data: bytes, otherwise: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if b'"inputs_digest"' in data or b'"content_digest"' in data:
            raise Damaged(f"line {error.lineno}, column {error.colno}: it is no JSON any more") from error
        raise WrongUse(otherwise) from error


def _instead(data: bytes) -> str:
    if is_receipt(data):
        return "it is a receipt, which `showclear verify FILE` checks"
    if data.startswith(b'{"entries":') and b"\n" in data:
        return "it is an export, which stands first on the line"
    return "a report is a JSON, CSV or PDF file as the service gives it"
