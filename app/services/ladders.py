"""Decides what the packs say of ladders to whoever climbs them: an incident's ladder, and the digest it starts under."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.domain.errors import ShowclearError
from app.domain.escalation import Rung
from app.domain.judgement import Rulebooks
from app.domain.protocol.rules import Deadline


class PackLadders:
    """Ladders of the published packs. `key` is a rulebook's: names of packs, or a name, `#` and a digest."""

    def __init__(self, books: Rulebooks, digest: Callable[[str], str]) -> None:
        self._books, self._digest = books, digest

    def digest(self, key: str) -> str:
        """The digest in the key; of packs that are only named, theirs as published, joined by `+`."""
        names, _, digest = key.partition("#")
        return digest or "+".join(self._digest(name) for name in names.split("+"))

    def of_incidents(self, key: str) -> Sequence[Rung]:
        """The ladder of an incident that nobody answers; of a pack that is not here, the default one's."""
        return next((rungs for rule, rungs in self._ladders(key) if "incident" in rule.on), ())

    def every_rung(self, key: str) -> Mapping[int | str, Sequence[str]]:
        """Whom the ladders of a pack tell, each set of roles once: an incident's rungs from 1, others by rule and number."""
        found: dict[int | str, Sequence[str]] = {}
        found |= {number: rung.tell for number, rung in enumerate(self.of_incidents(key), 1)}
        for rule, rungs in self._ladders(key):
            asked = tuple(rule.cure.who) if rule.cure else ()
            others = {f"{rule.id}.{number}": rung.tell for number, rung in enumerate(rungs, 1)}
            for name, tell in {**others, f"{rule.id}.asked": asked}.items():
                if tell and frozenset(tell) not in {frozenset(known) for known in found.values()}:
                    found[name] = tell
        return found

    def _ladders(self, key: str) -> list[tuple[Deadline, Sequence[Rung]]]:
        try:
            book = self._books.of(key or self._books.default_key)
        except ShowclearError:
            book = self._books.of(self._books.default_key)
        rules = [bound.rule for bound in book.rules if isinstance(bound.rule, Deadline) and bound.rule.ladder]
        return [(one, [Rung(rung.after, tuple(rung.tell)) for rung in one.ladder]) for one in rules]
