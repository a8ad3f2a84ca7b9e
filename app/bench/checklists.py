"""Decides the fifteen answers and the signatures of a measured record, as a careful crew would give them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from app.bench.company import text

ANSWERED = 15
"""So many answers has the body of the thin endpoint, and every measured record."""

_HANDOVER: Final = (
    ("kept-since-inspection", "opened-and-shown", "look-offered", "set-told", "muzzle-and-finger"),
    (),
)
_INSPECTION: Final = (("time-enough", "working-order", "counts-agree", "kept"), ("odd-round",))
_FIRING: Final = (
    ("handler-only", "last-moment", "right-round", "load-said", "straight-back", "count-agrees"),
    (),
)


def _fifteen(yes: tuple[str, ...], no: tuple[str, ...]) -> dict[str, Any]:
    """The items with an answer of their own, and as many remarks as are lacking."""
    answers: dict[str, Any] = dict.fromkeys(yes, True) | dict.fromkeys(no, False)
    return answers | {f"remark-{n}": "as planned" for n in range(ANSWERED - len(answers))}


ANSWERS: Final = {
    "handover": ("armorer-handover@1.0.0", _fifteen(*_HANDOVER)),
    "round_inspection": ("round-inspection@1.0.0", _fifteen(*_INSPECTION)),
    **dict.fromkeys(("loading", "firing", "unloading"), ("firing-sequence@1.0.0", _fifteen(*_FIRING))),
}


def signed(handler: str, role: str, witness: str | None, at: datetime) -> list[dict[str, str]]:
    """The handler's signature, and the witness's where there is one."""
    one = {"at": text(at), "method": "token"}
    signs = [{"person": handler, "role": role, "statement": "Done by me as listed.", **one}]
    if witness:
        signs.append({"person": witness, "role": "first_ad", "statement": "I saw it.", **one})
    return signs
