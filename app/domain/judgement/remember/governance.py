"""Decides what settings, roles and adopted packs leave behind; it knows no rule."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.domain.judgement.calendar import DEFAULT_CUT_OVER_HOUR
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.state import Span, State
from app.domain.records import ProductionSet, RoleGiven, parse_moment


def production_set(state: State, placed: Placed, _day: UnitDay | None) -> None:
    """Where the production counts its days."""
    body: ProductionSet = placed.record.body
    state.settings = placed
    state.zone = ZoneInfo(body.timezone)
    state.cut_over_hour = DEFAULT_CUT_OVER_HOUR if body.cut_over_hour is None else body.cut_over_hour


def role(state: State, placed: Placed, _day: UnitDay | None) -> None:
    """A role from one moment until another; said again from the same moment, it takes the place of the former."""
    body: RoleGiven = placed.record.body
    from_at = parse_moment(body.from_at)
    until_at = parse_moment(body.until_at) if body.until_at else None
    span = Span(body.role, from_at, until_at, bool(body.minor), placed)
    others = tuple(
        s for s in state.roles.get(body.person, ()) if (s.role, s.from_at) != (span.role, span.from_at)
    )
    state.roles[body.person] = (*others, span)


def protocol_adopted(state: State, placed: Placed, _day: UnitDay | None) -> None:
    """The pack counts from the next day that opens."""
    state.adopted = (*state.adopted[-1:], placed)


def preflight(state: State, placed: Placed, day: UnitDay) -> None:
    """Who on today's ladder could be reached."""
    state.change_day(day, preflights=(*day.preflights, placed))
