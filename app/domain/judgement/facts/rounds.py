"""Decides inspection relied on, bore seen, live and mixed rounds, and what is taken in."""

from __future__ import annotations

from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.answer import Answer, missing, standing
from app.domain.judgement.look import FAULT_WORDS
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.things import Inspection
from app.domain.records import parse_moment


def inspection_today(occasion: Occasion) -> Inspection | None:
    """The last inspection of the firearm in this unit's day, in its present session."""
    looked = occasion.firearm.inspection
    if looked is None or (looked.day, looked.session) != (occasion.day.id, occasion.day.session):
        return None
    return looked


def inspection_relied_on(occasion: Occasion) -> Answer:
    """Standing; incomplete; undone by loading, by being left unattended, or otherwise; or missing."""
    if not occasion.can_fire:
        return _of_what_cannot_fire(occasion)
    looked = inspection_today(occasion)
    if looked is None:
        return missing("no inspection of it today")
    undone = _undone(occasion, looked)
    if undone is not None:
        return undone
    lacking = looked.lacking(occasion.book.declared("inspection"), *occasion.book.reshow_bounds)
    if lacking:
        words = "; ".join(FAULT_WORDS[w] for w in FAULT_WORDS if w in lacking)
        return Answer("incomplete", (looked.placed, *looked.chain), words, lacking=lacking)
    return standing(looked.placed, *looked.chain)


def _undone(occasion: Occasion, looked: Inspection) -> Answer | None:
    """The first that applies: loaded since; left unattended since; anything else that undoes."""
    for word, undone_by, said in (
        ("loading", "loading", "it was loaded after its inspection"),
        ("unattended", "unattended", "it was left unattended after its inspection"),
    ):
        found = [s.placed for s in occasion.firearm.since if s.word == word]
        if found:
            return Answer("undone", (looked.placed, *found), said, undone_by)
    others = [s.placed for s in occasion.firearm.since if s.word not in ("back", "back_in_sight")]
    if others:
        return Answer(
            "undone",
            (looked.placed, others[0]),
            "what happened to it since undid its inspection",
            "otherwise",
        )
    return None


def _of_what_cannot_fire(occasion: Occasion) -> Answer:
    seen = occasion.firearm.witnessed
    if seen and (seen[1], seen[2]) == (occasion.day.id, occasion.day.session):
        return standing(seen[0])
    looked = inspection_today(occasion)
    if looked is None:
        return missing("no inspection of it today")
    return Answer("incomplete", (looked.placed,), FAULT_WORDS["witness"], lacking=frozenset({"witness"}))


def bore_seen(occasion: Occasion) -> Answer:
    """The bore was seen clear after the last dummy load, squib or misfire."""
    seen, doubt = occasion.firearm.bore_seen, occasion.firearm.bore_doubt
    if seen is None:
        return missing("the bore was never recorded as seen clear", *([doubt] if doubt else []))
    if doubt is not None and doubt.order > seen.order:
        return Answer(
            "missing",
            (doubt, seen),
            "the bore was not seen clear since the last dummy load, squib or misfire",
        )
    return standing(seen)


def registered(occasion: Occasion) -> Answer:
    """The firearm was taken in."""
    return standing(occasion.firearm.intake) if occasion.firearm.intake else missing("it was never taken in")


def container_known(occasion: Occasion) -> Answer:
    """Every round loaded comes from a container that was taken in."""
    for one in occasion.body.rounds:
        if one.container is None or occasion.state.container(one.container).intake is None:
            return missing(f"{one.count} {one.type} from {one.container or 'no container'}, never taken in")
    return standing()


def live_rounds(occasion: Occasion) -> tuple[Placed, ...]:
    """A live round or container in the record, or in the firearm it issues or fires, outside a live exception."""
    body, kind = occasion.body, occasion.record.kind
    if kind == "incident":
        return (occasion.placed,) if body.what == "live_round_found" else ()
    if kind == "ammunition_intake":
        found = body.type == "live"
    elif kind == "ammunition_sweep":
        return (
            (occasion.placed,)
            if any(f.type == "live" and not _excepted(occasion, f.place) for f in body.found)
            else ()
        )
    elif occasion.hand is not None or kind == "firing":
        found = occasion.firearm.loaded("live") > 0
    else:
        found = any(r.type == "live" for r in getattr(body, "rounds", ()))
    return (occasion.placed,) if found and not _excepted(occasion, None) else ()


def _excepted(occasion: Occasion, place: str | None) -> bool:
    """A live exception approved by a handler and the safety officer, at that time and, where one is named, place."""
    for placed in occasion.state.assessments:
        body = placed.record.body
        if body.purpose != "live_exception" or place not in (None, body.place):
            continue
        in_hours = parse_moment(body.from_at) <= occasion.at <= parse_moment(body.until_at)
        roles = frozenset(r for p in body.approved_by for r in occasion.state.roles_at(p, placed.at))
        handler = any(occasion.state.handles(p, placed.at) for p in body.approved_by)
        if in_hours and handler and "safety_officer" in roles:
            return True
    return False


def mixed_lots(occasion: Occasion) -> dict[str, tuple[Placed, ...]]:
    """Containers that the record shows to hold two types: as taken in, in a sweep, or by what came out."""
    body = occasion.body
    if occasion.record.kind == "ammunition_intake":
        return {body.container: (occasion.placed,)} if body.type == "mixed" else {}
    shown: dict[str, set[str]] = {}
    for one in getattr(body, "rounds", ()):
        if one.container and one.count:
            shown.setdefault(one.container, set()).add(one.type)
    for one in getattr(body, "found", ()):
        if one.place in occasion.state.containers and one.count:
            shown.setdefault(one.place, set()).add(one.type)
    mixed: dict[str, tuple[Placed, ...]] = {}
    for container, types in shown.items():
        intake = occasion.state.container(container).intake
        taken_in = {intake.record.body.type} - {"unknown", "mixed"} if intake else set()
        if len(types | taken_in) > 1 or "mixed" in types:
            mixed[container] = (occasion.placed, *((intake,) if intake else ()))
    return mixed
