"""Decides what of a text about a concern may be published: nobody named, no hour, no place that tells; it publishes nothing.

After the confidential reporting of aviation (ASRS): names and organisations go, times become general. Who reads it before
it is published decides whether that was enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_SHORTEST: Final = 3
_MONTHS: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_PATTERNS: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(r"\bhttps?://\S+", re.IGNORECASE), "[address]"),
    (re.compile(r"@\w{2,}"), "[address]"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?\b"), "[day]"),
    (re.compile(r"\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b"), "[day]"),
    (re.compile(rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b", re.IGNORECASE), "[day]"),
    (re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b", re.IGNORECASE), "[day]"),
    (re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE), "[day]"),
    (re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?", re.IGNORECASE), "[time]"),
    (re.compile(r"\b\d{1,2}\s*[ap]\.?m\b\.?", re.IGNORECASE), "[time]"),
    (re.compile(r"\b(?:scene|set-?up|take|slate)\s+#?\d\w*", re.IGNORECASE), "[scene]"),
    (re.compile(r"\+?\d[\d ()-]{6,}\d"), "[number]"),
)


def stripped(text: str, names: Mapping[str, str | None], things: Iterable[str] = ()) -> str:
    """The text without the ids and names of these persons, the ids of these things, addresses, days, times and scenes."""
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    words = {**dict.fromkeys(things, "[thing]"), **dict.fromkeys(_called(names), "[person]")}
    for one in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", words[one], text, flags=re.IGNORECASE)
    return text


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """The month it fell into, where the production is shot: nothing nearer is published."""
    return moment.astimezone(zone).strftime("%Y-%m")


def _called(names: Mapping[str, str | None]) -> set[str]:
    """What persons may be called by: their ids, whole names, and each part of a name that is a name by itself."""
    called = {one for one in names if len(one) >= _SHORTEST}
    for name in names.values():
        if name:
            called |= {name, *(part for part in re.findall(r"\w+", name) if len(part) >= _SHORTEST)}
    return called - _WORDS


# Parts of names that are words of the set as well: taken out they would leave nothing to read.
_WORDS: Final = frozenset({"the", "The", "der", "van", "von", "del", "crew"})
