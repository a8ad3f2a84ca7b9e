"""Decides how `showclear verify --report` reads a report and tells whether the export gives it; it judges nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.export import LAST_LINE_START, read_export
from app.domain.ledger.merkle import root_of
from app.domain.reports.compare import Difference
from app.protocols.catalogue import Catalogue
from app.services.reports.check import check_report

_MOST_SHOWN = 100
_LONGEST = 160


def checkpoint_of(report: Path) -> str:
    """The checkpoint a report was made at: its entries must be the first ones of the export."""
    try:
        note = _read(report)["proof"]["checkpoint"]
    except (KeyError, TypeError) as error:
        raise WrongUse(f"{report} carries no checkpoint.") from error
    return str(note)


@dataclass(frozen=True, slots=True)
class Compared:
    """A report beside what the entries give."""

    name: str
    entries: int
    differences: list[Difference]

    def to_json(self) -> dict[str, Any]:
        """For a script; the first hundred differences."""
        shown = [one._asdict() for one in self.differences[:_MOST_SHOWN]]
        return {"report": self.name, "equal": not self.differences, "differences": shown}

    def lines(self) -> list[str]:
        """For people: equal, or every place, the first hundred of them."""
        if not self.differences:
            return [
                f"Equal: the {self.name} report is what the first {self.entries} entries give, judged again."
            ]
        head = f"Not equal: the {self.name} report differs in {len(self.differences)} places."
        return [
            head,
            *(
                f"{one.place}: says {_short(one.says)}, the entries give {_short(one.derived)}"
                for one in self.differences[:_MOST_SHOWN]
            ),
        ]


def compared(export: Path, report: Path) -> Compared:
    """The report beside what the entries of the export give, which was found whole."""
    told, catalogue = _read(report), Catalogue()
    digests = {protocol.ref: catalogue.file_digest(protocol.ref) for protocol in catalogue.protocols()}
    try:
        with export.open("rb") as lines:
            header, entries = read_export(lines)
            if told["production"] != header.production:
                raise WrongUse(f"{report} is of {told['production']}, the export of {header.production}.")
            found = check_report(told, entries, _root(export, told["entries"]), catalogue, digests)
            return Compared(told["report"], told["entries"], found)
    except ShowclearError as error:
        raise WrongUse(error.detail) from error
    except (KeyError, TypeError, ValueError) as error:
        raise WrongUse(f"{report} is no report.") from error


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _root(export: Path, size: int) -> str:
    """The root over the first entries, of the bytes as they stand in the file."""
    with export.open("rb") as lines:
        next(lines)
        entries = (line.removesuffix(b"\n") for line in lines if not line.startswith(LAST_LINE_START))
        return root_of(b"".join(leaf_hash(entry) for entry in islice(entries, size))).hex()


def _read(report: Path) -> dict[str, Any]:
    try:
        told = orjson.loads(report.read_bytes())
    except OSError as error:
        raise WrongUse(f"{report}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise WrongUse(f"{report} is no JSON.") from error
    if not isinstance(told, dict):
        raise WrongUse(f"{report} is no report.")
    return told
