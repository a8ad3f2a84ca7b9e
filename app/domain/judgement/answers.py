"""Decides what responses do to the status of a violation; one by somebody it concerns does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
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
    return _answered(violation, responses, frozenset(violation.persons))


def _answered(
    violation: Violation, responses: Iterable[Record], barred: AbstractSet[str | None]
) -> Violation:
    status, answers = violation.status, list(violation.answers)
    for response in responses:
        answers.append(response.key)
        if response.by not in barred:
            status = STATUS_AFTER[response.body.action]
    return replace(violation, status=status, answers=tuple(dict.fromkeys(answers)))


def with_status(violation: Violation, before: Violation | None, responses: Iterable[Record]) -> Violation:
    """A violation that follows, with the status it had, or that the responses to it give it when it follows anew."""
    if before is None or before.status == "rebutted":
        return answered(violation, responses)
    status = "open" if before.by_correction and not before.answers else before.status
    return replace(violation, status=status, answers=before.answers)


def settled(violation: Violation, responses: Sequence[Record], authors: set[str | None]) -> Violation:
    """After new responses.

    One that ended by a correction alone is rebutted once somebody resolves it who is neither an author of the
    correction nor concerned; what those answer changes nothing.
    """
    barred = authors | set(violation.persons)
    if violation.by_correction:
        agreed = next((r.key for r in responses if r.body.action == "resolve" and r.by not in barred), None)
        if agreed is not None:
            return replace(
                violation, status="rebutted", rebutted_by=agreed, answers=(*violation.answers, agreed)
            )
    return _answered(violation, responses, barred)
