"""Decides how somebody sees where they are told, and what they were told; what goes where the use cases decide."""

from __future__ import annotations

from starlette.responses import Response

from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/contacts", "session", root="")

_NEWEST = 30


@router.get("", include_in_schema=False)
def contacts_page(reader: Coming) -> Response:
    """One's own addresses, and one's messages with how far each came."""
    delivery, asked = reader.services.delivery, (reader.caller, reader.production)
    return reader.page(
        "contacts.html",
        "contacts",
        mine=delivery.contacts.mine(*asked),
        messages=delivery.messages.mine(*asked, None, _NEWEST).items,
    )
