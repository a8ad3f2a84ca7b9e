"""Who may hear the words of a concern, by hand: the order of a call sheet."""

from __future__ import annotations

import pytest

from app.domain.answering.routing import (
    FEW,
    Crew,
    about_whom,
    could_have_written,
    hearers,
    kept_from,
    may_receive,
    may_stay,
    words_are_set_apart,
)
from app.domain.people.reporting import ABOVE
from app.domain.records.words import ROLES


def crew(**held: str) -> Crew:
    return Crew({person: frozenset(roles.split()) for person, roles in held.items()}, {"una": "Una Marsh"})


UNIT = crew(
    una="upm",
    lin="line_producer",
    pro="producer",
    fir="first_ad",
    saf="safety_officer",
    adv="safety_advisor",
    arm="armorer",
    han="weapons_handler",
    cam="crew",
    act="performer producer",
)
CROWD = Crew(UNIT.roles | {f"c{number}": frozenset({"crew"}) for number in range(20)}, UNIT.names)


def test_every_role_has_its_place() -> None:
    assert set(ABOVE) == ROLES
    assert all(above <= ROLES for above in ABOVE.values())
    for role, above in ABOVE.items():
        assert role not in above
        for one in above:
            assert ABOVE[one] <= above, (role, one)  # whoever stands above somebody above stands above


@pytest.mark.parametrize(
    ("about", "meant"),
    [
        ("una", {"una"}),
        ("The UPM", {"una"}),
        ("first_ad", {"fir"}),
        ("first ad", {"fir"}),
        ("Una Marsh said so", {"una"}),
        ("Ms. Marsh", {"una"}),
        ("the crew hours", set()),
        ("marshmallow", set()),
        ("the church", set()),
        (None, set()),
        ("producer", {"pro", "act"}),
    ],
)
def test_whom_somebodys_words_mean(about: str | None, meant: set[str]) -> None:
    assert about_whom(about, UNIT) == meant


def test_what_of_it_the_ledger_may_hold() -> None:
    assert may_stay("Ms. Marsh, again", UNIT) == "una"
    assert may_stay("the producer", UNIT) == "producer"  # two are
    assert may_stay("whoever drives the van", UNIT) is None
    assert may_stay(None, UNIT) is None


def test_away_from_whom_it_is_about_and_whoever_answers_to_them() -> None:
    assert kept_from("una", UNIT) == {"una", "fir", "saf", "arm", "han", "cam"}
    assert kept_from("arm", UNIT) == {"arm", "han"}
    assert kept_from("lin", UNIT) >= {"lin", "una", "fir", "saf"}
    assert "pro" not in kept_from("lin", UNIT)
    assert "adv" not in kept_from("producer", UNIT)
    assert kept_from("act", UNIT) >= {"act", "lin", "una", "saf"}  # a lead actor who also produces


def test_fewer_than_fifteen_could_have_written_it() -> None:
    fourteen = Crew({f"c{number}": frozenset({"crew"}) for number in range(FEW - 1)})
    fifteen = Crew(fourteen.roles | {"one-more": frozenset({"performer"})})
    outside = Crew(fourteen.roles | {"looker": frozenset({"inspector"}), "desk": frozenset({"admin"})})
    assert words_are_set_apart(None, fourteen, None)
    assert words_are_set_apart(None, outside, None)
    assert not words_are_set_apart(None, fifteen, None)
    assert could_have_written(fifteen, frozenset({"c1", "c2", "left-long-ago"})) == 2
    assert words_are_set_apart(None, fifteen, frozenset())


def test_words_about_whoever_takes_the_ledger_away_stay_out_of_it() -> None:
    assert words_are_set_apart("producer", CROWD, None)
    assert words_are_set_apart("una", CROWD, None)  # the safety officer answers to her, and may take it away
    assert not words_are_set_apart("cam", CROWD, None)


def test_who_hears_them() -> None:
    assert hearers(UNIT, ["cam"], None) == ("cam",)
    assert hearers(UNIT, ["cam"], "una") == ("adv",)  # the receiver answers to her
    assert hearers(UNIT, [], None) == ("adv",)
    alone = crew(saf="safety_officer", una="upm", cam="crew")
    assert hearers(alone, [], None) == ("saf",)
    assert hearers(alone, [], "saf") == ()
    assert hearers(alone, ["gone"], "una") == ()


def test_who_may_be_named() -> None:
    assert may_receive(frozenset({"safety_advisor"}))
    assert may_receive(frozenset({"crew"}))
    for roles in ({"first_ad", "safety_officer"}, {"producer"}, {"inspector"}, {"admin"}, set()):
        assert not may_receive(frozenset(roles))
