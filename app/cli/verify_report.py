"""Decides how `showclear verify --report` tells whether the export gives the report somebody kept; it judges nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.cli.held_report import Damaged, Held, read_report
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.export import LAST_LINE_START, read_export
from app.domain.ledger.merkle import root_of
from app.domain.reports.compare import Difference
from app.domain.reports.world import Json
from app.protocols.catalogue import Catalogue
from app.render.pdf import pdf
from app.render.pdf_parts import drawn_with, parts_that_differ
from app.services.reports.check import derived_report, report_differences, unpinned, unsealed
from app.services.reports.held_table import table_differences
from app.services.reports.rows import sheet_of
from app.web.tables import csv_text

_MOST_SHOWN = 100
_LONGEST = 160
_FORMS = {"json": "JSON", "csv": "table", "pdf": "PDF"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A report beside what the entries give."""

    held: Held
    differences: list[Difference]

    def to_json(self) -> dict[str, Any]:
        """For a script; the first hundred differences."""
        told = self.held.told
        return {
            "report": told["report"],
            "form": self.held.form,
            "equal": not self.differences,
            "beside": sorted(self.held.beside),
            "differences": [one._asdict() for one in self.differences[:_MOST_SHOWN]],
        }

    def lines(self) -> list[str]:
        """For people: equal, or every place, the first hundred of them."""
        name, form = self.held.told["report"], _FORMS[self.held.form]
        if self.differences:
            head = f"Not equal: the {name} report ({form}) differs in {len(self.differences)} places."
            return [head, *(_line(one) for one in self.differences[:_MOST_SHOWN])]
        entries = self.held.told["entries"]
        equal = f"Equal: the {name} report ({form}) is what the first {entries} entries give, judged again."
        beside = ", ".join(sorted(name for name, what in self.held.beside.items() if what))
        return [equal, *([f"Beside the ledger, not covered by the proof: {beside}."] if beside else [])]


def compared(export: Path, held: Held) -> Compared:
    """The report beside what the entries of the export give, which was found whole."""
    told, catalogue = held.told, Catalogue()
    digests = {protocol.ref: catalogue.file_digest(protocol.ref) for protocol in catalogue.protocols()}
    try:
        with export.open("rb") as lines:
            header, entries = read_export(lines)
            if told["production"] != header.production:
                raise WrongUse(f"The report is of {told['production']}, the export of {header.production}.")
            derived = derived_report(told, entries, _root(export, told["entries"]), catalogue)
            other = [*unpinned(told["proof"]["pinned"]["protocols"], digests), *unsealed(derived)]
            return Compared(held, [*other, *_differ(held, derived)])
    except ShowclearError as error:
        raise WrongUse(error.detail) from error
    except (KeyError, TypeError, ValueError) as error:
        raise WrongUse("The report lacks a part, or one is of another form.") from error


def _differ(held: Held, derived: Json) -> list[Difference]:
    if held.form == "csv":
        return table_differences(held.data, csv_text(*sheet_of(derived)).encode())
    found = report_differences(held.told, derived)
    if held.form == "json":
        return found
    inside = [Difference(f"embedded file: {one.place}", one.says, one.derived) for one in found]
    return inside or _pages(held, derived)


def _pages(held: Held, derived: Json) -> list[Difference]:
    """The parts of the PDF that are otherwise when what was derived is printed, with what lies beside it."""
    try:
        drawn = pdf(derived | held.beside)
    except (RuntimeError, KeyError, TypeError, ValueError, AttributeError):
        return [Difference("embedded file: what lies beside the ledger cannot be printed", None, None)]
    says, here = drawn_with(held.data), drawn_with(drawn)
    if says != here:
        place = "properties of the document (pages can be compared only by the release that printed them)"
        return [Difference(place, says, here)]
    return [Difference(part, None, None) for part in parts_that_differ(held.data, drawn)]


def _line(one: Difference) -> str:
    if one.says is None and one.derived is None:
        return f"{one.place}: other bytes than the report gives when it is printed again."
    return f"{one.place}: says {_short(one.says)}, the entries give {_short(one.derived)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _root(export: Path, size: int) -> str:
    """The root over the first entries, of the bytes as they stand in the file."""
    with export.open("rb") as lines:
        next(lines)
        entries = (line.removesuffix(b"\n") for line in lines if not line.startswith(LAST_LINE_START))
        return root_of(b"".join(leaf_hash(entry) for entry in islice(entries, size))).hex()


__all__ = ["Compared", "Damaged", "compared", "read_report"]
