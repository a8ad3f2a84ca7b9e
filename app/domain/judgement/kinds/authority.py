"""This may be done only by / to these roles or credentials.

Met when: everybody the rule names holds one of its roles, none of its forbidden ones, all its credentials unexpired, and,
where it asks for independence, is not involved in what it is about.
Broken when: somebody does not; one finding for each.
Not yet when: never; it is asked of the record itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.judgement.facts.people import holds_credential, involved
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Authority


def find(bound: Bound, rule: Authority, occasion: Occasion) -> Iterator[Finding]:
    """A finding for each person who may not."""
    persons = tuple(dict.fromkeys(p for word in rule.who for p in occasion.people(word)))
    if rule.independent:
        yield from _independent(bound, occasion, persons)
        return
    for person in persons:
        if rule.minors_only and occasion.state.minor(person, occasion.at) is None:
            continue
        why = _why_not(rule, occasion, person)
        if why:
            yield occasion.finding(bound, persons=(person,), detail=why)


def _why_not(rule: Authority, occasion: Occasion, person: str) -> str:
    roles = occasion.state.roles_at(person, occasion.at)
    if rule.roles and roles.isdisjoint(rule.roles):
        return f"{person} holds none of the roles that may: {', '.join(rule.roles)}"
    if rule.not_roles and (held := sorted(roles.intersection(rule.not_roles))):
        return f"{person} holds {', '.join(held)}"
    lacking = [
        c for c in rule.credentials or () if not holds_credential(occasion.state, person, c, occasion.at)
    ]
    return f"{person} has no unexpired {', '.join(lacking)}" if lacking else ""


def _independent(bound: Bound, occasion: Occasion, persons: tuple[str, ...]) -> Iterator[Finding]:
    concerned, records = involved(occasion)
    for person in persons:
        if person in concerned:
            yield occasion.finding(
                bound, records=records, persons=(person,), detail=f"{person} is involved in it"
            )
