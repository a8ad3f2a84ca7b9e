"""The plain function says the same as the chronicle it is made of, whatever the day brought."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.domain.judgement import Rulebooks, judge
from app.domain.replay.case import read_case
from app.domain.replay.expand import arrivals
from app.protocols.strict_yaml import load
from tests.published import published

RUST = Path(__file__).parents[2] / "cases" / "rust-2021.yaml"


def test_the_documented_days_judged_at_their_end() -> None:
    case = read_case(load(RUST.read_text(), source=RUST.name).data)
    entries = [arrival.entry for arrival in arrivals(case)]
    books = Rulebooks(published(), ("us-base",))
    at = entries[-1].recorded_at
    found = judge(books, entries, at)
    assert {"handover.unauthorised_giver", "live.found"} <= {v.hazard for v in found.violations}
    assert "production" in {hold.subject for hold in found.holds}
    assert {one["firearm"] for one in found.custody if "firearm" in one} == {
        "colt-45",
        "revolver-2",
        "rifle-1",
    }
    again = judge(books, entries, at)
    assert again.violations == found.violations


def test_before_a_record_is_known_it_changes_nothing() -> None:
    case = read_case(load(RUST.read_text(), source=RUST.name).data)
    entries = [arrival.entry for arrival in arrivals(case)]
    books = Rulebooks(published(), ("us-base",))
    shot = next(e for e in entries if e.record.kind == "incident" and e.record.body.what == "fatality")
    before = judge(books, entries, shot.recorded_at - timedelta(seconds=1))
    assert "live.found" not in {v.hazard for v in before.violations}
    assert shot.record.key not in {r for v in before.violations for r in v.records}
