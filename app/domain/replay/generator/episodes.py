"""Decides what may happen on a set where everybody does everything right: takes, re-showings, stoppages, lessons, racks."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.replay.generator.company import Gun
from app.domain.replay.generator.dice import chance, some
from app.domain.replay.generator.sheet import Plain
from app.domain.replay.generator.work import Work


def cold(work: Work) -> None:
    """Dummies in a real firearm for a line-up, with re-showings between takes."""
    gun = work.choices.choice([g for g in work.company.guns if g.dummies])
    _with_looks(work, gun, "dummy")


def empty(work: Work) -> None:
    """A firearm that can fire, with nothing in it, for a rehearsal."""
    _with_looks(work, work.choices.choice([g for g in work.company.guns if g.fires]), "")


def _with_looks(work: Work, gun: Gun, type_: str) -> None:
    handler, performer = work.keeper(gun), work.performer()
    work.plan(gun)
    if type_:
        work.put_in(gun, type_, handler)
    first = seen = work.look(gun, handler, shown_to=performer)
    purpose = work.choices.choice(["rehearsal", "line_up", "take"])
    for again in range(work.choices.randint(1, 4)):
        if again:
            seen = work.look(gun, handler, shown_to=performer, continues=work.choices.choice([first, seen]))
        work.give(gun, handler, performer, purpose, seen)
        work.take_back(gun, performer, handler, in_sight=True)
    work.take_out(gun, handler)


def hot(work: Work) -> None:
    """Blanks for a take, and for the next."""
    gun = work.choices.choice([g for g in work.company.guns if g.blanks])
    work.plan(gun)
    for take in range(1, work.choices.randint(1, 2) + 1):
        handler, performer = work.keeper(gun), work.performer()
        _to_take(work, gun, handler, performer)
        work.fire(gun, take, handler)
        work.take_back(gun, performer, work.handler())
        work.take_out(gun, handler)


def _to_take(work: Work, gun: Gun, handler: str, performer: str) -> None:
    work.put_in(gun, "blank", handler)
    seen = work.look(gun, work.choices.choice([handler, work.handler()]))
    others = [p for p in work.briefed if p in work.company.performers and p != performer]
    shared = {"shared_with": some(work.choices, others, 1)} if others and chance(work.choices, 20) else {}
    work.give(gun, handler, performer, "take", seen, **shared)


def stoppage(work: Work) -> None:
    """A misfire or jam: back, unloaded, looked at in full before a witness; twice a day on one firearm or box at most."""
    gun = work.choices.choice([g for g in work.company.guns if g.blanks])
    subjects = (gun.id, str(gun.blanks))
    if any(work.stoppages.get(one, 0) >= 2 for one in subjects):
        hot(work)
        return
    work.stoppages |= {one: work.stoppages.get(one, 0) + 1 for one in subjects}
    handler, performer = work.keeper(gun), work.performer()
    work.plan(gun)
    _to_take(work, gun, handler, performer)
    work.fire(gun, 1, handler, left=1)
    _stopped(work, gun, handler, performer)


def _stopped(work: Work, gun: Gun, handler: str, performer: str) -> None:
    what = work.choices.choice(["misfire", "jam"])
    body: Plain = {
        "what": what,
        "firearm": gun.id,
        "injured": 0,
        "stop_work": True,
        "present": [handler, performer],
    }
    work.sheet.write("incident", handler, body)
    work.take_back(gun, performer, handler)
    work.take_out(gun, handler, misfired=1 if what == "misfire" else 0)
    work.look(gun, handler, shown_to=work.company.first_ad)


def unable(work: Work) -> None:
    """An airsoft or a replica, seen once a session, in a scene."""
    gun = work.choices.choice([g for g in work.company.guns if not g.fires])
    handler, performer = work.keeper(gun), work.performer()
    if gun.id not in work.seen:
        work.seen[gun.id] = work.look(gun, handler)
    work.give(gun, handler, performer, work.choices.choice(["rehearsal", "take"]), work.seen[gun.id])
    work.take_back(gun, performer, work.handler())


def rack(work: Work) -> None:
    """A rack of rubber goes out by a list, and back."""
    handler = work.keeper(work.company.rack[0])
    people = [p for p in work.briefed if p in work.company.performers]
    guns = some(work.choices, work.company.rack, min(len(people), len(work.company.rack)))
    for gun in guns:
        if gun.id not in work.seen:
            work.seen[gun.id] = work.look(gun, handler)
    work.holders |= dict.fromkeys((gun.id for gun in work.company.rack), handler)
    lines = [{"firearm": gun.id, "person": person} for gun, person in zip(guns, people, strict=False)]
    work.sheet.write("issue_list", handler, {"direction": "out", "lines": lines, "place": "stage"})
    work.sheet.write("issue_list", handler, {"direction": "back", "lines": lines, "place": "stage"})


def lesson(work: Work) -> None:
    """Somebody is taught with an empty firearm."""
    gun = work.choices.choice([g for g in work.company.guns if g.fires])
    handler, pupil = work.keeper(gun), work.company.pupil
    seen = work.look(gun, handler, shown_to=pupil)
    scene, work.scene = work.scene, "lesson"
    work.give(gun, handler, pupil, "training", seen)
    work.scene = scene
    work.take_back(gun, pupil, handler)
    body: Plain = {"person": pupil, "trainer": handler, "subject": "handling", "firearm_class": gun.class_}
    work.sheet.write(
        "training",
        handler,
        {**body, "planned_minutes": 10, "actual_minutes": 10 + work.choices.randint(0, 5), "competent": True},
    )


def relieved(work: Work) -> None:
    """The handler who answers for a firearm that is out is relieved, and comes back."""
    gun = work.choices.choice([g for g in work.company.guns if g.fires])
    handler = work.keeper(gun)
    cover = work.choices.choice([h for h in work.company.handlers if h != handler])
    performer = work.performer()
    work.plan(gun)
    seen = work.look(gun, handler, shown_to=performer)
    work.give(gun, handler, performer, "rehearsal", seen)
    away: Plain = {"person": handler, "state": "away", "other_duties": [], "covered_by": cover}
    work.sheet.write("duty", handler, away)
    work.take_back(gun, performer, cover)
    work.sheet.write("duty", handler, {"person": handler, "state": "on", "other_duties": []})


def change(work: Work) -> None:
    """Something changes, and everybody is briefed again before the next issue; a change of schedule may not matter."""
    what = work.choices.choice(["crew", "blocking", "firearm", "load", "location", "schedule"])
    if what == "schedule" and chance(work.choices, 50):
        work.sheet.write("change", work.company.first_ad, {"what": what, "detail": "lunch earlier"})
        return
    scene = work.scene if chance(work.choices, 50) else None
    more = True if what == "schedule" else None
    work.sheet.write(
        "change",
        work.company.first_ad,
        {"what": what, "scene": scene, "more_gun_work": more, "detail": "as called"},
    )
    by = work.choices.choice([work.company.first_ad, work.company.handlers[0]])
    work.meet("change", [*dict.fromkeys([*work.company.everybody, *work.briefed])], scene=scene, by=by)


def latecomer(work: Work) -> None:
    """Somebody who was not at the meeting of the day is caught up."""
    late = work.company.late
    if late in work.briefed:
        return
    work.meet(work.choices.choice(["scene", "change"]), [late], by=work.handler())
    work.briefed.append(late)


def aside(work: Work) -> None:
    """Something said and answered: a statement, a preflight, who is fit, who is on duty."""
    sheet, company = work.sheet, work.company
    last = next((r for _, r in reversed(sheet.records) if r["kind"] == "round_inspection"), None)
    which = work.choices.randint(1, 4)
    if which == 1 and last is not None:
        body: Plain = {"about": last["id"], "stance": "confirms", "claim": "I saw it"}
        sheet.write("statement", company.first_ad, body)
    elif which == 2:
        sheet.write("preflight", "upm", {"rung": 1, "person": "safety-officer", "reachable": True})
    elif which == 3:
        sheet.write("fitness", "safety-officer", {"person": work.performer(), "fit": True})
    else:
        sheet.write(
            "duty", company.handlers[0], {"person": company.handlers[0], "state": "on", "other_duties": []}
        )


EPISODES: tuple[Callable[[Work], None], ...] = (
    cold,
    cold,
    hot,
    hot,
    hot,
    empty,
    stoppage,
    unable,
    rack,
    lesson,
    relieved,
    change,
    latecomer,
    aside,
)
"""What may come next; what stands more often comes more often."""
