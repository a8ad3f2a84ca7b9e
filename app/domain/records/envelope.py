"""Decides what every record carries whatever its kind: who, when, where, by which checklist, signed by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.domain.records.ids import (
    AnswerKey,
    Digest,
    PersonId,
    ProductionId,
    ProtocolRef,
    RecordId,
    RecordRef,
    Word,
)
from app.domain.records.moments import Moment, OffsetSeconds, corrected
from app.domain.records.texts import Bounded, Expected, LongText, ProofText, ShortText, Strict
from app.domain.records.words import Role, SignOffMethod

# Whole numbers beyond this have no exact canonical form, and 1e300 answers no item.
_EXACT = 2**53 - 1
Scalar = (
    bool
    | None
    | Annotated[int, Field(strict=True, ge=-_EXACT, le=_EXACT)]
    | Annotated[float, Field(strict=True, ge=-_EXACT, le=_EXACT, allow_inf_nan=False)]
    | LongText
)
Answer = Annotated[
    Scalar | Annotated[tuple[Scalar, ...], Field(strict=False, max_length=100)],
    Expected(
        "true, false, null, a number, text of at most 4000 characters, or a list of at most 100 of these"
    ),
]
Answers = Annotated[Mapping[AnswerKey, Answer], Field(strict=False, max_length=200)]
Proof = Annotated[
    ProofText | Annotated[dict[ShortText, ProofText], Field(max_length=20)],
    Expected("text of at most 8000 characters, or an object of at most 20 such texts"),
]


class Clock(Strict):
    """The device's best knowledge of how far its clock is off."""

    offset_s: OffsetSeconds
    """Server time minus the device's own, in seconds."""
    fixed_at: Moment
    """When the device last compared."""


class Correction(Strict):
    """Which record this one corrects, and why."""

    record: RecordRef
    """The record corrected."""
    reason: LongText
    """Why."""


class SignOff(Strict):
    """One person's signature under a record; `declined` when the person was asked and would not."""

    person: PersonId
    """Who signed."""
    role: Role
    """In which role."""
    at: Moment
    """When."""
    method: SignOffMethod
    """How the person was known."""
    statement: LongText
    """The sentence signed."""
    declined: bool | None = None
    """Whether the person was asked and declined."""
    proof: Proof | None = None
    """What the method leaves to be checked."""


def _none_is_empty(value: object) -> object:
    """What may be left out may be null; these three are never None to those who read them."""
    return () if value is None else value


def _none_is_main(value: object) -> object:
    return "main" if value is None else value


_Digests = Annotated[tuple[Digest, ...], Bounded]
_SignOffs = Annotated[tuple[SignOff, ...], Bounded]
Attachments = Annotated[_Digests, BeforeValidator(_none_is_empty, json_schema_input_type=_Digests | None)]
SignOffs = Annotated[_SignOffs, BeforeValidator(_none_is_empty, json_schema_input_type=_SignOffs | None)]
Unit = Annotated[Word, BeforeValidator(_none_is_main, json_schema_input_type=Word | None)]


class Record(Strict):
    """One thing that happened. The ledger keeps the JSON that was sent; this is the same, validated."""

    id: RecordId
    """Made by the client; also what makes sending it twice harmless."""
    kind: str
    """What kind of thing happened."""
    production: ProductionId
    """The production it belongs to."""
    occurred_at: Moment
    """When it happened, by the device."""
    by: PersonId | None = None
    """Who did it."""
    unit: Unit = "main"
    """The shooting unit."""
    entered_by: PersonId | None = None
    """Who typed it, when that was somebody else."""
    device: ShortText | None = None
    """What it was typed on."""
    clock: Clock | None = None
    """How far the device's clock is off."""
    protocol: ProtocolRef | None = None
    """The checklist it was written by, with its version."""
    answers: Answers | None = None
    """Answers to the items of that checklist that the body does not hold."""
    note: LongText | None = None
    """Anything else."""
    attachments: Attachments = ()
    """SHA-256 of photographs and papers."""
    corrects: Correction | None = None
    """The record this one corrects."""
    sign_offs: SignOffs = ()
    """Who signed it."""
    body: Any
    """What happened, by the kind."""

    @cached_property
    def at(self) -> datetime:
        """The instant it happened, in UTC, with the device's clock put right: what every comparison uses."""
        return corrected(self.occurred_at, self.clock.offset_s if self.clock else 0.0)

    @cached_property
    def key(self) -> str:
        """The id as other records' references hold it: lower case."""
        return self.id.lower()
