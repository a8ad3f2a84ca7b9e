"""Decides how a drill is begun, entered and ended over HTTP; what it does is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from app.domain.records.ids import PersonId, ProductionId, SceneId
from app.services.caller import READ
from app.web.api.answering import GUARDED, QUIET, json_response, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, shape, text, whole

router = subject("/productions/{production}/drills", "production")

_MOST: Final = 500
_MAYBE: Final = {"type": ["string", "null"]}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_DRILL: Final = shape(
    "A drill: nothing in its production happened.",
    {
        "id": text("Its production; the id begins with `drill-`."),
        "drill": {"const": True},
        "of": text("The production it drills for."),
        "script": text("`scene` or `rust-morning`."),
        "scene": {**_MAYBE, "description": "The scene it is about."},
        "begun_by": text("Who began it."),
        "begun_at": _MOMENT,
        "ended_at": {**_MAYBE, "description": "When it was over."},
        "record": {**_MAYBE, "description": "The one line in the real ledger."},
    },
    {
        "asked": {"type": "object", "description": "The clearance to ask for first, as its parameters."},
        "attended": listed(text("Who attended.")),
        "minutes": whole("How long it took, as its line says."),
    },
)
_TOKEN: Final = shape(
    "A way in.", {"id": text("The drill."), "token": text("Told once."), "expires_at": _MOMENT}
)
_WISH: Final = shape(
    "Which drill.",
    {"script": text("`scene` or `rust-morning`.")},
    {"scene": text("Which scene of the plan.")},
)
_ATTENDED: Final = shape(
    "Who attended.", {}, {"attended": listed(text("Left out: whoever recorded something in it."))}
)
_SENT: Final = (*GUARDED, *BODY, "auth.foreign_page")
_scene: Final[TypeAdapter[str]] = TypeAdapter(SceneId)
_people: Final[TypeAdapter[list[str]]] = TypeAdapter(list[PersonId])
DrillPath = Annotated[ProductionId, Path(alias="drill", description="The drill's id.")]


@router.get(
    "", summary="Drills", responses=answers(page(_DRILL, "The newest first."), "All of them.", *GUARDED)
)
def list_drills(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Those that were held and the one that goes on."""
    return list_response(services.drills.drills(caller, production))


@router.post(
    "",
    summary="Begin a drill",
    status_code=201,
    responses=answers(_DRILL, "It goes on.", *_SENT, "drill.running", "drill.unknown", status=201),
    openapi_extra=json_body(_WISH, {"script": "rust-morning"}),
)
def begin_drill(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """A production of its own with the same people, in which nothing happened. One at a time.

    `scene` begins with the production's own firearms, papers and plan; `rust-morning` with what was recorded, and not, on
    that morning, up to the moment before the handover.
    """
    caller.require(production, READ)
    wish = parse_object(sent, {"script": True, "scene": False})
    script = wish["script"]
    if not isinstance(script, str):
        raise malformed("script", "is no text", "`scene` or `rust-morning`")
    scene = _valid(_scene, "scene", wish["scene"]) if wish.get("scene") is not None else None
    return json_response(services.drills.begin(caller, production, script, scene), 201, QUIET)


@router.post("/{drill}/enter", summary="Enter a drill", responses=answers(_TOKEN, "A token for it.", *_SENT))
def enter_drill(services: Asked, caller: Asking, production: ProductionPath, drill: DrillPath) -> Response:
    """For programs and phones with a token; a browser that is signed in just goes to the drill's pages."""
    return json_response(services.drills.enter(caller, production, drill), 200, QUIET)


@router.post(
    "/{drill}/end",
    summary="End a drill",
    responses=answers(_DRILL, "It is over; the real ledger has one line.", *_SENT, "drill.nobody"),
    openapi_extra=json_body(_ATTENDED, {"attended": ["armorer", "first-ad"]}),
)
def end_drill(
    services: Asked, caller: Asking, production: ProductionPath, drill: DrillPath, sent: SmallBody
) -> Response:
    """Who attended is the caller's word; nothing else of the drill enters the real ledger."""
    caller.require(production, READ)
    given = parse_object(sent, {"attended": False}).get("attended")
    attended = None if given is None else _valid(_people, "attended", given)
    if attended is not None and len(attended) > _MOST:
        raise malformed("attended", "names too many", f"at most {_MOST}")
    return json_response(services.drills.end(caller, production, drill, attended), 200, QUIET)


def _valid(kind: TypeAdapter[Any], field: str, value: object) -> Any:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        raise malformed(field, "is not as it should be", "an id") from error
