"""Decides the course of one unit's shooting day done rightly: opening, work, lunch, wrap, sometimes pick-ups."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.replay.generator.company import Company, take_in
from app.domain.replay.generator.dice import Choices, chance, some
from app.domain.replay.generator.episodes import EPISODES
from app.domain.replay.generator.sheet import Plain, Sheet
from app.domain.replay.generator.work import Work

SHORTEST = 20
"""Records that even the smallest day needs for opening, a little work, lunch and wrap."""


def shoot(sheet: Sheet, company: Company, choices: Choices, day: date, records: int, *, night: bool) -> None:
    """One day, of about so many records; a night goes past midnight and past the cut-over hour."""
    work = Work(sheet, company, choices)
    sheet.go_to(day, "17:00" if night else "07:00")
    begun = len(sheet.records)
    open_day(work, choices)
    again = not night and chance(choices, 25)
    until = begun + max(SHORTEST, records) - (SHORTEST if again else 8)
    work_until(work, begun + (until - begun) // 2)
    lunch(work, day, night=night)
    work_until(work, until)
    wrap(work)
    if again and sheet.local().date() == day:
        pick_up(work, begun + records - 8)


def open_day(work: Work, choices: Choices) -> None:
    """The day opens; rounds and places are searched; everybody meets."""
    sheet, company = work.sheet, work.company
    guns = [gun.id for gun in company.guns]
    scenes = [{"scene": str(n), "firearms": guns, "performers": list(company.performers)} for n in (1, 2)]
    call = sheet.local().strftime("%H:%M")
    sheet.write(
        "day_opened", company.first_ad, {"call_time": call, "scenes": scenes, "bulletins_attached": True}
    )
    for handler in company.handlers:
        sheet.write("duty", handler, {"person": handler, "state": "on", "other_duties": []})
    body: Plain = {
        "areas": ["gun truck", "stage", "belts and bags"],
        "containers": list(company.boxes),
        "found": [],
    }
    here = [*company.everybody, *([company.late] if chance(choices, 70) else [])]
    work.briefed = here
    swept_first = chance(choices, 50)
    if swept_first:
        sheet.write("ammunition_sweep", company.handlers[0], body)
    work.meet("day", here)
    if not swept_first:
        sheet.write("ammunition_sweep", company.handlers[0], body)
    fetch(work)


def fetch(work: Work) -> None:
    """What was away comes back; sometimes a handler with the key takes things out before the work begins."""
    sheet, company = work.sheet, work.company
    for gun in company.guns:
        if gun.id in sheet.away:
            take_in(sheet, gun, company.handlers[0])
    sheet.away.clear()
    if chance(work.choices, 30):
        gun = work.choices.choice([g for g in company.guns if g.blanks])
        work.set_out(gun, work.handler())


def work_until(work: Work, records: int) -> None:
    """One thing after another until the sheet has so many records."""
    while len(work.sheet.records) < records:
        if chance(work.choices, 10):
            work.scene = work.choices.choice(["1", "2"])
        work.choices.choice(EPISODES)(work)


def lunch(work: Work, day: date, *, night: bool) -> None:
    """Everything is locked while people eat; afterwards a night goes on late."""
    sheet, handler = work.sheet, work.handler()
    work.lock_up(handler)
    sheet.write("duty", handler, {"person": handler, "state": "away", "other_duties": ["lunch"]})
    sheet.wait(work.choices.randint(30, 60))
    sheet.write("duty", handler, {"person": handler, "state": "on", "other_duties": []})
    if night:
        sheet.go_to(day + timedelta(days=1), work.choices.choice(["00:30", "03:45", "04:05"]))


def wrap(work: Work) -> None:
    """Counts, locks, wrap."""
    handler = work.handler()
    work.count(handler)
    work.lock_up(handler)
    if chance(work.choices, 15):
        work.send_away("airsoft", handler)
    work.sheet.write("day_wrapped", work.company.first_ad, {})


def pick_up(work: Work, records: int) -> None:
    """The day opens again: a change briefing first, then inspections and aim plans anew."""
    sheet, company = work.sheet, work.company
    body: Plain = {"call_time": sheet.local().strftime("%H:%M"), "scenes": [], "bulletins_attached": True}
    sheet.write("day_opened", company.first_ad, body)
    work.planned.clear()
    work.seen.clear()
    work.meet("change", list(dict.fromkeys([*company.everybody, *work.briefed])))
    fetch(work)
    work_until(work, max(records, len(sheet.records) + 4))
    wrap(work)


def talk(sheet: Sheet, company: Company, choices: Choices) -> None:
    """A concern and a handler's request of the day, each answered in time by somebody else."""
    opened_at = sheet.now
    if chance(choices, 40):
        _concern(sheet, company, choices)
    if chance(choices, 40):
        _request(sheet, company, choices)
    sheet.now = opened_at


def _concern(sheet: Sheet, company: Company, choices: Choices) -> None:
    by = choices.choice([None, "grip", company.performers[0]])
    mine = (
        ["firearms", "meeting", "hours"] if sheet.unit == "main" else ["ammunition", "supervision", "other"]
    )
    category = choices.choice(mine)
    body: Plain = {
        "category": category,
        "about": company.handlers[2],
        "channel": "app",
        "addressed_to": "safety-officer",
        "detail": "please look",
    }
    at = sheet.now + timedelta(minutes=choices.randint(1, 200), milliseconds=1)
    said = sheet.write_at(at, "concern", by, body)
    minutes = choices.randint(1, 239)
    answer = {
        "to": said["id"],
        "action": choices.choice(["acknowledge", "investigate"]),
        "detail": "looked into",
    }
    sheet.write_at(at + timedelta(minutes=minutes), "response", "safety-officer", answer)
    done = {"to": said["id"], "action": "resolve", "detail": "spoken with everybody concerned"}
    sheet.write_at(at + timedelta(minutes=choices.randint(minutes + 1, 10 * 60)), "response", "upm", done)


def _request(sheet: Sheet, company: Company, choices: Choices) -> None:
    topic = choices.choice(["training", "time", "staffing", "equipment"])
    body: Plain = {"topic": topic, "about": "more of it for the next scene", "addressed_to": "upm"}
    at = sheet.now + timedelta(minutes=choices.randint(1, 600), milliseconds=2)
    asked = sheet.write_at(at, "request", some(choices, company.handlers, 1)[0], body)
    answer = {
        "to": asked["id"],
        "action": choices.choice(["acknowledge", "resolve", "correct"]),
        "detail": "granted",
    }
    sheet.write_at(at + timedelta(minutes=choices.randint(1, 23 * 60)), "response", "upm", answer)
