"""Decides how a drill is begun, listed and ended from the command line; what a drill is is decided elsewhere."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from app.cli.at_work import reading, writing
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services

app = typer.Typer(help="Drills: a production of their own with the same people, in which nothing happened.")
Production = Annotated[str, typer.Argument(help="The production it drills for.")]
By = Annotated[str, typer.Option(help="Who answers for it: handlers, safety, the office, the first AD.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def begin(
    production: Production,
    by: By,
    script: Annotated[
        str, typer.Argument(help="scene (the production's own things) or rust-morning.")
    ] = "rust-morning",
    scene: Annotated[str | None, typer.Option(help="With `scene`: which scene of the plan.")] = None,
    tokens: Annotated[
        bool, typer.Option("--tokens", help="Print a token for everybody who takes part.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Begin a drill. Its records never enter the production's ledger; its end leaves one line there.

    On SQLite nobody else may write meanwhile: beside a running service begin it from the app.

    Examples: showclear drill begin desert --by safety
              showclear drill begin desert scene --scene 42 --by first-ad --tokens
    """
    with writing() as services:
        told = services.drills.begin(_caller(by, production), production, script, scene)
        given = _tokens(services, told) if tokens else {}
    if json_:
        return typer.echo(json.dumps(told | ({"tokens": given} if tokens else {}), indent=2))
    typer.echo(f"DRILL {told['id']} goes on: nothing in it happened.")
    if told["asked"]:
        asked = "&".join(f"{name}={value}" for name, value in told["asked"].items())
        typer.echo(f"Ask first: /api/v1/productions/{told['id']}/clearance?{asked}")
    for person, token in given.items():
        typer.echo(f"  {person}  {token}")


@app.command()
def end(
    production: Production,
    drill: Annotated[str, typer.Argument(help="Its id.")],
    by: By,
    attended: Annotated[
        list[str] | None,
        typer.Option(help="Who attended; may be given again. Left out: whoever recorded something in it."),
    ] = None,
    json_: AsJson = False,
) -> None:
    """End a drill. The production's ledger gets one line: that it was held, and who attended.

    Example: showclear drill end desert drill-3f09c2a7be11 --by safety --attended armorer --attended first-ad
    """
    with writing() as services:
        told = services.drills.end(_caller(by, production), production, drill, attended)
    if json_:
        return typer.echo(json.dumps(told, indent=2))
    typer.echo(f"{drill} is over; record {told['record']} says that {', '.join(told['attended'])} attended.")


@app.command("list")
def list_(production: Production, by: By, json_: AsJson = False) -> None:
    """List a production's drills, the newest first.

    Example: showclear drill list desert --by safety
    """
    with reading() as services:
        told = services.drills.drills(_caller(by, production), production)
    if json_:
        return typer.echo(json.dumps({"production": production, "drills": told}, indent=2))
    for one in told:
        typer.echo(f"{one['id']}  {one['script']}  {_until(one)}")


def _caller(person: str, production: str) -> Caller:
    return Caller(person, production, frozenset({READ, WRITE}))


def _tokens(services: Services, drill: dict[str, Any]) -> dict[str, str]:
    """A token of the drill for everybody who holds a role in its production now."""
    production, enter = drill["of"], services.drills.enter
    people = services.reading.people(_caller(drill["begun_by"], production), production)
    there = [one["id"] for one in people if _holds(one)]
    return {one: enter(_caller(one, production), production, drill["id"])["token"] for one in there}


def _holds(person: dict[str, Any]) -> bool:
    return any(span["held"] for span in person["roles"])


def _until(drill: dict[str, Any]) -> str:
    begun = f"begun {drill['begun_at'][:16]}"
    return f"{begun}, goes on" if drill["ended_at"] is None else f"{begun}, over"
