"""Decides what `showclear verify` reads and prints; it needs the ledger's rules only: no database, server or settings."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from app.cli.progress import Progress
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import is_archive
from app.domain.ledger.cosignature import parse_witness_key
from app.domain.ledger.own_record import is_own_record, verify_own_record
from app.domain.ledger.receipt import is_receipt, verify_receipt
from app.domain.ledger.verify import Verification
from app.domain.ledger.verify import verify as verify_lines
from app.domain.ledger.verify_archive import Held, verify_archive
from app.domain.ledger.verify_words import archive_as_json, archive_lines, as_json, report

WRONG_KEY_OR_NOTE = ("key.malformed", "note.malformed", "checkpoint.malformed")
_LONGEST_FIRST_LINE = 100


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            help="An export, as `showclear export` writes it, a whole archive, what a person took away, or a receipt.",
            dir_okay=False,
        ),
    ],
    key: Annotated[
        str | None,
        typer.Option(metavar="VKEY", help="The key you trust: showclear/<production>+<key id>+<base64>."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="CHECKPOINT",
            help="An older checkpoint that you kept: a file with the signed note (or with the service's answer "
            "that holds it), or the note itself. Proves that nothing was rolled back since.",
        ),
    ] = None,
    earlier_key: Annotated[
        list[str] | None,
        typer.Option(metavar="VKEY", help="A key that signed before that one: --since may be signed by it."),
    ] = None,
    report_: Annotated[
        Path | None,
        typer.Option(
            "--report",
            dir_okay=False,
            help="A report of this ledger, as JSON, CSV or PDF: judged again with the protocols it names, made again, "
            "and compared.",
        ),
    ] = None,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VKEY", help="With a receipt: a witness that must have cosigned its checkpoint."
        ),
    ] = None,
    entry: Annotated[
        Path | None, typer.Option(help="With a receipt that does not hold it: a file with the entry's bytes.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Check that an exported ledger is whole: every entry, the tree over them, the signature, sign-offs by passkey.

    Needs no server and no database. The first line says where the key came from: without --key it is the file's own,
    and the file then only agrees with itself. Exit 0 when whole; 1 when not, with the position and kind of each break
    (docs/ledger.md explains the kinds); 2 when the key, checkpoint or file cannot be read.

    Examples: showclear verify demo.jsonl
              showclear verify demo.jsonl --key "$VKEY" --since last-week.checkpoint
              showclear verify demo.jsonl --report violations-demo.pdf
    """
    if report_ is not None and since is not None:
        raise WrongUse("--since or --report: a report brings a checkpoint of its own.")
    # A report needs the protocols and the judgement. Without one, nothing but the ledger's rules is loaded.
    checking = importlib.import_module("app.cli.verify_report") if report_ is not None else None
    held = _held(checking, report_, json_) if checking and report_ else None
    since = held.told["proof"]["checkpoint"] if held else since
    archive: Held | None = None
    with _read_errors(file):
        if is_archive(_first_line(file)):
            if report_ is not None or witness or entry:
                raise WrongUse("--report, --witness and --entry do not belong to an archive.")
            archive = _archive(file, key, since, earlier_key or [])
            found = archive.ledger
        elif is_receipt(_first_line(file)):
            found = _receipt(file, key, witness or [], entry)
        elif witness or entry:
            raise WrongUse("--witness and --entry belong to a receipt, and this file is none.")
        else:
            found = _verification(file, key, _note(since) if since is not None else None, earlier_key or [])
    compared = checking.compared(file, held) if checking and held and found.ok else None
    if json_:
        beside = {"report": compared.to_json()} if compared else {}
        beside |= {"archive": archive_as_json(archive)} if archive else {}
        typer.echo(json.dumps(as_json(found) | beside, indent=2))
    else:
        told = [*(archive_lines(archive) if archive else ()), *(compared.lines() if compared else ())]
        for line in [*report(found), *told]:
            typer.echo(line)
    if not found.ok or (compared and compared.differences):
        raise typer.Exit(1)


def _held(checking: Any, report: Path, json_: bool) -> Any:
    """The report; one that cannot be read any more is a negative answer that names the part."""
    try:
        return checking.read_report(report)
    except checking.Damaged as damage:
        told = {"report": {"equal": False, "differences": [{"place": str(damage)}]}}
        typer.echo(json.dumps(told, indent=2) if json_ else f"Not equal: the report was changed: {damage}.")
        raise typer.Exit(1) from damage


@contextmanager
def _read_errors(file: Path) -> Iterator[None]:
    """What cannot be read is wrong use."""
    try:
        yield
    except OSError as error:
        raise WrongUse(f"{error.filename or file}: {error.strerror}") from error
    except ShowclearError as error:
        if error.code in WRONG_KEY_OR_NOTE:
            raise WrongUse(error.detail) from error
        raise


def _first_line(file: Path) -> bytes:
    if not file.is_file():
        return b""  # what can be read only once is no receipt
    with file.open("rb") as lines:
        return lines.readline(_LONGEST_FIRST_LINE)


def _receipt(file: Path, key: str | None, witnesses: list[str], entry: Path | None) -> Verification:
    keys = [parse_witness_key(one) for one in witnesses]
    text = file.read_bytes().decode(errors="replace")
    beside = entry.read_bytes().removesuffix(b"\n") if entry else None
    return verify_receipt(text, vkey=key, witnesses=keys, entry=beside)


def _archive(file: Path, key: str | None, since: str | None, earlier: list[str]) -> Held:
    """The whole of it. Refused: a member that is not what it must be (`archive.broken`), which is a no."""
    older = _note(since) if since is not None else None
    with file.open("rb") as data:
        return verify_archive(data, vkey=key, since=older, earlier=earlier)


def _verification(file: Path, key: str | None, since: str | None, earlier: list[str]) -> Verification:
    with file.open("rb") as lines, Progress("lines checked") as progress:
        first = lines.readline()
        if is_own_record(first):
            return verify_own_record(progress.over(chain([first], lines)), vkey=key)
        again = partial(_from_the_start, lines) if lines.seekable() else None
        return verify_lines(
            progress.over(chain([first], lines)), vkey=key, since=since, earlier=earlier, again=again
        )


def _from_the_start(lines: BinaryIO) -> BinaryIO:
    """The same open file once more, whatever bears its name by now."""
    lines.seek(0)
    return lines


def _note(given: str) -> str:
    """The signed note in a file, in the service's answer kept in a file, or given as it is."""
    path = Path(given)
    try:
        text = path.read_text(encoding="utf-8") if "\n" not in given and path.is_file() else given
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{given} cannot be read as a checkpoint.") from error
    if text.lstrip().startswith("{"):
        return _note_in_answer(text)
    return text.rstrip("\n") + "\n"


def _note_in_answer(text: str) -> str:
    try:
        return str(json.loads(text)["checkpoint"])
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse("The file holds JSON, but no checkpoint.") from error
