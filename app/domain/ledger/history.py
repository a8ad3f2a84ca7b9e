"""Decides the form of a firearm's or lot's signed history, and whether one holds; from its own text alone.

A signed note (C2SP signed-note) of two lines: what it is, and canonical JSON. It restates entries of one ledger in closed
words (what, on which day, how many; never who, never free text), each with its place and its path to a signed checkpoint, so
that it can be held against the archive later. That an entry says what is restated is vouched for by the signature alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, canonical, parse_canonical
from app.domain.ledger.checkpoint import ORIGIN_PREFIX, Checkpoint, origin_of, parse_checkpoint
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.proofs import verify_inclusion
from app.domain.ledger.signed_note import NoteKey, check_signature, decode_base64, parse_note, parse_vkey

FIRST_LINE: Final = "showclear-history/v1"
TOTALS: Final[Mapping[str, tuple[str, ...]]] = {
    "firearm": ("bore_checks", "bore_not_clear", "faults", "stoppages", "rounds_fired"),
    "lot": ("counts", "issued", "fired", "returned", "misfired", "destroyed"),
}
"""What is counted of each kind of thing, over everything that was recorded."""
_COUNTS: Final = ("issued", "fired", "returned", "misfired", "destroyed")
FAULTS: Final = ("hangfire", "squib", "unintended_discharge")
STOPPAGES: Final = ("misfire", "jam")
_STATED: Final[Mapping[str, Mapping[str, frozenset[str] | type]]] = {
    "consent": {},
    "bore": {"clear": bool},
    "fault": {"what": frozenset(FAULTS)},
    "stoppage": {"what": frozenset(STOPPAGES)},
    "firing": {"rounds": int},
    "count": dict.fromkeys(_COUNTS, int),
}
"""The kinds of line, and what each says beside its day and place."""
_FIELDS: Final = {
    *("thing", "class", "number_digest", "made_on", "expires_on", "vkey", "checkpoint", "totals", "lines"),
    "left_out",
}
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLASS: Final = re.compile(r"[a-z_]{1,20}", re.ASCII)
LONGEST_BYTES: Final = 400_000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry restated. `path`: leaf hash and hashes to the root; None in the small form."""

    kind: str
    on: str
    position: int
    stated: Mapping[str, Json]
    path: tuple[bytes, tuple[bytes, ...]] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A history. `number_digest` is of the serial number of a firearm, or of the number of a lot."""

    thing: str
    class_: str
    number_digest: str
    made_on: date
    expires_on: date
    vkey: str
    checkpoint: str
    totals: Mapping[str, int]
    lines: tuple[Line, ...]
    left_out: int
    """Lines that are counted under `totals` and not told."""

    def text(self) -> str:
        """The two lines that are signed."""
        told: dict[str, Json] = {
            "thing": self.thing,
            "class": self.class_,
            "number_digest": self.number_digest,
            "made_on": self.made_on.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "vkey": self.vkey,
            "checkpoint": self.checkpoint,
            "totals": dict(self.totals),
            "lines": [_told(one) for one in self.lines],
            "left_out": self.left_out,
        }
        return f"{FIRST_LINE}\n{canonical(told).decode()}\n"

    @property
    def signed_by(self) -> str:
        """The production whose ledger's key signed it."""
        return parse_vkey(self.vkey).name.removeprefix(ORIGIN_PREFIX)

    @property
    def proven(self) -> int:
        """How many lines lead to the signed checkpoint by themselves."""
        return sum(one.path is not None for one in self.lines)


def number_digest(number: str) -> str:
    """What stands for a serial or lot number: as it is read aloud, without blanks, hyphens and the size of letters."""
    plain = unicodedata.normalize("NFKC", number).upper()
    bare = "".join(one for one in plain if one.isalnum())
    return hashlib.sha256(f"showclear-number/v1\n{bare}".encode()).hexdigest()


def read_history(text: str, today: date, *, vkey: str | None = None) -> History:
    """A history that holds: signed by the key (its own without `vkey`), every line proven or none, not expired.

    Refused: no history (`history.malformed`), one that was changed or is another key's (`history.altered`),
    `history.expired`; a `vkey` that cannot be read (`history.key`).
    """
    given = _trusted(vkey) if vkey is not None else None
    history = _parsed(text)
    key = _key(history, given)
    try:
        check_signature(parse_note(text), key)
        signed = parse_checkpoint(history.checkpoint)
        signed.check(key)
    except ShowclearError as error:
        raise _altered(error.detail) from error
    if signed.checkpoint.origin != key.name:
        raise _altered("Its checkpoint is of another ledger.")
    for line in history.lines:
        _require_proven(line, signed.checkpoint)
    if not history.made_on <= history.expires_on or today > history.expires_on:
        detail = f"The history was good until {history.expires_on}: ask the owner for a new one."
        raise ShowclearError("history.expired", detail)
    return history


def _trusted(vkey: str) -> NoteKey:
    try:
        return parse_vkey(vkey)
    except ShowclearError as error:
        raise ShowclearError("history.key", error.detail) from error


def _told(line: Line) -> Json:
    told: dict[str, Json] = {"kind": line.kind, "on": line.on, "position": line.position, **line.stated}
    if line.path is not None:
        leaf, hashes = line.path
        told |= {"leaf": _text(leaf), "hashes": [_text(one) for one in hashes]}
    return told


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _key(history: History, given: NoteKey | None) -> NoteKey:
    try:
        own = parse_vkey(history.vkey)
    except ShowclearError as error:
        raise _malformed() from error
    if given is not None and given != own:
        raise _altered(f"It is signed with {history.vkey}, not with the key that was given.")
    if own.name != origin_of(own.name.removeprefix(ORIGIN_PREFIX)):
        raise _malformed()
    return own


def _require_proven(line: Line, checkpoint: Checkpoint) -> None:
    if line.path is None:
        return
    leaf, hashes = line.path
    if not verify_inclusion(leaf, line.position, checkpoint.size, hashes, checkpoint.root):
        raise _altered(f"Its line of position {line.position} does not lead to the signed root.")


def _parsed(text: str) -> History:
    if len(text) > LONGEST_BYTES:
        raise _malformed()
    try:
        first, told, end = parse_note(text).text.split("\n")
        value = parse_canonical(told.encode())
        if first != FIRST_LINE or end or not isinstance(value, dict) or value.keys() != _FIELDS:
            raise _malformed()
        return _history(value)
    except (ValueError, KeyError, TypeError) as error:
        raise _malformed() from error
    except ShowclearError as error:
        raise _malformed() from error


def _history(value: Mapping[str, Json]) -> History:
    thing, totals, lines = value["thing"], value["totals"], value["lines"]
    if thing not in TOTALS or not isinstance(totals, dict) or not isinstance(lines, list):
        raise _malformed()
    if totals.keys() != set(TOTALS[str(thing)]):
        raise _malformed()
    return History(
        str(thing),
        _matched(value["class"], _CLASS),
        _matched(value["number_digest"], re.compile("[0-9a-f]{64}")),
        date.fromisoformat(_matched(value["made_on"], _DAY)),
        date.fromisoformat(_matched(value["expires_on"], _DAY)),
        str(value["vkey"]),
        str(value["checkpoint"]),
        {name: _number(count) for name, count in totals.items()},
        tuple(_line(one) for one in lines),
        _number(value["left_out"]),
    )


def _line(value: Json) -> Line:
    if not isinstance(value, dict):
        raise _malformed()
    rest = dict(value)
    kind, on, position = str(rest.pop("kind")), rest.pop("on"), rest.pop("position")
    path = (rest.pop("leaf"), rest.pop("hashes")) if "leaf" in rest else None
    wanted = _STATED[kind]
    if rest.keys() != wanted.keys() or not all(_fits(rest[name], wanted[name]) for name in wanted):
        raise _malformed()
    return Line(kind, _matched(on, _DAY), _number(position), rest, _path(*path) if path else None)


def _fits(value: Json, wanted: frozenset[str] | type) -> bool:
    if wanted is bool:
        return value is None or isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(wanted, frozenset) and value in wanted


def _path(leaf: Json, hashes: Json) -> tuple[bytes, tuple[bytes, ...]]:
    told: Sequence[Json] = hashes if isinstance(hashes, list) else [None]
    found = [decode_base64(str(one), "history.malformed") for one in (leaf, *told)]
    if any(len(one) != HASH_LENGTH for one in found):
        raise _malformed()
    return found[0], tuple(found[1:])


def _matched(value: Json, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise _malformed()
    return value


def _number(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _malformed()
    return value


def _malformed() -> ShowclearError:
    return ShowclearError(
        "history.malformed", "This is no history of a firearm or lot, or a part of it was lost."
    )


def _altered(why: str) -> ShowclearError:
    return ShowclearError("history.altered", f"The history does not hold. {why}")
