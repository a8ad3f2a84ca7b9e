"""Decides where `showclear verifier` writes the page that checks kept files; what the page does is decided in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.files import written_whole
from app.web.pages.verifier import verifier as page


def verifier(
    out: Annotated[Path, typer.Option(help="The file to write; it is replaced when it is there.")],
) -> None:
    """Write the page that checks a receipt, one's own record or a whole export in a browser, as one file.

    It needs no service and can reach no network. Keep it beside what it is to check.

    Example: showclear verifier --out verify.html
    """
    with written_whole(out) as file:
        file.write(page())
    typer.echo(f"{out}: open it in a browser, with the network off if you like.")
