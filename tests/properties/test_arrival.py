"""What stands does not depend on the order in which records arrive, nor on how their arrivals are cut into commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.judgement import Chronicle, Entry
from app.domain.judgement.chronicle import Begin
from app.domain.replay.generator import Dice
from tests.properties.a_right_day import right_day
from tests.properties.disorder import disorder
from tests.properties.judging import MOMENT, PRODUCTION, entries, feed, following, standing, told, us_base

SEEDS = st.integers(0, 2**32)


def _shuffled(some: Sequence[Entry], seed: int) -> list[Entry]:
    """The same records in another order of arrival, each some time after all of them happened."""
    dice = Dice(seed)
    left, order = list(some), []
    while left:
        order.append(left.pop(dice.randint(0, len(left) - 1)))
    at = max(entry.recorded_at for entry in some)
    return [Entry(n, at + n * MOMENT, entry.record) for n, entry in enumerate(order)]


def _cut(some: Sequence[Entry], seed: int) -> list[list[Entry]]:
    """The same arrivals in commit groups: each becomes known when its last record does."""
    dice, groups, rest = Dice(seed), [], list(some)
    while rest:
        size = dice.randint(1, 12)
        at = rest[:size][-1].recorded_at
        groups.append([Entry(e.position, at, e.record) for e in rest[:size]])
        rest = rest[size:]
    return groups


@given(SEEDS, st.integers(1, 2))
def test_order_of_arrival_does_not_matter(seed: int, units: int) -> None:
    some = entries(disorder(seed, days=1, units=units, corrections=False))
    one, other = told(some), feed(Chronicle(PRODUCTION, us_base()), _cut(_shuffled(some, seed), seed))
    assert standing(other.violations()) == standing(one.violations())


@given(SEEDS)
def test_a_few_that_come_late_change_nothing_either(seed: int) -> None:
    records = disorder(seed, days=1, corrections=False)
    dice = Dice(seed)
    late = {dice.choice(records)["id"]: timedelta(minutes=dice.randint(5, 3000)) for _ in range(5)}
    assert standing(told(entries(records, late)).violations()) == standing(
        told(entries(records)).violations()
    )


@given(SEEDS)
def test_cutting_arrivals_into_other_groups_leaves_what_stands(seed: int) -> None:
    some = _shuffled(entries(disorder(seed, days=1, corrections=False)), seed)
    grouped = feed(Chronicle(PRODUCTION, us_base()), _cut(some, seed))
    assert standing(grouped.violations()) == standing(told(some).violations())


@given(SEEDS)
def test_group_by_group_follows_what_all_at_once_would(seed: int) -> None:
    """Incremental judging leaves what judging from scratch gives, corrections included."""
    some = _shuffled(entries(disorder(seed, days=1)), seed)
    until = some[-1].recorded_at + timedelta(days=3)
    group_by_group = feed(Chronicle(PRODUCTION, us_base()), _cut(some, seed))
    at_once = Chronicle(PRODUCTION, us_base(), Begin(entries=some))
    assert following(group_by_group, until) == following(at_once, until)


@given(SEEDS)
def test_judging_twice_says_the_same(seed: int) -> None:
    some = entries(disorder(seed, days=1))
    assert told(some).violations() == told(some).violations()


@given(SEEDS)
def test_every_violation_names_evidence_that_exists(seed: int) -> None:
    some = entries(disorder(seed, days=1, units=2))
    known = {entry.record.key: entry.position for entry in some}
    for violation in told(some).violations():
        assert violation.records
        assert [known[ref] for ref in violation.records] == list(violation.positions)
        assert set(violation.knowledge) <= known.keys()
        assert violation.citations
        assert violation.answers_role


@given(SEEDS, st.integers(1, 40))
def test_a_fork_goes_its_own_way(seed: int, cut: int) -> None:
    some = entries(disorder(seed, days=1))
    parent = feed(Chronicle(PRODUCTION, us_base()), ([entry] for entry in some[:-cut]))
    until = some[-1].recorded_at + timedelta(days=30)
    before = (parent.violations(), following(parent, until), parent.size, tuple(parent.state.all_holds()))
    child = feed(parent.fork(), ([entry] for entry in some[-cut:]))
    assert (
        parent.violations(),
        following(parent, until),
        parent.size,
        tuple(parent.state.all_holds()),
    ) == before
    again = feed(parent, ([entry] for entry in some[-cut:]))
    assert again.violations() == child.violations()


@given(SEEDS)
def test_nor_does_a_correction_that_comes_with_what_it_corrects(seed: int) -> None:
    """Sent together, a lapse and its correction leave what they leave when the correction is sent a moment later."""
    happened = entries(disorder(seed, days=1))
    some = [Entry(e.position, happened[-1].recorded_at + e.position * MOMENT, e.record) for e in happened]
    grouped = feed(Chronicle(PRODUCTION, us_base()), _cut(some, seed))
    assert standing(grouped.violations()) == standing(told(some).violations())


def test_a_correction_of_one_already_corrected_finds_its_place_however_they_came() -> None:
    day = right_day()
    day.body("cold look").update(chambers_seen=3)
    ref = day.named["cold look"]["id"]
    for n, seen in enumerate((4, 5, 6)):
        more = {"corrects": {"record": ref, "reason": "counted again"}}
        body = {**day.body("cold look"), "chambers_seen": seen}
        made = day.add("cold look", f"again {n}", "round_inspection", "armorer", body, seconds=2 + n, **more)
        ref = day.named["again 0"]["id"] if n else made["id"]
    some = entries(day.records())
    until = some[-1].recorded_at + timedelta(days=3)
    at_once = Chronicle(PRODUCTION, us_base(), Begin(entries=some))
    assert following(told(some), until) == following(at_once, until) == {}
