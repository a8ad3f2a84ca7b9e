"""Decides how judgement says that it could not judge: a finding on the record being judged, which clears nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.judgement.finding import Finding
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Cure, Expectation
from app.domain.protocol.values import Citation

if TYPE_CHECKING:
    from app.domain.judgement.occasion import Occasion

_RULE = Expectation(
    id="judgement",
    kind="expectation",
    on=["any_record"],
    hazard="judgement.fault",
    gravity="serious",
    message="A rule could not be judged, so nothing is granted: {detail}.",
    cure=Cure(
        say="Whoever runs the service looks at the fault; until then handle as if nothing were granted.",
        who=["admin"],
    ),
    answers=["admin"],
    cite=[
        Citation(
            document="Showclear design, section 1, fail closed",
            authority="company",
            strength="must",
            read="primary",
            source="design",
        )
    ],
)
FAULT = Bound(_RULE, "showclear@1.0.0")


def fault(occasion: Occasion, what: str, why: str) -> Finding:
    """The rule or protocol named could not be judged for this record."""
    return occasion.finding(FAULT, detail=f"{what}, {why}", subject=f"rule:{what}")
