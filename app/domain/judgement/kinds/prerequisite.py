"""Before this, that must stand, no older than T, not undone by U (each U names its hazard).

Met when: the fact the rule needs stands; for each person, where the rule asks for each.
Broken when: it is missing (`hazard`), undone (the hazard of what undid it), or incomplete (`incomplete`).
Not yet when: never; what comes after does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.domain.judgement.facts import aim, meetings, people, rounds
from app.domain.judgement.facts.answer import Answer
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Prerequisite

FACTS: dict[str, Callable[[Occasion], Answer]] = {
    "swept": meetings.swept,
    "meeting_relied_on": meetings.meeting_relied_on,
    "briefed": meetings.briefed,
    "inspection_relied_on": rounds.inspection_relied_on,
    "bore_seen": rounds.bore_seen,
    "registered": rounds.registered,
    "container_known": rounds.container_known,
    "justified": aim.justified,
    "aim_plan_relied_on": aim.aim_plan_relied_on,
}
FACTS_OF_A_PERSON: dict[str, Callable[[Occasion, str], Answer]] = {
    "attended": meetings.attended,
    "trained": people.trained,
}


def find(bound: Bound, rule: Prerequisite, occasion: Occasion) -> Iterator[Finding]:
    """One finding, or one for each person it is asked of."""
    of_a_person = FACTS_OF_A_PERSON.get(rule.needs)
    if of_a_person is None:
        answer = FACTS[rule.needs](occasion)
        if answer.word != "standing":
            persons = _concerned(occasion, rule, answer)
            yield _finding(bound, rule, occasion, answer, persons=persons)
        return
    for person in _each(rule, occasion):
        answer = of_a_person(occasion, person)
        if answer.word != "standing":
            persons = _first_ads(occasion) if person == "first_ad" else (person,)
            yield _finding(bound, rule, occasion, answer, persons=persons, subject=f"person:{person}")


def _each(rule: Prerequisite, occasion: Occasion) -> tuple[str, ...]:
    persons: dict[str, None] = {}
    for word in rule.each or ():
        if word == "first_ad":
            persons["first_ad"] = None
        elif word == "people_in_line":
            plan = aim.plan_relied_on(occasion)
            persons.update(dict.fromkeys(plan.record.body.people_in_line if plan else ()))
        else:
            persons.update(dict.fromkeys(occasion.people(word)))
    return tuple(persons)


def _first_ads(occasion: Occasion) -> tuple[str, ...]:
    """Any of them would do, so all of them are meant."""
    state = occasion.state
    return tuple(p for p in state.roles if "first_ad" in state.roles_at(p, occasion.at)) or ("first_ad",)


def _concerned(occasion: Occasion, rule: Prerequisite, answer: Answer) -> tuple[str, ...]:
    """The giver, and the inspector whose inspection was relied on."""
    given = occasion.people("from")
    if rule.needs != "inspection_relied_on":
        return given
    inspectors = (r.record.by for r in answer.records if r.record.kind == "round_inspection" and r.record.by)
    return tuple(dict.fromkeys((*given, *inspectors)))


def _finding(
    bound: Bound,
    rule: Prerequisite,
    occasion: Occasion,
    answer: Answer,
    *,
    persons: tuple[str, ...],
    subject: str | None = None,
) -> Finding:
    more: dict[str, Any] = {}
    if answer.word == "incomplete" and rule.incomplete:
        more["hazard"] = rule.incomplete
        if len(answer.lacking) == 1:
            more["gravity"] = rule.relief.get(next(iter(answer.lacking)))
    elif answer.word == "undone":
        more["hazard"] = next((u.hazard for u in rule.undone if u.by == answer.undone_by), rule.hazard)
    return occasion.finding(
        bound, records=answer.records, persons=persons, detail=answer.detail, subject=subject, **more
    )
