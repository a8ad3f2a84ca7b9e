"""Decides the shape of records about people: duty, credentials, training, fitness, requests and their responses."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.domain.records.ids import AnyRef, Digest, PersonId, Word
from app.domain.records.moments import Day
from app.domain.records.texts import Bounded, Count, LongText, Named, ShortText, Strict
from app.domain.records.words import DutyState, FirearmClass, RequestTopic, ResponseAction, TrainingSubject


class Duty(Strict):
    """A person goes on duty, away from it for a while, or off it.

    Source of `other_duties`: California Labor Code 9153(a)(3).
    """

    person: PersonId
    """Whose duty it is."""
    state: DutyState
    """On duty; away for a while; off."""
    other_duties: Annotated[tuple[ShortText, ...], Bounded]
    """Work besides the firearms that the person was given; empty when none."""
    covered_by: PersonId | None = None
    """The handler on duty who takes over everything that this person has out."""


class Credential(Strict):
    """A permit, course or consent that a person holds.

    Source: California Labor Code 9153(b) for the handler's permit, 9156 for the course.
    """

    person: PersonId
    """Who holds it."""
    credential: Word
    """Which one, such as firearms_permit, firearms_course or minor_consent."""
    issuer: ShortText
    """Who issued it; `none required here` where the place asks for none and the safety officer says so."""
    expires_on: Day | None = None
    """The last valid day."""
    number_digest: Digest | None = None
    """SHA-256 of its number, so that the number itself stays out of the ledger."""


_ONE_OF_TWO: JsonDict = {
    "oneOf": [
        {"required": ["person"], "properties": {"person": {"type": "string"}}},
        {"required": ["people"], "properties": {"people": {"type": "array"}}},
    ]
}


class Training(Strict):
    """A lesson or briefing as it was held: planned and actual minutes both stand."""

    model_config = ConfigDict(json_schema_extra=_ONE_OF_TWO)

    person: PersonId | None = None
    """Who was trained; or else `people`."""
    trainer: PersonId
    """Who taught."""
    subject: TrainingSubject
    """Handling of firearms, a course, or what one scene asks."""
    firearm_class: FirearmClass | None = None
    """The class taught with; none named means real."""
    planned_minutes: Count
    """How long it was to last."""
    actual_minutes: Count
    """How long it lasted."""
    competent: bool
    """Whether the trainer found the person able."""
    people: Annotated[tuple[PersonId, ...], Named] | None = Field(default=None, validate_default=True)
    """Who was trained, for a group briefing; or else `person`."""

    @field_validator("people")
    @classmethod
    def _one_or_many(cls, people: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if "person" in info.data and (people is None) == (info.data["person"] is None):
            raise PydanticCustomError(
                "rule", "says who was trained twice or not at all", {"expected": "either person or people"}
            )
        return people


class Fitness(Strict):
    """Whether a person is fit to work with firearms now."""

    person: PersonId
    """Who."""
    fit: bool
    """Fit or not."""
    reason: LongText | None = None
    """Why, as far as it needs saying."""


class Request(Strict):
    """What somebody asked for to do the work safely."""

    topic: RequestTopic
    """Training, time, staffing or equipment."""
    about: LongText
    """What was asked."""
    addressed_to: PersonId
    """Who was asked."""


class Response(Strict):
    """An answer to a record or to a violation."""

    to: AnyRef
    """The id of the record or violation answered."""
    action: ResponseAction
    """What the answer does."""
    detail: LongText
    """What was found, done or decided."""
