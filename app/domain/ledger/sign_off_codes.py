"""Decides the closed list of reasons why a passkey sign-off does not hold; it finds none itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from app.domain.errors import ShowclearError


class SignOffCode(StrEnum):
    """Why it does not hold; each code is stable, its `meaning` is for people."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> Self:
        """A code with its meaning beside it."""
        made = str.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    MALFORMED = "sign_off.malformed", "The proof, or a part of it, does not have its form."
    WRONG_TYPE = "sign_off.wrong_type", "The client data is of something else than a signature asked for."
    NOT_BOUND = (
        "sign_off.not_bound",
        "What was signed is not this record, these words, this person or moment.",
    )
    WRONG_ORIGIN = "sign_off.wrong_origin", "It was signed on another page than the one it names."
    WRONG_RP = "sign_off.wrong_rp", "It was signed for another relying party than the one it names."
    NOT_PRESENT = "sign_off.not_present", "The authenticator did not see anybody."
    NOT_VERIFIED = "sign_off.user_not_verified", "The authenticator did not make sure who was there."
    WRONG_KEY = "sign_off.wrong_key", "The key is none that may sign here, or it is another person's."
    BAD_SIGNATURE = "sign_off.bad_signature", "The key did not make this signature."
    NO_RECORD = "sign_off.no_record", "The record that was signed is not here."


def refused(reason: SignOffCode, detail: str = "") -> ShowclearError:
    """The error of a reason, with what was seen."""
    return ShowclearError(reason.value, detail or reason.meaning)
