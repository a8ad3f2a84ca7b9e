"""Decides how `showclear report` makes a report of an export, with no service; what it says is decided in the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from app.cli.files import written_whole
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import Entry, parse_recorded_at
from app.domain.ledger.export import LAST_LINE_START, parse_last_line, read_export
from app.domain.ledger.merkle import root_of
from app.domain.ledger.verify import verify as verify_lines
from app.domain.ledger.verify_words import report as verified_words
from app.domain.reports.making import REPORTS, VERSION
from app.domain.reports.world import Asked, Json
from app.protocols.catalogue import Catalogue
from app.protocols.telling import pins_of
from app.render.pdf import pdf
from app.render.words import LANGUAGES
from app.services.reports.check import derived_report
from app.services.reports.rows import sheet_of
from app.web.tables import csv_text

_DAY = ["%Y-%m-%d"]
_FORMS: Final[dict[str, Callable[[Json], bytes]]] = {
    ".json": lambda made: orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE),
    ".csv": lambda made: csv_text(*sheet_of(made)).encode(),
    ".pdf": pdf,
}
_CHOICES: Final = {
    "gravity": ("critical", "serious", "other"),
    "status": ("open", "acknowledged", "corrected", "contested", "rebutted"),
}
_Day = Annotated[datetime | None, typer.Option(formats=_DAY, help="The last shooting day.")]


def report(
    export: Annotated[
        Path, typer.Argument(help="An export, as `showclear export` writes it.", dir_okay=False)
    ],
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(REPORTS)}.")],
    out: Annotated[Path, typer.Option(help="The file to write: .pdf, .csv or .json.")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="The first shooting day.")
    ] = None,
    until: _Day = None,
    firearm: Annotated[str | None, typer.Option(help="Only about this firearm.")] = None,
    hazard: Annotated[str | None, typer.Option(help="Only this hazard.")] = None,
    protocol: Annotated[
        str | None, typer.Option(help="Only rules of this protocol, whatever its version.")
    ] = None,
    gravity: Annotated[str | None, typer.Option(help="Only this gravity.")] = None,
    status: Annotated[str | None, typer.Option(help="Only what is in this state.")] = None,
    incident: Annotated[str | None, typer.Option(help="The id of an incident's record.")] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="MOMENT", help="As of when, in UTC. Left out: as of the newest entry."),
    ] = None,
    language: Annotated[str, typer.Option(help=f"Of a PDF: {' or '.join(LANGUAGES)}.")] = "en",
    pack: Annotated[list[str] | None, typer.Option(help="What holds before a production adopts one.")] = None,
) -> None:
    """Make a report of an export: no service, no database, no names. It carries the same proof as the service's.

    The same export, question and moment give the same bytes. The export is verified first: exit 1 when it is not whole.

    Example: showclear report demo.jsonl violations --out violations.pdf
    """
    if language not in LANGUAGES:
        raise WrongUse(f"--language is one of: {', '.join(LANGUAGES)}.")
    if name not in REPORTS or out.suffix not in _FORMS:
        raise WrongUse(f"A report is one of {', '.join(REPORTS)}; its file ends in {', '.join(_FORMS)}.")
    asked = Asked(
        since.date() if since else None,
        until.date() if until else None,
        *(firearm, hazard, protocol, gravity, status, incident.lower() if incident else None),
    )
    _require_choices(asked)
    _require_whole(export)
    try:
        made = _made(export, name, asked, at, tuple(pack or ("us-base",)))
    except ShowclearError as error:
        raise WrongUse(error.detail) from error
    with written_whole(out) as file:
        file.write(_FORMS[out.suffix](made | {"names": {}, "language": language}))
    typer.echo(
        f"{out}: {name} of {made['production']}, of {made['entries']} entries, as of {made['made_at']}."
    )


def _require_choices(asked: Asked) -> None:
    """Nothing, unless a word is asked for that nothing is ever called."""
    for name, choices in _CHOICES.items():
        if getattr(asked, name) not in (None, *choices):
            raise WrongUse(f"--{name} is one of: {', '.join(choices)}.")


def _require_whole(export: Path) -> None:
    try:
        with export.open("rb") as lines:
            found = verify_lines(lines)
    except OSError as error:
        raise WrongUse(f"{export}: {error.strerror}") from error
    if not found.ok:
        for line in verified_words(found):
            typer.echo(line)
        raise typer.Exit(1)


def _made(export: Path, name: str, asked: Asked, at: str | None, packs: tuple[str, ...]) -> Json:
    """The report. Refused: as `derived_report`; a moment before the newest entry (`report.malformed`)."""
    with export.open("rb") as lines:
        header, found = read_export(lines)
        entries = list(found)
    newest = entries[-1].recorded_at if entries else "1970-01-01T00:00:00.000000Z"
    if at is not None and parse_recorded_at(at) < parse_recorded_at(newest):
        raise ShowclearError("report.malformed", f"--at lies before the newest entry, {newest}.")
    catalogue = Catalogue()
    pinned = pins_of(catalogue, packs)(_adoptions(entries))
    note, root = _sealed(export)
    told = {
        "report": name,
        "version": VERSION,
        "production": header.production,
        "made_at": at or newest,
        "filter": asked.to_json(),
        "entries": len(entries),
        "proof": {"checkpoint": note, "vkey": header.vkey, "pinned": pinned},
    }
    return derived_report(told, entries, root, catalogue)


def _adoptions(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Name and digest of every pack that was ever adopted, in order of their names."""
    records: Iterator[Any] = (one.record for one in entries)
    bodies = [one["body"] for one in records if one["kind"] == "protocol_adopted"]
    return sorted({(body["pack"], body["digest"]) for body in bodies})


def _sealed(export: Path) -> tuple[str, str]:
    """The checkpoint of an export, and the root over its entries' leaf hashes."""
    with export.open("rb") as lines:
        last = next(line for line in lines if line.startswith(LAST_LINE_START))
    found = parse_last_line(last.removesuffix(b"\n"))
    return found.note, root_of(found.leaf_hashes).hex()
