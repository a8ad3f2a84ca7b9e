"""Decides what a command raises when it was used wrongly: told in one line, exit 2."""

from __future__ import annotations

import typer


class WrongUse(typer.TyperException):
    """What was given makes no sense, or cannot be read; the message says why."""

    exit_code = 2
