"""Before a day begins: who on the ladder can be reached goes into the ledger with the opening, and gaps stop the issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from app.db.store import SqlStore
from app.domain.errors import ShowclearError
from app.domain.judgement import Rulebooks
from app.protocols.catalogue import Catalogue
from app.services.chronicle_judge import chronicle_judges
from app.services.judges import Judges
from app.services.ladders import PackLadders
from app.services.looking_again import LookingAgain
from app.services.preflight import Preflight
from app.services.record import RecordDesk
from tests.services.climbing import climbing_on
from tests.services.conftest import KEY, HandClock, Production, found
from tests.services.signers import sign_off_proofs

OPENED = {"call_time": "07:00", "scenes": [], "bulletins_attached": True}


@dataclass
class Channels:
    """Who confirmed a channel when, as a port would say."""

    people: dict[str, datetime] = field(default_factory=dict)
    addresses: dict[str, datetime | None] = field(default_factory=dict)

    def of(self, _production: str, person: str) -> datetime | None:
        return self.people.get(person)

    def outside(self, _production: str) -> dict[str, datetime | None]:
        return self.addresses


@pytest.fixture
def channels() -> Channels:
    return Channels()


def preflight_of(judges: Judges, channels: Channels, catalogue: Catalogue, clock: HandClock) -> Preflight:
    ladders = PackLadders(Rulebooks(catalogue, ("us-base",)), catalogue.digest)
    return Preflight(judges, channels, ladders, clock)


@pytest.fixture
def crew(store: SqlStore, clock: HandClock, catalogue: Catalogue, channels: Channels) -> Production:
    books = Rulebooks(catalogue, ("us-base",))
    judges = Judges(store, chronicle_judges(books))
    climbing = climbing_on(store.database)
    climbing.beside = preflight_of(judges, channels, catalogue, clock).beside
    desk = RecordDesk(store, judges, clock, KEY, lambda _ref: True, sign_off_proofs(store), climbing)
    made = Production(desk, judges, store, clock)
    found(made)
    clock.move(minutes=1)
    return made


def checked(crew: Production) -> list[dict[str, Any]]:
    with crew.store.reading() as reader:
        entries = reader.entries_of_kind(crew.id, "preflight")
    return [orjson.loads(entry)["record"]["body"] for entry in entries]


def issued(crew: Production) -> set[str]:
    crew.clock.move(minutes=1)
    return {told["hazard"] for told in crew.take(crew.handover())["raised"]}


def test_the_opening_brings_one_record_for_each_person_and_rung(
    crew: Production, channels: Channels, clock: HandClock
) -> None:
    channels.people = {"safe": clock.now - timedelta(days=1), "prod": clock.now - timedelta(days=31)}
    crew.take(crew.record("first", "day_opened", OPENED))
    assert checked(crew) == [
        {"rung": 1, "person": "safe", "reachable": True},
        {
            "rung": 2,
            "person": "prod",
            "reachable": False,
            "reason": "last confirmed more than 30 days ago",
        },
    ]
    assert "escalation.unreachable" in issued(crew)


def test_a_rung_that_nobody_holds_has_a_line_of_its_own(
    crew: Production, channels: Channels, clock: HandClock
) -> None:
    channels.people = {"safe": clock.now}
    until = (clock.now + timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    gone = {"person": "prod", "role": "producer", "from_at": "2026-01-01T00:00:00Z", "until_at": until}
    crew.take(crew.record("safe", "role", gone))
    clock.move(minutes=1)
    crew.take(crew.record("first", "day_opened", OPENED))
    assert checked(crew)[1] == {
        "rung": 2,
        "person": "nobody",
        "reachable": False,
        "reason": "nobody holds this rung",
    }
    assert "escalation.unreachable" in issued(crew)
    mine = {"rung": 2, "person": "nobody", "reachable": True}
    assert crew.refused(crew.record("safe", "preflight", mine)) == "person.unknown"


def test_a_gap_that_is_mended_is_looked_at_again_and_the_day_goes_on(
    crew: Production, channels: Channels, clock: HandClock, catalogue: Catalogue
) -> None:
    channels.people = {"prod": clock.now}
    crew.take(crew.record("first", "day_opened", OPENED))
    assert "escalation.unreachable" in issued(crew)
    channels.people["safe"] = clock.move(minutes=1)
    preflight = preflight_of(crew.judges, channels, catalogue, clock)
    again = LookingAgain(crew.desk, preflight, crew.judges, clock)
    with pytest.raises(ShowclearError, match="roles"):
        again.record(crew.caller("looker"), crew.id, "main")
    found = again.record(crew.caller("first"), crew.id, "main")
    assert [(one.person, one.reachable) for one in found] == [("safe", True), ("prod", True)]
    assert checked(crew)[-2:] == [
        {"rung": 1, "person": "safe", "reachable": True},
        {"rung": 2, "person": "prod", "reachable": True},
    ]
    assert "escalation.unreachable" not in issued(crew)


def test_every_ladder_of_the_pack_is_looked_at_and_the_same_people_once(catalogue: Catalogue) -> None:
    ladders = PackLadders(Rulebooks(catalogue, ("us-base",)), catalogue.digest)
    assert ladders.every_rung("") == {
        1: ("safety_officer", "upm"),
        2: ("producer",),
        3: ("outside",),
    }
    assert len(ladders.every_rung("no-such-pack")) == 3


@dataclass
class OtherLadder:
    """The published protocols, but concerns climb to the medic first."""

    catalogue: Catalogue

    def pack(self, name: str) -> Any:
        return self.catalogue.pack(name)

    def pack_by_digest(self, digest: str) -> Any:
        return self.catalogue.pack_by_digest(digest)

    def protocol(self, ref: str) -> Any:
        return self.catalogue.protocol(ref)

    def protocols_of(self, pack: Any) -> list[Any]:
        return [_changed(one) for one in self.catalogue.protocols_of(pack)]


def _changed(protocol: Any) -> Any:
    if protocol.id != "crew-concerns":
        return protocol
    rules = [_to_the_medic(rule) if rule.kind == "deadline" else rule for rule in protocol.rules]
    return protocol.model_copy(update={"rules": rules})


def _to_the_medic(rule: Any) -> Any:
    first = rule.ladder[0].model_copy(update={"tell": ["medic"]})
    return rule.model_copy(update={"ladder": [first, *rule.ladder[1:]]})


def test_whom_another_ladder_asks_besides_is_looked_at_by_the_name_of_its_rule(catalogue: Catalogue) -> None:
    ladders = PackLadders(Rulebooks(OtherLadder(catalogue), ("us-base",)), catalogue.digest)
    assert list(ladders.every_rung("").items())[3:] == [("acknowledged-in-time.1", ("medic",))]


def test_with_everybody_reachable_nothing_is_said(
    crew: Production, channels: Channels, clock: HandClock
) -> None:
    channels.people = {"safe": clock.now, "prod": clock.now}
    crew.take(crew.record("first", "day_opened", OPENED))
    assert [one["reachable"] for one in checked(crew)] == [True, True]
    assert "escalation.unreachable" not in issued(crew)


def test_the_same_opening_again_brings_nothing_more(
    crew: Production, channels: Channels, clock: HandClock
) -> None:
    channels.people = {"safe": clock.now}
    opened = crew.record("first", "day_opened", OPENED)
    crew.take(opened)
    clock.move(minutes=2)
    crew.send(opened)
    assert len(checked(crew)) == 2


def test_who_is_off_is_covered_or_a_gap(crew: Production, channels: Channels, clock: HandClock) -> None:
    channels.people = {"safe": clock.now, "prod": clock.now, "ana": clock.now}
    off = {"person": "safe", "state": "off", "other_duties": []}
    crew.take(crew.record("safe", "duty", off))
    clock.move(minutes=1)
    crew.take(crew.record("first", "day_opened", OPENED))
    assert checked(crew)[0]["reason"] == "not on duty, and nobody covers"
    clock.move(minutes=1)
    crew.take(crew.record("safe", "duty", {**off, "covered_by": "ana"}))
    clock.move(minutes=1)
    crew.take(crew.record("first", "day_opened", OPENED))
    assert (checked(crew)[2]["reachable"], checked(crew)[2]["reason"]) == (True, "covered by ana: confirmed")


def test_where_nobody_uses_messages_nothing_is_looked_up(crew: Production, channels: Channels) -> None:
    crew.take(crew.record("first", "day_opened", OPENED))
    assert checked(crew) == []
    assert "escalation.unreachable" not in issued(crew)
    channels.addresses = {"studio_safety": None}
    crew.clock.move(minutes=1)
    crew.take(crew.record("first", "day_opened", OPENED))
    assert [one["reachable"] for one in checked(crew)] == [False, False]
