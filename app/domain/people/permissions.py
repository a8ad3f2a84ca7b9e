"""Decides who may write which kind of record and read what, by roles alone; whether they should have is judged later.

Everything not named here is denied. Rights are asked in the use cases, so that every way in has the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.errors import ShowclearError
from app.domain.people.roles import (
    CONCERN_READERS,
    CREDENTIAL_KEEPERS,
    EXPORTERS,
    GOVERNANCE_ROLES,
    OFFICE_ROLES,
    ORIGINAL_READERS,
    READ_ONLY_ROLES,
    ROLES,
    SAFETY_ROLES,
    SET_ROLES,
)
from app.domain.records.kinds import GROUPS

_KNOWN_BY_ITSELF: Final = frozenset({"passkey", "pin", "spoken", "attested"})
_EXCEPTIONS: Final = {"credential": CREDENTIAL_KEEPERS}


def _writers(group: str, kind: str) -> frozenset[str]:
    if group == "governance":
        return GOVERNANCE_ROLES
    return _EXCEPTIONS.get(kind, SET_ROLES)


WRITERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {kind: _writers(group, kind) for group, kinds in GROUPS.items() for kind in kinds}
)
"""Which roles may write each kind of record."""

READERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "production": ROLES,
        "people": ROLES,
        "firearms": ROLES,
        "ammunition": ROLES,
        "days": ROLES,
        "protocols": ROLES,
        "records": ROLES,
        "clearance": ROLES,
        "violations": ROLES,
        "reports": ROLES,
        "ledger": ROLES,
        "live": ROLES,
        "audit": GOVERNANCE_ROLES,
        "deliveries": GOVERNANCE_ROLES | OFFICE_ROLES,
        "outside": GOVERNANCE_ROLES | OFFICE_ROLES,
        "concern_words": CONCERN_READERS,
        "concern_watch": SAFETY_ROLES | READ_ONLY_ROLES,
        "concern_receivers": GOVERNANCE_ROLES,
        "drill": CREDENTIAL_KEEPERS | {"first_ad"},
        "nameless_reporters": CONCERN_READERS - READ_ONLY_ROLES,
        "export": EXPORTERS,
        "history": CREDENTIAL_KEEPERS,
        "attachments": ROLES,
        "attachment_originals": ORIGINAL_READERS,
    }
)
"""Which roles may read each thing. The record belongs to the whole crew: everyone who holds a role may look."""


def may_write(roles: frozenset[str], kind: str) -> bool:
    """Whether somebody who holds these roles may write records of that kind; False for no kind."""
    return not roles.isdisjoint(WRITERS.get(kind, frozenset()))


def may_read(roles: frozenset[str], what: str) -> bool:
    """Whether somebody who holds these roles may read that; False for what nobody listed."""
    return not roles.isdisjoint(READERS.get(what, frozenset()))


def may_sign_later(roles: frozenset[str], person: str | None, signed: Iterable[tuple[str, str]]) -> bool:
    """Whether somebody who holds these roles on set may bring these later signatures, each as (person, method).

    One's own, and others' that do not rest on the bringer's word: a passkey or PIN is checked, what was spoken or
    attested is signed by those who heard it. Everything else of this kind is governance.
    """
    if roles.isdisjoint(SET_ROLES):
        return False
    return all(who == person or method in _KNOWN_BY_ITSELF for who, method in signed)


def require_write(roles: frozenset[str], kind: str) -> None:
    """Nothing when `may_write`, else `permission.denied` with the roles that may."""
    if not may_write(roles, kind):
        raise _denied(f"write {kind} records", WRITERS.get(kind, frozenset()), roles)


def require_read(roles: frozenset[str], what: str) -> None:
    """Nothing when `may_read`, else `permission.denied` with the roles that may."""
    if not may_read(roles, what):
        raise _denied(f"read {what.replace('_', ' ')}", READERS.get(what, frozenset()), roles)


def withheld(
    record: Mapping[str, object],
    roles: frozenset[str],
    person: str | None,
    kept_from: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The places of a record this reader may not see: a concern's words, but for its author, addressee and readers.

    `kept_from`: whom this concern is about and whoever answers to them; no role gives them its words.
    Of a concern without a name an outside party reads the words, and nothing of how it came in: it could tell by whom.
    What the ledger proves stays provable: a withheld entry is still shown by its leaf hash.
    """
    body = record.get("body")
    if record.get("kind") != "concern" or not isinstance(body, Mapping):
        return ()
    own = person is not None and person in (record.get("by"), body.get("addressed_to"))
    if own:
        return ()
    if person in kept_from or not may_read(roles, "concern_words"):
        return _CONCERN_WORDS
    nameless = record.get("by") is None and not may_read(roles, "nameless_reporters")
    return _REPORTER if nameless else ()


# Who said it and what was said; that a concern exists, and about what kind of thing, stays for everyone.
_CONCERN_WORDS: Final = (
    "by",
    "entered_by",
    "device",
    "note",
    "answers",
    "attachments",
    "corrects",
    "sign_offs",
    "body.about",
    "body.addressed_to",
    "body.detail",
)


# What a concern without a name may still tell of who raised it.
_REPORTER: Final = ("entered_by", "device", "clock", "sign_offs")


def _denied(deed: str, allowed: frozenset[str], held: frozenset[str]) -> ShowclearError:
    may = ", ".join(sorted(allowed)) or "nobody"
    has = ", ".join(sorted(held)) or "no role now"
    fault = {"field": "role", "problem": f"you hold: {has}", "expected": f"one of: {may}"}
    return ShowclearError("permission.denied", f"Your roles may not {deed}.", where=[fault])
