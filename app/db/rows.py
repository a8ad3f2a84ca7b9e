"""Decides the statements of the ledger's tables, made once; who may use them is decided by transactions."""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update

from app.db.escalation_tables import escalations
from app.db.prepared import Prepared
from app.db.tables import (
    deadlines,
    entries,
    heads,
    holds,
    mentions,
    nodes,
    segments,
    violations,
)

P: BindParameter[str] = bindparam("p")

HEAD = select(heads).where(heads.c.production == P)
LOCK_HEAD = Prepared(HEAD.with_for_update())
MOVE_HEAD = Prepared(
    update(heads)
    .where(heads.c.production == P)
    .values(
        size=bindparam("size"),
        judged_size=bindparam("judged_size"),
        frontier=bindparam("frontier"),
        moment_at=bindparam("moment_at"),
        checkpoint=bindparam("checkpoint"),
        next_at=bindparam("next_at"),
    )
)

ADD_ENTRY = Prepared(insert(entries))
ADD_NODE = Prepared(insert(nodes))
ADD_MENTION = Prepared(insert(mentions))

KNOWN = select(entries.c.record_key, entries.c.position, entries.c.entry, entries.c.receipt).where(
    entries.c.production == P,
    entries.c.record_key.in_(bindparam("keys", expanding=True)),
)
ONE_KNOWN = Prepared(
    select(entries.c.record_key, entries.c.position, entries.c.entry, entries.c.receipt).where(
        entries.c.production == P, entries.c.record_key == bindparam("key")
    )
)
ENTRIES_AT = (
    select(entries.c.entry)
    .where(
        entries.c.production == P,
        entries.c.position.in_(bindparam("positions", expanding=True)),
    )
    .order_by(entries.c.position)
)
ENTRIES_FROM = (
    select(entries.c.entry)
    .where(entries.c.production == P, entries.c.position >= bindparam("position"))
    .order_by(entries.c.position)
    .execution_options(yield_per=500)
)
ENTRIES_SINCE = (
    select(entries.c.entry)
    .where(entries.c.production == P, entries.c.segment_on >= bindparam("segment"))
    .order_by(entries.c.position)
)
ENTRIES_OF_KIND = (
    select(entries.c.entry)
    .where(entries.c.production == P, entries.c.kind == bindparam("kind"))
    .order_by(entries.c.position)
)

NEWEST_SEGMENTS = (
    select(segments.c.segment_on)
    .where(segments.c.production == P)
    .order_by(segments.c.segment_on.desc())
    .limit(bindparam("count"))
)
SEGMENT_BEFORE = select(func.max(segments.c.segment_on)).where(
    segments.c.production == P, segments.c.segment_on <= bindparam("segment")
)
SEGMENTS = select(segments.c.segment_on, segments.c.carried).where(segments.c.production == P)
SEGMENTS_FROM = SEGMENTS.where(segments.c.segment_on >= bindparam("segment"))

VIOLATIONS = select(violations.c.violation).where(violations.c.production == P)
VIOLATIONS_SINCE = VIOLATIONS.where(violations.c.flagged_at >= bindparam("moment"))
VIOLATION = VIOLATIONS.where(violations.c.id == bindparam("id"))

HOLD_KEYS = select(holds.c.key).where(holds.c.production == P)
DEADLINE_KEYS = select(deadlines.c.key).where(deadlines.c.production == P)
DROP_HOLD = Prepared(delete(holds).where(holds.c.production == P, holds.c.key == bindparam("k")))
DROP_DEADLINE = Prepared(
    delete(deadlines).where(deadlines.c.production == P, deadlines.c.key == bindparam("k"))
)
ADD_HOLD = Prepared(insert(holds))
ADD_DEADLINE = Prepared(insert(deadlines))
DUE = (
    select(heads.c.production)
    .where(heads.c.next_at < bindparam("moment"))
    .union(select(escalations.c.production).where(escalations.c.next_at < bindparam("moment")))
)
BEHIND = select(heads.c.production).where(heads.c.judged_size < heads.c.size)
