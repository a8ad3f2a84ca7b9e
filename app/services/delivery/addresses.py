"""Decides what an address of each channel looks like; whether anybody is there, a code tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast, get_args

from app.domain.errors import ShowclearError
from app.services.delivery.rows import Channel
from app.services.messages import OUTSIDE, Urgency

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}", re.ASCII)
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,200}={0,2}", re.ASCII)
LONGEST: Final = 1000
_LONGEST_MAIL: Final = 254  # RFC 5321, 4.5.3.1.3 without its brackets

RequireUrl = Callable[[str], None]
"""Nothing for an address this service may send to, as far as that can be told by its look; else ShowclearError."""


def checked(channel: Channel, address: object, require_url: RequireUrl) -> str:
    """The address as it is kept. Refused: `contact.malformed`, and what `require_url` refuses."""
    if not isinstance(address, str) or not 0 < len(address) <= LONGEST:
        raise wrong("address", f"a text of 1 to {LONGEST} characters")
    if channel == "email":
        if len(address) > _LONGEST_MAIL or not _MAIL.fullmatch(address):
            raise wrong("address", "an e-mail address such as ann@set.example")
        local, _, host = address.rpartition("@")
        return f"{local}@{host.lower()}"
    if channel in ("sms", "voice"):
        if not _PHONE.fullmatch(address):
            raise wrong("address", "a number with its country, such as +15055550123 (E.164)")
        return address
    require_url(address)
    return address


def browser_keys(keys: object) -> str:
    """The two keys of a push subscription as one text, `p256dh.auth`. Refused: `contact.malformed`."""
    named: Mapping[str, Any] = keys if isinstance(keys, dict) else {}
    parts = [named.get("p256dh"), named.get("auth")]
    if set(named) != {"p256dh", "auth"} or not all(isinstance(p, str) and _KEY.fullmatch(p) for p in parts):
        raise wrong("keys", "an object with p256dh and auth, as the browser gave them")
    return ".".join(str(part).rstrip("=") for part in parts)


def channel_of(value: object) -> Channel:
    """The channel of that name."""
    if value not in get_args(Channel):
        raise wrong("channel", f"one of: {', '.join(get_args(Channel))}")
    return cast(Channel, value)


def takes_of(value: object) -> Urgency:
    """What goes there."""
    if value not in get_args(Urgency):
        raise wrong("takes", f"one of: {', '.join(get_args(Urgency))}")
    return cast(Urgency, value)


def outside_of(value: object) -> str:
    """Who outside that is."""
    if not isinstance(value, str) or value not in OUTSIDE:
        raise wrong("outside", f"one of: {', '.join(OUTSIDE)}")
    return value


def wrong(field: str, expected: str) -> ShowclearError:
    """`contact.malformed` with the place."""
    fault = {"field": field, "problem": "is not as it should be", "expected": expected}
    return ShowclearError("contact.malformed", f"{field}: {expected} is expected.", where=[fault])
