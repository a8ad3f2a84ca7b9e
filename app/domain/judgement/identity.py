"""Decides the id of a violation: the same for the same production, rule, hazard, subject and triggering record, for ever."""

from __future__ import annotations

import hashlib
from uuid import UUID

from app.domain.judgement.finding import Finding


def violation_id(production: str, finding: Finding) -> str:
    """A version 8 UUID of the SHA-256 over what names the violation."""
    text = "\n".join(("showclear violation", production, *finding.key))
    value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(UUID(int=value))
