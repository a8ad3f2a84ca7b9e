"""Another pack over the same records: what it would have found, beside what was; nothing that stands is touched."""

from __future__ import annotations

import pytest

from app.db.database import Database
from app.db.library import SqlLibrary
from app.domain.errors import ShowclearError
from app.services.caller import READ
from app.services.container import Services
from app.services.filters import ReportFilter
from app.services.rejudging import Other
from tests.services.conftest import Production


def test_the_same_pack_differs_in_nothing(shoot: Production, services: Services) -> None:
    shoot.take(shoot.handover())
    shoot.clock.move(minutes=30)
    shoot.take(shoot.incident())
    shoot.clock.move(hours=6)
    services.watch.look()
    told = services.outside.rejudging.ask(shoot.caller("safe", READ), shoot.id, Other("us-base"))
    assert told["same"] > 3 and (told["only_found"], told["only_other"], told["changed"]) == ([], [], [])


def test_another_pack_is_told_side_by_side_and_nothing_changes(
    shoot: Production, services: Services, database: Database
) -> None:
    shoot.take(shoot.handover())
    with SqlLibrary(database).looking() as shelves:
        before = shelves.violations_for(shoot.id, ReportFilter())
    told = services.outside.rejudging.at_the_machine(shoot.id, Other("no-real-firearms"))
    assert told["only_found"] or told["only_other"] or told["changed"]
    with SqlLibrary(database).looking() as shelves:
        assert shelves.violations_for(shoot.id, ReportFilter()) == before
    day = shoot.clock.now.date()
    later = Other("no-real-firearms", None, day.replace(year=day.year + 1))
    told = services.outside.rejudging.at_the_machine(shoot.id, later)
    assert (told["only_found"], told["only_other"], told["same"]) == ([], [], 0)


def test_it_is_for_those_who_govern_and_for_packs_that_are_there(
    shoot: Production, services: Services
) -> None:
    for person, pack, code in (("pat", "us-base", "permission.denied"), ("safe", "nowhere", "not_found")):
        with pytest.raises(ShowclearError) as refused:
            services.outside.rejudging.ask(shoot.caller(person, READ), shoot.id, Other(pack))
        assert refused.value.code == code
