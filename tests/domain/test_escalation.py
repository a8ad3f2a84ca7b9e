"""Ladders climbed on paper: who is told when, what an acknowledgement buys, and that silence ends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.escalation import (
    Escalation,
    OnCall,
    Reached,
    Rung,
    acknowledge,
    all_at_once,
    asked_first,
    begun_at,
    climbed,
    ended,
    next_at,
)

T0 = datetime(2026, 3, 2, 10, tzinfo=UTC)
MIN = timedelta(minutes=1)
LADDER = asked_first(
    (
        Rung(15 * MIN, ("safety_officer", "upm")),
        Rung(60 * MIN, ("producer",)),
        Rung(240 * MIN, ("outside",)),
    ),
    ("safety_officer", "upm"),
)
PEOPLE = {
    "safe": OnCall(frozenset({"safety_officer"})),
    "upm": OnCall(frozenset({"upm"})),
    "prod": OnCall(frozenset({"producer"})),
    "ana": OnCall(frozenset({"armorer"})),
}


def running(rungs: tuple[Rung, ...] = LADDER, excluded: frozenset[str] = frozenset()) -> Escalation:
    return Escalation(
        id="e",
        production="desert",
        hazard="incident.unanswered",
        rule="misfire-escalation@1.0.0/answered-in-time",
        record="r",
        subject="firearm:colt",
        pack="us-base",
        digest="d",
        rungs=rungs,
        excluded=excluded,
        started_at=T0,
        origin_at=T0,
    )


def told(reached: tuple[Reached, ...]) -> list[tuple[int, tuple[str, ...], bool]]:
    return [(one.rung, one.persons, one.outside) for one in reached]


def test_those_who_can_cure_it_are_asked_at_once() -> None:
    one, reached = climbed(running(), T0, PEOPLE)
    assert told(reached) == [(0, ("safe", "upm"), False)]
    assert next_at(one) == T0 + 15 * MIN


def test_an_answer_at_exactly_the_end_is_in_time() -> None:
    one, _ = climbed(running(), T0, PEOPLE)
    assert climbed(one, T0 + 15 * MIN, PEOPLE) == (one, ())
    _, reached = climbed(one, T0 + 15 * MIN + timedelta(microseconds=1), PEOPLE)
    assert told(reached) == [(1, ("safe", "upm"), False)]


def test_nobody_answering_leads_outside_and_then_outside_again() -> None:
    one, reached = climbed(running(), T0 + timedelta(hours=5), PEOPLE)
    assert told(reached)[-1] == (3, (), True)
    assert [r.due_at - T0 for r in reached] == [0 * MIN, 15 * MIN, 60 * MIN, 240 * MIN]
    assert next_at(one) == T0 + timedelta(hours=28)
    one, reached = climbed(one, T0 + timedelta(days=9), PEOPLE)
    assert told(reached) == [(4, (), True)]  # once, however long nobody looked
    after = next_at(one)
    assert after is not None and after > T0 + timedelta(days=9)


def test_an_acknowledgement_buys_one_wait_and_then_it_climbs_on() -> None:
    one, _ = climbed(running(), T0, PEOPLE)
    one = acknowledge(one, "a1", "safe", T0 + 10 * MIN, PEOPLE)
    assert next_at(one) == T0 + 25 * MIN
    same = acknowledge(one, "a1", "safe", T0 + 20 * MIN, PEOPLE)
    assert same == one  # the same again
    second = acknowledge(one, "a2", "upm", T0 + 24 * MIN, PEOPLE)
    assert next_at(second) == T0 + 25 * MIN  # a second on the same rung is kept in mind, and moves nothing
    assert [ack.counted for ack in second.acknowledged] == [True, False]
    one, reached = climbed(second, T0 + 26 * MIN, PEOPLE)
    assert told(reached) == [(1, ("safe", "upm"), False)]
    assert (
        acknowledge(one, "a2", "upm", T0 + 27 * MIN, PEOPLE) == one
    )  # what was heard on a rung is not heard anew
    one = acknowledge(one, "a3", "upm", T0 + 30 * MIN, PEOPLE)
    assert next_at(one) == T0 + 75 * MIN


def test_somebody_not_on_the_ladder_or_involved_holds_nothing() -> None:
    one, _ = climbed(running(excluded=frozenset({"upm"})), T0, PEOPLE)
    for who in ("ana", "upm", "nobody-known"):
        heard = acknowledge(one, f"a-{who}", who, T0 + 10 * MIN, PEOPLE)
        assert next_at(heard) == T0 + 15 * MIN
        assert [ack.counted for ack in heard.acknowledged] == [False]


def test_who_is_involved_is_not_asked() -> None:
    _, reached = climbed(running(excluded=frozenset({"safe"})), T0, PEOPLE)
    assert told(reached) == [(0, ("upm",), False)]


def test_an_empty_rung_holds_nobody_up() -> None:
    people = {"prod": PEOPLE["prod"]}
    one, reached = climbed(running(), T0 + MIN, people)
    assert told(reached) == [(0, (), False), (1, (), False), (2, ("prod",), False)]
    assert reached[0].nobody
    # From whom the production really has, the waits are the ladder's own again: three hours from producer to outside.
    assert next_at(one) == T0 + 180 * MIN


def test_a_cover_is_told_instead_and_the_absent_where_there_is_nobody_else() -> None:
    away = replace(PEOPLE["safe"], duty="away", covered_by="ana")
    _, reached = climbed(running(), T0, {**PEOPLE, "safe": away})
    assert told(reached) == [(0, ("ana", "upm"), False)]
    off = {"safe": replace(PEOPLE["safe"], duty="off")}
    _, reached = climbed(running(), T0, off)
    assert told(reached) == [(0, ("safe",), False)]


def test_a_cover_holds_the_ladder_too() -> None:
    people = {**PEOPLE, "safe": replace(PEOPLE["safe"], duty="away", covered_by="ana")}
    one, _ = climbed(running(), T0, people)
    assert next_at(acknowledge(one, "a", "ana", T0 + 10 * MIN, people)) == T0 + 25 * MIN


def test_somebody_removed_meanwhile_is_not_told() -> None:
    one, _ = climbed(running(), T0, PEOPLE)
    _, reached = climbed(one, T0 + 16 * MIN, {**PEOPLE, "upm": OnCall(frozenset())})
    assert told(reached) == [(1, ("safe",), False)]


def test_what_arrives_late_tells_the_first_rung_at_once_and_then_waits() -> None:
    now = T0 + timedelta(hours=6)
    one = replace(running(), started_at=now, origin_at=begun_at(LADDER, T0, now))
    one, reached = climbed(one, now + timedelta(microseconds=1), PEOPLE)
    assert [r.rung for r in reached] == [0, 1]
    assert next_at(one) == now + 45 * MIN


def test_a_clock_that_jumps_back_tells_nobody_twice() -> None:
    one, _ = climbed(running(), T0 + 16 * MIN, PEOPLE)
    assert climbed(one, T0 - timedelta(days=1), PEOPLE) == (one, ())


def test_a_breach_goes_to_everybody_at_once() -> None:
    one, reached = climbed(running(all_at_once(LADDER)), T0, PEOPLE)
    assert told(reached) == [(0, ("safe", "upm", "prod"), True)]
    assert next_at(one) == T0 + timedelta(hours=24)


def test_what_has_ended_climbs_no_more() -> None:
    one = ended(climbed(running(), T0, PEOPLE)[0], T0 + MIN, "resolved")
    assert next_at(one) is None
    assert climbed(one, T0 + timedelta(days=3), PEOPLE) == (one, ())
    assert ended(one, T0 + 2 * MIN, "withdrawn") == one
    assert acknowledge(one, "a", "safe", T0 + 2 * MIN, PEOPLE) == one


@given(st.lists(st.tuples(st.integers(1, 400), st.sampled_from(["safe", "upm", "prod", "ana", None]))))
def test_no_series_of_acknowledgements_keeps_it_inside(waits: list[tuple[int, str | None]]) -> None:
    """Whoever acknowledges however often: outside is told within twice the ladder's length."""
    one, now, reached = running(), T0, []
    for number, (minutes, who) in enumerate(waits):
        now = now + minutes * MIN
        one, told_now = climbed(one, now, PEOPLE)
        reached += told_now
        if who is not None:
            one = acknowledge(one, f"a{number}", who, now, PEOPLE)
    one, told_now = climbed(one, T0 + timedelta(hours=9), PEOPLE)
    times = [r.due_at for r in (*reached, *told_now) if r.outside]
    assert times and times[0] <= T0 + timedelta(hours=8)
    rungs = [r.rung for r in (*reached, *told_now)]
    assert rungs == sorted(set(rungs))
