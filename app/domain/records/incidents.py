"""Decides the shape of records about what goes wrong and what is done about it; it never refuses bad news."""

from __future__ import annotations

from typing import Annotated

from app.domain.records.ids import FirearmId, KeeperId, PersonId, RecordRef, RefOrText, Subject
from app.domain.records.texts import Bounded, Count, LongText, ShortText, Strict
from app.domain.records.words import (
    Care,
    Channel,
    ConcernCategory,
    Declared,
    EvidenceAction,
    IncidentWhat,
    NoticeTo,
    PersonnelChange,
    Stance,
)


class Incident(Strict):
    """Something happened that should not have."""

    what: IncidentWhat
    """What."""
    firearm: FirearmId | None = None
    """The firearm, when there is one."""
    declared: Declared | None = None
    """What it had been called; its last handover says so when nobody does here."""
    injured: Count
    """How many people were hurt."""
    care: Care | None = None
    """The most care that anybody needed; counts as hospital when somebody was hurt and nobody says."""
    stop_work: bool
    """Whether work was stopped."""
    present: Annotated[tuple[PersonId, ...], Bounded]
    """Who was there."""
    detail: LongText | None = None
    """What was seen; nobody has to explain now."""


class Concern(Strict):
    """Somebody says that something is not safe; with or without a name."""

    category: ConcernCategory
    """About what kind of thing."""
    about: RefOrText | None = None
    """Whom or what it is about: an id where there is one, else words."""
    channel: Channel
    """How it was said."""
    addressed_to: PersonId | None = None
    """Who was told."""
    detail: LongText
    """What was said."""


class Hold(Strict):
    """Work with the subject stops. A hold that names no incident is a pause."""

    subject: Subject
    """A firearm, a lot, the unit's day, or the production."""
    reason: LongText
    """Why; may be empty, nobody is asked."""
    incident: RecordRef | None = None
    """The incident behind it."""


class Release(Strict):
    """Work with the subject may go on."""

    subject: Subject
    """A firearm, a lot, the unit's day, or the production."""
    reason: LongText
    """Why."""
    incident: RecordRef | None = None
    """The incident behind the hold."""


class PersonnelAction(Strict):
    """Somebody leaves, or is moved to other work."""

    person: PersonId
    """Who."""
    action: PersonnelChange
    """How."""
    reason: LongText | None = None
    """Why, as given."""


class Evidence(Strict):
    """What was done with a thing that shows what happened."""

    item: ShortText
    """Which thing: an id, or words."""
    action: EvidenceAction
    """What was done with it."""
    incident: RecordRef | None = None
    """The incident it belongs to."""
    custodian: KeeperId | None = None
    """Who keeps it."""


class Statement(Strict):
    """Somebody confirms or disputes a record; both stay."""

    about: RecordRef
    """The record."""
    stance: Stance
    """For or against."""
    claim: LongText
    """What the person says."""


class Notice(Strict):
    """Somebody outside was told."""

    to: NoticeTo
    """Who."""
    about: RefOrText
    """What they were told about: the id of its record, or words."""
    channel: ShortText
    """How."""
    reference: ShortText | None = None
    """The number they gave it."""
