"""Decides how protocols read at a desk: those in force, each version whole, what changed between two, adopting a pack."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from app.domain.people.permissions import may_write
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/protocols", "session", root="")

Ref = Annotated[str, Path(max_length=120)]


@router.get("", include_in_schema=False)
def protocols_page(reader: Coming) -> Response:
    """The protocols of the pack adopted last, and every pack that can be adopted."""
    told = reader.services.reading.protocols(reader.caller, reader.production)
    return reader.page(
        "protocols.html",
        "protocols",
        in_force=told,
        packs=reader.services.protocols.packs(),
        may_adopt=may_write(reader.roles, "protocol_adopted"),
    )


@router.get("/{ref}", include_in_schema=False)
def protocol_page(
    reader: Coming, ref: Ref, against: Annotated[str | None, Query(max_length=120)] = None
) -> Response:
    """One version: checklist, signatures, rules with what they rest on; `against` an older one: what changed."""
    published = reader.services.protocols
    protocol, digest = published.protocol(ref)
    return reader.page(
        "protocol.html",
        "protocols",
        protocol=protocol,
        digest=digest,
        versions=[one for one in published.versions(protocol.id) if one != ref],
        against=against,
        changes=published.changes(against, ref) if against else [],
    )
