"""Decides the steps of a unit's work with firearms, done rightly: load, inspect, hand over, fire, take back, lock."""

from __future__ import annotations

from app.domain.replay.generator.company import Company, Gun
from app.domain.replay.generator.dice import Choices, chance, some
from app.domain.replay.generator.sheet import Plain, Sheet

TOPICS = ["action", "deviations", "abort", "emergency", "chain_of_command"]


class Work:
    """A unit at work on one day: what is loaded, what was seen, what was moved, what was drawn."""

    def __init__(self, sheet: Sheet, company: Company, choices: Choices) -> None:
        self.sheet = sheet
        self.company = company
        self.choices = choices
        self.scene = "1"
        self.load: dict[str, tuple[str, str, int]] = {}
        self.moved: dict[str, None] = {}
        self.seen: dict[str, Plain] = {}
        """The inspection of the session, of what cannot fire; nothing undoes it."""
        self.planned: set[tuple[str, str]] = set()
        self.drawn: dict[str, int] = {}
        self.spent: dict[str, dict[str, int]] = {}
        self.stoppages: dict[str, int] = {}
        self.holders: dict[str, str] = {}
        """Handlers who have what is out of the lock and not with a performer."""
        self.briefed: list[str] = []

    # People

    def handler(self) -> str:
        """One of the handlers."""
        return self.choices.choice(self.company.handlers)

    def keeper(self, gun: Gun) -> str:
        """The handler who has it, or one who is to take it out."""
        return self.holders.get(gun.id) or self.handler()

    def performer(self) -> str:
        """One of the performers who were at a meeting today."""
        return self.choices.choice(
            [p for p in self.briefed if p in (*self.company.performers, self.company.late)]
        )

    # Steps

    def meet(
        self, scope: str, attendees: list[str], *, scene: str | None = None, by: str | None = None
    ) -> Plain:
        """A safety meeting."""
        whole = scope == "day"
        body: Plain = {
            "scope": scope,
            "scene": scene,
            "place": "stage",
            "minutes": self.choices.randint(5, 15) if whole else self.choices.randint(0, 5),
            "topics": TOPICS if whole else some(self.choices, TOPICS, 2),
            "attendees": attendees,
            "walk_through": whole or chance(self.choices, 50),
            "dry_run": chance(self.choices, 50),
        }
        return self.sheet.write("safety_meeting", by or self.company.first_ad, body)

    def plan(self, gun: Gun) -> None:
        """An aim plan for the scene, once a session."""
        if (gun.id, self.scene) in self.planned:
            return
        self.planned.add((gun.id, self.scene))
        line = some(self.choices, self.company.performers, 1) if chance(self.choices, 40) else []
        shield = bool(line) and chance(self.choices, 50)
        body: Plain = {
            "scene": self.scene,
            "firearm": gun.id,
            "aim_point": "left of the door",
            "people_in_line": line,
            "distance_m": self.choices.randint(1, 5) if shield else self.choices.choice([6.1, 7.0, 12.5]),
            "shield": shield,
            "consulted": self.handler(),
            "load": self.choices.choice(["none", "dummy", "quarter", "half", "full"]),
        }
        self.sheet.write("aim_plan", self.company.first_ad, body)

    def put_in(self, gun: Gun, type_: str, handler: str) -> None:
        """Rounds from their box into an empty firearm."""
        box = gun.blanks if type_ == "blank" else gun.dummies
        count = self.choices.randint(1, gun.chambers)
        rounds = [{"type": type_, "container": box, "count": count}]
        self.holders.setdefault(gun.id, handler)
        self.sheet.write("loading", handler, {"firearm": gun.id, "rounds": rounds, "scene": self.scene})
        self.load[gun.id] = (type_, str(box), count)
        self.moved |= dict.fromkeys((gun.id, str(box)))
        self.drawn[str(box)] = self.drawn.get(str(box), 0) + count

    def look(
        self, gun: Gun, handler: str, *, shown_to: str | None = None, continues: Plain | None = None
    ) -> Plain:
        """An inspection before a witness; one that continues need not list the rounds again."""
        self.moved[gun.id] = None
        self.holders.setdefault(gun.id, handler)
        rounds: list[Plain] = []
        if gun.id in self.load and continues is None:
            type_, box, count = self.load[gun.id]
            methods = ["rattle", "visual"] if type_ == "dummy" else ["visual"]
            rounds = [{"type": type_, "container": box, "methods": methods, "ok": True} for _ in range(count)]
        others = [p for p in (*self.company.handlers, self.company.first_ad) if p != handler]
        body: Plain = {
            "firearm": gun.id,
            "chambers": gun.chambers,
            "chambers_seen": gun.chambers,
            "removed": continues is None,
            "rounds": rounds,
            "barrel_clear": True,
            "witnesses": [shown_to or self.choices.choice(others)],
            "shown_to": [shown_to] if shown_to else None,
            "continues": continues["id"] if continues else None,
        }
        return self.sheet.write("round_inspection", handler, body)

    def declared(self, gun: Gun) -> str:
        """What it is to be called."""
        if not gun.fires:
            return "replica"
        return {"dummy": "cold", "blank": "hot", "": "empty"}[self.load.get(gun.id, ("", "", 0))[0]]

    def give(self, gun: Gun, handler: str, to: str, purpose: str, seen: Plain, **more: object) -> Plain:
        """An issue; the inspector or a witness declares, or nobody is named and the giver inspected."""
        by: str | None = self.choices.choice([seen["by"], *seen["body"]["witnesses"]]) if gun.fires else None
        if by == handler and chance(self.choices, 50):
            by = None
        body: Plain = {
            "firearm": gun.id,
            "from": handler,
            "to": to,
            "purpose": purpose,
            "declared": self.declared(gun),
            "declared_by": by,
            "scene": self.scene,
            "place": "stage",
            **more,
        }
        self.moved[gun.id] = None
        return self.sheet.write("handover", handler, {k: v for k, v in body.items() if v is not None})

    def take_back(self, gun: Gun, person: str, handler: str, *, in_sight: bool = False) -> Plain:
        """A return to a handler."""
        self.holders[gun.id] = handler
        body: Plain = {
            "firearm": gun.id,
            "from": person,
            "to": handler,
            "purpose": "return",
            "declared": self.declared(gun),
            "place": "stage",
            "in_sight": True if in_sight else None,
        }
        return self.sheet.write("handover", handler, body)

    def fire(self, gun: Gun, take: int, handler: str, *, left: int = 0) -> None:
        """The blanks in it are fired, but for those left."""
        _, box, count = self.load[gun.id]
        self._spend(box, "fired", count - left)
        body: Plain = {"scene": self.scene, "take": take, "rounds_fired": count - left}
        self.sheet.write(
            "firing", handler, {"firearm": gun.id, **body, "inspected_before": True, "inspected_after": True}
        )
        self.load[gun.id] = ("blank", box, left)

    def take_out(self, gun: Gun, handler: str, *, misfired: int = 0) -> None:
        """Whatever is in it comes out, and it is shown empty."""
        if gun.id not in self.load:
            return
        type_, box, count = self.load.pop(gun.id)
        self._spend(box, "misfired", misfired)
        self._spend(box, "returned", count - misfired)
        rounds = [{"type": type_, "container": box, "count": count}] if count else []
        self.sheet.write("unloading", handler, {"firearm": gun.id, "rounds": rounds, "shown_empty": True})

    def _spend(self, box: str, how: str, count: int) -> None:
        spent = self.spent.setdefault(box, {"fired": 0, "returned": 0, "misfired": 0, "destroyed": 0})
        spent[how] += count

    def lock_up(self, handler: str) -> None:
        """Everything moved is locked, rounds with the firearms."""
        self.holders.clear()
        if self.moved:
            self.sheet.write(
                "storage",
                handler,
                {"items": list(self.moved), "state": "locked", "place": "gun truck", "key_holder": handler},
            )

    def count(self, handler: str) -> None:
        """What became of the rounds of each box since the day opened."""
        for box, issued in self.drawn.items():
            self.sheet.write("round_count", handler, {"container": box, "issued": issued, **self.spent[box]})

    def set_out(self, gun: Gun, handler: str) -> None:
        """A handler with the key has a firearm and its rounds out, in sight."""
        items = [gun.id, str(gun.blanks)]
        self.holders[gun.id] = handler
        self.moved |= dict.fromkeys(items)
        body: Plain = {"items": items, "state": "unlocked", "place": "prep table", "key_holder": handler}
        self.sheet.write("storage", handler, body)

    def send_away(self, class_: str, handler: str) -> None:
        """What is rented goes back to the rental house."""
        items = [gun.id for gun in self.company.guns if gun.class_ == class_]
        self.sheet.away += items
        self.sheet.write("departure", handler, {"items": items, "to": "party:rental-house"})
