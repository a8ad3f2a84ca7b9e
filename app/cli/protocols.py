"""Decides what `showclear protocols` prints and how it ends; what a protocol says is decided in its file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from app.domain.errors import ShowclearError
from app.domain.protocol.diff import diff as differences
from app.domain.protocol.protocol import Protocol
from app.protocols import lock
from app.protocols.catalogue import Catalogue
from app.protocols.coverage import uncovered
from app.protocols.faults import Fault, in_order
from app.protocols.lint import lint as disagreements
from app.protocols.showing import change_line, pack_lines, protocol_lines
from app.protocols.tree import default_root, read_tree

NEGATIVE, WRONG_USE = 1, 2

app = typer.Typer(
    no_args_is_help=True,
    help="Read, check and compare the protocols: the checklists people tick and the rules records are judged by. "
    "A protocol is a file protocols/<id>/<version>.yaml; a pack, protocols/packs/<pack>.yaml, says which versions a "
    "production adopts. docs/protocols.md teaches how to write one.",
)
Root = Annotated[
    Path | None,
    typer.Option(
        "--root", help="The protocols directory to read instead of the published one.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


@app.command("list")
def list_(root: Root = None, as_json: AsJson = False) -> None:
    """List every protocol version and every pack, with the pack's digest as a production adopts it.

    Example: showclear protocols list --json
    """
    catalogue = _catalogue(root)
    packs = [
        {
            "pack": pack.pack,
            "digest": catalogue.digest(pack),
            "title": pack.title,
            "protocols": pack.protocols,
        }
        for pack in catalogue.packs()
    ]
    protocols = [
        {
            "protocol": one.ref,
            "title": one.title,
            "completes": one.completes,
            "due": one.due,
            "rules": len(one.rules),
        }
        for one in catalogue.protocols()
    ]
    if as_json:
        return _print_json({"protocols": protocols, "packs": packs})
    width = max((len(one.ref) for one in catalogue.protocols()), default=0)
    _print(f"{one.ref:{width}}  {one.title['en']}" for one in catalogue.protocols())
    _print(
        f"{pack['pack']:{width}}  pack of {len(pack['protocols'])}, digest {pack['digest']}" for pack in packs
    )


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="id, id@version, or the name of a pack; an id alone is its newest.")
    ],
    language: Annotated[
        str, typer.Option(help="The language of texts that have it; English otherwise.")
    ] = "en",
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Show a checklist as a person reads it: items in order, what each rests on, who signs, the rules as sentences.

    Example: showclear protocols show armorer-handover@1.0.0
    """
    catalogue = _catalogue(root)
    if name in {pack.pack for pack in catalogue.packs()}:
        pack = catalogue.pack(name)
        digest = catalogue.digest(pack)
        if as_json:
            return _print_json({**pack.model_dump(mode="json", by_alias=True), "digest": digest})
        return _print(pack_lines(pack, digest))
    protocol = _protocol(catalogue, name)
    if as_json:
        return _print_json(protocol.model_dump(mode="json", by_alias=True, exclude_none=True))
    _print(protocol_lines(protocol, language))


@app.command()
def lint(
    root: Root = None,
    publish: Annotated[
        bool, typer.Option(help="Lock what is new, if nothing else is wrong; never relocks.")
    ] = False,
    warnings: Annotated[bool, typer.Option(help="Also tell which rules no case shows raised.")] = True,
    as_json: AsJson = False,
) -> None:
    """Check every file: its YAML, its form, its words, its agreement with the others, and the lock.

    Prints every fault at once as file:line:column; warnings do not count. Exit 0 without faults, 1 with.
    Example: showclear protocols lint --publish
    """
    where = _root(root)
    try:
        faults, added = _faults(where, publish=publish)
        warned = uncovered(Catalogue(where)) if warnings and not faults else []
    except ShowclearError as error:
        _fail(error, NEGATIVE)
    if as_json:
        _print_json(
            {
                "faults": [f.to_where() for f in faults],
                "warnings": [w.to_where() for w in warned],
                "published": added,
            }
        )
    else:
        _print(
            [
                *map(str, faults),
                *(f"warning: {one}" for one in warned),
                *(f"published {one}" for one in added),
            ]
        )
    if faults:
        _end(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the protocols", NEGATIVE)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="id@version")],
    new: Annotated[str, typer.Argument(help="id@version, or id for its newest")],
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changed between two versions: what the newer says of itself, then items, sign-offs and rules.

    Exit 0 whether or not they differ. Example: showclear protocols diff safety-meeting@1.0.0 safety-meeting@1.1.0
    """
    catalogue = _catalogue(root)
    before, after = _protocol(catalogue, old), _protocol(catalogue, new)
    changes = differences(before, after)
    if as_json:
        return _print_json(
            {"old": before.ref, "new": after.ref, "changes": [one.to_json() for one in changes]}
        )
    _print([change_line(one) for one in changes] or [f"{before.ref} and {after.ref} say the same."])


def _faults(root: Path, *, publish: bool) -> tuple[list[Fault], list[str]]:
    """Every fault, and what was newly locked."""
    faults = read_tree(root).faults
    if not faults:
        faults = disagreements(Catalogue(root))
    added = lock.publish(root) if publish and not faults else []
    return in_order([*faults, *lock.check(root)]), added


def _root(root: Path | None) -> Path:
    root = root or default_root()
    if not root.is_dir():
        _end(f"{root} is no directory", WRONG_USE)
    return root


def _catalogue(root: Path | None) -> Catalogue:
    try:
        return Catalogue(_root(root))
    except ShowclearError as error:
        _fail(error, NEGATIVE)


def _protocol(catalogue: Catalogue, name: str) -> Protocol:
    try:
        return catalogue.protocol(name) if "@" in name else catalogue.newest(name)
    except ShowclearError as error:
        _fail(error, WRONG_USE)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(error: ShowclearError, code: int) -> NoReturn:
    _end(f"{error.code}: {error.detail}", code)


def _end(said: str, code: int) -> NoReturn:
    typer.echo(f"showclear protocols: {' '.join(said.split())}", file=sys.stderr)
    raise typer.Exit(code)
