"""Decides sweep, meeting relied on, attendance and briefing of a day."""

from __future__ import annotations

from app.domain.judgement.checks import fails
from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.aim import plan_relied_on
from app.domain.judgement.facts.answer import STANDING, Answer, missing, standing
from app.domain.judgement.occasion import Occasion


def swept(occasion: Occasion) -> Answer:
    """A sweep of that unit's day, before now."""
    return (
        standing(occasion.day.sweep) if occasion.day.sweep else missing("no sweep for live ammunition today")
    )


def meeting_relied_on(occasion: Occasion) -> Answer:
    """A complete day meeting of that unit's day; else the one that lacks least."""
    meetings = [m for m in occasion.day.meetings if m.record.body.scope == "day"]
    if not meetings:
        return missing("no safety meeting for the day yet")
    lacking = {m: frozenset(fails(occasion.book.meeting_checks, m.record.body)) for m in meetings}
    best = min(meetings, key=lambda m: len(lacking[m]))
    if not lacking[best]:
        return standing(best)
    short = next((m for m in meetings if lacking[m] == {"minutes"}), best)
    words = ", ".join(sorted(lacking[short])).replace("_", " ")
    return Answer(
        "incomplete", (short, *(m for m in meetings if m is not short)), words, lacking=lacking[short]
    )


def _counts(occasion: Occasion, meeting: Placed) -> bool:
    """A scene or change meeting counts when a first AD or a handler held it."""
    if meeting.record.body.scope not in ("scene", "change"):
        return True
    by = meeting.record.by or ""
    return occasion.state.handles(by, meeting.at) or "first_ad" in occasion.state.roles_at(by, meeting.at)


def _is_first_ad(occasion: Occasion, person: str, meeting: Placed) -> bool:
    return "first_ad" in occasion.state.roles_at(person, meeting.at)


def _reached(occasion: Occasion, person: str, meetings: list[Placed]) -> bool:
    """Whether the person (or, for `first_ad`, any first AD) was at one of the meetings."""
    if person == "first_ad":
        return any(_is_first_ad(occasion, p, m) for m in meetings for p in m.record.body.attendees)
    return any(person in m.record.body.attendees for m in meetings)


def who_must_know(occasion: Occasion) -> tuple[str, ...]:
    """Giver, receivers, a first AD, and those in line of the aim plan relied on."""
    hand = occasion.hand
    if hand is None:
        return ()
    plan = plan_relied_on(occasion)
    line = plan.record.body.people_in_line if plan else ()
    return tuple(dict.fromkeys((hand.giver, *hand.receivers, "first_ad", *line)))


def attended(occasion: Occasion, person: str) -> Answer:
    """The person was at a meeting of that day that counts; `first_ad` stands for any first AD."""
    meetings = [m for m in occasion.day.meetings if _counts(occasion, m)]
    if _reached(occasion, person, meetings):
        return STANDING
    who = "a first AD" if person == "first_ad" else person
    return missing(f"{who} was at no meeting today", *occasion.day.meetings[-1:])


def _briefs(meeting: Placed, scene: str | None) -> bool:
    body = meeting.record.body
    return (
        body.scope in ("day", "post_incident") or body.scene is None or scene is None or body.scene == scene
    )


def briefed(occasion: Occasion) -> Answer:
    """Since each change of the scene, or of everything, a meeting reached all who must know."""
    undone: list[Placed] = []
    lacking: dict[str, None] = {}
    for scene, change in occasion.day.changes:
        if scene is not None and occasion.scene is not None and scene != occasion.scene:
            continue
        later = [
            m
            for m in occasion.day.meetings
            if m.order > change.order and _counts(occasion, m) and _briefs(m, occasion.scene or scene)
        ]
        unreached = [p for p in who_must_know(occasion) if not _reached(occasion, p, later)]
        if unreached:
            undone.append(change)
            lacking.update(dict.fromkeys(unreached))
    if not undone:
        return STANDING
    who = ", ".join("a first AD" if p == "first_ad" else p for p in lacking)
    return Answer("undone", tuple(undone), f"not briefed since the change: {who}", "otherwise")
