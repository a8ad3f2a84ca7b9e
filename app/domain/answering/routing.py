"""Decides who may hear the words of a concern: away from whom it is about and whoever answers to them; it tells nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.domain.people.reporting import answers_to
from app.domain.people.roles import EXPORTERS, SET_ROLES
from app.domain.records.words import ROLES, SCHEDULE_ROLES

FEW: Final = 15
"""Fewer could have written it: then its words name the writer, and go to the receiver only."""
_ADVISORS, _OFFICERS = frozenset({"safety_advisor"}), frozenset({"safety_officer"})
_SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody of a production as of one moment."""

    roles: Mapping[str, frozenset[str]]
    """The roles each person holds now; nobody who holds none."""
    names: Mapping[str, str | None] = field(default_factory=dict)
    """Names beside the ledger."""


def about_whom(about: str | None, crew: Crew) -> frozenset[str]:
    """The persons that `about` means: by id or name anywhere in it, by role where it says nothing else; else nobody."""
    if not about:
        return frozenset()
    said = f" {_plain(about)} "
    persons = {one for one in crew.roles if f" {_plain(one)} " in said}
    persons |= {one for one, name in crew.names.items() if one in crew.roles and _names(name, said)}
    role = role_meant(about)
    return frozenset(persons | {one for one, held in crew.roles.items() if role in held})


def role_meant(about: str) -> str | None:
    """The role that `about` is, where it says nothing else: `the first AD`."""
    said = _plain(about).removeprefix("the ")
    return next((one for one in ROLES if _plain(one) == said), None)


def may_stay(about: str | None, crew: Crew) -> str | None:
    """What of `about` the ledger may hold where the words are set apart: one person meant beyond doubt, else a role."""
    meant = about_whom(about, crew)
    return next(iter(meant)) if len(meant) == 1 else role_meant(about or "")


def kept_from(about: str | None, crew: Crew) -> frozenset[str]:
    """Whom it is about, and whoever answers to them."""
    meant = about_whom(about, crew)
    above = frozenset(role for one in meant for role in crew.roles[one])
    return meant | {one for one, held in crew.roles.items() if answers_to(held, above)}


def could_have_written(crew: Crew, seen_in_unit: frozenset[str] | None) -> int:
    """How many could: all who work there; of a unit that was named, those who were seen in it lately."""
    working = {one for one, held in crew.roles.items() if held & SET_ROLES}
    return len(working if seen_in_unit is None else working & seen_in_unit)


def words_are_set_apart(about: str | None, crew: Crew, seen_in_unit: frozenset[str] | None) -> bool:
    """Whether the words stay out of the ledger: few could have written them, or it is about whoever could take them.

    Whoever may take the whole ledger away reads every word in it, so a concern about them, or about somebody they answer
    to, must not have its words there.
    """
    if could_have_written(crew, seen_in_unit) < FEW:
        return True
    away = kept_from(about, crew)
    return any(crew.roles[one] & EXPORTERS for one in away)


def hearers(crew: Crew, named: Iterable[str], about: str | None) -> tuple[str, ...]:
    """Who hears words that are set apart: the receivers that were named, else safety advisors, else safety officers.

    Never one who is kept from it: then the next in that order; nobody where none is left, and it goes outside.
    """
    away = kept_from(about, crew)
    free = {one: held for one, held in crew.roles.items() if one not in away}
    for found in (
        [one for one in named if one in free],
        [one for one, held in free.items() if held & _ADVISORS],
        [one for one, held in free.items() if held & _OFFICERS],
    ):
        if found:
            return tuple(sorted(found))
    return ()


def may_receive(roles: frozenset[str]) -> bool:
    """Whether somebody may be named receiver: works there, and answers neither for the schedule nor only for the account."""
    return bool(roles & SET_ROLES) and not roles & SCHEDULE_ROLES


def _names(name: str | None, said: str) -> bool:
    """Whether the words hold the whole name, or its last part."""
    parts = _plain(name or "").split()
    whole = " ".join(parts)
    return bool(parts) and (
        f" {whole} " in said or (len(parts[-1]) >= _SHORTEST_NAME and f" {parts[-1]} " in said)
    )


def _plain(text: str) -> str:
    """Words only, in one size, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
