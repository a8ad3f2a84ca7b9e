"""Decides what incidents, concerns, requests, answers and releases leave behind; which holds arise is for interlocks."""

from __future__ import annotations

from dataclasses import replace

from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.remember import custody
from app.domain.judgement.state import State
from app.domain.judgement.trouble import Asked, IncidentState
from app.domain.records import Incident
from app.domain.records.words import STOPPAGES


def involved_in(state: State, body: Incident, placed: Placed) -> frozenset[str]:
    """Whoever that day held, gave, loaded, inspected, witnessed or declared the firearm, and who answered for it."""
    if body.firearm is None:
        return frozenset()
    date = state.days[placed.record.unit].date
    found = {p for day in state.days.values() if day.date == date for p in day.handled.get(body.firearm, ())}
    found |= {out.responsible[0] for out in state.outs.get(body.firearm, ()) if out.responsible}
    holder = state.firearm(body.firearm).holder
    return frozenset(found | ({holder} if holder else set()))


def is_stoppage(body: Incident) -> bool:
    """Nothing went off and nobody was hurt."""
    return body.what in STOPPAGES and body.injured == 0


_ABOUT_A_FIREARM = frozenset(
    {
        "unintended_discharge",
        "hangfire",
        "squib",
        "live_round_found",
        "wrong_status",
        "unattended_firearm",
        "pointed_at_person",
        "missing",
    }
)


def with_firearm(body: Incident) -> bool:
    """It names a firearm, or could not have happened without one."""
    return body.firearm is not None or body.what in _ABOUT_A_FIREARM


def incident(state: State, placed: Placed, day: UnitDay) -> None:
    """An open incident; it undoes the inspection of its firearm."""
    body: Incident = placed.record.body
    stoppage = is_stoppage(body)
    state.incidents[placed.root] = IncidentState(placed, involved_in(state, body, placed), stoppage)
    if body.firearm is None:
        return
    firearm = state.firearm(body.firearm)
    if body.what in ("squib", "misfire"):
        firearm = replace(firearm, bore_doubt=placed)
    if body.what == "unattended_firearm":
        firearm = replace(firearm, holder=None, locked=False, custody=(placed,))
    state.put(
        custody.since(firearm, "unattended" if body.what == "unattended_firearm" else "incident", placed)
    )
    if stoppage:
        subjects = (f"firearm:{body.firearm}", *(f"lot:{r.container}" for r in firearm.load if r.container))
        stoppages = dict(day.stoppages)
        for subject in dict.fromkeys(subjects):
            stoppages[subject] = (*stoppages.get(subject, ()), placed)
        state.change_day(day, stoppages=stoppages)


def concern(state: State, placed: Placed, _day: UnitDay) -> None:
    """An open concern."""
    state.concerns[placed.root] = Asked(placed)


def request(state: State, placed: Placed, _day: UnitDay) -> None:
    """An open request."""
    state.requests[placed.root] = Asked(placed)


def answered(state: State, placed: Placed, roots: frozenset[str], *, independent: bool) -> None:
    """A response to what goes by these ids; one by somebody involved changes nothing."""
    body = placed.record.body
    if body.action == "deny" and any(root in state.requests for root in roots):
        state.denied = (*state.denied, placed)
    if not independent or body.action != "resolve" or not body.detail.strip():
        return
    for table in (state.incidents, state.concerns, state.requests):
        for root in roots & table.keys():
            open_ = table[root]
            if open_.resolved is None:
                table[root] = replace(open_, resolved=placed)  # type: ignore[assignment]
    _towards_release(state, placed, roots)


def _towards_release(state: State, placed: Placed, roots: frozenset[str]) -> None:
    """Holds that end when resolved end; those that end by release have come one step nearer."""
    answered_now = [hold for hold in state.all_holds() if hold.about & roots and hold.resolved is None]
    for hold in answered_now:
        if hold.until == "resolved":
            state.settle(hold.source, placed)
    state.change_holds(
        {
            id(hold): None if hold.until == "resolved" else replace(hold, resolved=placed)
            for hold in answered_now
        }
    )


def stoppage_cured(state: State, placed: Placed, firearm_id: str) -> None:
    """A stoppage's hold ends when a handler has unloaded the firearm and shown it whole, bore and all, to a witness."""
    if not state.handles(placed.record.by or "", placed.at):
        return
    changes: dict[int, object] = {}
    for hold in state.holds.get(f"firearm:{firearm_id}", ()):
        if hold.until != "cured" or hold.source is placed:
            continue
        if placed.record.kind == "unloading":
            changes[id(hold)] = replace(hold, unloaded=placed)
        elif hold.unloaded is not None:
            looked = state.firearm(firearm_id).inspection
            if looked is not None and looked.placed is placed and not looked.faults:
                changes[id(hold)] = None
                _over(state, hold.source, hold.unloaded, placed)
    if changes:
        state.change_holds(changes)  # type: ignore[arg-type]


def _over(state: State, source: Placed, unloaded: Placed, looked: Placed) -> None:
    """A stoppage that was cured is no open incident any more."""
    state.settle(source, unloaded, looked)
    incident = state.incidents.get(source.root)
    if incident is not None and incident.resolved is None:
        state.incidents[source.root] = replace(incident, resolved=looked)
