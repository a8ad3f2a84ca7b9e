"""Decides when witnesses are asked to cosign a ledger, and what is told of their answers; what they check is theirs.

A witness that has more entries than the ledger, or other ones, is the sign of a database that was put back or forked: it is
told as such, and what the witness cosigned before is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, Protocol

from app.domain.errors import ShowclearError
from app.domain.ledger.cosignature import WitnessKey, cosigned_by, with_cosignature
from app.domain.ledger.entry import recorded_at_text
from app.domain.ledger.proofs import consistency_proof
from app.domain.ledger.signed_note import parse_note
from app.domain.ledger.witness import Submission
from app.services.caller import Caller, no_production
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.ports import Clock

_log = logging.getLogger(__name__)

ASKED_EVERY: Final = timedelta(minutes=10)
State = Literal["cosigned", "rolled_back", "forked", "refused", "unreachable"]
WORDS: Final[dict[State, str]] = {
    "cosigned": "Cosigned.",
    "rolled_back": "The witness cosigned more entries than this ledger has: it was put back to an earlier state.",
    "forked": "The witness cosigned other entries than this ledger has at the same places: it was forked.",
    "refused": "The witness does not take this ledger or its key.",
    "unreachable": "The witness did not answer.",
}


class Witness(NamedTuple):
    """A witness that is to be asked: its key, and the address below which it listens."""

    key: WitnessKey
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness said last, and the newest checkpoint that it cosigned, of `size` entries (0: none)."""

    witness: str
    state: State
    asked_at: datetime
    size: int = 0
    note: str | None = None
    cosigned_at: datetime | None = None


class WitnessBook(Protocol):
    """Where the answers are kept."""

    def productions(self) -> Sequence[str]:
        """Every production."""
        ...

    def answers(self, production: str) -> Sequence[Answer]:
        """What each witness said last."""
        ...

    def keep(self, production: str, answer: Answer) -> None:
        """That a witness said this."""
        ...


class WitnessLine(Protocol):
    """The way to a witness."""

    def add_checkpoint(self, url: str, body: bytes) -> tuple[int, str]:
        """The status and text of its answer. Refused: none came (`witness.unreachable`)."""
        ...


class Witnessing(Looking):
    """Asking witnesses, and telling what they said."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        exports: Exports,
        book: WitnessBook,
        line: WitnessLine,
        witnesses: Sequence[Witness],
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, self._book, self._line, self._witnesses = exports, book, line, witnesses
        self._next_at: datetime | None = None

    def told(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """What each witness said last. Refused: as every reading."""
        with self._look(caller, production, "ledger"):
            return [told(one) for one in self._book.answers(production)]

    def ask_due(self) -> None:
        """Every ten minutes: ask every witness about every production. One that does not answer is left for next time."""
        now = self._clock()
        if not self._witnesses or (self._next_at is not None and now < self._next_at):
            return
        self._next_at = now + ASKED_EVERY
        for witness in self._witnesses:
            for production in self._book.productions():
                if self._ask(production, witness).state == "unreachable":
                    break

    def ask(self, production: str) -> list[Answer]:
        """Ask every witness about one production now. Refused: `not_found`."""
        return [self._ask(production, witness) for witness in self._witnesses]

    def _ask(self, production: str, witness: Witness) -> Answer:
        kept = next((a for a in self._book.answers(production) if a.witness == witness.key.name), None)
        last = kept or Answer(witness.key.name, "unreachable", self._clock())
        try:
            answer = self._asked(production, witness, last)
        except ShowclearError as error:
            if error.code == "not_found":
                raise
            _log.warning("witness.unreachable", extra={"witness": witness.key.name})
            answer = replace(last, state="unreachable", asked_at=self._clock())
        self._book.keep(production, answer)
        return answer

    def _asked(self, production: str, witness: Witness, last: Answer) -> Answer:
        status, text = self._submit(production, witness, last.size)
        if status == 409 and text.strip().isdigit() and int(text) != last.size:
            status, text = self._submit(production, witness, int(text))
        if status != 200:
            return replace(last, state=_state_of(status, text), asked_at=self._clock())
        cosigned = cosigned_by(parse_note(text), witness.key)
        size = int(parse_note(text).text.split("\n")[1])
        return Answer(witness.key.name, "cosigned", self._clock(), size, text, cosigned.at)

    def _submit(self, production: str, witness: Witness, old_size: int) -> tuple[int, str]:
        """The status; the cosigned note where it is 200, else what the witness said."""
        with self._library.looking() as shelves:
            head = shelves.head(production)
            if head is None:
                raise no_production()
            if old_size > head.size:
                return _BEYOND, ""
            hashes = consistency_proof(old_size, head.size, shelves.hash_at(production))
            note = self._exports.signed(production, head).checkpoint
        body = Submission(old_size, tuple(hashes), note).text().encode()
        status, text = self._line.add_checkpoint(witness.url, body)
        return status, with_cosignature(note, text, witness.key) if status == 200 else text


_BEYOND: Final = -1
"""Instead of a status: the witness has more entries than there are, so there is nothing to submit."""


def told(answer: Answer) -> dict[str, Any]:
    """As it is told."""
    return {
        "witness": answer.witness,
        "state": answer.state,
        "words": WORDS[answer.state],
        "asked_at": recorded_at_text(answer.asked_at),
        "size": answer.size,
        "cosigned_at": recorded_at_text(answer.cosigned_at) if answer.cosigned_at else None,
        "checkpoint": answer.note,
    }


def newest_cosigned(answers: Sequence[Answer], beyond: int) -> tuple[int, str] | None:
    """The newest checkpoint that covers position `beyond`, with every cosignature given at its size."""
    noted = [(one.size, one.note) for one in answers if one.note is not None and one.size > beyond]
    if not noted:
        return None
    size = max(size for size, _ in noted)
    first, *others = [note for at, note in noted if at == size]
    text = parse_note(first).text
    same = [note for note in others if parse_note(note).text == text]
    lines = [line for note in same for line in note[len(text) + 1 :].splitlines(keepends=True)[1:]]
    return size, first + "".join(dict.fromkeys(lines))


def _state_of(status: int, text: str) -> State:
    if status == _BEYOND:
        return "rolled_back"
    if status == 422 or (status == 409 and not text.strip().isdigit()):
        return "forked"
    return "refused" if status in (400, 403, 404, 409) else "unreachable"
