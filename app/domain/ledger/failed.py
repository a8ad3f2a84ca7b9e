"""Decides how the service writes down that a sign-off failed when it was checked on arrival; it checks none.

What was sent stays as it was sent. That it failed stands in a record of kind `sign_off` of the service's own, as the same
sign-off with a proof of this form, so that whoever replays or verifies the ledger sees the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FAILED_FORM: Final = "showclear-failed/1"
"""`form` of the proof. Nobody but the service may bring one: it would undo what another signed."""


def failed_in(proof: object) -> str | None:
    """The id, in lower case, of the record in which the sign-off stands that failed; None for any other proof."""
    if not isinstance(proof, Mapping) or proof.get("form") != FAILED_FORM:
        return None
    return str(proof.get("record", "")).lower()
