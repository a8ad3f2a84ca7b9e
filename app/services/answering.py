"""Decides what is told of requests and of what a regulator is owed, to those who may look; it answers nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from app.domain.answering.requests import RequestState, state_of
from app.domain.answering.threads import Thread, threads
from app.domain.judgement import Entry
from app.domain.ledger.entry import recorded_at_text
from app.domain.regulator.clock import Owed, counts, owed
from app.domain.regulator.form import Part, missing, parts
from app.domain.regulator.working_days import CONTEST_DAYS, POSTING_DAYS, last_day
from app.services.caller import Caller
from app.services.entries import stored_entry
from app.services.filters import RecordFilter, ViolationFilter
from app.services.looking import Look, Looking

_MOST = 500
_MOST_OF_A_DAY = 10_000


class Answering(Looking):
    """Who asked, who is owed an answer, and what it has to say."""

    def requests(self, caller: Caller, production: str, *, open_only: bool) -> list[dict[str, Any]]:
        """Every request, the newest first: asked, answered, refused by whom, what it raised. Refused: as all reading."""
        with self._look(caller, production, "records") as look:
            responses = entries_of(look, "response")
            raised = raised_by(look, "armorer.overridden")
            asked = threads(entries_of(look, "request"), responses, lambda one: one.body.to)
            told = [_request(one, state_of(one, look.judged.roster.roles), raised) for one in asked]
        return [one for one in reversed(told) if one["open"] or not open_only]

    def notices(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Every incident that asks for a notice to the regulator, the newest first: timer, fields, who gave it and how."""
        with self._look(caller, production, "reports") as look:
            incidents = threads(
                entries_of(look, "incident"), entries_of(look, "notice"), lambda one: one.body.about
            )
            found = [(one, owed(one.newest.record, one.answers)) for one in incidents]
            now = self._clock()
            return [self._notice(look, one, due, now) for one, due in reversed(found) if due is not None]

    def periods(
        self, caller: Caller, production: str, received_on: date, closed: Iterable[date]
    ) -> dict[str, Any]:
        """When the periods end that a citation received on a day begins; `closed`: days the place keeps besides."""
        with self._look(caller, production, "reports"):
            also = frozenset(closed)
            return {
                "received_on": received_on.isoformat(),
                "calendar": "us-federal",
                "closed": sorted(one.isoformat() for one in also),
                "contest": {
                    "working_days": CONTEST_DAYS,
                    "until_on": last_day(received_on, CONTEST_DAYS, also).isoformat(),
                },
                "posting": {
                    "working_days": POSTING_DAYS,
                    "until_on": last_day(received_on, POSTING_DAYS, also).isoformat(),
                    "or_until": "abated, where that is later",
                },
            }

    def _notice(self, look: Look, incident: Thread, due: Owed, now: datetime) -> dict[str, Any]:
        newest = incident.newest
        before = _of_that_day(look, newest)
        fields = parts(look.production, due.event, newest, look.judged.setting.said, before)
        return {
            "incident": incident.first.record.key,
            "event": due.event,
            "occurred_at": newest.record.occurred_at,
            "due_at": recorded_at_text(due.due_at),
            "left_s": max(0, int((due.due_at - now).total_seconds())),
            "state": due.state(now),
            "fields": [_part(one) for one in fields],
            "missing": missing(fields),
            "given": [_given(one) for one in due.given],
        }


def entries_of(look: Look, kind: str) -> list[Entry]:
    """Every entry of a kind."""
    return [stored_entry(data) for data in look.shelves.entries_of_kind(look.production, kind)]


def _part(part: Part) -> dict[str, Any]:
    return {"field": part.field, "value": part.value, "say": part.say, "record": part.source}


def _given(notice: Entry) -> dict[str, Any]:
    record = notice.record
    return {
        "record": record.key,
        "by": record.by,
        "at": record.occurred_at,
        "recorded_at": recorded_at_text(notice.recorded_at),
        "channel": record.body.channel,
        "reference": record.body.reference,
        "counts": counts(record),
    }


def _of_that_day(look: Look, incident: Entry) -> list[Entry]:
    asked = RecordFilter(day=look.judged.setting.date_of(incident.record.at))
    stored = look.shelves.entries_like(look.production, asked, -1, _MOST_OF_A_DAY)
    return [stored_entry(one.entry) for one in stored]


def raised_by(look: Look, hazard: str) -> dict[str, list[str]]:
    """The violations of a hazard by the ids of their records."""
    found: dict[str, list[str]] = {}
    for one in look.shelves.violations_like(look.production, ViolationFilter(hazard=hazard), 0, _MOST):
        for key in one["records"] if one["status"] != "rebutted" else ():
            found.setdefault(key, []).append(one["id"])
    return found


def _request(asked: Thread, state: RequestState, raised: dict[str, list[str]]) -> dict[str, Any]:
    first, body = asked.first.record, asked.newest.record.body
    decided = state.decided
    keys = asked.keys | {one.record.key for one in asked.answers}
    return {
        "record": first.key,
        "topic": body.topic,
        "about": body.about,
        "by": first.by,
        "by_handler": state.by_handler,
        "addressed_to": body.addressed_to,
        "asked_at": first.occurred_at,
        "due_at": recorded_at_text(state.due_at),
        "state": state.state,
        "open": state.open,
        "refused_by": decided.record.by if decided and state.state == "refused" else None,
        "refused_by_schedule": state.refused_by_schedule,
        "answers": [answer_told(one) for one in asked.answers],
        "violations": sorted({one for key in keys for one in raised.get(key, ())}),
    }


def answer_told(answer: Entry) -> dict[str, Any]:
    """A response as JSON."""
    record = answer.record
    return {
        "record": record.key,
        "by": record.by,
        "action": record.body.action,
        "detail": record.body.detail,
        "at": record.occurred_at,
        "recorded_at": recorded_at_text(answer.recorded_at),
    }
