"""Decides how news is sent as it commits (server-sent events); what is news is decided elsewhere."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated, Final

import anyio
from anyio.to_thread import run_sync
from fastapi import Header
from starlette.responses import Response, StreamingResponse

from app.domain.errors import ShowclearError
from app.services.container import Services
from app.web.api.answering import GUARDED
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking, Credential, Shown, admitted
from app.web.bodies import malformed
from app.web.documents.openapi import answers
from app.web.documents.shapes import text
from app.web.news import Event, Place, newest_place, news, place_of
from app.web.sse import BEAT, event

router = subject("/productions/{production}", "records")

_LOOK_EVERY_S: Final = 1.0
_BEAT_EVERY_S: Final = 15.0


@router.get(
    "/live",
    summary="Hear what commits",
    responses=answers(text("Server-sent events."), "An open line.", *GUARDED, media="text/event-stream"),
)
def listen(
    services: Asked,
    caller: Asking,
    shown: Credential,
    production: ProductionPath,
    last_event_id: Annotated[
        str | None, Header(max_length=80, description="The id of the last event heard: go on from there.")
    ] = None,
) -> Response:
    """Events `record` (position, id, kind, what it raised, ended and holds), `violation` (as it is flagged), `message`.

    A message is heard by whom it is for.
    Without `Last-Event-ID` the line begins now. It ends when the token expires or its holder may no longer look.
    """
    place = newest_place(services, caller, production)
    if last_event_id is not None:
        found = place_of(last_event_id)
        if found is None:
            raise malformed("Last-Event-ID", "is no id of an event", "the id of the last event heard")
        place = found if found.told_at else found._replace(told_at=place.told_at)
    line = _line(services, shown, production, place)
    return StreamingResponse(line, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _line(services: Services, shown: Shown, production: str, place: Place) -> AsyncIterator[bytes]:
    """News every second; who hears is asked about again each time."""
    beat_at = time.monotonic() + _BEAT_EVERY_S
    yield BEAT
    while True:
        try:
            events = await run_sync(_heard, services, shown, production, place)
        except ShowclearError:
            return
        for one in events:
            place = one.place
            yield event(one.name, one.data, place.text())
        if time.monotonic() >= beat_at:
            beat_at = time.monotonic() + _BEAT_EVERY_S
            yield BEAT
        await anyio.sleep(_LOOK_EVERY_S)


def _heard(services: Services, shown: Shown, production: str, place: Place) -> list[Event]:
    return news(services, admitted(services, shown), production, place)
