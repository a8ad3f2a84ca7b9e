"""Decides how the page is given where anybody raises a concern without a name: it asks nothing of who reads it."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from fastapi import Path, Query
from starlette.responses import Response

from app.domain.drill.mark import is_drill
from app.domain.records.words import ConcernCategory, ResponseAction
from app.web.api.answering import QUIET
from app.web.api.routing import subject
from app.web.pages.drawing import drawn
from app.web.pages.words import LANGUAGES, Spoken, Words

router = subject("/concern", "concerns", root="")

_CATEGORIES: Final = get_args(ConcernCategory)
_ACTIONS: Final = get_args(ResponseAction)


@router.get("/{production}", include_in_schema=False)
def concern_page(
    words: Spoken,
    production: Annotated[str, Path(max_length=64, pattern="^[a-z0-9-]+$")],
    language: Annotated[Literal["en", "es"] | None, Query()] = None,
) -> Response:
    """The same for everybody, and for every production, also one that is not there. A language asked for is not kept."""
    spoken = Words(language) if language else words
    other = next(one for one in LANGUAGES if one != spoken.language)
    return drawn(
        "concern.html",
        spoken,
        QUIET,
        production=production,
        categories=_CATEGORIES,
        actions=_ACTIONS,
        other=other,
        drill=is_drill(production),
    )
