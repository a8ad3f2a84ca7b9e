"""One shooting day on which everything is right, record by record, each with a name by which a test can change it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.replay.generator.company import Gun, company, prepare, prepare_production
from app.domain.replay.generator.dice import Dice
from app.domain.replay.generator.production import STARTS_ON
from app.domain.replay.generator.sheet import Sheet
from app.domain.replay.generator.work import Work

Plain = dict[str, Any]


class Day:
    """The records by name, in the order they happened."""

    def __init__(self, named: dict[str, Plain]) -> None:
        self.named = named
        self.late: dict[str, timedelta] = {}

    def records(self) -> list[Plain]:
        """All of them, by when they happened."""
        return sorted(self.named.values(), key=lambda r: datetime.fromisoformat(r["occurred_at"]))

    def body(self, name: str) -> Plain:
        """The body of one, to be changed."""
        found: Plain = self.named[name]["body"]
        return found

    def drop(self, *names: str) -> None:
        """These never happened."""
        for name in names:
            del self.named[name]

    def at(self, name: str) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.named[name]["occurred_at"])

    def move(self, name: str, to: datetime) -> None:
        """It happened at another time."""
        self.named[name]["occurred_at"] = to.isoformat(timespec="milliseconds")

    def delay_from(self, name: str, by: timedelta) -> None:
        """It and all after it happened later."""
        since = self.at(name)
        for other in self.named:
            if self.at(other) >= since:
                self.move(other, self.at(other) + by)

    def add(
        self, near: str, name: str, kind: str, by: str, body: Plain, *, seconds: int = -2, **more: Any
    ) -> Plain:
        """One more record, so long after (or, below zero, before) another."""
        record = {**self.named[near], "id": f"{len(self.named):08x}-1111-8111-8111-111111111111", **more}
        self.named[name] = {**record, "kind": kind, "by": by, "body": body}
        self.move(name, self.at(near) + timedelta(seconds=seconds))
        return self.named[name]


def right_day() -> Day:
    """A new one, to be changed."""
    return Day(deepcopy(_made()))


@cache
def _made() -> dict[str, Plain]:
    dice = Dice(1)
    sheet = Sheet("generated", "main", ZoneInfo("America/Denver"), dice, gap_s=60)
    people = company("main")
    sheet.go_to(STARTS_ON - timedelta(days=2), "09:00")
    prepare_production(sheet, "America/Denver")
    prepare(sheet, people, dice)
    named = {_name_before(r): r for _, r in sheet.records}
    sheet.go_to(STARTS_ON, "07:00")
    work = Work(sheet, people, dice)
    for step in (_morning, _cold, _hot, _rack, _noon, _minor, _words, _evening):
        before = len(sheet.records)
        names = step(work)
        made = [record for _, record in sheet.records[before:]]
        named |= dict(zip(names, made, strict=True))
    return named


def _name_before(record: Plain) -> str:
    body, kind = record["body"], record["kind"]
    words = (
        body.get("person"),
        body.get("role"),
        body.get("credential"),
        body.get("firearm"),
        body.get("container"),
    )
    return " ".join([kind, *(str(word) for word in words if word)])


def _gun(work: Work, class_: str) -> Gun:
    return next(gun for gun in work.company.guns if gun.class_ == class_)


def _plan(work: Work, gun: Gun, line: Iterable[str]) -> None:
    body = {"scene": "1", "firearm": gun.id, "aim_point": "left of the door", "people_in_line": list(line)}
    more = {"distance_m": 6.1, "shield": False, "consulted": "armorer", "load": "dummy"}
    work.sheet.write("aim_plan", "first-ad", {**body, **more})


def _morning(work: Work) -> list[str]:
    sheet = work.sheet
    sheet.write("day_opened", "first-ad", {"call_time": "07:00", "scenes": [], "bulletins_attached": True})
    sheet.write("duty", "armorer", {"person": "armorer", "state": "on", "other_duties": []})
    sheet.write("preflight", "upm", {"rung": 1, "person": "safety-officer", "reachable": True})
    sheet.write(
        "ammunition_sweep",
        "armorer",
        {"areas": ["truck"], "containers": list(work.company.boxes), "found": []},
    )
    work.meet("day", work.company.everybody)
    work.briefed = work.company.everybody
    return ["opened", "duty", "preflight", "sweep", "meeting"]


def _cold(work: Work) -> list[str]:
    gun = _gun(work, "real")
    _plan(work, gun, ["actor-2"])
    work.put_in(gun, "dummy", "armorer")
    seen = work.look(gun, "armorer", shown_to="assistant")
    work.give(gun, "armorer", "actor-1", "rehearsal", seen, declared_by="armorer")
    work.take_back(gun, "actor-1", "armorer")
    work.take_out(gun, "armorer")
    return ["cold plan", "cold load", "cold look", "cold issue", "cold return", "cold unload"]


def _hot(work: Work) -> list[str]:
    gun = _gun(work, "blank_only")
    _plan(work, gun, [])
    work.put_in(gun, "blank", "assistant")
    seen = work.look(gun, "assistant", shown_to="armorer")
    work.give(gun, "assistant", "actor-2", "take", seen, declared_by="assistant")
    work.fire(gun, 1, "assistant")
    work.take_back(gun, "actor-2", "assistant")
    work.take_out(gun, "assistant")
    return ["hot plan", "hot load", "hot look", "hot issue", "firing", "hot return", "hot unload"]


def _rack(work: Work) -> list[str]:
    gun = work.company.rack[0]
    work.look(gun, "props", shown_to="actor-3")
    lines = [{"firearm": gun.id, "person": "actor-3"}]
    for direction in ("out", "back"):
        work.sheet.write("issue_list", "props", {"direction": direction, "lines": lines, "place": "stage"})
    return ["rack look", "rack out", "rack back"]


def _noon(work: Work) -> list[str]:
    work.lock_up("armorer")
    work.sheet.wait(30)
    return ["lunch"]


def _minor(work: Work) -> list[str]:
    gun = _gun(work, "real")
    minor = next(r["body"]["person"] for _, r in work.sheet.records if r["body"].get("minor"))
    seen = work.look(gun, "armorer", shown_to=minor)
    work.give(gun, "armorer", minor, "line_up", seen, declared_by="armorer")
    work.take_back(gun, minor, "armorer")
    return ["empty look", "empty issue", "empty return"]


def _words(work: Work) -> list[str]:
    sheet = work.sheet
    concern = {
        "category": "firearms",
        "about": "props",
        "channel": "app",
        "addressed_to": "upm",
        "detail": "look",
    }
    said = sheet.write("concern", "grip", concern)
    sheet.write("response", "safety-officer", {"to": said["id"], "action": "acknowledge", "detail": "seen"})
    sheet.write("response", "upm", {"to": said["id"], "action": "resolve", "detail": "spoken with all"})
    request = {"topic": "training", "about": "another day", "addressed_to": "upm"}
    asked = sheet.write("request", "armorer", request)
    sheet.write(
        "response", "safety-officer", {"to": asked["id"], "action": "acknowledge", "detail": "granted"}
    )
    return ["concern", "acknowledged", "resolved", "request", "answered"]


def _evening(work: Work) -> list[str]:
    work.count("armorer")
    work.lock_up("armorer")
    work.sheet.write("day_wrapped", "first-ad", {})
    return ["count dummies", "count blanks", "locked", "wrapped"]
