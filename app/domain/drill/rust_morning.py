"""The morning of 21 October 2021, up to the moment before the handover, told within one hour and by roles alone.

From tests/cases/rust-2021.yaml, whose sources say how sure each thing is. What lay days apart is told minutes apart, so that
nothing is late; the notes say so. It accuses nobody: a crew finds what was found, and does it better.
"""

from __future__ import annotations

from typing import Any, Final

from app.domain.drill.script import Line, Script

_ARMORER, _PROPS, _FIRST_AD, _PERFORMER = (
    "role:armorer",
    "role:property_master",
    "role:first_ad",
    "role:performer",
)
_EARLIER: Final = "In the case this was five days earlier."
_DUMMIES: Final = {"type": "dummy", "container": "drill-box"}


def _firearm(name: str, chambers: int) -> Line:
    taken_in: dict[str, Any] = {"firearm": name, "class": "real", "calibre": ".45 Colt", "chambers": chambers}
    taken_in |= {"can_fire_live": True, "owner": "rental", "supplier": "prop supplier"}
    return Line(58, "property_master", "firearm_intake", taken_in)


def _discharge(minutes_before: int, by: str, **more: Any) -> Line:
    body = {"what": "unintended_discharge", "firearm": "drill-rifle", "injured": 0, "stop_work": False}
    return Line(minutes_before, by, "incident", body | {"present": [_FIRST_AD, "role:crew"]} | more, _EARLIER)


def _concern(minutes_before: int, channel: str, detail: str) -> Line:
    body = {"category": "firearms", "channel": channel, "addressed_to": "role:upm", "detail": detail}
    return Line(minutes_before, "crew", "concern", body, _EARLIER)


def _seen_rounds(count: int) -> list[dict[str, Any]]:
    return [_DUMMIES | {"methods": ["visual"], "ok": True}] * count


RUST_MORNING: Final = Script(
    "rust-morning",
    (
        Line(
            59,
            "first_ad",
            "day_opened",
            {
                "call_time": "06:00",
                "scenes": [{"scene": "church", "firearms": ["drill-colt"], "performers": [_PERFORMER]}],
                "bulletins_attached": False,
            },
        ),
        _firearm("drill-colt", 6),
        _firearm("drill-rifle", 1),
        Line(
            57,
            "armorer",
            "ammunition_intake",
            {
                "container": "drill-box",
                "type": "dummy",
                "calibre": ".45 Colt",
                "count": 50,
                "supplier": "left over from another production",
                "sealed": False,
                "labelled": True,
                "supplier_licensed": False,
            },
        ),
        Line(
            55, "armorer", "duty", {"person": _ARMORER, "state": "on", "other_duties": ["property assistant"]}
        ),
        _discharge(52, "property_master", detail="A blank went off while it was handled."),
        _discharge(46, "crew", declared="cold", detail="Two shots after it was called cold."),
        _concern(40, "verbal", "Gun safety on set."),
        _concern(36, "text", "Unsafe: several discharges and no answer."),
        Line(
            30,
            "first_ad",
            "safety_meeting",
            {
                "scope": "day",
                "place": "ranch",
                "minutes": 10,
                "topics": [],
                "attendees": [_FIRST_AD, _ARMORER, _PERFORMER],
                "walk_through": False,
                "dry_run": False,
            },
        ),
        Line(25, "first_ad", "change", {"what": "crew", "detail": "Another camera crew, one camera."}),
        Line(
            20,
            "armorer",
            "loading",
            {"firearm": "drill-colt", "rounds": [_DUMMIES | {"count": 5}]},
        ),
        Line(
            16,
            "property_master",
            "storage",
            {
                "items": ["drill-colt", "drill-rifle"],
                "state": "locked",
                "place": "prop truck safe",
                "key_holder": _PROPS,
            },
        ),
        Line(16, "armorer", "storage", {"items": ["drill-box"], "state": "unattended", "place": "cart"}),
        Line(
            10,
            "property_master",
            "storage",
            {"items": ["drill-colt"], "state": "unlocked", "place": "prop truck safe", "key_holder": _PROPS},
        ),
        Line(
            8,
            "property_master",
            "handover",
            {
                "firearm": "drill-colt",
                "from": _PROPS,
                "to": _ARMORER,
                "purpose": "transport",
                "declared": "cold",
                "place": "set",
            },
        ),
        Line(6, "armorer", "loading", {"firearm": "drill-colt", "rounds": [_DUMMIES | {"count": 1}]}),
        Line(
            4,
            "armorer",
            "round_inspection",
            {
                "firearm": "drill-colt",
                "chambers": 6,
                "chambers_seen": 3,
                "removed": False,
                "rounds": _seen_rounds(3),
                "barrel_clear": None,
                "witnesses": [_FIRST_AD],
            },
        ),
        Line(2, "armorer", "duty", {"person": _ARMORER, "state": "away", "other_duties": []}),
    ),
    {
        "firearm": "drill-colt",
        "from": _FIRST_AD,
        "to": _PERFORMER,
        "purpose": "line_up",
        "declared": "cold",
        "scene": "church",
    },
)
"""The first AD is about to take it off the cart and hand it over: what would be answered?"""
