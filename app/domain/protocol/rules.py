"""Decides the form of the nine kinds of rule; what each kind finds is decided in judgement, not here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.domain.protocol.values import (
    Check,
    Citation,
    Duration,
    DurationOrRef,
    NumberOrRef,
    Sentence,
    Slug,
    Strict,
    When,
)
from app.domain.protocol.words import HAZARDS, OCCASIONS, Ban, Fact, Gravity, People
from app.domain.records.words import Role

Hazard = Annotated[str, Field(json_schema_extra={"enum": list(HAZARDS)})]
Roles = Annotated[list[Role], Field(min_length=1)]
People_ = Annotated[list[People], Field(min_length=1)]


class Cure(Strict):
    """What is missing when the rule is not met, in a sentence, and which roles can give it."""

    say: Sentence
    who: Roles


class RuleForm(Strict):
    """What every rule says: when it is asked, what it raises, why, who answers, who can cure."""

    id: Slug
    on: Annotated[list[str], Field(min_length=1)]
    """Occasions, of the closed vocabulary."""
    when: When = {}
    hazard: Hazard | None = None
    gravity: Gravity | None = None
    subject: Literal["firearm", "person", "record", "day", "lot"] = "record"
    message: Sentence | None = None
    """One plain sentence; may hold {firearm}, {person}, {detail}."""
    cure: Cure | None = None
    answers: Roles | None = None
    """The role that could have prevented it comes first."""
    cite: Annotated[list[Citation], Field(min_length=1)]

    def hazards(self) -> set[str]:
        """Every hazard this rule can raise."""
        return {self.hazard} if self.hazard else set()

    @model_validator(mode="after")
    def _closed_vocabulary(self) -> RuleForm:
        if unknown := sorted(set(self.on) - OCCASIONS):
            raise ValueError(f"no such occasion: {', '.join(unknown)}")
        if unknown := sorted(self.hazards() - set(HAZARDS)):
            raise ValueError(f"no such hazard: {', '.join(unknown)}")
        if self.hazards() and not (self.gravity and self.message and self.answers and self.cure):
            raise ValueError("a rule that raises a hazard gives its gravity, message, cure and who answers")
        return self


class Authority(RuleForm):
    """This may be done only by / to these roles or credentials."""

    kind: Literal["authority"]
    who: People_
    roles: Roles | None = None
    """Must hold one of these."""
    not_roles: Roles | None = None
    """Must hold none of these."""
    credentials: list[str] | None = None
    """Must hold all of these, unexpired."""
    independent: bool | None = None
    """Must not be involved in what it is about."""
    minors_only: bool = False
    """Asked only of those who are minors."""


class Undone(Strict):
    """Which hazard an inspection or meeting undone by this raises."""

    by: Literal["loading", "unattended", "otherwise"]
    hazard: Hazard


class Prerequisite(RuleForm):
    """Before this, that must stand, no older than T, not undone by U (each U names its hazard)."""

    kind: Literal["prerequisite"]
    needs: Fact
    each: People_ | None = None
    """Asked for each of these people."""
    incomplete: Hazard | None = None
    """Raised instead of `hazard` when it is there but incomplete."""
    undone: list[Undone] = []
    relief: dict[str, Gravity] = {}
    """Gravity when this is the only thing that keeps it from being complete."""
    reshows: NumberOrRef | None = None
    within: DurationOrRef | None = None

    def hazards(self) -> set[str]:
        """The missing, the incomplete and each undone hazard."""
        return (
            super().hazards()
            | {u.hazard for u in self.undone}
            | ({self.incomplete} if self.incomplete else set())
        )


class Expectation(RuleForm):
    """A field or answer must be, cover, or reach; may declare a thing complete."""

    kind: Literal["expectation"]
    of: Literal["record", "aim_plan_relied_on", "declared_true", "lesson_load", "item"] = "record"
    each: Literal["moved_today"] | None = None
    all: list[Check] = []
    declares: Literal["meeting", "inspection"] | None = None
    """What is complete when this is met; such a rule raises nothing by itself."""


class Prohibition(RuleForm):
    """This must never be (or not within T after that)."""

    kind: Literal["prohibition"]
    fact: Ban | None = None
    each: People_ | None = None
    among: list[str] | None = None
    """Values of the fact that are forbidden."""
    over: DurationOrRef | None = None
    within: DurationOrRef | None = None
    unless_fixed_within: DurationOrRef | None = None


class Concurrence(RuleForm):
    """While this lasts, that must hold."""

    kind: Literal["concurrence"]
    while_: Annotated[Literal["out", "firearms_locked"], Field(alias="while")]
    must: Literal["responsible_handler_present", "sole_duty", "containers_locked"]
    only_can_fire: bool = False


class Reconciliation(RuleForm):
    """Counts balance."""

    kind: Literal["reconciliation"]
    total: str
    parts: list[str]
    at_least: Literal["issued_from_today"] | None = None
    each: Literal["issued_from_today"] | None = None


class Rung(Strict):
    """From when on which roles are told; `outside` is studio safety, insurer, union."""

    after: Duration
    tell: Annotated[list[str], Field(min_length=1)]


class Deadline(RuleForm):
    """After this, that within T or by wrap, not by these people; else climb this ladder."""

    kind: Literal["deadline"]
    within: DurationOrRef | None = None
    by_wrap: bool = False
    until: Literal["response", "back", "notice", "wrapped"]
    actions: list[str] | None = None
    to: list[str] | None = None
    independent: bool = False
    only_can_fire: bool = False
    """The length of time binds only firearms that can fire; wrap binds all."""
    ladder: list[Rung] = []


class Recurrence(RuleForm):
    """N of these within T."""

    kind: Literal["recurrence"]
    count: NumberOrRef
    within: DurationOrRef
    of: Literal["incident", "concern"]
    same: list[str] = []
    while_unresolved: bool = False


class Interlock(RuleForm):
    """This puts a hold on a subject until these roles release it, after these records."""

    kind: Literal["interlock"]
    raised: list[Hazard] | None = None
    """Only when the same record raised one of these."""
    holds: Literal["firearm", "lot", "production", "named"]
    until: Literal["cured", "resolved", "released", "signed", "named"]
    """cured: unloaded and inspected in full; resolved: a response with a detail; released: resolved, met about, then
    signed; signed: two persons in two roles; named: as the hold record says (a pause, or an incident's)."""
    nth_today: NumberOrRef | None = None
    """Only the Nth of that day on the same firearm or lot."""
    one_of: list[Role] = []
    """One of the two roles of a release is among these."""


Rule = Annotated[
    Authority
    | Prerequisite
    | Expectation
    | Prohibition
    | Concurrence
    | Reconciliation
    | Deadline
    | Recurrence
    | Interlock,
    Field(discriminator="kind"),
]
RULE_KINDS: tuple[type[RuleForm], ...] = (
    Authority,
    Prerequisite,
    Expectation,
    Prohibition,
    Concurrence,
    Reconciliation,
    Deadline,
    Recurrence,
    Interlock,
)
