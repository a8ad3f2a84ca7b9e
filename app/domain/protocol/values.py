"""Decides the small values rules and packs are made of: durations, citations, conditions, checks; it judges nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_DURATION = re.compile(r"^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$")


class Strict(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_duration(text: str) -> timedelta:
    """The length of an ISO 8601 duration of days, hours, minutes, seconds. ValueError when it is none."""
    found = _DURATION.match(text)
    if not found or text in ("P", "PT") or text.endswith("T"):
        raise ValueError("write a duration as ISO 8601, such as PT15M, PT4H or P7D")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _as_duration(value: object) -> object:
    return read_duration(value) if isinstance(value, str) and not value.startswith("@") else value


ParameterRef = Annotated[str, StringConstraints(pattern=r"^@[a-z][a-z0-9_]*$")]
Duration = Annotated[timedelta, BeforeValidator(_as_duration)]
DurationOrRef = Annotated[timedelta | ParameterRef, BeforeValidator(_as_duration)]
NumberOrRef = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)] | ParameterRef
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")]
Sentence = Annotated[str, StringConstraints(min_length=3, max_length=600, strip_whitespace=True)]
Texts = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")], Sentence], Field(min_length=1)
]
"""The same text by language; `en` is always there."""


def _has_english(texts: dict[str, str]) -> dict[str, str]:
    if "en" not in texts:
        raise ValueError("give the text in English too, under `en`")
    return texts


Said = Annotated[Texts, AfterValidator(_has_english)]

Authority = Literal["law", "regulator", "industry", "union", "company", "practice", "seed"]
Strength = Literal["must", "should"]
Read = Literal["primary", "quoted", "secondary", "unverified"]


class Citation(Strict):
    """What an item or rule rests on, how binding it is, and how well the source was read."""

    document: Sentence
    section: str | None = None
    authority: Authority
    strength: Strength
    read: Read
    source: str
    """The research code (`S30`) or the source article's file name."""


Scalar = str | bool | Annotated[int, Field(strict=True)]
When = dict[str, Annotated[list[Scalar], Field(min_length=1)]]
"""Field or word of the occasion -> the values among which it must be."""


class Check(Strict):
    """One thing a field must be. Exactly one of the checks is given beside `field`, or `any` alone."""

    field: str | None = None
    is_: Any = Field(default=None, alias="is")
    is_not: Any = None
    at_least: NumberOrRef | None = None
    at_least_field: str | None = None
    covers: list[str] | None = None
    given: bool | None = None
    known: bool | None = None
    any: list[Check] | None = None

    def model_post_init(self, _context: object) -> None:
        """Refuse a check that checks nothing, or two things."""
        named = {
            "is_",
            "is_not",
            "at_least",
            "at_least_field",
            "covers",
            "given",
            "known",
        } & self.model_fields_set
        if (self.any is None) == (self.field is None) or (self.field is not None and len(named) != 1):
            raise ValueError(
                "a check names a field and one of is, is_not, at_least, at_least_field, covers, given, known; or `any`"
            )
