"""Decides which roles belong together where rights are given; the roles themselves are words of the records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.domain.records.words import GOVERNANCE_ROLES, HANDLERS, READ_ONLY_ROLES, ROLES

# Runs the account and looks after the people's list; was not on set, so says nothing about it.
ACCOUNT_ROLES: Final[frozenset[str]] = frozenset({"admin"})
SET_ROLES: Final[frozenset[str]] = ROLES - READ_ONLY_ROLES - ACCOUNT_ROLES
OFFICE_ROLES: Final[frozenset[str]] = frozenset({"upm", "line_producer", "producer"})
SAFETY_ROLES: Final[frozenset[str]] = frozenset({"safety_officer", "safety_advisor"})
CREDENTIAL_KEEPERS: Final[frozenset[str]] = HANDLERS | SAFETY_ROLES | OFFICE_ROLES
# Who may take the whole ledger away answers for the record, and may read all of it: no word can be left out of a proof.
EXPORTERS: Final[frozenset[str]] = frozenset({"safety_officer", "producer"})
# Those a concern is meant to reach, and the outside party who reads everything.
CONCERN_READERS: Final[frozenset[str]] = SAFETY_ROLES | OFFICE_ROLES | {"first_ad", "inspector"}
# A photo as it was taken may tell more than it shows: for those who answer for the record, and the outside party.
ORIGINAL_READERS: Final[frozenset[str]] = SAFETY_ROLES | OFFICE_ROLES | {"inspector"}

LONGEST_INSPECTION: Final = timedelta(days=30)
"""How long a role that only reads is good for; who needs longer is given it anew."""


def ends_at(role: str, given_at: datetime, until_at: datetime | None) -> datetime | None:
    """When a role ends that a record gives until a moment (None: until taken back).

    `given_at` is its beginning, or the time of the record where that is later. A record of a role is never refused for
    its times; what it gives an outside party is cut short here instead.
    """
    if role not in READ_ONLY_ROLES:
        return until_at
    latest = given_at + LONGEST_INSPECTION
    return latest if until_at is None else min(until_at, latest)


__all__ = [
    "ACCOUNT_ROLES",
    "CONCERN_READERS",
    "CREDENTIAL_KEEPERS",
    "EXPORTERS",
    "GOVERNANCE_ROLES",
    "LONGEST_INSPECTION",
    "OFFICE_ROLES",
    "ORIGINAL_READERS",
    "READ_ONLY_ROLES",
    "ROLES",
    "SAFETY_ROLES",
    "SET_ROLES",
    "ends_at",
]
