"""Decides how a clearance is asked: what is assumed for what was left out, and that nothing is granted unjudged."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import require_read
from app.domain.records import Handover, parse_moment
from app.services.caller import READ, Caller, no_production
from app.services.judged import Judged
from app.services.judges import Judges
from app.services.ports import Clock

_log = logging.getLogger(__name__)

AHEAD = timedelta(hours=24)
"""How far ahead a clearance may be asked: the next set-ups of the day."""


class Clearances:
    """The use case `clearance`: answered from memory, in a time that does not grow with the production."""

    def __init__(self, judges: Judges, clock: Clock) -> None:
        self._judges, self._clock = judges, clock

    def ask(  # noqa: PLR0913 - the fields of a handover, each of which may be left out
        self,
        caller: Caller,
        production: str,
        *,
        firearm: str,
        to: str,
        purpose: str | None = None,
        giver: str | None = None,
        declared: str | None = None,
        declared_by: str | None = None,
        scene: str | None = None,
        unit: str | None = None,
        at: str | None = None,
    ) -> dict[str, Any]:
        """Whether the steps for this handover are recorded. `at` is a time as records write it.

        Left out: the purpose is a take, the giver is who has the firearm now (else the caller), it is called what was
        last found in it. Refused: `not_found`, `permission.denied`, `person.unknown`, `record.future`.
        """
        caller.require(production, READ)
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        now = self._clock()
        require_read(judged.roster.roles(caller.person, now) if caller.person else frozenset(), "clearance")
        moment = _moment(at, now)
        said = {"purpose": purpose, "from": giver, "declared": declared, "unit": unit, "at": at}
        _require_known(judged, (to, giver, declared_by))
        if judged.judge is None or judged.behind:
            return _behind(judged, moment)
        try:
            judge = judged.judge.fork()
            judge.advance(moment)
            assumed = _assumed(judge.firearm(firearm, moment) or {}, caller.person, moment, said)
            body = {
                "firearm": firearm,
                "from": giver or assumed["from"],
                "to": to,
                "purpose": purpose or assumed["purpose"],
                "declared": declared or assumed["declared"],
                "declared_by": declared_by,
                "scene": scene,
                "place": "asked",
            }
            handover = Handover.model_validate(
                {key: value for key, value in body.items() if value is not None}
            )
            answer = judge.clear(handover, unit=unit or "main", at=moment, by=caller.person)
        except Exception:  # noqa: BLE001 - whatever is wrong, it is not granted
            _log.exception("clearance.failed", extra={"production": production})
            return _behind(judged, moment)
        return answer | {"as_of": judged.size - 1, "assumed": assumed}


def _moment(at: str | None, now: datetime) -> datetime:
    moment = parse_moment(at) if at is not None else now
    if moment > now + AHEAD:
        fault = {
            "field": "at",
            "problem": "lies too far ahead",
            "expected": "a time within 24 hours from now",
        }
        raise ShowclearError("request.malformed", "A clearance is asked for the next hours.", where=[fault])
    return moment


def _require_known(judged: Judged, people: tuple[str | None, ...]) -> None:
    for person in people:
        if person is not None and not judged.roster.knows(person):
            fault = {"field": "person", "problem": f"{person} is unknown", "expected": "a person with a role"}
            raise ShowclearError("person.unknown", "The production never had this person.", where=[fault])


def _assumed(
    item: dict[str, Any], caller: str | None, moment: datetime, said: dict[str, str | None]
) -> dict[str, Any]:
    """What stands for the parameters left out, by what is recorded of the firearm; the answer repeats it."""
    assumed = {
        "purpose": "take",
        "from": item.get("holder") or caller,
        "declared": _status(item),
        "unit": "main",
        "at": recorded_at_text(moment),
    }
    return {name: value for name, value in assumed.items() if said[name] is None}


def _status(item: dict[str, Any]) -> str:
    """What the firearm would be called by the rounds recorded in it (design, section 5, rule 3)."""
    if item.get("can_fire") is False:
        return "replica"
    types = {one["type"] for one in item.get("load", ()) if one["count"]}
    if not types:
        return "empty"
    return "cold" if types == {"dummy"} else "hot"


def _behind(judged: Judged, moment: datetime) -> dict[str, Any]:
    reason = {
        "hazard": "judgement.fault",
        "rule": "showclear/judgement",
        "message": "The records are kept, but could not be judged.",
        "cure": "Whoever runs the service looks at the fault; until then handle as if nothing were granted.",
        "who": ["admin"],
    }
    return {
        "granted": False,
        "reasons": [reason],
        "as_of": judged.size - 1,
        "expires_at": recorded_at_text(moment),
        "assumed": {},
    }
