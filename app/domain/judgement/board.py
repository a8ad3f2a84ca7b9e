"""Decides what the board of a unit's day shows: holds, what is due, who has what, which steps are recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.judgement.checks import fails
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.rulebook import Rulebook
from app.domain.judgement.state import State
from app.domain.judgement.things import Container, Firearm
from app.domain.judgement.violation import moment_text


def _ref(placed: Placed | None) -> dict[str, Any] | None:
    """Which record, when, by whom."""
    if placed is None:
        return None
    return {"record": placed.record.key, "at": moment_text(placed.at), "by": placed.record.by}


def _inspection_stands(firearm: Firearm, day: UnitDay | None, book: Rulebook) -> bool:
    looked = firearm.inspection
    if looked is None or day is None or (looked.day, looked.session) != (day.id, day.session):
        return False
    undone = any(s.word not in ("back", "back_in_sight") for s in firearm.since)
    return not undone and not looked.lacking(book.declared("inspection"), *book.reshow_bounds)


def firearm_shown(firearm: Firearm, state: State, day: UnitDay | None, book: Rulebook) -> dict[str, Any]:
    """A firearm as recorded: who has it, what is in it, the last look. Nothing here says what is in the chamber now."""
    looked = firearm.inspection
    out = state.outs.get(firearm.id, ())
    return {
        "firearm": firearm.id,
        "class": firearm.class_,
        "holder": firearm.holder,
        "locked": firearm.locked,
        "departed": firearm.departed,
        "load": [{"type": r.type, "container": r.container, "count": r.count} for r in firearm.load],
        "declared": firearm.declared[0] if firearm.declared else None,
        "inspection": _ref(looked.placed) if looked else None,
        "inspection_stands": _inspection_stands(firearm, day, book),
        "out": [_ref(o.issue) for o in out],
        "responsible": out[-1].responsible[0] if out and out[-1].responsible else None,
    }


def container_shown(container: Container) -> dict[str, Any]:
    """A container as recorded: who has it, whether it is locked."""
    body = container.intake.record.body if container.intake else None
    return {
        "container": container.id,
        "type": body.type if body else None,
        "holder": container.holder,
        "locked": container.locked,
        "departed": container.departed,
    }


def custody(state: State, book: Rulebook) -> list[dict[str, Any]]:
    """Every firearm and container, and who has it."""
    current = next(iter(state.days.values()), None)
    firearms = [firearm_shown(one, state, current, book) for one in state.firearms.values()]
    return [*firearms, *(container_shown(one) for one in state.containers.values())]


def _plan(placed: Placed) -> dict[str, Any]:
    body = placed.record.body
    return {**(_ref(placed) or {}), "firearm": body.firearm, "scene": body.scene, "load": body.load}


def _opened(day: UnitDay) -> dict[str, Any] | None:
    """What the day was opened with: its scenes, and the answers of its checklist (whom to call, and where)."""
    if day.opened is None:
        return None
    record = day.opened.record
    scenes = [plan.model_dump(mode="json") for plan in record.body.scenes]
    return {**(_ref(day.opened) or {}), "scenes": scenes, "answers": dict(record.answers or {})}


def _meetings(day: UnitDay, book: Rulebook) -> list[dict[str, Any]]:
    return [
        {
            **(_ref(meeting) or {}),
            "scope": meeting.record.body.scope,
            "scene": meeting.record.body.scene,
            "attendees": list(meeting.record.body.attendees),
            "missing": fails(book.meeting_checks, meeting.record.body)
            if meeting.record.body.scope == "day"
            else [],
        }
        for meeting in day.meetings
    ]


def board(state: State, book: Rulebook, unit: str, at: datetime) -> dict[str, Any]:
    """The unit's current day as recorded up to the moment: `hold` says whether gun work is on hold at all."""
    day = state.days.get(unit)
    holds = [hold.to_json() for hold in state.all_holds()]
    dues = sorted((due for due in state.dues.values()), key=lambda due: due.due_at)
    shown = {
        "unit": unit,
        "at": moment_text(at),
        "hold": bool(holds),
        "holds": holds,
        "due": [due.to_json() for due in dues],
        "firearms": [firearm_shown(one, state, day, book) for one in state.firearms.values()],
        "ammunition": [container_shown(one) for one in state.containers.values()],
    }
    if day is None:
        return {**shown, "date": None}
    return {
        **shown,
        "date": day.date,
        "opened": _opened(day),
        "wrapped": _ref(day.wrapped),
        "pack": day.pack,
        "sweep": _ref(day.sweep),
        "meetings": _meetings(day, book),
        "changes": [{**(_ref(placed) or {}), "scene": scene} for scene, placed in day.changes],
        "aim_plans": [_plan(plan) for session, plan in day.plans if session == day.session],
    }
