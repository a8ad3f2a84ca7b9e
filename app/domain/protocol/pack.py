"""Decides the form of a pack: which protocols a production adopts, with which parameters and which table of knowledge."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from app.domain.protocol.values import Citation, Duration, Said, Slug, Strict, Version, When
from app.domain.records.words import Role


class Parameter(Strict):
    """A number of minutes, metres or times a rule names by `@name`, with its source."""

    value: Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)] | Duration
    unit: str
    cite: Annotated[list[Citation], Field(min_length=1)]


class Knowledge(Strict):
    """Earlier records of this kind bear on these hazards."""

    kind: str
    when: When = {}
    hazards: Annotated[list[str], Field(min_length=1)]
    """Families: what stands before the dot of a hazard."""


class Management(Strict):
    """Whose knowledge counts, and how far back."""

    roles: Annotated[list[Role], Field(min_length=1)]
    look_back: Duration


class Pack(Strict):
    """What a production adopts."""

    pack: Slug
    title: Said
    protocols: Annotated[dict[Slug, Version], Field(min_length=1)]
    parameters: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Parameter] = {}
    management: Management
    knowledge: list[Knowledge] = []

    def value(self, name: str) -> int | float | timedelta:
        """The value of a parameter. KeyError when the pack does not give it."""
        return self.parameters[name].value
