"""Where the marks of a drawing stand follows from the records alone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.web.pages.drawings import columns, day_drawn

ZONE = ZoneInfo("America/Denver")


def record(number: int, at: str, kind: str, by: str = "ada", **body: Any) -> dict[str, Any]:
    return {"id": str(number), "kind": kind, "occurred_at": at, "by": by, "body": body}


def test_marks_stand_where_their_moments_are() -> None:
    drawn = day_drawn(
        [
            record(1, "2026-03-02T08:00:00-07:00", "safety_meeting"),
            record(2, "2026-03-02T17:00:00Z", "incident"),
            record(3, "2026-03-02T12:00:00-07:00", "firing"),
        ],
        ZONE,
    )
    assert [mark.left for mark in drawn.lanes["meeting"]] == [0.0]
    assert [mark.left for mark in drawn.lanes["incident"]] == [50.0]
    assert [mark.left for mark in drawn.lanes["firing"]] == [100.0]
    assert [told for _, told in drawn.hours] == ["08:00", "09:00", "10:00", "11:00", "12:00"]


def test_custody_goes_from_hand_to_hand_and_into_the_safe() -> None:
    drawn = day_drawn(
        [
            record(3, "2026-03-02T16:00:00Z", "storage", items=["colt"], state="locked"),
            record(1, "2026-03-02T14:00:00Z", "handover", firearm="colt", to="lou"),
            record(
                2,
                "2026-03-02T15:00:00Z",
                "storage",
                "ben",
                items=["colt"],
                state="unlocked",
                key_holder="ada",
            ),
            record(4, "2026-03-02T18:00:00Z", "day_wrapped"),
        ],
        ZONE,
    )
    line = drawn.custody["colt"]
    assert [(one.holder, one.state, one.left, one.width) for one in line] == [
        ("lou", "held", 0.0, 25.0),
        ("ada", "unlocked", 25.0, 25.0),
        (None, "locked", 50.0, 50.0),
    ]
    assert (line[0].ends_at, line[-1].ends_at) == ("2026-03-02T15:00:00Z", None)


def test_an_empty_day_has_nothing_on_it() -> None:
    drawn = day_drawn([], ZONE)
    assert (drawn.hours, drawn.custody) == ((), {})


counts = st.fixed_dictionaries({name: st.integers(0, 50) for name in ("critical", "serious", "other")})


@given(st.lists(counts, max_size=20))
def test_columns_stack_to_their_sum_and_the_highest_is_a_hundred(days: list[dict[str, int]]) -> None:
    drawn = columns([{"date": "2026-03-02", "violations": one} for one in days])
    most = max((sum(one.values()) for one in days), default=0)
    for one, told in zip(drawn, days, strict=True):
        heights = sum(height for _, _, height in one.parts)
        assert abs(heights - (100 * sum(told.values()) / most if most else 0)) < 0.05
        assert [gravity for gravity, _, _ in one.parts] == [
            name for name in ("critical", "serious", "other") if told[name]
        ]
