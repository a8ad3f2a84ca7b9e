"""Decides what the OpenAPI document says beyond what the routes say themselves: records, problems, tokens, words."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.domain.records import RECORD_KINDS, json_schema
from app.web.documents.shapes import SHAPES, Schema, ref
from app.web.problems import MEDIA_TYPE, PROBLEMS

_ABOUT = """The firearm-safety record of a film or television production.

Send what happened as **records**; each becomes one entry of an append-only ledger, is judged by the production's
protocols, and is answered with a receipt. A record is never refused for being bad news. Sending it twice is harmless.

Ask for a **clearance** before a firearm changes hands. The service knows records, not the chamber: a granted
clearance says that the steps are recorded. Open it and show it.

Times are RFC 3339. Lists come in pages: send `next` back as `cursor`. Reads carry an `ETag`. Errors are RFC 9457
problem details; decide by `code`.
"""
_TAGS: Final = (
    ("records", "What happened, and what it was judged to mean."),
    ("clearance", "May this firearm be handed to this person now?"),
    ("production", "The production, its people, firearms, ammunition, days and protocols."),
    ("violations", "What was not met, and the report on it."),
    ("ledger", "Entries, checkpoints and proofs."),
    ("concerns", "For anybody, without an account."),
    ("session", "Who is asking; signing in and out."),
    ("delivery", "Where people can be told, what they were told, and what became of it."),
    ("account", "Invitations, and one's own passkeys, devices, password, recovery codes and PIN."),
    ("service", "Whether the service is well."),
)


def answers(
    body: Schema | None, words: str, *codes: str, status: int = 200, media: str = "application/json"
) -> Any:
    """The `responses` of a route: what it answers, and the problem codes it may answer instead."""
    told: dict[int, Schema] = {status: {"description": words}}
    if body is not None:
        told[status]["content"] = {media: {"schema": body}}
    for code in codes:
        told.setdefault(PROBLEMS[code].status, _refusal())["description"] += (
            f"`{code}`: {PROBLEMS[code].title} "
        )
    return told


def json_body(schema: Schema, example: object | None = None) -> dict[str, Any]:
    """`openapi_extra` for a route that reads its body itself."""
    content: Schema = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _refusal() -> Schema:
    return {"description": "", "content": {MEDIA_TYPE: {"schema": ref("Problem")}}}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document."""
    made = get_openapi(
        title="Showclear",
        version=app.version,
        summary="Signed, judged, provable firearm-safety records.",
        description=_ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in _TAGS],
    )
    shapes = made.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    shapes.update(SHAPES)
    shapes.update(_record_shapes())
    return made


def _record_shapes() -> dict[str, Schema]:
    """`Record` and one shape per kind, with what they are made of lifted beside them."""
    shapes: dict[str, Schema] = {}
    for kind in RECORD_KINDS:
        schema = _moved(json_schema(kind))
        schema.pop("$schema")
        shapes |= schema.pop("$defs", {})
        shapes[f"record.{kind}"] = schema
    mapping = {kind: ref(f"record.{kind}")["$ref"] for kind in RECORD_KINDS}
    shapes["Record"] = {
        "description": "One thing that happened. Its kind decides its body.",
        "oneOf": [{"$ref": target} for target in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    return shapes


def _moved(value: Any) -> Any:
    """The same schema with its inner references pointing at the document's components."""
    if isinstance(value, dict):
        return {
            key: part.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(part)
            for key, part in value.items()
        }
    return [_moved(part) for part in value] if isinstance(value, list) else value
