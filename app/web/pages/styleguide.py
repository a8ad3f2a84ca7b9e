"""Decides what the page of all components shows: every token by its name, every part of a page, every drawing; no data."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from app.web.api.routing import subject
from app.web.pages.assets import FILES
from app.web.pages.drawing import drawn
from app.web.pages.drawings import columns, day_drawn
from app.web.pages.words import Spoken

router = subject("/styleguide", "session", root="")

_ROOT: Final = FILES["looks/tokens.css"][0].decode().partition("}")[0]
TOKENS: Final = re.findall(r"--([a-z-]+): ([^;]+);", _ROOT)
"""Every token and its value in the sun, as the sheet says them."""
_COLOURS: Final = [name for name, value in TOKENS if value.startswith("#")]


def _record(number: int, at: str, kind: str, **body: object) -> dict[str, object]:
    return {
        "id": str(number),
        "kind": kind,
        "occurred_at": f"2026-03-02T{at}:00Z",
        "by": "armorer",
        "body": body,
    }


_DAY: Final = (
    _record(1, "07:30", "safety_meeting"),
    _record(2, "08:10", "round_inspection", firearm="colt-1"),
    _record(3, "08:40", "handover", firearm="colt-1", to="sheriff"),
    _record(4, "09:25", "firing"),
    _record(5, "09:50", "incident"),
    _record(6, "10:15", "handover", firearm="colt-1", to="armorer"),
    _record(7, "11:00", "storage", items=["colt-1", "carbine-1"], state="locked"),
    _record(8, "12:30", "storage", items=["carbine-1"], state="unattended"),
    _record(9, "13:00", "storage", items=["carbine-1"], state="locked"),
)
_WEEK: Final = (
    {"date": "2026-03-02", "violations": {"critical": 1, "serious": 2, "other": 1}},
    {"date": "2026-03-03", "violations": {"critical": 0, "serious": 1, "other": 3}},
    {"date": "2026-03-04", "violations": {"critical": 0, "serious": 0, "other": 0}},
)


@router.get("", include_in_schema=False)
def styleguide(words: Spoken) -> Response:
    """One page with everything that pages are made of."""
    return drawn(
        "styleguide.html",
        words,
        tokens=TOKENS,
        colours=_COLOURS,
        day=day_drawn(_DAY, ZoneInfo("UTC")),
        week=columns(_WEEK),
    )
