"""Decides which rules hold under the packs in force: parameters filled in, the stricter of two kept, found by occasion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, cast
from typing import Protocol as Interface

from app.domain.errors import ShowclearError
from app.domain.judgement.entry import Placed
from app.domain.protocol.pack import Knowledge, Management, Pack
from app.domain.protocol.protocol import Protocol
from app.domain.protocol.rules import Expectation, Prerequisite, Rule


class Shelf(Interface):
    """Where packs and the protocols they name are found; `pack.unknown` or `protocol.unknown` when they are not."""

    def pack(self, name: str) -> Pack:
        """The pack of that name."""
        ...

    def pack_by_digest(self, digest: str) -> Pack:
        """The pack whose content has that SHA-256."""
        ...

    def protocol(self, ref: str) -> Protocol:
        """The protocol version `id@version`."""
        ...

    def protocols_of(self, pack: Pack | str) -> Iterable[Protocol]:
        """The protocol versions a pack adopts."""
        ...


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule with its parameters filled in, and the protocol it comes from."""

    rule: Rule
    protocol: str

    @property
    def name(self) -> str:
        """`protocol/rule`, the same through all versions."""
        return f"{self.protocol.partition('@')[0]}/{self.rule.id}"


_SMALLER_IS_STRICTER = {
    "Deadline": ("within",),
    "Prerequisite": ("within", "reshows"),
    "Recurrence": ("count",),
    "Prohibition": ("over",),
}
_LARGER_IS_STRICTER = {"Recurrence": ("within",), "Prohibition": ("within",)}


def _filled(rule: Rule, pack: Pack) -> Rule:
    """The rule with every `@name` replaced by the pack's value. `pack.parameter_missing` when it gives none."""

    def fill(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            if value[1:] not in pack.parameters:
                raise ShowclearError("pack.parameter_missing", f"pack {pack.pack} gives no value for {value}")
            return pack.value(value[1:])
        if isinstance(value, dict):
            return {key: fill(one) for key, one in value.items()}
        return [fill(one) for one in value] if isinstance(value, list) else value

    plain = rule.model_dump(by_alias=True, exclude_unset=True)
    return type(rule).model_validate(fill(plain))


def _stricter(one: Rule, other: Rule) -> Rule:
    """The same rule under two packs: each number as the stricter pack has it."""
    kind = type(one).__name__
    better: dict[str, Any] = {}
    for names, pick in ((_SMALLER_IS_STRICTER, min), (_LARGER_IS_STRICTER, max)):
        for name in names.get(kind, ()):
            values = [v for v in (getattr(one, name), getattr(other, name)) if v is not None]
            if values:
                better[name] = pick(values)
    if isinstance(one, Expectation) and isinstance(other, Expectation):
        better["all"] = [*one.all, *(c for c in other.all if c not in one.all)]
    return one.model_copy(update=better)


class Rulebook:
    """The rules of one or several packs taken together."""

    def __init__(self, key: str, packs: Iterable[Pack], shelf: Shelf) -> None:
        self.key = key
        self.packs = tuple(packs)
        self._rules: dict[str, Bound] = {}
        self.protocols: dict[str, Protocol] = {}
        for pack in self.packs:
            for protocol in shelf.protocols_of(pack):
                self.protocols[protocol.id] = protocol
                for rule in protocol.rules:
                    self._add(Bound(_filled(rule, pack), protocol.ref))
        self._by_words: dict[frozenset[str], tuple[Bound, ...]] = {}

    def _add(self, bound: Bound) -> None:
        present = self._rules.get(bound.name)
        if present is not None:
            bound = Bound(_stricter(present.rule, bound.rule), bound.protocol)
        self._rules[bound.name] = bound

    def rules_for(self, words: frozenset[str]) -> tuple[Bound, ...]:
        """The rules asked at an occasion that is known by these words."""
        found = self._by_words.get(words)
        if found is None:
            found = tuple(b for b in self._rules.values() if not words.isdisjoint(b.rule.on))
            self._by_words[words] = found
        return found

    @property
    def rules(self) -> tuple[Bound, ...]:
        """Every rule."""
        return tuple(self._rules.values())

    def declared(self, thing: str) -> frozenset[str]:
        """What makes a meeting or an inspection complete: the fields the packs expect of it."""
        return self._declared[thing]

    @cached_property
    def _declared(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {"meeting": set(), "inspection": set()}
        for bound in self._rules.values():
            if isinstance(bound.rule, Expectation) and bound.rule.declares:
                found[bound.rule.declares] |= {c.field for c in bound.rule.all if c.field}
        return {thing: frozenset(fields) for thing, fields in found.items()}

    @cached_property
    def meeting_checks(self) -> tuple[Any, ...]:
        """The checks a complete meeting passes."""
        return tuple(
            check
            for bound in self._rules.values()
            if isinstance(bound.rule, Expectation) and bound.rule.declares == "meeting"
            for check in bound.rule.all
        )

    @cached_property
    def reshow_bounds(self) -> tuple[int, float]:
        """How many re-showings may follow a full inspection, and within how many seconds."""
        for bound in self._rules.values():
            rule = bound.rule
            if (
                isinstance(rule, Prerequisite)
                and rule.needs == "inspection_relied_on"
                and rule.reshows is not None
            ):
                within = rule.within if isinstance(rule.within, timedelta) else timedelta()
                return int(cast(int, rule.reshows)), within.total_seconds()
        return 0, 0.0

    @cached_property
    def management(self) -> tuple[frozenset[str], timedelta]:
        """Roles whose knowledge counts, and how far back, over all packs."""
        every: list[Management] = [pack.management for pack in self.packs]
        roles = frozenset(role for one in every for role in one.roles)
        return roles, max((one.look_back for one in every), default=timedelta())

    @cached_property
    def knowledge(self) -> tuple[Knowledge, ...]:
        """Which earlier records bear on which hazards."""
        return tuple(row for pack in self.packs for row in pack.knowledge)


class Rulebooks:
    """The rulebook for each adoption; made once, then kept."""

    def __init__(self, shelf: Shelf, default_packs: tuple[str, ...]) -> None:
        self._shelf = shelf
        self._default = default_packs
        self._made: dict[str, Rulebook] = {}

    @property
    def default_key(self) -> str:
        """The key of the rulebook a production has that adopted none."""
        return "+".join(self._default)

    def key_after(self, adoptions: Iterable[Placed]) -> str:
        """The key of the rulebook in force after these adoptions: the newest counts."""
        newest = max(adoptions, key=lambda p: p.order, default=None)
        return f"{newest.record.body.pack}#{newest.record.body.digest}" if newest else self.default_key

    def of(self, key: str) -> Rulebook:
        """The rulebook of a key. `pack.unknown` when its pack is not here, or is not what was adopted."""
        book = self._made.get(key)
        if book is None:
            name, _, digest = key.partition("#")
            packs = (
                [self._shelf.pack_by_digest(digest)]
                if digest
                else [self._shelf.pack(p) for p in name.split("+")]
            )
            book = self._made[key] = Rulebook(key, packs, self._shelf)
        return book

    def protocol(self, ref: str) -> Protocol | None:
        """The protocol version a record names; None when it is not published."""
        try:
            return self._shelf.protocol(ref)
        except ShowclearError:
            return None
