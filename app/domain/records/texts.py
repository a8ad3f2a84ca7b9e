"""Decides what a plain value in a record may be: bounded text, counts, distances; it knows no kind of record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

# Tab, line feed and carriage return are typed by people; every other control character is a fault of a device,
# and NUL cannot be stored by PostgreSQL.
_PRINTED = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
LONGEST_LIST = 500


class Strict(BaseModel):
    """A frozen value that refuses unknown fields and converts nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Expected:
    """Replaces whatever pydantic would say about a value with what would have been right."""

    text: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(
            handler(source),
            custom_error_type="expected",
            custom_error_message="not what belongs here",
            custom_error_context={"expected": self.text},
        )


def _whole(value: object) -> object:
    """JSON Schema calls 24.0 an integer and false no number at all; pydantic alone says otherwise on both."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


ShortText = Annotated[
    str,
    StringConstraints(max_length=200, pattern=_PRINTED),
    Expected("text of at most 200 characters, without control characters"),
]
LongText = Annotated[
    str,
    StringConstraints(max_length=4000, pattern=_PRINTED),
    Expected("text of at most 4000 characters, without control characters"),
]
ProofText = Annotated[
    str,
    StringConstraints(max_length=8000, pattern=_PRINTED),
    Expected("text of at most 8000 characters, without control characters"),
]
Count = Annotated[
    int,
    Field(strict=True, ge=0, le=1_000_000),
    BeforeValidator(_whole),
    Expected("a whole number from 0 to 1000000"),
]
Hour = Annotated[
    int, Field(strict=True, ge=0, le=23), BeforeValidator(_whole), Expected("a whole hour from 0 to 23")
]
Metres = Annotated[
    float,
    Field(strict=True, ge=0, le=100_000, allow_inf_nan=False),
    Expected("a distance in metres from 0 to 100000"),
]
# A strict tuple would refuse the lists JSON has.
Bounded = Field(strict=False, max_length=LONGEST_LIST)
# For lists without which the record would name nothing at all.
Named = Field(strict=False, min_length=1, max_length=LONGEST_LIST)
