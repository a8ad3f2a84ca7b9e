"""Decides who and what a unit of a generated production has, and the records that prepare it before its first day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.replay.generator.dice import Choices
from app.domain.replay.generator.sheet import Plain, Sheet


@dataclass(frozen=True, slots=True)
class Gun:
    """A firearm or what stands in for one, and what the unit knows of it."""

    id: str
    class_: str
    chambers: int
    blanks: str | None = None
    """The box its blanks come from."""
    dummies: str | None = None
    """The box its dummies come from."""

    @property
    def fires(self) -> bool:
        """Whether its class can fire."""
        return self.class_ in ("real", "blank_only")


@dataclass(frozen=True, slots=True)
class Company:
    """The people and things of one unit. Units share nobody but the production's management."""

    unit: str
    handlers: tuple[str, ...]
    performers: tuple[str, ...]
    late: str
    """A performer who comes later than the others on some days."""
    pupil: str
    """A performer who is still to be taught."""
    first_ad: str
    guns: tuple[Gun, ...]
    rack: tuple[Gun, ...]
    boxes: dict[str, str] = field(default_factory=dict)
    """Boxes of rounds and what is in them."""

    @property
    def everybody(self) -> list[str]:
        """All who are at the meeting of the day but the latecomer."""
        return [*self.handlers, *self.performers, self.pupil, self.first_ad, "safety-officer"]


ROLES = {
    "safety-officer": "safety_officer",
    "upm": "upm",
    "producer": "producer",
    "director": "director",
    "grip": "crew",
}


def company(unit: str, *, performers: int = 3, rubber: int = 6) -> Company:
    """The company of a unit: three handlers, a real revolver, a blank-only pistol, an airsoft, a replica, a rack."""
    mark = "" if unit == "main" else f"-{unit}"
    blank, dummy, magazine = f"box-blank{mark}", f"box-dummy{mark}", f"mag-blank{mark}"
    guns = (
        Gun(f"revolver{mark}", "real", 6, blank, dummy),
        Gun(f"carbine{mark}", "real", 11, blank, dummy),
        Gun(f"pistol{mark}", "blank_only", 9, magazine, None),
        Gun(f"airsoft{mark}", "airsoft", 1),
        Gun(f"replica{mark}", "replica", 0),
    )
    return Company(
        unit,
        (f"armorer{mark}", f"assistant{mark}", f"props{mark}"),
        tuple(f"actor-{n}{mark}" for n in range(1, performers + 1)),
        f"late-actor{mark}",
        f"pupil{mark}",
        f"first-ad{mark}",
        guns,
        tuple(Gun(f"rubber-{n}{mark}", "rubber", 0) for n in range(1, rubber + 1)),
        {blank: "blank", dummy: "dummy", magazine: "blank"},
    )


def prepare_production(sheet: Sheet, timezone: str) -> None:
    """Settings and the roles of those who belong to no unit."""
    sheet.write("production_set", "upm", {"timezone": timezone, "custodian": "the production company"})
    for person, role in ROLES.items():
        _role(sheet, person, role)


def prepare(sheet: Sheet, company: Company, choices: Choices) -> None:
    """Roles, credentials, lessons, intakes and assessments of a unit."""
    _roles(sheet, company, choices)
    for handler in company.handlers:
        _credentials(sheet, handler, choices)
    armorer = company.handlers[0]
    taught = [*company.performers, company.late]
    lesson: Plain = {"people": taught, "trainer": armorer, "subject": "handling", "firearm_class": "real"}
    sheet.write(
        "training",
        armorer,
        {**lesson, "planned_minutes": 60, "actual_minutes": 60 + choices.randint(0, 30), "competent": True},
    )
    for gun in (*company.guns, *company.rack):
        take_in(sheet, gun, armorer)
    for box, type_ in company.boxes.items():
        _box(sheet, box, type_, armorer)
    for gun in company.guns:
        if gun.class_ == "real":
            _why_real(sheet, gun, company)


def _role(sheet: Sheet, person: str, role: str, *, minor: bool = False) -> None:
    from_at = sheet.local().replace(microsecond=0).isoformat()
    body: Plain = {"person": person, "role": role, "from_at": from_at, "minor": True if minor else None}
    sheet.write("role", "producer", body)


def _roles(sheet: Sheet, company: Company, choices: Choices) -> None:
    for handler, role in zip(
        company.handlers, ("armorer", "weapons_handler", "property_master"), strict=True
    ):
        _role(sheet, handler, role)
    _role(sheet, company.first_ad, "first_ad")
    minor = choices.choice(company.performers)
    for performer in (*company.performers, company.late, company.pupil):
        _role(sheet, performer, "performer", minor=performer == minor)
    sheet.write(
        "credential",
        "safety-officer",
        {"person": minor, "credential": "minor_consent", "issuer": "studio teacher"},
    )


def _credentials(sheet: Sheet, person: str, choices: Choices) -> None:
    until = (sheet.local() + timedelta(days=365 + choices.randint(0, 300))).date().isoformat()
    permit: Plain = {
        "person": person,
        "credential": "firearms_permit",
        "issuer": "state",
        "expires_on": until,
    }
    if choices.randint(1, 4) == 1:
        permit = {"person": person, "credential": "firearms_permit", "issuer": "none required here"}
    sheet.write("credential", "safety-officer", permit)
    course: Plain = {
        "person": person,
        "credential": "firearms_course",
        "issuer": "safety pass",
        "expires_on": until,
    }
    sheet.write("credential", "safety-officer", course)


def take_in(sheet: Sheet, gun: Gun, by: str) -> None:
    """The intake of a firearm, for the first time or come back."""
    body: Plain = {
        "firearm": gun.id,
        "class": gun.class_,
        "calibre": ".45" if gun.fires else "none",
        "chambers": gun.chambers,
        "can_fire_live": gun.class_ == "real",
        "owner": "rental",
        "supplier": "rental house",
    }
    sheet.write("firearm_intake", by, body)


def _box(sheet: Sheet, box: str, type_: str, by: str) -> None:
    body: Plain = {
        "container": box,
        "type": type_,
        "calibre": ".45",
        "count": 5000,
        "supplier": "rental house",
        "lot": f"lot-{box}",
        "sealed": True,
        "labelled": True,
        "supplier_licensed": True,
    }
    sheet.write("ammunition_intake", by, body)


def _why_real(sheet: Sheet, gun: Gun, company: Company) -> None:
    body: Plain = {
        "firearm": gun.id,
        "alternatives_considered": ["a replica", "a blank-only firearm"],
        "why_real": "the action is seen working in close shots",
        "controls": ["dummies only unless a take needs blanks"],
        "approved_by": [company.handlers[0], "safety-officer"],
    }
    sheet.write("risk_assessment", company.handlers[0], body)
