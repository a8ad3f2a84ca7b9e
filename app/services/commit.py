"""Decides the one write path: settle a group, judge it, store it with all it changed in one transaction, then answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from app.domain.judgement import Entry
from app.domain.ledger.checkpoint import Checkpoint, sign_checkpoint
from app.domain.ledger.entry import next_recorded_at
from app.domain.ledger.signed_note import NoteKey, note_key
from app.services.admission import Draft
from app.services.caller import no_production
from app.services.composing import Composed, compose
from app.services.escalations import BREACH, Escalations, Heard
from app.services.judged import Judged
from app.services.judges import MOST_SEGMENTS, Judges
from app.services.outcome import Accepted
from app.services.ports import Clock, LedgerWriter, Signer, Store
from app.services.ruling import rule
from app.services.settling import Sent, Settled, settle
from app.services.stored import Head


class Commit:
    """Commits the groups of every production; the caller sees to it that each has one group at a time."""

    def __init__(
        self, store: Store, judges: Judges, clock: Clock, signer: Signer, escalations: Escalations
    ) -> None:
        self._store, self._judges, self._clock, self._signer = (
            store,
            judges,
            clock,
            signer,
        )
        self._escalations = escalations
        self._named_key = lru_cache(maxsize=1024)(self._key)

    def run(self, production: str, group: Sequence[Sent]) -> None:
        """Set every outcome of the group. What raises here left nothing behind. Refused: `not_found`."""
        with self._store.writing() as writer:
            head = writer.lock(production)
            if head is None:
                raise no_production()
            now = self._clock()
            judged = self._judges.for_writing(
                production, head, writer, mend=any(sent.ticks for sent in group)
            )
            known = writer.known(production, _keys(group))
            settled = settle(group, known, judged.roster, judged.setting, now)
            composed = None
            if settled.drafts or any(sent.ticks for sent in group):
                composed = self._compose(production, head, judged, settled, now, writer)
                if not composed.empty:
                    writer.write(production, composed.written)
                self._climb(writer, production, group, judged, settled, composed)
        if composed is not None:
            self._done(production, settled, composed)

    def _climb(
        self,
        writer: LedgerWriter,
        production: str,
        group: Sequence[Sent],
        judged: Judged,
        settled: Settled,
        composed: Composed,
    ) -> None:
        """Hold the running escalations against what the judgement says now; seldom is there anything to do."""
        ruling = composed.ruling
        breaches = [told for told in ruling.violations.values() if told["hazard"] == BREACH]
        same = composed.kept.climbs is not None and composed.kept.climbs == judged.climbs
        if same and not breaches and not any(sent.ticks for sent in group):
            return
        records = tuple(draft.record for draft in settled.drafts)
        now = composed.written.head.moment_at or self._clock()
        heard = Heard(now, ruling.stands, settled.roster, breaches, records)
        self._escalations.step(writer, production, heard)

    def tidy(self) -> None:
        """Once a group is answered: where nobody watches, let go of days that are long over."""
        self._judges.lighten(most=MOST_SEGMENTS)

    def _compose(
        self,
        production: str,
        head: Head,
        judged: Judged,
        settled: Settled,
        now: datetime,
        writer: LedgerWriter,
    ) -> Composed:
        moment = next_recorded_at(now, head.moment_at)
        entries = [
            Entry(head.size + offset, moment, draft.record) for offset, draft in enumerate(settled.drafts)
        ]

        def reach_back(segment: date) -> Judged:
            return self._judges.load(production, head, writer, since=segment)

        def sign(checkpoint: Checkpoint) -> str:
            return sign_checkpoint(checkpoint, self._named_key(checkpoint.origin), self._signer.sign)

        judged, ruling = rule(production, judged, moment, entries, reach_back)
        return compose(production, head, judged, settled, ruling, moment, sign)

    def _done(self, production: str, settled: Settled, composed: Composed) -> None:
        """It is committed: keep the judge that knows it, and give the receipts."""
        self._judges.keep(production, composed.kept)
        if composed.new_day:
            self._judges.outgrew(production)
        for places, receipt in zip(settled.places, composed.receipts, strict=True):
            for turn, (sent, index) in enumerate(places):
                sent.outcomes[index] = Accepted(receipt, replayed=turn > 0)

    def _key(self, origin: str) -> NoteKey:
        return note_key(origin, self._signer.public_key)


def _keys(group: Sequence[Sent]) -> list[str]:
    drafts = [item for sent in group for item in sent.items if isinstance(item, Draft)]
    return [draft.record.key for draft in drafts] + [draft.signs.key for draft in drafts if draft.signs]
