"""Decides what opening, wrap, meetings, changes, assessments and aim plans leave behind; it knows no rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.judgement.calendar import LONGEST_DAY, cut_over_date, date_ends_at, local_date
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.state import State


def day_of(state: State, placed: Placed) -> UnitDay | None:
    """The unit's current day, if the record belongs to it; None when another begins with this record."""
    current = state.days.get(placed.record.unit)
    if current is None:
        return None
    if placed.record.kind == "day_opened":
        same = current.date == local_date(placed.at, state.zone).isoformat()
        return current if same else None
    if current.running and placed.at <= current.ends_at:
        return current
    return current if current.date == _date_outside(state, placed) else None


def _date_outside(state: State, placed: Placed) -> str:
    """The date of a record outside every open day."""
    return cut_over_date(placed.at, state.zone, state.cut_over_hour).isoformat()


def begin_day(state: State, placed: Placed, pack: str) -> UnitDay:
    """The day that begins with this record."""
    opened = placed.record.kind == "day_opened"
    text = local_date(placed.at, state.zone).isoformat() if opened else _date_outside(state, placed)
    ends_at = date_ends_at(date.fromisoformat(text), state.zone, state.cut_over_hour)
    day = UnitDay((placed.record.unit, text), ends_at, pack)
    state.days[placed.record.unit] = day
    return day


def day_opened(state: State, placed: Placed, day: UnitDay) -> None:
    """The day runs; opened after wrap on the same date it runs again, and everybody is to be briefed first."""
    if day.running:
        return
    again = day.wrapped is not None
    state.change_day(
        day,
        opened=placed if day.opened is None or again else day.opened,
        wrapped=None,
        session=day.session + again,
        changes=(*day.changes, (None, placed)) if again else day.changes,
        ends_at=placed.at + LONGEST_DAY,
    )


def day_wrapped(state: State, placed: Placed, day: UnitDay) -> None:
    """The day is over; records after it still belong to its date."""
    ends_at = date_ends_at(date.fromisoformat(day.date), state.zone, state.cut_over_hour)
    state.change_day(day, wrapped=placed, unwrapped_issue=None, ends_at=max(ends_at, placed.at))


def safety_meeting(state: State, placed: Placed, day: UnitDay) -> None:
    """A meeting of the day; one after an incident also goes towards the release of what it put on hold."""
    state.change_day(day, meetings=(*day.meetings, placed))
    if placed.record.body.scope == "post_incident":
        state.change_holds(
            {
                id(hold): replace(hold, meeting=placed)
                for hold in state.all_holds()
                if hold.resolved is not None and hold.meeting is None
            }
        )


def change(state: State, placed: Placed, day: UnitDay) -> None:
    """A change undoes the briefing of its scene, or of everything; of the schedule only when it adds gun work."""
    body = placed.record.body
    if body.what != "schedule" or body.more_gun_work:
        state.change_day(day, changes=(*day.changes, (body.scene, placed)))


def risk_assessment(state: State, placed: Placed, _day: UnitDay) -> None:
    """An assessment stands for the production."""
    state.assessments = (*state.assessments, placed)


def aim_plan(state: State, placed: Placed, day: UnitDay) -> None:
    """A plan stands for the day, until it is opened again."""
    state.change_day(day, plans=(*day.plans, (day.session, placed)))
