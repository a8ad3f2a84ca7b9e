"""Decides, event by event of the YAML parser, what becomes data and what is a fault; scalars are decided in scalars.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, Protocol

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.domain.ledger.canonical import Json
from app.protocols.characters import Unreadable, checked
from app.protocols.faults import TOP, Fault, Path, Place
from app.protocols.scalars import Ambiguous, read_plain

MAX_DEPTH = 32

# The C parser reads the same language ten times faster, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Mark(Protocol):
    """Either parser's mark, counting from 0."""

    line: int
    column: int
    index: int


class _Stop(Exception):
    """Reading on would tell nothing true."""


@dataclass(slots=True)
class _Frame:
    """A collection that is being filled; `key` waits for its value, `drop` sends that value nowhere, `lost` all of it."""

    into: dict[str, Json] | list[Json]
    path: Path
    key: str | None = None
    key_place: Place = TOP
    flow: bool = False
    key_ends: int = 0
    faults_before_key: int = 0
    plain_value: tuple[str, int, Place] | None = None
    """The key whose unquoted value was the last one, and where that value begins."""
    drop: bool = False
    lost: bool = False


class Building:
    """Puts the parser's events together, noting every fault on the way."""

    def __init__(self, source: str, *, join_cut_text: bool, loader: type = LOADER) -> None:
        self.source = source
        self.loader = loader
        self.join_cut_text = join_cut_text
        self._text = ""
        self.data: Json = None
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []
        self._frames: list[_Frame] = []
        self._documents = 0

    def read(self, text: str | bytes) -> None:
        """Fills data, places and faults."""
        try:
            self._text = self._checked(text)
            for event in self._events(self._text):
                self._take(event)
            if not self._documents:
                self._fault(TOP, (), "the file says nothing", "one YAML document")
        except _Stop:
            return

    def _checked(self, text: str | bytes) -> str:
        try:
            return checked(text)
        except Unreadable as odd:
            for place, problem, expected in odd.found:
                self._fault(place, (), problem, expected)
            raise _Stop from None

    def _events(self, text: str) -> Iterator[Event]:
        try:
            yield from yaml.parse(text, Loader=self.loader)
        except yaml.MarkedYAMLError as error:
            said = ", ".join(part for part in (error.context, error.problem) if part)
            self._no_yaml(_place(error.problem_mark or error.context_mark), said)
        except yaml.YAMLError as error:
            self._no_yaml(TOP, type(error).__name__)

    def _no_yaml(self, place: Place, said: str) -> NoReturn:
        self._stop(place, f"no YAML: {said}", 'even indentation, and "quotes" around text with : or # in it')

    def _take(self, event: Event) -> None:
        place = _place(event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self._document(event, place)
        elif isinstance(event, AliasEvent):
            self._alias(event, place)
        elif isinstance(event, ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._collection(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._frames.pop()

    def _document(self, event: DocumentStartEvent, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(place, "a second document begins", "one document in a file")
        if event.version or event.tags:
            self._fault(TOP, (), "a % directive", "no directives")

    def _scalar(self, event: ScalarEvent, place: Place) -> None:
        plain = event.implicit[0] and not event.style
        if self._awaits_key():
            return self._key(event, place, plain=plain)
        if plain and not event.value and self._is_cut_text(event):
            return self._cut_text(self._frames[-1])
        path = self._next_path()
        value: Json = event.value
        if plain:
            self._note_plain_value(_index(event.start_mark), place)
            try:
                value = read_plain(event.value)
            except Ambiguous as found:
                self._fault(place, path, found.problem, found.expected)
        self._decorated(event, place, path)
        self._store(value, path, place)

    def _note_plain_value(self, begins: int, place: Place) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.key is not None and not frame.drop:
            frame.plain_value = (frame.key, begins, place)

    def _key(self, event: ScalarEvent, place: Place, *, plain: bool) -> None:
        """Keys are text always, so `on:` needs no quotes."""
        text = event.value
        frame = self._frames[-1]
        path = (*frame.path, text)
        frame.key_ends, frame.faults_before_key = _index(event.end_mark), len(self.faults)
        self._decorated(event, place, path)
        frame.key, frame.key_place, frame.drop = text, place, False
        if plain and text in ("<<", ""):
            problem = "a merge key <<" if text else "a value without a key"
            self._fault(place, frame.path, problem, "each field written out")
            frame.drop = True
        elif text in frame.into:
            first = self.places[path].line if path in self.places else place.line
            self._fault(
                place, path, f"the key {text} stands here again", f"it once; it is in line {first} already"
            )
            frame.drop = True

    def _is_cut_text(self, event: ScalarEvent) -> bool:
        """Whether `two` of `{detail: one, two}` was just read: a key of a flow mapping that no colon follows."""
        frame = self._frames[-1] if self._frames else None
        if frame is None or not frame.flow or frame.key is None:
            return False
        return ":" not in self._text[frame.key_ends : _index(event.start_mark)]

    def _cut_text(self, frame: _Frame) -> None:
        del self.faults[frame.faults_before_key :]
        word, frame.key = frame.key, None
        key, begins, place = frame.plain_value or ("", frame.key_ends, frame.key_place)
        joined = self._text[begins : frame.key_ends]
        commented = "\n" in joined and "#" in joined
        if not joined or commented or not isinstance(frame.into, dict) or not self.join_cut_text:
            problem = f"{word} stands here without a colon: a comma before it ends the text"
            self._fault(frame.key_place, frame.path, problem, "the whole text in quotes")
            return
        self.faults = [fault for fault in self.faults if fault.place != place]
        frame.into[key] = " ".join(joined.split())

    def _collection(self, event: MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        if len(self._frames) >= MAX_DEPTH:
            self._stop(place, f"more than {MAX_DEPTH} levels", "a flatter file")
        into: dict[str, Json] | list[Json] = {} if isinstance(event, MappingStartEvent) else []
        if self._awaits_key():
            frame = self._frames[-1]
            self._fault(place, frame.path, "a collection as a key", "a word as a key")
            frame.key, frame.drop = "", True
            self._frames.append(_Frame(into, frame.path, lost=True))
            return
        path = self._next_path()
        self._decorated(event, place, path)
        above = self._frames[-1] if self._frames else _Frame([], ())
        lost = above.lost or above.drop
        self._store(into, path, above.key_place if isinstance(above.into, dict) else place)
        self._frames.append(_Frame(into, path, flow=bool(event.flow_style), lost=lost))

    def _alias(self, event: AliasEvent, place: Place) -> None:
        path = self._frames[-1].path if self._awaits_key() else self._next_path()
        self._fault(place, path, f"an alias *{event.anchor}", "the value written out again")
        if self._awaits_key():
            self._frames[-1].key, self._frames[-1].drop = "", True
        else:
            self._store(None, path, place)

    def _decorated(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, place: Place, path: Path
    ) -> None:
        if event.anchor is not None:
            self._fault(
                place, path, f"an anchor &{event.anchor}", "no anchors; write the value out where it is used"
            )
        if event.tag is not None:
            self._fault(place, path, "a tag !", "no tags; quotes make text")

    def _awaits_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].into, dict) and self._frames[-1].key is None

    def _next_path(self) -> Path:
        if not self._frames:
            return ()
        frame = self._frames[-1]
        return (*frame.path, len(frame.into) if isinstance(frame.into, list) else str(frame.key))

    def _store(self, value: Json, path: Path, place: Place) -> None:
        if not self._frames:
            self.data = value
            self.places[path] = place
            return
        frame = self._frames[-1]
        if isinstance(frame.into, list):
            frame.into.append(value)
        elif not frame.drop:
            frame.into[str(frame.key)] = value
        if not frame.drop and not frame.lost:
            self.places[path] = place
        if frame.plain_value and frame.plain_value[0] != frame.key:
            frame.plain_value = None
        frame.key, frame.drop = None, False

    def _fault(self, place: Place, path: Path, problem: str, expected: str) -> None:
        self.faults.append(Fault(self.source, place, path, problem, expected))

    def _stop(self, place: Place, problem: str, expected: str) -> NoReturn:
        self._fault(place, (), problem, expected)
        raise _Stop


def _place(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else TOP


def _index(mark: _Mark | None) -> int:
    return mark.index if mark else 0
