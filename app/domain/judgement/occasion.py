"""Decides what a rule may ask about one record at its moment: its words, people, firearm; facts are in facts/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.hands import Hand, hands, is_issue, is_use
from app.domain.judgement.remember.incidents import is_stoppage, with_firearm
from app.domain.judgement.rulebook import Bound, Rulebook, Rulebooks
from app.domain.judgement.state import State
from app.domain.judgement.things import Firearm
from app.domain.records import Record


@dataclass(frozen=True, slots=True)
class About:
    """Whom a violation concerns, and the record that raised it."""

    persons: tuple[str, ...]
    trigger: Placed | None


Find = Callable[[str], Placed | None]
Raised = Callable[[str], About | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What may be looked up besides the state: rulebooks, records and violations by id, later signatures of a record."""

    books: Rulebooks
    find: Find
    raised: Raised
    signed: Callable[[str], tuple[Record, ...]]


class Occasion:
    """A record (or one handover it tells of, or the end of a day) with everything known before it."""

    def __init__(
        self,
        state: State,
        placed: Placed,
        day: UnitDay,
        book: Rulebook,
        known: Known,
        hand: Hand | None = None,
    ) -> None:
        self.state = state
        self.placed = placed
        self.record = placed.record
        self.body = placed.record.body
        self.day = day
        self.book = book
        self.find = known.find
        self.raised = known.raised
        self.hand = hand
        self.at = placed.at
        self.before: State | None = None
        """The state before the record, for what must hold while something lasts."""
        self.found_now: tuple[Finding, ...] = ()
        """What the same record raised already; interlocks ask it."""
        self._words: frozenset[str] | None = None

    def as_end_of_day(self, words: frozenset[str], at: datetime) -> Occasion:
        """The same, but what is asked is the end of the unit's day, at its own moment."""
        self._words = words
        self.at = at
        return self

    @cached_property
    def words(self) -> frozenset[str]:
        """The occasions this is."""
        if self._words is not None:
            return self._words
        kind = self.record.kind
        if self.hand is None:
            return frozenset({kind, "any_record", *({"gun_work"} if kind in ("loading", "firing") else ())})
        words = {"handover", *({"any_record"} if kind == "handover" else ())}
        if self.hand.purpose == "return":
            words.add("return")
        if self.issue:
            words |= {"issue", "gun_work"}
        if is_use(self.hand, issue=self.issue):
            words.add("use")
        return frozenset(words)

    @cached_property
    def issue(self) -> bool:
        """Whether the handover is an issue."""
        return self.hand is not None and is_issue(
            self.hand,
            receiver_handles=self.state.handles(self.hand.to, self.at),
            receiver_performs="performer" in self.state.roles_at(self.hand.to, self.at),
        )

    @property
    def firearm_id(self) -> str | None:
        """The firearm it is about, if it is about one."""
        return self.hand.firearm if self.hand else getattr(self.body, "firearm", None)

    @cached_property
    def firearm(self) -> Firearm:
        """The firearm it is about."""
        return self.state.firearm(self.firearm_id or "")

    @cached_property
    def can_fire(self) -> bool:
        """Whether that firearm counts as able to fire today."""
        return self.firearm.can_fire(self.day.id)

    @property
    def scene(self) -> str | None:
        """The scene it is for."""
        return self.hand.scene if self.hand else getattr(self.body, "scene", None)

    def people(self, word: str) -> tuple[str, ...]:
        """The people a rule means by `from`, `to`, `shared_with`, `by` or `signers`."""
        if word == "by":
            return (self.record.by,) if self.record.by else ()
        if word == "signers":
            return tuple(s.person for s in self.record.sign_offs if not s.declined)
        if self.hand is None:
            return ()
        if word == "from":
            return (self.hand.giver,)
        if word == "to":
            return (self.hand.to,)
        return tuple(p for p in self.hand.shared_with if p != self.hand.to) if word == "shared_with" else ()

    def meets(self, when: dict[str, list[Any]]) -> bool:
        """Whether every field or word of `when` has one of the values given."""
        return all(self._value_in(name, values) for name, values in when.items())

    def _value_in(self, name: str, values: list[Any]) -> bool:
        value = self.value(name)
        if isinstance(value, (frozenset, tuple)):
            return any(one in values for one in value)
        return value in values

    def value(self, name: str) -> Any:
        """A word of the occasion, else a field of the body."""
        word = WORDS.get(name)
        if word is not None:
            return word(self)
        value: Any = self.body
        for part in name.split("."):
            value = getattr(value, part, None)
        return value

    def finding(
        self,
        bound: Bound,
        *,
        records: tuple[Placed, ...] = (),
        persons: tuple[str, ...] = (),
        detail: str = "",
        hazard: str | None = None,
        gravity: str | None = None,
        subject: str | None = None,
    ) -> Finding:
        """The rule is not met here."""
        return Finding(
            bound,
            hazard or bound.rule.hazard or "judgement.fault",
            gravity or bound.rule.gravity or "serious",
            subject or self.subject(bound.rule.subject, persons),
            self.placed,
            self.at,
            (self.placed, *(r for r in dict.fromkeys(records) if r is not self.placed)),
            persons,
            detail,
            self.firearm_id,
        )

    def subject(self, kind: str, persons: tuple[str, ...] = ()) -> str:
        """What a finding of this occasion is about."""
        if kind == "firearm" and self.firearm_id:
            return f"firearm:{self.firearm_id}"
        if kind == "person" and persons:
            return f"person:{persons[0]}"
        if kind == "day":
            return f"day:{self.day.id[0]}:{self.day.id[1]}"
        if kind == "lot" and getattr(self.body, "container", None):
            return f"lot:{self.body.container}"
        return f"record:{self.placed.root}"


def _round_types(occasion: Occasion) -> frozenset[str]:
    return frozenset(r.type for r in getattr(occasion.body, "rounds", ()) or ())


def _injury(occasion: Occasion) -> str:
    """none, first_aid, or beyond: no `care` counts as hospital; a fatality is beyond."""
    body = occasion.body
    if body.what == "fatality":
        return "fatality"
    if body.what != "injury" and not body.injured:
        return "none"
    return body.care or "hospital"


def _to_handler_request(occasion: Occasion) -> bool:
    """Whether a response answers what a handler asked for."""
    target = occasion.find(occasion.body.to)
    return (
        target is not None
        and target.record.kind == "request"
        and occasion.state.handles(target.record.by or "", target.at)
    )


WORDS: dict[str, Callable[[Occasion], Any]] = {
    "purpose": lambda o: o.hand.purpose if o.hand else getattr(o.body, "purpose", None),
    "declared": lambda o: o.hand.declared if o.hand else getattr(o.body, "declared", None),
    "class": lambda o: (
        o.firearm.class_
        if o.firearm_id and o.record.kind != "firearm_intake"
        else getattr(o.body, "class_", None)
    ),
    "can_fire": lambda o: o.can_fire,
    "has_firearm": lambda o: getattr(o.body, "firearm", None) is not None,
    "from_roles": lambda o: o.state.roles_at(o.hand.giver, o.at) if o.hand else frozenset(),
    "to_roles": lambda o: o.state.roles_at(o.hand.to, o.at) if o.hand else frozenset(),
    "by_roles": lambda o: o.state.roles_at(o.record.by, o.at) if o.record.by else frozenset(),
    "to_handler_request": _to_handler_request,
    "fires_blanks": lambda o: o.body.rounds_fired > 0 and {r.type for r in o.firearm.load} != {"live"},
    "stoppage": lambda o: is_stoppage(o.body),
    "with_firearm": lambda o: with_firearm(o.body),
    "injury": _injury,
    "rounds": _round_types,
}


def occasions(state: State, placed: Placed, day: UnitDay, book: Rulebook, known: Known) -> list[Occasion]:
    """Every occasion a record makes: itself, or one for each handover it tells of (a list also counts once itself)."""
    made = [Occasion(state, placed, day, book, known, hand) for hand in hands(placed.record)]
    if placed.record.kind != "handover":
        made.append(Occasion(state, placed, day, book, known))
    return made
