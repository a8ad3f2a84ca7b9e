"""Decides the form of a case file (design, section 8); what its records mean is decided where records are."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.domain.protocol.words import HAZARDS
from app.domain.records import moments
from app.domain.records.faults import closest
from app.domain.records.ids import ContainerId, FirearmId, PersonId, Word
from app.domain.records.moments import Zone, parse_moment
from app.domain.records.texts import Count, Expected
from app.domain.records.words import FirearmClass, Owner, Role, RoundType

_TO_THE_MINUTE = re.compile(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$")


def with_seconds(value: object) -> object:
    """A time with its seconds; case files, and only they, may leave them out."""
    return _TO_THE_MINUTE.sub(r"\1:00\2", value) if isinstance(value, str) else value


def _known_hazard(named: str) -> str:
    if named not in HAZARDS:
        said = f'"{named[:40]}" is no hazard{closest(named, list(HAZARDS))}'
        raise PydanticCustomError(
            "rule", "{said}", {"said": said, "expected": "a hazard of the design's section 7"}
        )
    return named


def _one_or_more(named: object) -> object:
    return (named,) if isinstance(named, str) else named


def _at_least_one(named: tuple[str, ...]) -> tuple[str, ...]:
    if not named:
        raise PydanticCustomError(
            "rule", "an empty list meets nothing", {"expected": "a hazard, or a list of some"}
        )
    return named


Moment = Annotated[moments.Moment, BeforeValidator(with_seconds)]
Hazard = Annotated[str, AfterValidator(_known_hazard)]
Hazards = Annotated[
    tuple[Hazard, ...], Field(strict=False), BeforeValidator(_one_or_more), AfterValidator(_at_least_one)
]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
    Expected("1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit"),
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class Person(_Form):
    """Roles a person holds through the whole case."""

    roles: list[Role]
    """The roles held."""
    minor: bool = False
    """Whether the person is a minor."""


class FirearmShort(_Form):
    """A firearm taken in before the first record; what is left out is unknown."""

    class_: Annotated[FirearmClass, Field(alias="class")]
    """What it is."""
    calibre: str = "unknown"
    chambers: Count = 0
    can_fire_live: bool = False
    owner: Owner = "rental"
    supplier: str = "unknown"
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    marks: str | None = None
    twins: list[str] | None = None
    bore_plug: bool | str | None = None
    licence_class: str | None = None


class AmmunitionShort(_Form):
    """A container taken in before the first record; what is left out is unknown."""

    type: RoundType
    """What is in it."""
    calibre: str = "unknown"
    count: Count = 0
    supplier: str = "unknown"
    lot: str | None = None
    sealed: bool = False
    labelled: bool = False
    supplier_licensed: bool = False
    tested: bool | None = None


class CaseRecord(_Form):
    """A record as a case file writes it."""

    id: Slug | None = None
    at: Moment
    """When it happened."""
    recorded: Moment | None = None
    """When it reached the service, if later."""
    by: str | None = None
    kind: str
    """What kind of thing happened."""
    basis: Literal["official", "testimony", "reported", "assumed"] | None = None
    source: str | None = None
    signed: list[PersonId] | None = None
    unit: str | None = None
    entered_by: str | None = None
    device: str | None = None
    clock: dict[str, Any] | None = None
    protocol: str | None = None
    answers: dict[str, Any] | None = None
    note: str | None = None
    attachments: list[Any] | None = None
    corrects: dict[str, Any] | None = None
    sign_offs: list[Any] | None = None
    body: dict[str, Any]
    """What happened, by the kind."""


class ExpectLine(_Form):
    """A violation a correct judgement finds."""

    lapse: str | None = None
    hazard: Hazards
    """The hazard, or several of which any meets the line."""
    record: Slug | None = None
    """A record that must be among the evidence."""
    firearm: FirearmId | None = None
    person: PersonId | None = None
    by: Moment | None = None
    """The latest acceptable moment of being flagged."""
    known: bool | None = None
    """Whether there is evidence of earlier knowledge."""


class Case(_Form):
    """A set of dated records with what a correct judgement must find."""

    case: Slug
    """The case's id."""
    title: str = ""
    timezone: Zone = "UTC"
    packs: Annotated[list[Word], Field(min_length=1)] = ["us-base"]
    people: dict[PersonId, Person] = {}
    firearms: dict[FirearmId, FirearmShort] = {}
    ammunition: dict[ContainerId, AmmunitionShort] = {}
    records: list[CaseRecord]
    """What happened."""
    harm_at: Moment | None = None
    until: Moment | None = None
    expect: list[ExpectLine] = []
    deny: list[Slug] = []
    grant: list[Slug] = []
    absent: list[Hazard] = []
    strict: bool = False

    @property
    def production(self) -> str:
        """The production its records belong to; productions are written in lower case."""
        return self.case.lower()


def moment(text: str) -> datetime:
    """The instant, in UTC."""
    return parse_moment(text)
