"""Decides the shape of records about firearms and ammunition: intake, sweep, storage, counts, departure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.domain.records.ids import ContainerId, FirearmId, ItemId, PartyId, PersonId
from app.domain.records.texts import Bounded, Count, Expected, LongText, Named, ShortText, Strict
from app.domain.records.words import FirearmClass, Owner, RoundType, StorageState


class FirearmIntake(Strict):
    """A firearm, or what stands in for one, enters the production."""

    firearm: FirearmId
    """The id it will be known by."""
    class_: FirearmClass = Field(alias="class")
    """`real` can fire live ammunition; `blank_only` fires blanks; the others cannot fire."""
    calibre: ShortText
    """As marked; `none` for what takes no round."""
    chambers: Count
    """Every place that can hold a round: a cylinder's chambers, or the chamber and the fixed tube or box."""
    can_fire_live: bool
    """Whether live ammunition would fire in it."""
    owner: Owner
    """Whose it is."""
    supplier: ShortText
    """Who brought it."""
    maker: ShortText | None = None
    """Who made it."""
    model: ShortText | None = None
    """Which model."""
    serial: ShortText | None = None
    """Its serial number."""
    marks: ShortText | None = None
    """What tells it from its twins."""
    twins: Annotated[tuple[FirearmId, ...], Bounded] | None = None
    """Firearms that look the same."""
    bore_plug: Annotated[bool | ShortText, Expected("true, false, or what the plug is")] | None = None
    """The plug fixed in the bore, if there is one."""
    licence_class: ShortText | None = None
    """The class of licence that the place asks for it."""


class AmmunitionIntake(Strict):
    """A container of rounds enters the production; a detachable magazine is a container."""

    container: ContainerId
    """The id the container will be known by."""
    type: RoundType
    """What is in it."""
    calibre: ShortText
    """As marked."""
    count: Count
    """Rounds in it."""
    supplier: ShortText
    """Where it came from."""
    lot: ShortText | None = None
    """The maker's lot."""
    sealed: bool
    """Whether it came with its seal whole."""
    labelled: bool
    """Whether its label says what is in it."""
    supplier_licensed: bool
    """Whether the supplier is known and licensed."""
    tested: bool | None = None
    """Whether rounds of it were tried."""


class RoundsFound(Strict):
    """Rounds that a sweep found."""

    type: RoundType
    """What they are."""
    count: Count
    """How many."""
    place: ShortText
    """Where."""


class AmmunitionSweep(Strict):
    """A search for live ammunition, and what it found."""

    areas: Annotated[tuple[ShortText, ...], Bounded]
    """Places searched."""
    containers: Annotated[tuple[ContainerId, ...], Bounded]
    """Containers opened and looked through."""
    found: Annotated[tuple[RoundsFound, ...], Bounded]
    """What was found; empty when nothing."""


class Storage(Strict):
    """Firearms or containers are locked away, taken out of the lock, or were found with nobody by them."""

    items: Annotated[tuple[ItemId, ...], Named]
    """Firearms and containers."""
    state: StorageState
    """How they are from now on."""
    place: ShortText
    """Where."""
    key_holder: PersonId | None = None
    """Who holds the key."""


class RoundCount(Strict):
    """What became of the rounds of a container that day."""

    container: ContainerId
    """Which."""
    issued: Count
    """Taken from it."""
    fired: Count
    """Fired."""
    returned: Count
    """Put back."""
    misfired: Count
    """Struck and not fired."""
    destroyed: Count
    """Made useless."""


class Departure(Strict):
    """Firearms or containers leave the production."""

    items: Annotated[tuple[ItemId, ...], Named]
    """Firearms and containers."""
    to: PartyId
    """Where they went: a rental house, a gunsmith, the police, another production."""
    reference: LongText | None = None
    """The paper it went by."""
