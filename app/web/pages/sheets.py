"""Decides how the page is given that takes a spreadsheet in: which sheets there are, and the columns each may have."""

from __future__ import annotations

from starlette.responses import Response

from app.domain.people.permissions import may_write
from app.services.sheets.desk import KINDS
from app.services.sheets.earlier import EARLIER
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/import", "session", root="")


@router.get("", include_in_schema=False)
def sheets_page(reader: Coming) -> Response:
    """The sheets that the reader's roles may take in; looking one through records nothing."""
    return reader.page(
        "sheets.html",
        "import",
        sheets=[name for name, kind in KINDS.items() if may_write(reader.roles, kind.makes)],
        columns={name: [one.name for one in kind.columns] for name, kind in KINDS.items()},
        earlier=list(EARLIER),
    )
