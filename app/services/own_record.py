"""Decides what somebody may take away of a production, also after leaving it: what they signed or are named in, proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson

from app.domain.answering.routing import Crew, kept_from
from app.domain.errors import ShowclearError
from app.domain.ledger.own_record import entry_line, header_line
from app.domain.ledger.proofs import inclusion_proof
from app.domain.people.permissions import withheld
from app.services.caller import READ, Caller, no_production
from app.services.export import Exports
from app.services.filters import RecordFilter
from app.services.judges import Judges
from app.services.library import Library, Shelves, StoredEntry
from app.services.looking import crew_of
from app.services.ports import Clock

MOST: Final = 100_000
"""Entries of one person. Twenty years of shooting days have fewer."""


class OwnRecords:
    """What is a person's own. It takes no role: whoever was in a production keeps this."""

    def __init__(self, library: Library, judges: Judges, exports: Exports, clock: Clock) -> None:
        self._library, self._judges, self._exports, self._clock = library, judges, exports, clock

    def take(self, caller: Caller, production: str) -> Iterator[bytes]:
        """The lines of the file (docs/ledger.md). Refused: another production, or one that never had them (`not_found`).

        An entry that holds words which are not for them to read (a concern about them) is left out and counted: a proof
        covers an entry whole.
        """
        caller.require(production, READ)
        judged = self._judges.seen(production)
        person = caller.person
        if judged is None or person is None or not judged.roster.knows(person):
            raise no_production()
        roles = judged.roster.roles(person, self._clock())
        with self._library.looking() as shelves:
            head = shelves.head(production)
            if head is None:
                raise no_production()
            found = _with_what_they_sign(shelves, production, person)
            crew = crew_of(judged.roster, shelves.names(production), self._clock())
            mine = [
                one for one in found if not _withheld(orjson.loads(one.entry)["record"], roles, person, crew)
            ]
            signed = self._exports.signed(production, head)
            hash_at = shelves.hash_at(production)
            lines = [
                header_line(
                    production, person, signed.vkey, signed.checkpoint, len(mine), len(found) - len(mine)
                )
            ]
            lines += [
                entry_line(one.entry, inclusion_proof(one.position, head.size, hash_at))
                for one in mine
                if one.position < head.size
            ]
        return iter(lines)


def _withheld(record: dict[str, Any], roles: frozenset[str], person: str, crew: Crew) -> bool:
    """Whether it holds words that are not for them."""
    about = record["body"].get("about") if record["kind"] == "concern" else None
    return bool(withheld(record, roles, person, kept_from(about, crew)))


def _with_what_they_sign(shelves: Shelves, production: str, person: str) -> list[StoredEntry]:
    """Entries that name the person, and those that such an entry signs: a signature is nothing without what it signs."""
    found = shelves.entries_like(production, RecordFilter(person=person), -1, MOST + 1)
    if len(found) > MOST:
        raise ShowclearError("too_large", f"More than {MOST} entries: ask the office for an export.")
    by_position = {one.position: one for one in found}
    records = [orjson.loads(one.entry)["record"] for one in found]
    signed = [one["body"]["of"].lower() for one in records if one["kind"] == "sign_off"]
    by_position |= {one.position: one for one in shelves.entries_of(production, signed)}
    return [by_position[position] for position in sorted(by_position)]
