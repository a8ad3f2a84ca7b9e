"""Decides the form of the demonstration's script: people, days and records told by local time; it reads no file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import ShowclearError
from app.domain.records.words import Role

LocalTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Form):
    """Somebody of the production; the name is beside the ledger, never in it."""

    name: str | None = None
    roles: Annotated[list[Role], Field(min_length=1)]
    minor: bool | None = None


class Told(_Form):
    """One record of a day.

    In its body `record:<name>`, `violation:<hazard> of <name>` and `date:<days from that day>`
    stand for ids and dates. `signed` are people who sign in their first role, with the sentence their checklist asks for.
    """

    name: Name | None = None
    at: LocalTime
    by: Name
    kind: str
    protocol: str | None = None
    answers: dict[str, Any] | None = None
    note: str | None = None
    signed: list[Name] = []
    body: dict[str, Any]


class Day(_Form):
    """What happened on one day, in order."""

    records: Annotated[list[Told], Field(min_length=1)]


class Script(_Form):
    """The whole production. `days`: the day before the first, then the shooting days; the last one is today."""

    title: str
    people: dict[Name, Member]
    founder: Name
    """Who writes the settings and the roles."""
    pack: str
    days: Annotated[list[Day], Field(min_length=2)]
    now: LocalTime
    """The moment of the last day at which the script stops: the moment of seeding."""

    def role_of(self, person: str) -> str:
        """The role a person signs in."""
        return self.people[person].roles[0]


def read_script(data: object) -> Script:
    """The script that plain data is. Refused: `demonstration.malformed`, with every fault and its place."""
    try:
        return Script.model_validate(data)
    except ValidationError as wrong:
        where = [
            {"field": ".".join(map(str, fault["loc"])), "problem": fault["msg"]}
            for fault in wrong.errors(include_url=False)
        ]
        raise ShowclearError("demonstration.malformed", "This is no script.", where=where) from None
