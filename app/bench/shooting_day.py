"""Decides the records of a day done right: so many of them, in causal order for each firearm; nothing in it is a lapse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice

from app.bench.checklists import ANSWERS, signed
from app.bench.company import (
    ARMORER,
    CONTAINERS,
    FIREARMS,
    HANDLERS,
    OFFICE,
    PERFORMERS,
    PLACE,
    SCENE,
    SPARE,
    STREAMS,
    Pen,
    Sent,
)

_ROUNDS = 2
_STEPS = 6
"""Records from loading to unloading."""
_CLOSING = 1 + len(CONTAINERS) + 1 + len(HANDLERS) + 1
_TOPICS = ["action", "deviations", "abort", "emergency", "chain_of_command"]


class ShootingDay:
    """One day of one production: opened, worked, and wrapped when it is over."""

    def __init__(self, pen: Pen, opens_at: datetime, spacing: timedelta) -> None:
        self._pen = pen
        self._spacing = spacing
        self._now = opens_at
        self._loaded = dict.fromkeys(CONTAINERS, 0)
        self._work = self._handling()

    def open(self) -> list[Sent]:
        """What comes before the first firearm moves; the spare one is then loaded and shown."""
        day = {"call_time": "06:30", "bulletins_attached": True}
        scenes = [{"scene": SCENE, "firearms": list(FIREARMS), "performers": list(PERFORMERS)}]
        opened = [self._write("first-ad", "day_opened", {**day, "scenes": scenes})]
        opened += [self._duty(person, "on") for person in HANDLERS]
        swept = {"areas": ["truck", "cart", PLACE], "containers": list(CONTAINERS), "found": []}
        opened.append(self._write(ARMORER, "ammunition_sweep", swept))
        opened += [self._aim(firearm) for firearm in (*FIREARMS, SPARE)]
        opened.append(self._meeting())
        return [*opened, self._load(SPARE, ARMORER), self._inspect(SPARE, ARMORER)]

    def work(self, records: int) -> list[Sent]:
        """The next so many records of handling, of all firearms in turn."""
        return list(islice(self._work, records))

    def running(self, records: int) -> list[Sent]:
        """The day from its opening up to so many records, still running; but for the spare firearm nothing is loaded."""
        opened = self.open()
        return [*opened, *self._worked(records - len(opened))]

    def whole(self, records: int) -> list[Sent]:
        """The day from opening to wrap in so many records."""
        opened = self.open()
        worked = self._worked(records - len(opened) - _CLOSING)
        return [*opened, *worked, *self._close()]

    def _worked(self, records: int) -> list[Sent]:
        """So many records of complete handlings; where none fits in any more, duty is told again."""
        handled = [record for number in range(max(0, records) // _STEPS) for record in self._one(number)]
        rest = range(max(0, records) - len(handled))
        return [*handled, *(self._duty(HANDLERS[number % len(HANDLERS)], "on") for number in rest)]

    def _close(self) -> list[Sent]:
        """Unload the spare one, count, lock, go home."""
        emptied = self._unload(SPARE, ARMORER)
        counted = [self._counted(container) for container in CONTAINERS]
        items = [*FIREARMS, SPARE, *CONTAINERS]
        stored = {"items": items, "state": "locked", "place": "truck safe", "key_holder": ARMORER}
        locked = self._write(ARMORER, "storage", stored)
        off = [self._duty(person, "off") for person in HANDLERS]
        return [emptied, *counted, locked, *off, self._write("first-ad", "day_wrapped", {})]

    # Handling

    def _handling(self) -> Iterator[Sent]:
        """Every firearm goes through its steps; their records are told in turn, as if each had its own phone."""
        for turn in count():
            for stream in range(STREAMS):
                yield self._step(stream, turn)

    def _one(self, number: int) -> list[Sent]:
        """One handling of one firearm from loading to unloading."""
        return [self._step(number % STREAMS, _STEPS * (number // STREAMS) + step) for step in range(_STEPS)]

    def _step(self, stream: int, turn: int) -> Sent:
        firearm, handler, performer = FIREARMS[stream], HANDLERS[stream % len(HANDLERS)], PERFORMERS[stream]
        take, step = divmod(turn, _STEPS)
        if step == 0:
            return self._load(firearm, handler)
        if step == 1:
            return self._inspect(firearm, handler)
        if step in (2, 4):
            return self._hand(firearm, handler, performer, back=step == 4)
        if step == 3:
            return self._fire(firearm, handler, take)
        return self._unload(firearm, handler)

    def _load(self, firearm: str, handler: str) -> Sent:
        container = CONTAINERS[HANDLERS.index(handler)]
        self._loaded[container] += _ROUNDS
        rounds = [{"type": "blank", "container": container, "count": _ROUNDS}]
        body = {"firearm": firearm, "rounds": rounds, "ordered_by": "first-ad", "scene": SCENE}
        return self._checked(handler, "loading", body)

    def _unload(self, firearm: str, handler: str) -> Sent:
        left = [{"type": "blank", "container": CONTAINERS[0], "count": _ROUNDS}] if firearm == SPARE else []
        body = {"firearm": firearm, "rounds": left, "shown_empty": True}
        return self._checked(handler, "unloading", body)

    def _inspect(self, firearm: str, handler: str) -> Sent:
        container = CONTAINERS[HANDLERS.index(handler)]
        seen = {"type": "blank", "container": container, "methods": ["visual"], "ok": True}
        body = {"firearm": firearm, "chambers": 6, "chambers_seen": 6, "removed": True}
        body |= {"rounds": [seen] * _ROUNDS, "barrel_clear": True, "witnesses": ["first-ad"]}
        return self._checked(handler, "round_inspection", body)

    def _hand(self, firearm: str, handler: str, performer: str, *, back: bool) -> Sent:
        giver, receiver = (performer, handler) if back else (handler, performer)
        body = {"firearm": firearm, "from": giver, "to": receiver, "declared": "hot", "declared_by": handler}
        body |= {"purpose": "return" if back else "take", "scene": SCENE, "place": PLACE}
        return self._checked(handler, "handover", body)

    def _fire(self, firearm: str, handler: str, take: int) -> Sent:
        body = {"firearm": firearm, "scene": SCENE, "take": take + 1, "rounds_fired": _ROUNDS}
        return self._checked(handler, "firing", {**body, "inspected_before": True, "inspected_after": True})

    # The rest of the day

    def _duty(self, person: str, state: str) -> Sent:
        return self._write(person, "duty", {"person": person, "state": state, "other_duties": []})

    def _aim(self, firearm: str) -> Sent:
        body: Sent = {
            "scene": SCENE,
            "firearm": firearm,
            "aim_point": "sandbag left of camera",
            "load": "quarter",
        }
        body |= {"people_in_line": [], "distance_m": 8.0, "shield": True, "consulted": ARMORER}
        return self._write(ARMORER, "aim_plan", body)

    def _meeting(self) -> Sent:
        everybody = [*HANDLERS, *OFFICE, *PERFORMERS]
        body = {"scope": "day", "scene": SCENE, "place": PLACE, "minutes": 15, "topics": _TOPICS}
        body |= {"attendees": everybody, "walk_through": True, "dry_run": True}
        return self._write("first-ad", "safety_meeting", body)

    def _counted(self, container: str) -> Sent:
        loaded, left = self._loaded[container], _ROUNDS if container == CONTAINERS[0] else 0
        body = {"container": container, "issued": loaded, "fired": loaded - left, "returned": left}
        return self._write(ARMORER, "round_count", {**body, "misfired": 0, "destroyed": 0})

    def _checked(self, handler: str, kind: str, body: Sent) -> Sent:
        """A record by its checklist, with fifteen answers and its signatures."""
        protocol, answers = ANSWERS[kind]
        at = self._tick()
        witness = "first-ad" if kind == "round_inspection" else None
        signs = signed(handler, "armorer" if handler == ARMORER else "weapons_handler", witness, at)
        return self._pen.write(at, handler, kind, body, protocol=protocol, answers=answers, sign_offs=signs)

    def _write(self, by: str, kind: str, body: Sent) -> Sent:
        return self._pen.write(self._tick(), by, kind, body)

    def _tick(self) -> datetime:
        self._now += self._spacing
        return self._now

    def pace(self, spacing: timedelta) -> None:
        """From here on records follow each other at this distance."""
        self._spacing = spacing

    @property
    def now(self) -> datetime:
        """When its newest record happened."""
        return self._now
