"""Decides how the demonstration is told to somebody at a terminal: who there is, and a first thing to try."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.demonstration import PRODUCTION, Shown

OVER = "Its last day has passed. Begin it anew with: showclear demo --fresh"


def welcome(shown: Shown) -> Iterator[str]:
    """The lines to print."""
    if shown.aside:
        yield aside_told(shown.aside)
    yield f"Demonstration production `{PRODUCTION}`: nobody in it is real, and these tokens open only it."
    if shown.over:
        yield OVER
    width = max(len(person["id"]) for person in shown.people)
    for person in shown.people:
        yield f"  {person['id']:{width}}  {person['token']}  {', '.join(person['roles'])}"
    yield f"Firearms: {', '.join(shown.firearms)}. Ammunition: {', '.join(shown.ammunition)}."
    yield "May the armorer hand colt-1 to the sheriff now? Ask:"
    yield f"  {first_request(shown)}"


def aside_told(name: str) -> str:
    """Where the old database went."""
    return f"The database was moved aside: {name}"


def first_request(shown: Shown) -> str:
    """A request to copy: a clearance, asked by whoever has the armorer's token."""
    token = next(person["token"] for person in shown.people if "armorer" in person["roles"])
    asked = "firearm=colt-1&to=sheriff&purpose=rehearsal&scene=15"
    return (
        f"curl -s -H 'Authorization: Bearer {token}' "
        f"'{shown.url}/api/v1/productions/{PRODUCTION}/clearance?{asked}'"
    )
