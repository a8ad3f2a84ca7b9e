"""Decides what would happen to a ladder when scripted people answer, sleep, or cannot be reached; it asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, ValidationError, field_validator

from app.domain.errors import ShowclearError
from app.domain.escalation import (
    OUTSIDE_ROLE,
    Escalation,
    OnCall,
    Reached,
    Rung,
    acknowledge,
    climbed,
    ended,
    next_at,
)
from app.domain.protocol.values import Duration, Slug, Strict
from app.domain.records.faults import told
from app.domain.records.moments import parse_moment
from app.domain.records.words import DutyState, Role

_MOMENT = timedelta(microseconds=1)
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Sleep(Strict):
    """When somebody hears nothing, by the clock of the place."""

    from_: Annotated[Clock, Field(alias="from")]
    until: Clock


class Member(Strict):
    """One of the people: what they hold, and what they do when they are told."""

    roles: list[Role]
    duty: DutyState | None = None
    covered_by: Slug | None = None
    involved: bool = False
    reachable: bool = True
    sleeps: Sleep | None = None
    answers_after: Duration | None = None
    """How long after hearing of it; without it they never answer."""
    answer: Literal["acknowledge", "resolve"] = "acknowledge"


class Script(Strict):
    """What is played: when it happens, and to whom it may matter."""

    simulation: Slug
    at: str
    timezone: str
    hours: Annotated[int, Field(ge=1, le=240)] = 24
    people: Annotated[dict[Slug, Member], Field(min_length=1)]

    @field_validator("at")
    @classmethod
    def _a_moment(cls, text: str) -> str:
        parse_moment(text)
        return text

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError("is no time zone") from unknown
        return name


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens: when, on which rung, to whom, and what."""

    at: datetime
    rung: int
    who: str
    what: str

    def to_json(self) -> dict[str, object]:
        """As the command prints it."""
        return {"at": self.at.isoformat(), "rung": self.rung, "who": self.who, "what": self.what}


def read_script(data: object) -> Script:
    """The script that a file's plain data is. ShowclearError `simulation.malformed` lists every fault in `where`."""
    try:
        return Script.model_validate(data)
    except ValidationError as wrong:
        faults = told(wrong.errors(include_url=False), Script)
        raise ShowclearError("simulation.malformed", "The file is no simulation.", where=faults) from None


def simulate(script: Script, rungs: Sequence[Rung]) -> list[Line]:
    """Everything that happens until somebody resolves it or the hours are over, in order."""
    return list(_Play(script, rungs).lines())


class _Play:
    def __init__(self, script: Script, rungs: Sequence[Rung]) -> None:
        self._script, self._zone = script, ZoneInfo(script.timezone)
        self._at = parse_moment(script.at)
        self._until = self._at + timedelta(hours=script.hours)
        members = script.people.items()
        self._people = {p: OnCall(frozenset(m.roles), m.duty, m.covered_by) for p, m in members}
        self._answers: dict[str, datetime] = {}
        self._one = Escalation(
            id=script.simulation,
            production="simulation",
            hazard="simulation",
            rule="",
            record="",
            subject="",
            pack="",
            digest="",
            rungs=tuple(rungs),
            excluded=frozenset(p for p, m in members if m.involved),
            started_at=self._at,
            origin_at=self._at,
        )

    def lines(self) -> Iterator[Line]:
        now = self._at
        while self._one.open and now <= self._until:
            self._one, reached = climbed(self._one, now, self._people)
            for rung in reached:
                yield from self._told(rung)
            yield from self._answered(now)
            now = self._next(now)
        if self._one.open:
            yield Line(self._until, self._one.climbed - 1, "", "nobody has resolved it")

    def _next(self, now: datetime) -> datetime:
        """The first moment after now at which anything can happen."""
        rung_at = next_at(self._one)
        moments = [at for at in self._answers.values() if at > now]
        moments += [max(rung_at, now) + _MOMENT] if rung_at is not None else []
        return min(moments, default=self._until + _MOMENT)

    def _told(self, rung: Reached) -> Iterator[Line]:
        for person in rung.persons:
            yield Line(rung.due_at, rung.rung, person, self._hears(person, rung.due_at))
        if rung.outside:
            yield Line(
                rung.due_at, rung.rung, OUTSIDE_ROLE, "told: studio safety, insurer, bond company, union"
            )
        if rung.nobody:
            yield Line(rung.due_at, rung.rung, "nobody", "nobody is on this rung: the next is told at once")

    def _hears(self, person: str, at: datetime) -> str:
        member = self._script.people[person]
        if not member.reachable:
            return "told, cannot be reached"
        wakes_at = self._wakes(member, at)
        heard = "told" if wakes_at == at else f"told, asleep until {wakes_at.astimezone(self._zone):%H:%M}"
        if member.answers_after is None:
            return f"{heard}, never answers"
        answers_at = wakes_at + member.answers_after
        self._answers[person] = min(self._answers.get(person, answers_at), answers_at)
        return heard

    def _wakes(self, member: Member, at: datetime) -> datetime:
        if member.sleeps is None:
            return at
        local = at.astimezone(self._zone)
        begins, ends = time.fromisoformat(member.sleeps.from_), time.fromisoformat(member.sleeps.until)
        clock = local.time().replace(tzinfo=None)
        overnight = begins > ends
        asleep = (clock >= begins or clock < ends) if overnight else begins <= clock < ends
        if not asleep:
            return at
        wakes = datetime.combine(local.date(), ends, tzinfo=self._zone)
        return wakes + timedelta(days=1) if overnight and clock >= begins else wakes

    def _answered(self, now: datetime) -> Iterator[Line]:
        for person in [p for p, at in self._answers.items() if at <= now]:
            at = self._answers.pop(person)
            rung = self._one.climbed - 1
            if not self._one.open:
                return
            if self._script.people[person].answer == "resolve":
                self._one = ended(self._one, at, "resolved")
                yield Line(at, rung, person, "resolves it")
                return
            before = self._one
            self._one = acknowledge(before, f"{person}:{at.isoformat()}", person, at, self._people)
            counted = self._one.acknowledged[-1].counted
            yield Line(at, rung, person, "acknowledges it" + ("" if counted else "; this rung waits already"))


__all__ = ["Line", "Member", "Script", "Sleep", "read_script", "simulate"]
