"""Decides how the page for coming in is given: it holds no data; its script asks the same routes as everybody."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from app.web.api.answering import QUIET
from app.web.api.routing import subject
from app.web.asking import Asked
from app.web.pages.drawing import drawn
from app.web.pages.words import Spoken

router = subject("", "session", root="")
back = APIRouter()
"""Where a provider sends browsers back to: it may add what it likes, and what we do not know is passed over (RFC 6749)."""
STUDIO_PAGE: Final = "/sign-in/studio"


@router.get("/sign-in", include_in_schema=False)
def sign_in_page(services: Asked, words: Spoken) -> Response:
    """The page: the same for everybody."""
    return drawn("sign_in.html", words, studio=services.accounts.studio)


@back.get(STUDIO_PAGE, include_in_schema=False)
def back_from_studio(services: Asked, words: Spoken) -> Response:
    """The same page, for who comes back from a studio's sign-in: its script takes the answer to where it is checked."""
    return drawn("sign_in.html", words, QUIET, studio=services.accounts.studio)
