"""Decides what a condition of a rule may name: which kinds of record an occasion is, which fields their bodies have."""

from __future__ import annotations

from collections.abc import Iterable
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

from pydantic import BaseModel

from app.domain.judgement.look import FAULT_WORDS
from app.domain.records import RECORD_KINDS

WHEN_WORDS: Final[dict[str, str]] = {
    "class": "The class of the firearm it is about.",
    "can_fire": "Whether that firearm counts as able to fire today.",
    "has_firearm": "Whether a firearm is named at all.",
    "purpose": "What the handover is for.",
    "declared": "What the firearm was declared.",
    "from_roles": "The roles the giver holds at that moment.",
    "to_roles": "The roles the receiver holds at that moment.",
    "by_roles": "The roles of whoever did what is recorded.",
    "to_handler_request": "Whether the response answers a handler's request.",
    "fires_blanks": "Whether rounds were fired and the firearm held others than live ones only.",
    "stoppage": "Whether the incident is a misfire or jam with nobody hurt.",
    "with_firearm": "Whether the incident names a firearm, or could not have happened without one.",
    "injury": "How far the harm goes: none, first_aid, clinic, hospital, unknown, fatality; hospital when care is absent.",
    "rounds": "The types of round the record lists.",
}
"""Words of an occasion that are no field of its body, each with what it says."""

INSPECTION_WORDS: Final = FAULT_WORDS
"""What a rule that declares an inspection complete may ask of it, each with what is said when it is not so."""

OCCASION_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "issue": ("handover", "issue_list"),
    "use": ("handover", "issue_list"),
    "return": ("handover", "issue_list"),
    "gun_work": ("loading", "handover", "issue_list", "firing"),
    "wrap": ("day_wrapped",),
    "day_end": ("day_wrapped",),
    "any_record": tuple(RECORD_KINDS),
}
"""The kinds of record each occasion can be; a kind of record is itself."""


def kinds_of(occasions: Iterable[str]) -> list[str]:
    """The kinds of record these occasions can be."""
    return [kind for occasion in occasions for kind in OCCASION_KINDS.get(occasion, (occasion,))]


def has_field(kind: str, path: str) -> bool:
    """Whether bodies of that kind have a field at a dotted path, such as `rounds.type`; lists are stepped into."""
    models: list[type[BaseModel]] = [RECORD_KINDS[kind]] if kind in RECORD_KINDS else []
    for part in path.removesuffix("[]").replace("[].", ".").split("."):
        shapes = [shape for model in models if (shape := _field(model, part)) is not None]
        if not shapes:
            return False
        models = [model for shape in shapes for model in _models_in(shape)]
    return True


def field_names(kinds: Iterable[str]) -> list[str]:
    """The fields the bodies of these kinds have at their top."""
    models = [RECORD_KINDS[kind] for kind in kinds if kind in RECORD_KINDS]
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _field(model: type[BaseModel], part: str) -> Any:
    hints = get_type_hints(model)
    return next(
        (hints[name] for name, field in model.model_fields.items() if part in (field.alias, name)), None
    )


def _models_in(shape: Any) -> list[type[BaseModel]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [shape]
    return [model for part in get_args(shape) if part is not NoneType for model in _models_in(part)]
