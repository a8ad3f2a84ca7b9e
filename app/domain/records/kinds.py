"""Decides which kinds of record there are and which model each body has; who may write them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.domain.records import day, governance, handling, incidents, people, things
from app.domain.records.texts import Strict

_GROUPS: dict[str, dict[str, type[Strict]]] = {
    "people": {
        "duty": people.Duty,
        "credential": people.Credential,
        "training": people.Training,
        "fitness": people.Fitness,
        "request": people.Request,
        "response": people.Response,
    },
    "things": {
        "firearm_intake": things.FirearmIntake,
        "ammunition_intake": things.AmmunitionIntake,
        "ammunition_sweep": things.AmmunitionSweep,
        "storage": things.Storage,
        "round_count": things.RoundCount,
        "departure": things.Departure,
    },
    "day": {
        "day_opened": day.DayOpened,
        "day_wrapped": day.DayWrapped,
        "safety_meeting": day.SafetyMeeting,
        "change": day.Change,
        "risk_assessment": day.RiskAssessment,
        "aim_plan": day.AimPlan,
    },
    "handling": {
        "round_inspection": handling.RoundInspection,
        "loading": handling.Loading,
        "unloading": handling.Unloading,
        "handover": handling.Handover,
        "issue_list": handling.IssueList,
        "firing": handling.Firing,
    },
    "incidents": {
        "incident": incidents.Incident,
        "concern": incidents.Concern,
        "hold": incidents.Hold,
        "release": incidents.Release,
        "personnel_action": incidents.PersonnelAction,
        "evidence": incidents.Evidence,
        "statement": incidents.Statement,
        "notice": incidents.Notice,
    },
    "governance": {
        "production_set": governance.ProductionSet,
        "role": governance.RoleGiven,
        "protocol_adopted": governance.ProtocolAdopted,
        "sign_off": governance.LaterSignOff,
        "preflight": governance.Preflight,
    },
}

RECORD_KINDS: Final[Mapping[str, type[Strict]]] = MappingProxyType(
    {kind: body for group in _GROUPS.values() for kind, body in group.items()}
)
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {group: tuple(kinds) for group, kinds in _GROUPS.items()}
)
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
_KIND_OF = {body: kind for kind, body in RECORD_KINDS.items()}


def group_of(kind: str) -> str:
    """`people`, `things`, `day`, `handling`, `incidents` or `governance`. KeyError for no kind."""
    return _GROUP_OF[kind]


def kind_of(body: Strict | type[Strict]) -> str:
    """The kind a body, or its model, belongs to. KeyError for no kind's body."""
    return _KIND_OF[body if isinstance(body, type) else type(body)]
