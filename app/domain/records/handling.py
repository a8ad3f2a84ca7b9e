"""Decides the shape of records about a firearm in hands: inspection, loading, handover, firing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.domain.records.ids import ContainerId, FirearmId, PersonId, RecordRef, SceneId
from app.domain.records.texts import Bounded, Count, Named, ShortText, Strict
from app.domain.records.words import Declared, InspectionMethod, ListDirection, Purpose, RoundType


class RoundSeen(Strict):
    """One round as the inspector saw it."""

    type: RoundType
    """What it is."""
    container: ContainerId | None = None
    """Where it came from."""
    methods: Annotated[tuple[InspectionMethod, ...], Bounded]
    """How that was found out."""
    ok: bool
    """Whether it is what it should be."""


class RoundInspection(Strict):
    """A firearm is opened and shown: every chamber, every round, the bore, before a witness."""

    firearm: FirearmId
    """Which."""
    chambers: Count
    """Places that can hold a round."""
    chambers_seen: Count
    """How many of them were looked into."""
    removed: bool
    """Whether the rounds were out of the firearm to be seen."""
    rounds: Annotated[tuple[RoundSeen, ...], Bounded]
    """Every round; empty when there is none."""
    barrel_clear: bool | None
    """Nothing in the bore but the plug recorded at intake; null when nobody looked."""
    witnesses: Annotated[tuple[PersonId, ...], Bounded]
    """Who saw it besides the inspector."""
    shown_to: Annotated[tuple[PersonId, ...], Bounded] | None = None
    """Who else was shown it."""
    continues: RecordRef | None = None
    """The inspection that this re-showing goes on from."""


class RoundLoaded(Strict):
    """Rounds of one type from one container."""

    type: RoundType
    """What they are."""
    container: ContainerId | None = None
    """Where they came from or went to."""
    count: Count
    """How many."""


class Loading(Strict):
    """Rounds go into a firearm."""

    firearm: FirearmId
    """Which."""
    rounds: Annotated[tuple[RoundLoaded, ...], Bounded]
    """What went in."""
    ordered_by: PersonId | None = None
    """Who asked for it."""
    scene: SceneId | None = None
    """The scene it is for."""


class Unloading(Strict):
    """Rounds come out of a firearm."""

    firearm: FirearmId
    """Which."""
    rounds: Annotated[tuple[RoundLoaded, ...], Bounded]
    """What came out."""
    shown_empty: bool
    """Whether it was shown empty afterwards."""


class Handover(Strict):
    """A firearm passes from one person to another."""

    firearm: FirearmId
    """Which."""
    from_: PersonId = Field(alias="from")
    """Who gave it."""
    to: PersonId
    """Who took it."""
    purpose: Purpose
    """What for."""
    declared: Declared
    """What was called out: cold, hot, empty or replica."""
    declared_by: PersonId | None = None
    """Who called it out; the giver when nobody is named."""
    scene: SceneId | None = None
    """The scene it is for."""
    place: ShortText
    """Where."""
    in_sight: bool | None = None
    """Of a return: whether the handler who takes it back watched it all along."""
    shared_with: Annotated[tuple[PersonId, ...], Bounded] | None = None
    """Others who take hold of it in the action."""


class IssueLine(Strict):
    """One line of an issue list."""

    firearm: FirearmId
    """What."""
    person: PersonId
    """Who takes it or brings it back."""


class IssueList(Strict):
    """Many that cannot fire go out or come back at once: one card, one signature over the list."""

    direction: ListDirection
    """Out or back."""
    lines: Annotated[tuple[IssueLine, ...], Named]
    """Who has what."""
    place: ShortText
    """Where."""


class Firing(Strict):
    """A firearm was fired in a take."""

    firearm: FirearmId
    """Which."""
    scene: SceneId
    """The scene."""
    take: Count
    """The number of the take."""
    rounds_fired: Count
    """How many."""
    inspected_before: bool
    """Whether firearm and bore were inspected before the sequence."""
    inspected_after: bool
    """Whether firearm and bore were inspected after the sequence."""
