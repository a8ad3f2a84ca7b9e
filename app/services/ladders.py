"""Decides what the packs say of ladders to whoever climbs them: an incident's ladder, and the digest it starts under."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        try:
            book = self._books.of(key or self._books.default_key)
        except ShowclearError:
            book = self._books.of(self._books.default_key)
        for bound in book.rules:
            rule = bound.rule
            if isinstance(rule, Deadline) and rule.ladder and "incident" in rule.on:
                return tuple(Rung(rung.after, tuple(rung.tell)) for rung in rule.ladder)
        return ()
