"""Decides how records are taken in: everything that happened enters here, is answered once it is durable, and once only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, parse_strict
from app.services.admission import Draft, draft
from app.services.caller import Caller, no_production
from app.services.commit import Commit
from app.services.escalations import Escalations
from app.services.gathering import Gathering
from app.services.judges import Judges
from app.services.outcome import Outcome, Refused
from app.services.ports import Clock, KnowsProtocol, Signer, Store
from app.services.settling import Sent
from app.services.sign_off_proofs import Checking, SignOffProofs
from app.services.typed_pins import NO_PINS

LARGEST_BATCH = 500
LARGEST_GROUP = 64
"""Records of requests that wait together; a batch is never split."""

_log = logging.getLogger(__name__)


class RecordDesk:
    """The use case `record`. Blocking: returns when the record is durable and judged. May be called by many threads."""

    def __init__(
        self,
        store: Store,
        judges: Judges,
        clock: Clock,
        signer: Signer,
        knows: KnowsProtocol,
        proofs: SignOffProofs,
        escalations: Escalations,
    ) -> None:
        self._beside = escalations.beside
        self._clock, self._knows, self._proofs = clock, knows, proofs
        self._commit = Commit(store, judges, clock, signer, escalations)
        self._judges = judges
        self._gatherings: dict[str, Gathering[Sent]] = {}
        self._guard = threading.Lock()

    def submit(
        self, caller: Caller, production: str, sent: bytes, pins: Mapping[str, str] = NO_PINS
    ) -> Outcome:
        """One record as bytes of JSON, with the PINs typed beside it, by person.

        Raises `not_found` and `unavailable`; everything else is `Refused`.
        """
        try:
            value: object = parse_strict(sent)
        except ShowclearError as error:
            self._require(caller, production)
            return Refused(error)
        return self.submit_value(caller, production, value, pins)

    def submit_value(
        self, caller: Caller, production: str, value: object, pins: Mapping[str, str] = NO_PINS
    ) -> Outcome:
        """One record as a value that `parse_strict` gave."""
        return self._bring(caller, production, [value], pins)[0]

    def submit_batch(
        self, caller: Caller, production: str, values: Sequence[object], pins: Mapping[str, str] = NO_PINS
    ) -> list[Outcome]:
        """Up to 500 records in one transaction, each with its own outcome, in their order; later ones may rest on earlier.

        A value may be a ShowclearError: what is wrong with one that could not be parsed. Raises `batch.empty`,
        `too_large`.
        """
        if not values:
            raise ShowclearError("batch.empty", "The list holds no record.")
        if len(values) > LARGEST_BATCH:
            raise ShowclearError("too_large", f"A batch holds at most {LARGEST_BATCH} records.")
        return self._bring(caller, production, values, pins)

    def check(self, caller: Caller, production: str, values: Sequence[object]) -> None:
        """Nothing, when each of these is a record by itself; else the first refusal. Nothing is asked of the ledger."""
        for value in values:
            found = self._draft(caller, production, value)
            if isinstance(found, ShowclearError):
                raise found

    def tick(self, production: str) -> None:
        """Let time go on: fire the deadlines that are due, and try again where the judgement had failed."""
        self._gathering(production).bring(Sent(()))

    def _bring(
        self, caller: Caller, production: str, values: Sequence[object], pins: Mapping[str, str]
    ) -> list[Outcome]:
        self._require(caller, production)
        checking = self._proofs.of_request(caller, pins)
        items = [self._signed(checking, self._draft(caller, production, value), value) for value in values]
        checking.keep_refusals()
        besides = [one for item in items if isinstance(item, Draft) for one in self._beside(item)]
        sent = Sent([*items, *checking.notes(), *besides])
        if any(isinstance(item, Draft) for item in sent.items):
            self._gathering(production).bring(sent)
        return [_outcome(sent, index) for index in range(len(values))]

    def _draft(self, caller: Caller, production: str, value: object) -> Draft | ShowclearError:
        if isinstance(value, ShowclearError):
            return value
        try:
            return draft(caller, production, value, self._clock(), self._knows)
        except ShowclearError as error:
            return error

    def _signed(
        self, checking: Checking, found: Draft | ShowclearError, value: object
    ) -> Draft | ShowclearError:
        if isinstance(found, ShowclearError):
            return found
        try:
            return checking.checked(found, cast(dict[str, Json], value))
        except ShowclearError as error:
            return error

    def _require(self, caller: Caller, production: str) -> None:
        if caller.production != production:
            raise no_production()

    def _gathering(self, production: str) -> Gathering[Sent]:
        found = self._gatherings.get(production)
        if found is None:
            with self._guard:
                found = self._gatherings.setdefault(
                    production,
                    Gathering(
                        partial(self._run, production),
                        LARGEST_GROUP,
                        self._tidy,
                    ),
                )
        return found

    def _tidy(self) -> None:
        try:
            self._commit.tidy()
        except Exception:  # noqa: BLE001 - what is in memory stays as it is, and serves
            _log.exception("judgement.not_lightened")

    def _run(self, production: str, group: Sequence[Sent]) -> None:
        try:
            self._commit.run(production, group)
        except ShowclearError:
            raise
        except Exception as failure:
            _log.exception("record.not_stored", extra={"production": production})
            detail = "The record could not be stored; nothing of it was. Send the same again."
            raise ShowclearError("unavailable", detail) from failure


def _outcome(sent: Sent, index: int) -> Outcome:
    found = sent.outcomes[index]
    if found is not None:
        return found
    item = sent.items[index]
    if isinstance(item, ShowclearError):
        return Refused(item)
    raise AssertionError("a group was committed without an answer")
