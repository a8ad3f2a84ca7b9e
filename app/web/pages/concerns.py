"""Decides how concerns and requests read at a desk: words for whoever may hear them, question and action for everybody."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from app.domain.people.permissions import may_read, may_write
from app.web.api.routing import subject
from app.web.pages.coming import Coming, Reader

router = subject("/p/{production}/concerns", "session", root="")

_ACTIONS: Final = ("acknowledge", "investigate", "correct", "deny", "resolve")


@router.get("", include_in_schema=False)
def concerns_page(reader: Coming) -> Response:
    """Every concern and request with what became of it; for safety also whose work changed after one."""
    services, asked = reader.services, (reader.caller, reader.production)
    receivers = services.concern_desk.receivers(*asked)
    return reader.page(
        "concerns.html",
        "concerns",
        concerns=services.concern_desk.concerns(*asked),
        requests=services.answering.requests(*asked, open_only=False),
        published=services.concern_desk.published(*asked),
        receivers=receivers,
        changes=services.concern_desk.watch(*asked) if _watches(reader, receivers) else None,
        actions=_ACTIONS,
        may_answer=may_write(reader.roles, "response"),
        may_name=may_read(reader.roles, "concern_receivers"),
    )


def _watches(reader: Reader, receivers: list[dict[str, object]]) -> bool:
    named = [one["person"] for one in receivers if one["named"]]
    return may_read(reader.roles, "concern_watch") or reader.caller.person in named
