"""Decides which commands there are and how every one of them ends; what a command does is decided in its own module."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from app.domain.errors import ShowclearError

NEGATIVE, WRONG_USE, INTERRUPTED = 1, 2, 130
COMMANDS = {
    "serve": "app.cli.serve:serve",
    "demo": "app.cli.demo:demo",
    "replay": "app.cli.replay:replay",
    "rejudge": "app.cli.rejudge:rejudge",
    "simulate": "app.cli.simulate:app",
    "report": "app.cli.report:report",
    "verify": "app.cli.verify:verify",
    "verifier": "app.cli.verifier:verifier",
    "export": "app.cli.export:export",
    "import": "app.cli.import_:import_",
    "archive": "app.cli.archive:app",
    "history": "app.cli.history:app",
    "protocols": "app.cli.protocols:app",
    "people": "app.cli.people:app",
    "drill": "app.cli.drill:app",
    "sheet": "app.cli.sheet:sheet",
    "print": "app.cli.print_:print_",
    "keys": "app.cli.keys:app",
    "witness": "app.cli.witness:app",
    "publish": "app.cli.publish:publish",
    "backup": "app.cli.backup:backup",
    "restore": "app.cli.backup:restore",
    "bench": "app.cli.bench:app",
}
"""Every command and where it is: a function, or an app of several. None is loaded before it is asked for."""


USED_WRONGLY = (
    "settings.",
    "simulation.",
    "record.malformed",
    "production.malformed",
    "scope.unknown",
    "drill.unknown",
)
"""Beginnings of the codes that say: what was given makes no sense."""
LONGEST_LINE = 500


class _Lazy(MutableMapping[str, Any]):
    """The commands by name, each loaded when it is looked at: `verify` needs no database on the machine."""

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = COMMANDS[name].partition(":")
        return command_of(name, getattr(importlib.import_module(module), attribute))

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __setitem__(self, name: str, command: Any) -> NoReturn:
        raise TypeError("commands are listed in COMMANDS")

    def __delitem__(self, name: str) -> NoReturn:
        raise TypeError("commands are listed in COMMANDS")


def command_of(name: str, found: Any) -> Any:
    """The command that a function or an app of several is."""
    several = found if isinstance(found, typer.Typer) else typer.Typer()
    if several is not found:
        several.command(name)(found)
    command = get_command(several)
    command.name = name
    for one in (command, *getattr(command, "commands", {}).values()):
        one.rich_markup_mode = None
        one.help = with_examples_kept(one.help or "")
    command.params = [one for one in command.params if not str(one.name).endswith("_completion")]
    return command


def with_examples_kept(text: str) -> str:
    """A help text whose paragraphs of examples keep their lines; the others are filled anew to the terminal's width."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(f"\b\n{one}" if one.startswith("Example") else one for one in paragraphs)


class Commands(TyperGroup):
    """All commands. What goes wrong is told in one line on standard error: exit 1 says no, exit 2 says wrong use."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Lazy()

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,  # noqa: ARG002 - it has one name, however it was started
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - whatever is asked, it ends here
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command that the arguments name, and end the process with its exit code."""
        try:
            code = super().main(args, "showclear", complete_var, False, windows_expand_args, **extra)
            sys.stdout.flush()
        except ShowclearError as error:
            _say("; ".join([error.detail, *(_place(one) for one in error.where)]))
            code = WRONG_USE if error.code.startswith(USED_WRONGLY) else NEGATIVE
        except typer.TyperException as error:
            _say_wrong_use(error)
            code = WRONG_USE
        except typer.Abort:
            code = INTERRUPTED
        except BrokenPipeError:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # nobody reads any more; say no more
            code = NEGATIVE
        except OSError as error:
            _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
            code = NEGATIVE
        except Exception as error:  # noqa: BLE001 - a fault of the program: one line all the same, the rest on request
            _say(
                f"{type(error).__name__}: {error}"[:LONGEST_LINE] + " (SHOWCLEAR_LOG_LEVEL=debug tells where)"
            )
            if os.environ.get("SHOWCLEAR_LOG_LEVEL") == "debug":
                traceback.print_exc()
            code = NEGATIVE
        sys.exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Keep the firearm-safety record of a production: serve it, check it, prove it. "
    "Begin with `showclear serve --demo`. Every command tells more with --help. "
    "Exit 0: done, or yes. 1: no. 2: used wrongly.",
)


@app.callback()
def _commands() -> None:
    """Nothing is done before a command is named."""


def main() -> None:
    """The program `showclear`."""
    get_command(app).main()


def _place(where: dict[str, str]) -> str:
    """One place of a fault, in words."""
    named = [where.get("field", ""), where.get("problem", "")]
    wanted = f" (would be right: {where['expected']})" if "expected" in where else ""
    return " ".join(part for part in named if part) + wanted


def _say(words: str) -> None:
    typer.echo(f"showclear: {' '.join(words.split())}", err=True)


def _say_wrong_use(error: typer.TyperException) -> None:
    words, context = error.format_message(), getattr(error, "ctx", None)
    if words.count("\n") > 1:
        typer.echo(words, err=True)  # called with nothing at all: the whole help
    elif words:
        _say(words if context is None else f"{words.rstrip('.?')}. See: {context.command_path} --help")
