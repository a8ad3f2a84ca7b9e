"""Decides what holds for every route: where it stands, how it is named, and that it refuses parameters it has not.

A mistyped filter that is quietly left out would answer another question than the one that was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from app.web.api.parameters import production_id
from app.web.asking import bearer
from app.web.bodies import malformed

ROOT: Final = "/api/v1"


class Strict(APIRoute):
    """A route that refuses (`request.malformed`) a query parameter it does not have, or one sent twice."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler behind that question."""
        handle, known = super().get_route_handler(), sorted(_names(self.dependant))

        async def strictly(request: Request) -> Response:
            if request.scope["query_string"]:
                _require_known([name for name, _ in request.query_params.multi_items()], known)
            return await handle(request)

        return strictly


class Direct(Strict):
    """A route that asks who comes, and for which production, by itself: for the one that every record comes in by.

    FastAPI's own way to the same two answers takes longer than judging the record.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function itself, called with the request, what was shown, and the production's id."""
        handle = self.endpoint

        async def directly(request: Request) -> Response:
            if request.scope["query_string"]:
                _require_known([name for name, _ in request.query_params.multi_items()], [])
            found: Response = await handle(
                request, await bearer(request), production_id(request.path_params["production"])
            )
            return found

        return directly


def subject(path: str, tag: str, root: str = ROOT, route: type[Strict] = Strict) -> APIRouter:
    """The router of one subject. Its routes stand in the application as they are, so each is matched once."""
    return APIRouter(prefix=root + path, tags=[tag], route_class=route, generate_unique_id_function=_named)


def _named(route: APIRoute) -> str:
    """The function's own name, so that generated clients read well; a test sees that no two are the same."""
    return route.name


def _names(dependant: Dependant) -> Iterator[str]:
    """The query parameters of a route, those that stand together in one model too."""
    for one in dependant.query_params:
        model = one.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (field.alias or name for name, field in model.model_fields.items())
        else:
            yield one.alias
    for below in dependant.dependencies:
        yield from _names(below)


def _require_known(sent: Sequence[str], known: Sequence[str]) -> None:
    expected = f"one of: {', '.join(known)}" if known else "no parameters"
    for name in sent:
        if name not in known:
            raise malformed(name[:80], "is no parameter here", expected)
        if sent.count(name) > 1:
            raise malformed(name, "is sent more than once", "each parameter once")
