"""Decides what is printed: the day's checklists on paper, and the tags of firearms and containers; nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Query
from markupsafe import Markup
from starlette.responses import Response

from app.domain.records.ids import Word
from app.web.api.routing import subject
from app.web.codes import qr_code
from app.web.pages.coming import Coming
from app.web.pages.drawing import text_of
from app.web.pages.words import Words

router = subject("/p/{production}/print", "session", root="")

_LOOKS: Final = Path(__file__).resolve().parent.parent / "static" / "looks" / "paper.css"


@router.get("/checklists", include_in_schema=False)
def checklists_page(
    reader: Coming,
    unit: Annotated[Word, Query()] = "main",
    protocol: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """The checklists of the versions the unit's day pinned, or one of them, to be filled in by hand."""
    told = reader.services.day_packs.checklists(reader.caller, reader.production, unit)
    day = reader.services.day_packs.pack(reader.caller, reader.production, unit)["date"]
    return reader.page("paper.html", "protocols", **sheets(told, unit, day, protocol))


@router.get("/tags", include_in_schema=False)
def tags_page(reader: Coming) -> Response:
    """A tag for each firearm and container: its id, what it is, and a code that a phone's own camera opens."""
    services, caller, production = reader.services, reader.caller, reader.production
    firearms = services.reading.firearms(caller, production)
    containers = services.reading.ammunition(caller, production)
    at = f"{services.accounts.origin}/p/{quote(production, safe='')}"
    tags = [_tag(one, f"{at}/firearms/{quote(one['id'], safe='')}") for one in firearms]
    tags += [_tag(one, f"{at}/today?container={quote(one['id'], safe='')}") for one in containers]
    return reader.page("tags.html", "", tags=[one for one in tags if not one["departed"]])


def sheets(told: Mapping[str, Any], unit: str, day: str | None, only: str | None = None) -> dict[str, Any]:
    """What the sheets are drawn from. `only`: the id of one protocol."""
    protocols = [one for one in told["protocols"] if only in (None, one["id"])]
    return {"protocols": protocols, "pack_digest": told["digest"], "unit": unit, "day": day}


def as_file(told: Mapping[str, Any], production: str, unit: str, day: str | None, words: Words) -> str:
    """The same sheets as one file that needs no service to be printed."""
    looks = Markup(_LOOKS.read_text(encoding="utf-8"))  # noqa: S704 - a file of our own
    return text_of("paper_file.html", words, looks=looks, production=production, **sheets(told, unit, day))


def _tag(one: Mapping[str, Any], address: str) -> dict[str, Any]:
    intake = one.get("intake") or {}
    told = [intake.get("class") or intake.get("type"), intake.get("calibre"), intake.get("marks")]
    return {
        "id": one["id"],
        "what": one["what"],
        "told": [str(part) for part in told if part and part != "none"],
        "departed": one.get("departed", False),
        "code": Markup(qr_code(address, fills=True)),  # noqa: S704 - drawn by our own code
    }
