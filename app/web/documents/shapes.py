"""Decides how answers are described to machines; what they hold is decided where they are made."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A reference to a named shape."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(words: str, **more: Any) -> Schema:
    """A text, described."""
    return {"type": "string", "description": words, **more}


def listed(item: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": item}


def whole(words: str) -> Schema:
    """A whole number from 0."""
    return {"type": "integer", "minimum": 0, "description": words}


def shape(words: str, needed: dict[str, Schema], maybe: dict[str, Schema] | None = None) -> Schema:
    """An object with the fields it always has and those it may have."""
    fields = {**needed, **(maybe or {})}
    return {"type": "object", "description": words, "properties": fields, "required": list(needed)}


def page(item: Schema, words: str) -> Schema:
    """One page of a list."""
    following = {
        "type": ["string", "null"],
        "description": "Send as `cursor` for the next page; null at the end.",
    }
    return shape(words, {"items": listed(item), "next": following})


_MOMENT = {"type": "string", "format": "date-time"}
_ID = text("The record's id.", format="uuid")
_VIOLATION = shape(
    "Not met: found by rule from these records; not a finding of fault or law.",
    {
        "id": text("Stable: the same for the same production, rule, subject and triggering record."),
        "hazard": text("Which hazard."),
        "protocol": text("The protocol and version the rule stands in."),
        "rule": text("The rule."),
        "gravity": {"enum": ["critical", "serious", "other"]},
        "subject": text("What it is about."),
        "occurred_at": _MOMENT,
        "flagged_at": {
            **_MOMENT,
            "description": "The first moment at which it followed from what was known.",
        },
        "records": listed(_ID),
        "citations": listed({"type": "object"}),
        "message": text("One plain sentence."),
        "knowledge": {"type": "array", "description": "Earlier records on this hazard.", "items": {}},
        "answers_role": text("The role that can cure it."),
        "status": {"enum": ["open", "acknowledged", "corrected", "contested", "rebutted"]},
        "blocking": {"type": "boolean"},
    },
    {
        "repeat_of": text("The earlier violation it repeats."),
        "unit": text("The shooting unit of the record that raised it, where that is not `main`."),
    },
)
_RECEIPT = shape(
    "What became of a record: stored with it, and returned as stored however often it is sent.",
    {
        "id": _ID,
        "position": whole("Its place in the ledger, from 0."),
        "leaf_hash": text("SHA-256 of 0x00 and the entry's canonical bytes."),
        "raised": listed(ref("Violation")),
        "resolved": listed(text("A violation's id.")),
        "holds": listed({"type": "object"}),
    },
    {"checkpoint": text("The signed note over the ledger, where one was made.")},
)
_REASON = shape(
    "Why this handover is not cleared, and what would cure it.",
    {
        "hazard": text("Which hazard it would raise."),
        "rule": text("By which rule."),
        "message": text("One plain sentence."),
        "cure": text("What has to be recorded first."),
        "who": listed(text("A role that can do it.")),
    },
)
_CLEARANCE = shape(
    "Whether the steps for this handover are recorded. It never says that a firearm is clear: open it and show it.",
    {
        "granted": {"type": "boolean"},
        "reasons": listed(ref("Reason")),
        "as_of": {"type": ["integer", "null"], "description": "The newest position it was judged from."},
        "expires_at": {"type": ["string", "null"], "format": "date-time"},
        "assumed": {"description": "What was assumed for the parameters left out."},
    },
)
_PROBLEM = shape(
    "RFC 9457 problem details.",
    {
        "type": text("Where the code is explained.", format="uri-reference"),
        "title": text("The same for every problem of this code."),
        "status": {"type": "integer"},
        "code": text("Stable; decide by this."),
        "detail": text("What happened this time."),
    },
    {
        "errors": listed(ref("Fault")),
        "request_id": text("Under which the service logged the request."),
        "server_time": {**_MOMENT, "description": "With `record.future`: what the service's clock says."},
    },
)
_FAULT = shape(
    "One place and what would be right there.",
    {},
    {
        "field": text("A path such as body.rounds[2].type."),
        "problem": text("What."),
        "expected": text("What would be."),
    },
)
_IN_BATCH = {
    "oneOf": [
        shape("Taken.", {"status": {"enum": [200, 201]}, "receipt": ref("Receipt")}),
        shape("Refused.", {"status": {"type": "integer"}, "problem": ref("Problem")}),
    ]
}
_ENTRY = shape(
    "One entry of the ledger.",
    {
        "position": whole("From 0."),
        "recorded_at": _MOMENT,
        "leaf_hash": text("Hexadecimal."),
        "record": ref("Record"),
    },
    {
        "receipt": ref("Receipt"),
        "withheld": listed(text("A place left out for this reader; the leaf hash still covers it.")),
    },
)
_ME = shape(
    "Whose token it is.",
    {
        "person": text("The person's id."),
        "production": text("The production the token belongs to."),
        "roles": listed(text("A role held now.")),
        "scopes": listed(text("What the token is good for.")),
    },
    {"expires_at": _MOMENT, "name": {"type": ["string", "null"]}},
)
_PRODUCTION = shape(
    "A production.",
    {
        "id": text("Its id."),
        "timezone": text("Where it counts its days."),
        "entries": whole("In its ledger."),
    },
    {
        "judgement": {
            "enum": ["current", "behind"],
            "description": "`behind`: nothing is cleared until it is judged.",
        }
    },
)
_ROLE = shape(
    "A role with its time.",
    {"role": text("Which."), "from_at": _MOMENT, "held": {"type": "boolean", "description": "Now."}},
    {"until_at": {"type": ["string", "null"], "format": "date-time"}, "minor": {"type": "boolean"}},
)
_PERSON = shape(
    "A person of the production.",
    {"id": text("As records name them."), "name": {"type": ["string", "null"]}, "roles": listed(_ROLE)},
)
_THING = shape(
    "A firearm or a container of ammunition, as the records leave it.",
    {"id": text("As records name it."), "what": {"enum": ["firearm", "container"]}},
    {"intake": {"description": "The body of its newest intake; null where it was never taken in."}},
)
_DAY = shape(
    "A date with records.",
    {
        "date": text("The local date.", format="date"),
        "records": whole("Recorded of it."),
        "violations": {"type": "object", "additionalProperties": whole("By gravity.")},
    },
)
_BOARD = shape(
    "One day: what was recorded and not met of it; and as of now, who has what, what holds and what is due.",
    {
        "date": text("The local date.", format="date"),
        "as_of": {"type": "integer", "description": "The newest position; -1 before the first."},
        "records": listed(ref("Entry")),
        "violations": listed(ref("Violation")),
        "custody": listed({"type": "object"}),
        "holds": listed({"type": "object"}),
        "deadlines": listed({"type": "object"}),
        "awaited": listed(ref("Awaited")),
    },
)
_AWAITED = shape(
    "A signature that a record's checklist asks for and that may still come.",
    {
        "record": text("The record it is for."),
        "kind": text("Its kind."),
        "occurred_at": text("When that happened.", format="date-time"),
        "protocol": text("The checklist."),
        "number": whole("Which of its signatures, from 1."),
        "roles": listed(text("Who may give it.")),
        "persons": listed(text("Whom the record names that could.")),
        "required": {"type": "boolean"},
        "statement": {"type": "object", "additionalProperties": text("The words, by language.")},
        "due_at": text("Until when it may come.", format="date-time"),
        "why": text("What is wrong with one that was given, or that there is none."),
    },
)
_PROTOCOL = shape(
    "One published protocol version, as the pack holds it.", {"id": text("Which."), "version": text("Which.")}
)
_CHECKPOINT = shape(
    "The state of the ledger, signed.",
    {
        "checkpoint": {
            "type": ["string", "null"],
            "description": "A C2SP signed note; null before the first entry.",
        },
        "origin": text("The name of the ledger."),
        "size": whole("How many entries."),
        "root": {"type": ["string", "null"], "description": "Hexadecimal."},
        "vkey": text("The key to check it with, in C2SP form."),
    },
)
_PROOF = shape(
    "Hashes (hexadecimal) that lead to the root, RFC 6962.",
    {
        "kind": {"enum": ["inclusion", "consistency"]},
        "size": whole("Of how many."),
        "root": text("Over them."),
        "hashes": listed(text("One.")),
    },
    {
        "position": whole("Inclusion: of this entry."),
        "leaf_hash": text("Inclusion: of this leaf."),
        "since": whole("Consistency: with the ledger of so many."),
        "root_then": text("Consistency: its root."),
    },
)
_REPORT = shape(
    "What a report says, from the ledger alone, and its proof. No conclusion.",
    {
        "report": text("Which report."),
        "version": whole("Of the form it has."),
        "production": text("Which."),
        "made_at": _MOMENT,
        "filter": {"type": "object"},
        "entries": whole("In the ledger when it was made."),
        "names": {"type": "object", "description": "Names by person; beside the ledger, not proven."},
        "proof": {
            "type": "object",
            "description": "Checkpoint, key, root, packs and protocols by digest, digests.",
        },
    },
    {"violations": listed(ref("Violation")), "summary": {"type": "object"}},
)
SHAPES: Final[dict[str, Schema]] = {
    "Me": _ME,
    "Production": _PRODUCTION,
    "Person": _PERSON,
    "Thing": _THING,
    "Day": _DAY,
    "Awaited": _AWAITED,
    "Board": _BOARD,
    "Protocol": _PROTOCOL,
    "Checkpoint": _CHECKPOINT,
    "Proof": _PROOF,
    "Report": _REPORT,
    "Problem": _PROBLEM,
    "Fault": _FAULT,
    "Receipt": _RECEIPT,
    "InBatch": _IN_BATCH,
    "Violation": _VIOLATION,
    "Clearance": _CLEARANCE,
    "Reason": _REASON,
    "Entry": _ENTRY,
}
"""The named shapes of the OpenAPI document, beside those of the records."""
