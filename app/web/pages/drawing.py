"""Decides how a page is drawn from its template; every value is escaped, and one that is missing is a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from app.web.pages.policy import HEADERS
from app.web.pages.words import Words

_PLACE: Final = Path(__file__).resolve().parent.parent / "templates"
_templates: Final = Environment(
    loader=FileSystemLoader(_PLACE),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def drawn(template: str, words: Words, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """The page in that language, which a browser asks for again each time unless `headers` say otherwise.

    Templates say `words("area.key")` and never a word of their own.
    """
    page = text_of(template, words, **values)
    kept = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    return HTMLResponse(page, headers=HEADERS | (headers or kept))


def text_of(template: str, words: Words, **values: Any) -> str:
    """The template with these values in it."""
    return _templates.get_template(template).render(values, words=words, language=words.language)
