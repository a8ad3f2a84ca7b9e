"""Decides what `showclear print` writes and says; what stands on the sheets is decided by the protocols and their page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import reading
from app.cli.files import written_whole
from app.cli.wrong_use import WrongUse
from app.web.pages.paper import as_file
from app.web.pages.words import LANGUAGES, Words


def print_(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    out: Annotated[Path, typer.Option(help="The HTML file to write; it is replaced when it is there.")],
    unit: Annotated[str, typer.Option(help="The shooting unit.")] = "main",
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
) -> None:
    """Write the day's checklists to one file, to print from any browser: a page each, with version and digest.

    They are those the unit's day pinned when it opened; before it opens, those in force. What is done on paper is typed
    in later by two people, who do not see each other's.

    Example: showclear print demo --out checklists.html --language es
    """
    if language not in LANGUAGES:
        raise WrongUse(f"--language is one of: {', '.join(LANGUAGES)}.")
    with reading() as services:
        told, day = services.day_packs.for_paper(production, unit)
    with written_whole(out) as file:
        file.write(as_file(told, production, unit, day, Words(language)).encode())
    typer.echo(f"{out}: {len(told['protocols'])} checklists of {production}, pack {told['digest'][:16]}.")
