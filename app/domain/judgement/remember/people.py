"""Decides what duty, credentials, training, fitness, requests and responses leave behind; it knows no rule."""

from __future__ import annotations

from dataclasses import replace

from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.state import State
from app.domain.judgement.things import CLASS_RANK
from app.domain.records import Credential, Duty, Training


def present(state: State, person: str) -> bool:
    """Whether the person was not last recorded away or off."""
    duty = state.duty.get(person)
    return duty is None or duty.record.body.state == "on"


def duty(state: State, placed: Placed, _day: UnitDay) -> None:
    """Where the person is; a handler on duty who covers takes over everything the person has out."""
    body: Duty = placed.record.body
    state.duty[body.person] = placed
    cover = body.covered_by
    covers = bool(cover) and state.handles(cover or "", placed.at) and present(state, cover or "")
    for firearm, outs in list(state.outs.items()):
        state.outs[firearm] = tuple(
            replace(
                out,
                responsible=(cover, placed) if covers and body.state != "on" and cover else out.responsible,
                gave=None,
            )
            if out.responsible and out.responsible[0] == body.person
            else out
            for out in outs
        )


def credential(state: State, placed: Placed, _day: UnitDay) -> None:
    """One more permit, course or consent."""
    body: Credential = placed.record.body
    state.credentials[body.person] = (*state.credentials.get(body.person, ()), placed)


def training(state: State, placed: Placed, _day: UnitDay) -> None:
    """A competent handling lesson serves its class and those that can do no more."""
    body: Training = placed.record.body
    if body.subject != "handling" or not body.competent:
        return
    rank = CLASS_RANK.get(body.firearm_class or "real", 1)
    for person in body.people or ((body.person,) if body.person else ()):
        lessons = state.trained.get(person, ())
        if all(known < rank for known, _ in lessons):
            state.trained[person] = (*lessons, (rank, placed))


def fitness(state: State, placed: Placed, _day: UnitDay) -> None:
    """What was last recorded counts."""
    state.fitness[placed.record.body.person] = placed
