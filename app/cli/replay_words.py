"""Decides how replayed cases read as text: what held, flagged when, how long before the harm; it judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from app.domain.judgement.violation import Violation
from app.domain.replay.outcome import Met, Outcome, flagged

Row = tuple[str, ...]
_NOT_MET, _OK = "Not met", "  "


def lines_of(found: list[Outcome]) -> Iterator[str]:
    """Every case, and a last line over all of them."""
    for one in found:
        yield from _case(one)
        yield ""
    held = sum(one.met for one in found)
    yield f"{held} of {len(found)} cases hold."


def _case(one: Outcome) -> Iterator[str]:
    said = "everything the case asks holds" if one.met else f"{_NOT_MET}: see the lines that say so"
    yield f"{one.case.case}: {one.case.title or 'a case'}"
    yield f"  {said}; times of {one.case.timezone}"
    yield from _expected(one)
    yield from _asked(one, one.case.deny, "Clearances to be refused", granted=False)
    yield from _asked(one, one.case.grant, "Clearances to be granted", granted=True)
    yield from _others(one)


def _expected(one: Outcome) -> Iterator[str]:
    if not one.expected:
        return
    met = sum(line.violation is not None for line in one.expected)
    yield f"  Expected lapses, {met} of {len(one.expected)} found"
    lead = one.case.harm_at is not None
    head = ("", "lapse", "hazard", "flagged", *(["before the harm"] if lead else []))
    yield from _table([head, *(_line(one, line, lead=lead) for line in one.expected)])


def _line(one: Outcome, line: Met, *, lead: bool) -> Row:
    mark = _OK if line.violation else _NOT_MET
    when = _local(one, line.violation) if line.violation else _sought(line)
    more = [duration(line.lead_minutes)] if lead else []
    return (mark, line.expected.lapse or line.expected.record or "", line.hazard, when, *more)


def _sought(line: Met) -> str:
    """What the line asked for besides the hazard."""
    asked = {"record": line.expected.record, "firearm": line.expected.firearm, "person": line.expected.person}
    words = [f"{name} {value}" for name, value in asked.items() if value]
    words += [f"by {line.expected.by}"] if line.expected.by else []
    known = {True: ["known before"], False: ["not known before"], None: []}
    words += known[line.expected.known]
    return ", ".join(words)


def _local(one: Outcome, violation: Violation) -> str:
    return flagged(violation).astimezone(ZoneInfo(one.case.timezone)).strftime("%Y-%m-%d %H:%M")


def duration(minutes: int | None) -> str:
    """Minutes as people say them: `3 d 23 h 48 min`; after the harm where negative."""
    if minutes is None:
        return ""
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, left = divmod(rest, 60)
    said = " ".join(f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (left, "min")) if n) or "0 min"
    return said if minutes >= 0 else f"{said} after it"


def _asked(one: Outcome, names: list[str], title: str, *, granted: bool) -> Iterator[str]:
    if not names:
        return
    answers = one.found.asked
    right = sum(answers[name].granted is granted for name in names)
    yield f"  {title}, {right} of {len(names)} so"
    rows = []
    for name in names:
        answer = answers[name]
        why = ", ".join(dict.fromkeys(reason["hazard"] for reason in answer.reasons))
        mark = _OK if answer.granted is granted else _NOT_MET
        rows.append((mark, name, "granted" if answer.granted else "refused", why))
    yield from _table(rows)


def _others(one: Outcome) -> Iterator[str]:
    if one.false_alarms:
        yield "  Found, and to be absent"
        yield from _table((_NOT_MET, v.hazard, _local(one, v), v.message) for v in one.false_alarms)
    more = Counter(v.hazard for v in one.unexpected if v not in one.false_alarms)
    if more:
        yield f"  Also found, named by no line: {more.total()}"
        yield from _table((_OK, hazard, str(times)) for hazard, times in sorted(more.items()))


def _table(rows: Iterable[Row]) -> Iterator[str]:
    """Rows with their columns aligned."""
    every = list(rows)
    widths = [max((len(row[n]) for row in every), default=0) for n in range(max(map(len, every), default=0))]
    for row in every:
        yield (
            "    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        ).rstrip()
