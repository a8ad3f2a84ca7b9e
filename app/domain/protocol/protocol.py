"""Decides the form of one published protocol version: its checklist, its sign-offs, its rules; it judges nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.domain.protocol.rules import Hazard, Roles, Rule
from app.domain.protocol.values import Citation, Duration, Said, Sentence, Slug, Strict, Version
from app.domain.protocol.words import Gravity
from app.domain.records import RECORD_KINDS

Due = Literal[
    "before_first_use",
    "each_handover",
    "each_loading",
    "each_firing",
    "each_scene",
    "daily",
    "at_wrap",
    "on_event",
]


class Answer(Strict):
    """What an item's answer may be, and what is expected of it."""

    type: Literal["boolean", "integer", "number", "text", "choice", "choices", "person", "people"]
    choices: list[str] | None = None
    expected: Any = None
    """The value that meets the item; with none, any answer of the type does."""
    at_least: int | float | None = None
    unit: str | None = None


class Item(Strict):
    """One thing a person on set does and ticks, in the order it is done."""

    id: Slug
    kind: Literal["do", "look", "count", "say", "ask", "record"]
    ask: Said
    answer: Answer
    mandatory: bool = True
    evidence: Literal["none", "photo", "signature", "witness", "document"] = "none"
    fills: str | None = None
    """The path of the body field the form writes from it; nothing is stored twice."""
    hazard: Hazard | None = None
    """Raised when the answer is not as expected; `checklist.unmet` unless said otherwise. None for items that fill."""
    gravity: Gravity = "serious"
    cite: Annotated[list[Citation], Field(min_length=1)]

    @model_validator(mode="after")
    def _fills_or_answers(self) -> Item:
        if self.fills and (self.hazard or self.answer.expected is not None):
            raise ValueError(
                "an item that fills a body field is judged by rules: give it no hazard and nothing expected"
            )
        if self.fills and not self.fills.startswith("body."):
            raise ValueError("`fills` names a field of the body, such as body.chambers_seen")
        return self

    @property
    def raises(self) -> str:
        """The hazard of an answer that is not as expected."""
        return self.hazard or "checklist.unmet"


class SignOffAsked(Strict):
    """A signature the checklist asks for: by which roles, under which words, required or asked."""

    role: Roles
    statement: Said
    required: bool
    within: Duration | None = None
    """How long after it happened it may be given; left out, until somebody asks no more."""


class Changes(Strict):
    """What this version changed, and why."""

    what: Sentence
    why: Sentence


class Protocol(Strict):
    """One version of one protocol, frozen once published."""

    id: Slug
    version: Version
    title: Said
    purpose: Said
    completes: list[str]
    due: Due
    items: Annotated[list[Item], Field(min_length=1)]
    sign_offs: list[SignOffAsked] = []
    rules: list[Rule] = []
    changes: Changes

    @property
    def ref(self) -> str:
        """`id@version`, as records name it."""
        return f"{self.id}@{self.version}"

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        """The items with an answer of their own."""
        return tuple(item for item in self.items if item.fills is None)

    @model_validator(mode="after")
    def _consistent(self) -> Protocol:
        if unknown := sorted(set(self.completes) - set(RECORD_KINDS)):
            raise ValueError(f"no such record kind: {', '.join(unknown)}")
        for name, ids in (("item", [i.id for i in self.items]), ("rule", [r.id for r in self.rules])):
            if twice := sorted({one for one in ids if ids.count(one) > 1}):
                raise ValueError(f"{name} ids used twice: {', '.join(twice)}")
        return self
