"""N of these within T.

Met when: fewer than N of the kind lie within T, of the same fields where the rule names fields.
Broken when: this record makes it N; the earlier ones are its evidence.
Not yet when: the earlier one is answered, where the rule only counts while one is unresolved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.remember.incidents import with_firearm
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Recurrence


def find(bound: Bound, rule: Recurrence, occasion: Occasion) -> Iterator[Finding]:
    """One finding, with every earlier one in the time."""
    earlier = [p for p in _earlier(rule, occasion) if occasion.at - p.at <= cast(timedelta, rule.within)]
    same = [
        p for p in earlier if all(getattr(p.record.body, f) == getattr(occasion.body, f) for f in rule.same)
    ]
    if len(same) + 1 >= cast(int, rule.count):
        yield occasion.finding(bound, records=tuple(same))


def _earlier(rule: Recurrence, occasion: Occasion) -> list[Placed]:
    state = occasion.state
    if rule.of == "concern":
        return [a.placed for a in state.concerns.values() if not rule.while_unresolved or a.resolved is None]
    return [
        i.placed
        for i in state.incidents.values()
        if not i.stoppage
        and with_firearm(i.placed.record.body)
        and (not rule.while_unresolved or i.resolved is None)
    ]
