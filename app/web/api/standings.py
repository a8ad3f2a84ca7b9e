"""Decides how holds and escalations are read over HTTP; records alone change them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from app.domain.records.ids import Word
from app.services.caller import READ
from app.web.api.answering import GUARDED, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, shape, text, whole

router = subject("/productions", "production")

_MOMENT = text("When.", format="date-time")
_STEP = shape(
    "One thing that has to come before the hold ends.",
    {
        "what": text("A kind of record, or `signature`."),
        "say": text("In words."),
        "roles": listed(text("A role that can give it.")),
        "persons": listed(text("Somebody who can, now: holds such a role and is not involved.")),
    },
)
_HOLD = shape(
    "Work with the subject stops.",
    {
        "subject": text("A firearm, a lot, a unit's day, or the production."),
        "since": _MOMENT,
        "record": text("The record that put it there."),
        "until": {"enum": ["cured", "resolved", "released", "signed", "pause"]},
        "missing": text("Everything that is missing, in one sentence."),
        "steps": {"description": "A list of steps; null where the judgement is behind.", "items": _STEP},
        "signed": listed(shape("A signature that counts.", {"person": text("Whose."), "role": text("As.")})),
    },
    {"pause": {"type": "boolean", "description": "No incident behind it: a good catch."}},
)
_TOLD = shape(
    "Somebody was told.",
    {
        "rung": whole("On which rung, from 0."),
        "recipient": text("A person's id, `outside:<address>`, or `nobody` where nobody holds its roles."),
        "due_at": _MOMENT,
        "told_at": _MOMENT,
        "state": {
            "enum": ["queued", "sent", "delivered", "opened", "failed", "nobody", None],
            "description": "How far the message came; null where it is gone.",
        },
        "problem": {"type": ["string", "null"], "description": "Why it did not arrive."},
        "via": listed(shape("One way.", {"channel": text("By what."), "state": text("How far.")})),
    },
)
_ESCALATION = shape(
    "Something that nobody has put to rest, on its way up a ladder.",
    {
        "id": text("Stable."),
        "hazard": text("What nobody answered."),
        "record": text("The record that began it."),
        "kind": {"type": ["string", "null"], "description": "Of that record."},
        "occurred_at": {"type": ["string", "null"], "description": "Of that record."},
        "answer_to": text("What a `response` goes to: the record; of a breached hold, the violation."),
        "you": {
            "enum": ["asked", "involved", "free", "reads"],
            "description": "Whether the reader is asked, or may answer besides.",
        },
        "pack": text("The pack it started under."),
        "digest": text("Of that pack then: later editions change nothing here."),
        "state": {"enum": ["running", "acknowledged", "resolved", "withdrawn"]},
        "next_at": {
            "type": ["string", "null"],
            "description": "When the next rung is told, if nobody answers.",
        },
        "next_tells": listed(text("A role on it, or `outside`.")),
        "ladder": listed({"type": "object"}),
        "told": listed(_TOLD),
        "acknowledged": listed({"type": "object"}),
    },
)
_CHECKED = shape(
    "One person on one rung.",
    {
        "rung": {
            "type": ["integer", "string"],
            "description": "An incident's from 1; others by rule and number.",
        },
        "person": text("Whose id; `nobody`; `outside`, or `outside:<address>`."),
        "tells": listed(text("A role of the rung.")),
        "reachable": {"type": "boolean"},
        "why": {"enum": ["confirmed", "off", "unconfirmed", "long_ago", "nobody", "no_address"]},
        "covered_by": {"type": ["string", "null"], "description": "Who covers for them."},
        "reason": {"type": ["string", "null"], "description": "Why not, or who covers."},
    },
)

_UNIT = shape("Of which unit's day.", {}, {"unit": text("Left out: main.")})
_word: TypeAdapter[str] = TypeAdapter(Word)


def _answers(item: Any, words: str) -> Any:
    return answers(page(item, words), words, *GUARDED)


@router.get("/{production}/holds", summary="What stands still", responses=_answers(_HOLD, "Every hold."))
def list_holds(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Each hold with what its release still misses, step by step, and who can give it."""
    return list_response(services.standings.holds(caller, production))


@router.get(
    "/{production}/escalations",
    summary="Who is being asked",
    responses=_answers(_ESCALATION, "Running, and those that ended in the last fortnight."),
)
def list_escalations(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Who was told on which rung and when, what was acknowledged, and which rung comes next."""
    return list_response(services.standings.escalations(caller, production))


@router.get(
    "/{production}/preflight",
    summary="Who can be reached",
    responses=_answers(_CHECKED, "Every rung, and whoever is on it."),
)
def list_reachable(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """As of now. When a day opens the same enters the ledger; empty while nobody has confirmed a channel."""
    return list_response(services.standings.preflight(caller, production)["rungs"])


@router.post(
    "/{production}/preflight",
    summary="Look again who can be reached",
    responses=answers(page(_CHECKED, "What entered the ledger."), "Looked up and recorded.", *GUARDED, *BODY),
    openapi_extra=json_body(_UNIT, {"unit": "main"}),
)
def look_again(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """Once a gap is mended: the same records as when a day opens, as of now. For whoever may open a day."""
    caller.require(production, READ)
    unit = parse_object(sent, {"unit": False}).get("unit", "main")
    try:
        _word.validate_python(unit)
    except ValidationError as error:
        raise malformed("unit", "is no unit", "a word such as main") from error
    found = services.looking_again.record(caller, production, str(unit))
    return list_response([one.to_json() for one in found])
