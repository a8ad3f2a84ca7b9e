"""Decides how stored bytes become entries again, for the judgement and for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from app.domain.judgement import Entry
from app.domain.ledger.entry import parse_recorded_at
from app.domain.records import parse_record


def stored_entry(data: bytes) -> Entry:
    """The entry of bytes that the ledger holds: they were canonical and valid when they entered."""
    value: dict[str, Any] = orjson.loads(data)
    record = parse_record(value["record"], allow_nobody=True)
    return Entry(value["position"], parse_recorded_at(value["recorded_at"]), record)


def commit_groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries that became known together, group by group."""
    for _, group in groupby(entries, key=lambda entry: entry.recorded_at):
        yield list(group)
