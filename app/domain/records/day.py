"""Decides the shape of records about the shooting day: opening, wrap, meetings, changes, assessments, aim plans."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.domain.records.ids import FirearmId, PersonId, SceneId, Word
from app.domain.records.moments import LocalTime, Moment
from app.domain.records.texts import Bounded, Count, LongText, Metres, ShortText, Strict
from app.domain.records.words import AimLoad, AssessedPurpose, ChangeWhat, MeetingScope


class ScenePlan(Strict):
    """What the call sheet says of one scene."""

    scene: SceneId
    """Which."""
    firearms: Annotated[tuple[FirearmId, ...], Bounded]
    """Firearms in it."""
    performers: Annotated[tuple[PersonId, ...], Bounded]
    """Performers in it."""


class DayOpened(Strict):
    """The shooting day of a unit begins; after a wrap on the same date it goes on."""

    call_time: LocalTime
    """Local time of the call."""
    scenes: Annotated[tuple[ScenePlan, ...], Bounded]
    """What is to be shot."""
    bulletins_attached: bool
    """Whether the safety bulletins went out with the call sheet."""


class DayWrapped(Strict):
    """The shooting day of a unit ends."""


class SafetyMeeting(Strict):
    """Everybody concerned is told what will be done, what could go otherwise, and how to stop it.

    Source: Industry-Wide Labor-Management Safety Bulletin #1, its five topics as peer guidance restates them.
    """

    scope: MeetingScope
    """For the day, for a scene, after a change, or after an incident."""
    scene: SceneId | None = None
    """The scene, when it is about one."""
    place: ShortText
    """Where it was held."""
    minutes: Count
    """How long it lasted."""
    topics: Annotated[tuple[Word, ...], Bounded]
    """What was spoken of: action, deviations, abort, emergency, chain_of_command and others."""
    attendees: Annotated[tuple[PersonId, ...], Bounded]
    """Who was there."""
    walk_through: bool
    """Whether the action was walked through."""
    dry_run: bool
    """Whether it was run without ammunition."""


class Change(Strict):
    """Something is no longer as it was briefed."""

    what: ChangeWhat
    """What changed."""
    scene: SceneId | None = None
    """The scene, when it is about one; else everything."""
    more_gun_work: bool | None = None
    """Of a change of schedule: whether firearms work more than was planned."""
    detail: LongText
    """How."""


_LIVE_NAMES_ALL: JsonDict = {
    "if": {"properties": {"purpose": {"const": "live_exception"}}, "required": ["purpose"]},
    "then": {
        "properties": {
            "place": {"type": "string"},
            "from_at": {"type": "string"},
            "until_at": {"type": "string"},
            "medic": {"type": "string"},
        },
        "required": ["place", "from_at", "until_at", "medic"],
    },
}


class RiskAssessment(Strict):
    """Why this is done at all, what else was considered, and what keeps people safe meanwhile.

    Source of the live exception and its medic: California Labor Code 9155.
    """

    model_config = ConfigDict(json_schema_extra=_LIVE_NAMES_ALL)

    scene: SceneId | None = None
    """The scene, when it is about one."""
    firearm: FirearmId | None = None
    """The firearm, when it is about one."""
    purpose: AssessedPurpose | None = None
    """A purpose of a handover; or live_exception, with its place, span and medic."""
    alternatives_considered: Annotated[tuple[LongText, ...], Bounded]
    """What could be done instead."""
    why_real: LongText | None = None
    """Why a real firearm and nothing else."""
    controls: Annotated[tuple[LongText, ...], Bounded]
    """What keeps people safe."""
    approved_by: Annotated[tuple[PersonId, ...], Bounded]
    """Who approved it."""
    place: ShortText | None = Field(default=None, validate_default=True)
    """Of a live exception: where."""
    from_at: Moment | None = Field(default=None, validate_default=True)
    """Of a live exception: from when."""
    until_at: Moment | None = Field(default=None, validate_default=True)
    """Of a live exception: until when."""
    medic: PersonId | None = Field(default=None, validate_default=True)
    """Of a live exception: the medic who stands by."""

    @field_validator("place", "from_at", "until_at", "medic")
    @classmethod
    def _needed_when_live(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("purpose") == "live_exception":
            raise PydanticCustomError(
                "rule",
                "is missing",
                {"expected": "a live_exception names place, from_at, until_at and medic"},
            )
        return value


class AimPlan(Strict):
    """Where a firearm will point in a scene, agreed beforehand with a handler."""

    scene: SceneId
    """Which scene."""
    firearm: FirearmId
    """Which firearm."""
    aim_point: ShortText
    """What it is aimed at."""
    people_in_line: Annotated[tuple[PersonId, ...], Bounded]
    """Who stands in that line; empty when nobody."""
    distance_m: Metres
    """From the muzzle to the nearest of them, or to what stands there."""
    shield: bool
    """Whether a shield stands between."""
    consulted: PersonId
    """Who agreed to it."""
    load: AimLoad
    """What the firearm holds."""
    animals_near: bool | None = None
    """Whether animals are near."""
