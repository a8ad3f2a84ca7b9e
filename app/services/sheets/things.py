"""Decides what a sheet of firearms or of scenes would record: intakes, and the plan that a day opens with."""

from __future__ import annotations

from typing import Any, Final

from app.domain.records.words import FIREARM_CLASSES
from app.services.sheets.known import Known
from app.services.sheets.table import Column, Line, Proposed, yes_or_no

FIREARMS: Final = (
    Column("firearm", ("id", "arma"), needed=True),
    Column("class", ("clase", "type", "tipo"), needed=True),
    Column("calibre", ("caliber", "calibre_")),
    Column("chambers", ("capacity", "recamaras", "recámaras")),
    Column("can_fire_live", ("live",)),
    Column("owner", ("dueño", "dueno")),
    Column("supplier", ("proveedor", "house"), needed=True),
    Column("maker", ("make", "marca")),
    Column("model", ("modelo",)),
    Column("serial", ("serial_number", "serie")),
    Column("marks", ("marcas", "notes")),
    Column("twins", ("gemelas",)),
    Column("bore_plug", ("plug",)),
    Column("licence_class", ("license_class", "licence")),
)
SCENES: Final = (
    Column("scene", ("escena",), needed=True),
    Column("firearms", ("firearm", "armas")),
    Column("performers", ("performer", "cast", "elenco")),
)
_AS_TOLD: Final = ("maker", "model", "serial", "marks", "licence_class")
_CANNOT_FIRE: Final = FIREARM_CLASSES - {"real", "blank_only"}


def of_firearms(line: Line, known: Known) -> Proposed:
    """An intake, unless it was taken in with just these particulars. What cannot fire needs no calibre or chambers."""
    found = Proposed(line.number)
    body = _intake(line, found)
    found.shown = {"firearm": body["firearm"], "class": body["class"]}
    found.faults += known.faults("firearm_intake", body)
    taken = known.firearms.get(body["firearm"])
    if taken is None:
        found.records.append(("firearm_intake", body))
    elif dict(taken) != body:
        other = sorted(name for name in taken.keys() | body.keys() if taken.get(name) != body.get(name))
        found.faults.append(
            {
                "field": other[0],
                "problem": f"was taken in with other particulars: {', '.join(other)}",
                "expected": "the same, or a correction of that record",
            }
        )
    return found


def _intake(line: Line, found: Proposed) -> dict[str, Any]:
    class_ = line.get("class").casefold().replace(" ", "_")
    inert = class_ in _CANNOT_FIRE
    body: dict[str, Any] = {
        "firearm": line.get("firearm"),
        "class": class_,
        "calibre": line.get("calibre") or ("none" if inert else ""),
        "chambers": _count(line.get("chambers") or ("0" if inert else "")),
        "can_fire_live": yes_or_no(line, "can_fire_live", otherwise=class_ == "real", faults=found.faults),
        "owner": line.get("owner").casefold() or "rental",
        "supplier": line.get("supplier"),
    }
    if not body["calibre"]:
        found.faults.append({"field": "calibre", "problem": "is missing", "expected": "as marked"})
    body |= {name: line.get(name) for name in _AS_TOLD if line.get(name)}
    if line.get("twins"):
        body["twins"] = line.several("twins")
    if line.get("bore_plug"):
        said = line.get("bore_plug")
        body["bore_plug"] = {"yes": True, "no": False}.get(said.casefold(), said)
    return body


def _count(told: str) -> int | str:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 8 else told


def of_scenes(line: Line, known: Known) -> Proposed:
    """One scene of the plan; performers by id, or by a name that only one person has."""
    found = Proposed(line.number)
    performers = []
    for told in line.several("performers"):
        person = known.person(told)
        if person is None:
            problem = f"{told[:60]} is nobody here, or more than one person"
            expected = "the id or the name of somebody of the production"
            found.faults.append({"field": "performers", "problem": problem, "expected": expected})
        else:
            performers.append(person)
    plan = {"scene": line.get("scene"), "firearms": line.several("firearms"), "performers": performers}
    opened = {"call_time": "07:00", "scenes": [plan], "bulletins_attached": True}
    found.faults += [
        one | {"field": one["field"].rpartition(".")[2]} for one in known.faults("day_opened", opened)
    ]
    found.shown = plan | {"not_taken_in": [one for one in plan["firearms"] if one not in known.firearms]}
    found.records.append(("day_opened", plan))
    return found
