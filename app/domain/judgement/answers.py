"""Decides what a response does to the status of a violation; one by somebody it concerns does nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.domain.judgement.violation import Violation
from app.domain.records import Record

STATUS_AFTER: Final = {
    "acknowledge": "acknowledged",
    "investigate": "acknowledged",
    "correct": "corrected",
    "resolve": "corrected",
    "contest": "contested",
    "deny": "contested",
}


def answered(violation: Violation, responses: Iterable[Record]) -> Violation:
    """The violation after these responses, in order; each by somebody not concerned sets its status."""
    status, answers = violation.status, list(violation.answers)
    for response in responses:
        answers.append(response.key)
        if response.by not in violation.persons:
            status = STATUS_AFTER[response.body.action]
    return replace(violation, status=status, answers=tuple(dict.fromkeys(answers)))
