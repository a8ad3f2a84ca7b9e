"""Decides how what climbs reads at a desk: who was told and how far that came, what comes next, and where it is answered."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from app.services.caller import Caller
from app.web.api.routing import subject
from app.web.pages.coming import Coming, Reader
from app.web.pages.reach import duties_of, reach_of

router = subject("/p/{production}/escalations", "session", root="")

ACTIONS: Final = ("acknowledge", "investigate", "correct", "resolve")
"""What an answer may do; only one that resolves ends a ladder."""
_NAMED: Final = ("firearm:", "lot:", "day:", "production")
"""Subjects that say more than the record does."""


@router.get("", include_in_schema=False)
def escalations_page(reader: Coming) -> Response:
    """What climbs now, what is asked of the reader first; below it what has ended within a fortnight."""
    open_ones, ended = climbing_of(reader, reader.caller)
    reach = reach_of(reader)
    return reader.page(
        "escalations.html",
        "escalations",
        open_ones=open_ones,
        ended=ended[::-1],
        actions=ACTIONS,
        reach=reach,
        duties=duties_of(reader, reach),
        now=reach["at"],
    )


def climbing_of(reader: Reader, caller: Caller) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those that climb in the caller's production, what is asked of them first; and those that ended, as they began."""
    told = reader.services.standings.escalations(caller, caller.production)
    found = [one | {"named": _named(one["subject"])} for one in told]
    open_ones = [one for one in found if one["next_at"]]
    open_ones.sort(key=lambda one: (one["you"] != "asked", one["next_at"]))
    return open_ones, [one for one in found if not one["next_at"]]


def _named(subject_: str) -> str:
    """`firearm:colt-1` as `colt-1`; nothing where the subject is the record itself, or a person."""
    return subject_.removeprefix("firearm:").replace(":", " ") if subject_.startswith(_NAMED) else ""
