"""Decides how a report becomes a PDF that archives and screen readers take: PDF/A-3a and PDF/UA-1, its JSON attached.

The same report gives the same bytes: nothing here reads a clock, a system font or the network.
"""

from __future__ import annotations

import base64
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from app.render.plots import plots
from app.render.words import words_of

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_OFFSET: Final = re.compile(rb'"occurred_at":"[0-9T:.-]{19,26}([+-])([0-9]{2}):([0-9]{2})"')
_ONE_AT_A_TIME = threading.Lock()
"""Half a gigabyte for a long report; two at once would be a whole one."""


def pdf(report: dict[str, Any]) -> bytes:
    """The report as a PDF. KeyError: there is no template for a report of that name."""
    # Loaded when first printed: most processes never print.
    import typst

    with _laid_out(report) as place, _ONE_AT_A_TIME:
        return typst.compile(
            place / "main.typ", root=place, ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"]
        )


def pictures(report: dict[str, Any]) -> list[bytes]:
    """Its pages as PNG, to look at. KeyError: as for a PDF."""
    import typst

    with _laid_out(report) as place, _ONE_AT_A_TIME:
        found: Any = typst.compile(
            place / "main.typ", root=place, ignore_system_fonts=True, format="png", ppi=70
        )
    return found if isinstance(found, list) else [found]


@contextmanager
def _laid_out(report: dict[str, Any]) -> Iterator[Path]:
    """A directory with everything the template may read, gone afterwards."""
    template = _TEMPLATES / f"{report['report']}.typ"
    if not template.is_file():
        raise KeyError(report["report"])
    with tempfile.TemporaryDirectory(prefix="showclear-pdf-") as directory:
        place = Path(directory)
        for name, data in _files(report, template).items():
            (place / name).write_bytes(data)
        yield place


def _files(report: dict[str, Any], template: Path) -> dict[str, bytes]:
    """Everything the template may read; it can read nothing else."""
    pictures, data = report.get("pictures", {}).items(), orjson.dumps(report, option=orjson.OPT_SORT_KEYS)
    return {
        **{f"{one}.jpeg": base64.b64decode(data) for one, data in pictures if _DIGEST.fullmatch(one)},
        "main.typ": template.read_bytes(),
        "frame.typ": (_TEMPLATES / "frame.typ").read_bytes(),
        "report.json": data,
        "words.json": orjson.dumps(words_of(report)),
        "offset.json": orjson.dumps(_offset_minutes(data)),
        **{f"{name}.svg": data for name, data in plots(report).items()},
    }


def _offset_minutes(report: bytes) -> int:
    """How far from UTC its first record was: moments that say UTC are shown so, and say so, beside those of records."""
    found = _OFFSET.search(report)
    return int(f"{found[1].decode()}1") * (int(found[2]) * 60 + int(found[3])) if found else 0
