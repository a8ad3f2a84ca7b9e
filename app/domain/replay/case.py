"""Decides the form of a case file (design, section 8); what its records mean is decided where records are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import ShowclearError
from app.domain.protocol.words import HAZARDS
from app.domain.records import RECORD_KINDS
from app.domain.records.words import FirearmClass, Owner, Role, RoundType

_MINUTE = re.compile(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$")


def with_seconds(text: str) -> str:
    """A time with its seconds; case files, and only they, may leave them out."""
    return _MINUTE.sub(r"\1:00\2", text)


def _moment(text: str) -> str:
    whole = with_seconds(text)
    if datetime.fromisoformat(whole).tzinfo is None:
        raise ValueError("a time needs Z or an offset")
    return whole


def _known_hazards(named: str | list[str]) -> str | list[str]:
    unknown = sorted(set([named] if isinstance(named, str) else named) - set(HAZARDS))
    if unknown:
        raise ValueError(f"no such hazard: {', '.join(unknown)}")
    return named


Moment = Annotated[str, AfterValidator(_moment)]
HazardNames = Annotated[str | list[str], AfterValidator(_known_hazards)]
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Person(_Form):
    """Roles a person holds through the whole case."""

    roles: list[Role]
    minor: bool = False


class FirearmShort(_Form):
    """A firearm taken in before the first record; what is left out is unknown."""

    class_: Annotated[FirearmClass, Field(alias="class")]
    calibre: str = "unknown"
    chambers: int = 0
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
    calibre: str = "unknown"
    count: int = 0
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
    recorded: Moment | None = None
    by: str | None = None
    kind: str
    basis: Literal["official", "testimony", "reported", "assumed"] | None = None
    source: str | None = None
    signed: list[str] | None = None
    unit: str | None = None
    entered_by: str | None = None
    device: str | None = None
    clock: dict[str, Any] | None = None
    protocol: str | None = None
    answers: dict[str, Any] | None = None
    note: str | None = None
    attachments: list[str] | None = None
    corrects: dict[str, Any] | None = None
    sign_offs: list[dict[str, Any]] | None = None
    body: dict[str, Any]


class Expected(_Form):
    """A violation a correct judgement finds."""

    lapse: str | None = None
    hazard: HazardNames
    record: Slug | None = None
    firearm: str | None = None
    person: str | None = None
    by: Moment | None = None
    known: bool | None = None

    @property
    def hazards(self) -> tuple[str, ...]:
        """Any of these meets it."""
        return (self.hazard,) if isinstance(self.hazard, str) else tuple(self.hazard)


class Case(_Form):
    """A set of dated records with what a correct judgement must find."""

    case: Slug
    title: str = ""
    timezone: str = "UTC"
    packs: list[str] = ["us-base"]
    people: dict[str, Person] = {}
    firearms: dict[str, FirearmShort] = {}
    ammunition: dict[str, AmmunitionShort] = {}
    records: list[CaseRecord]
    harm_at: Moment | None = None
    until: Moment | None = None
    expect: list[Expected] = []
    deny: list[Slug] = []
    grant: list[Slug] = []
    absent: list[HazardNames] = []
    strict: bool = False


def moment(text: str) -> datetime:
    """The instant, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _problem(fault: Any) -> dict[str, str]:
    return {"field": ".".join(str(part) for part in fault["loc"]) or "the file", "problem": fault["msg"]}


def read_case(data: object) -> Case:
    """The case a file's plain data is. `case.malformed` with every fault and its place when it is none."""
    try:
        case = Case.model_validate(data)
    except ValidationError as wrong:
        where = [_problem(fault) for fault in wrong.errors(include_url=False)]
        raise ShowclearError("case.malformed", "this is no case file", where=where) from None
    _consistent(case)
    return case


def _consistent(case: Case) -> None:
    where = []
    ids = [record.id for record in case.records if record.id]
    where += [{"field": "records", "problem": f"two records are called {i}"} for i in sorted({i for i in ids if ids.count(i) > 1})]
    for n, record in enumerate(case.records):
        if record.kind not in RECORD_KINDS:
            where.append({"field": f"records.{n}.kind", "problem": f"no such kind: {record.kind}"})
    handovers = {r.id for r in case.records if r.kind == "handover"}
    for name, asked in (("deny", case.deny), ("grant", case.grant)):
        where += [{"field": name, "problem": f"no handover is called {i}"} for i in asked if i not in handovers]
    where += [
        {"field": "expect", "problem": f"no record is called {e.record}"}
        for e in case.expect
        if e.record and e.record not in ids
    ]
    if where:
        raise ShowclearError("case.malformed", "this case does not hold together", where=where)
