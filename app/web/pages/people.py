"""Decides how who runs the account sees people, invitations and phones; who may is decided by the use cases."""

from __future__ import annotations

from typing import get_args

from starlette.responses import Response

from app.domain.records.words import Role
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/people", "session", root="")


@router.get("", include_in_schema=False)
def people_page(reader: Coming) -> Response:
    """Everybody with roles, who was invited and came, which phones were heard from. Refused: `permission.denied`."""
    services, caller, production = reader.services, reader.caller, reader.production
    invites = services.accounts.invites.listed(caller, production)
    people = services.reading.people(caller, production)
    phones = services.day_packs.phones(caller, production)
    states = {one["person"]: one["state"] for one in sorted(invites, key=lambda one: str(one["expires_at"]))}
    return reader.page(
        "people.html",
        "people",
        people=people,
        invites=invites,
        states=states,
        phones=phones,
        all_roles=get_args(Role),
    )
