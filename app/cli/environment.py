"""Decides how the settings of the environment reach a command, and how they are told; what they mean is in settings.py."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from app.cli.wrong_use import WrongUse
from app.settings import Settings, documented


def settings_of_environment(**instead: Any) -> Settings:
    """The settings, with what an option said instead; an option that is None says nothing. Wrong ones are wrong use."""
    try:
        return Settings(**{name: value for name, value in instead.items() if value is not None})
    except ValidationError as wrong:
        faults = [(f"SHOWCLEAR_{fault['loc'][0]!s}".upper(), fault["msg"]) for fault in wrong.errors()]
        raise WrongUse("; ".join(f"{name}: {words}" for name, words in faults)) from wrong


def url_of(settings: Settings) -> str:
    """How people reach the service."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url or f"http://{host}:{settings.port}"


def settings_told() -> str:
    """Every setting of the environment, one paragraph each, as help shows it."""
    told = [
        f"{variable}{f' ({unless})' if unless else ''}: {meaning}"
        for variable, unless, meaning in documented()
    ]
    return "Settings, from the environment (what holds without them):\n\n" + "\n\n".join(told)
