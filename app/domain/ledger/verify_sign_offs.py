"""Decides whether the sign-offs of an export hold: those by passkey are checked, the others counted; nothing is judged.

A passkey proves itself: its key is in the proof. Whose key that is, is told from this: no key signs for two persons, and
each key is listed with its fingerprint, for a reader to compare with what the person says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.canonical import Json
from app.domain.ledger.entry import record_digest
from app.domain.ledger.failed import failed_in
from app.domain.ledger.sign_off import PASSKEY, Checked, check_sign_off
from app.domain.ledger.sign_off_codes import SignOffCode, refused

AddBreak = Callable[[int | None, BreakKind, str], None]


class KeyUsed(NamedTuple):
    """A key that signed: whose it is said to be, its fingerprint, for which relying party, where it first signed."""

    person: str
    fingerprint: str
    rp: str
    position: int
    sign_offs: int


class SignOffs(NamedTuple):
    """What was found of sign-offs: how many by passkey hold, how many do not, how many of each other method there are."""

    proven: int
    failed: int
    not_provable: dict[str, int]
    keys: tuple[KeyUsed, ...]


class _Later(NamedTuple):
    """Sign-offs by passkey that stand in a record of their own, and the record they sign."""

    position: int
    of: str
    sign_offs: list[dict[str, Json]]


class SignOffCheck:
    """Goes along with the entries; `finish` settles the sign-offs that sign another record than the one they stand in."""

    def __init__(self, add: AddBreak) -> None:
        self._add = add
        self._methods: Counter[str] = Counter()
        self._proven = self._failed = 0
        self._later: list[_Later] = []
        self._keys: dict[str, KeyUsed] = {}
        self._credentials: dict[str, str] = {}

    @property
    def wanted(self) -> set[str]:
        """The records that `finish` has to be given."""
        return {later.of for later in self._later}

    def take(self, position: int, record_id: str, record: dict[str, Json]) -> None:
        """The next record. Costs next to nothing where nobody signed by passkey."""
        own = record.get("sign_offs")
        if own and (by_passkey := self._by_passkey(position, record_id, own)):
            self._check(position, record_id, record_digest(record), by_passkey)
        if record.get("kind") == "sign_off":
            self._take_later(position, record_id, record.get("body"))

    def finish(self, records: Mapping[str, dict[str, Json]]) -> None:
        """Check the later sign-offs against the records they name, by id in lower case; one that is not there is a break."""
        digests = {id_: record_digest(record) for id_, record in records.items()}
        for position, of, sign_offs in self._later:
            if of in digests:
                self._check(position, of, digests[of], sign_offs)
            else:
                self._fail(position, of, refused(SignOffCode.NO_RECORD), len(sign_offs))
        self._later = []

    def found(self) -> SignOffs:
        """What was found so far."""
        return SignOffs(
            self._proven, self._failed, dict(sorted(self._methods.items())), tuple(self._keys.values())
        )

    def _take_later(self, position: int, record_id: str, body: Json) -> None:
        if type(body) is not dict or type(body.get("of")) is not str:
            self._fail(position, record_id, refused(SignOffCode.MALFORMED, "It names no record."))
            return
        of = str(body["of"]).lower()
        by_passkey = self._by_passkey(position, of, body.get("sign_offs"))
        if by_passkey:
            self._later.append(_Later(position, of, by_passkey))

    def _by_passkey(self, position: int, record_id: str, sign_offs: Json) -> list[dict[str, Json]]:
        """Those by passkey; the others are counted."""
        found = []
        for one in sign_offs if type(sign_offs) is list else [sign_offs]:
            method = one.get("method") if type(one) is dict else None
            if type(one) is not dict or type(method) is not str:
                self._fail(position, record_id, refused(SignOffCode.MALFORMED, "It cannot be read."))
            elif method == PASSKEY:
                found.append(one)
            else:
                failed = failed_in(one.get("proof")) is not None
                self._methods[f"{method}, failed" if failed else method] += 1
        return found

    def _check(self, position: int, record_id: str, digest: bytes, sign_offs: list[dict[str, Json]]) -> None:
        for one in sign_offs:
            try:
                self._keep(position, check_sign_off(digest, one))
                self._proven += 1
            except ShowclearError as error:
                self._fail(position, record_id, error, person=str(one.get("person")))

    def _keep(self, position: int, checked: Checked) -> None:
        """Remember whose key it is. Refused: another person's key, another key under a known name (`sign_off.wrong_key`)."""
        fingerprint = checked.fingerprint
        new = KeyUsed(checked.person, fingerprint, checked.proof.assertion.rp, position, 0)
        known = self._keys.get(fingerprint, new)
        if known.person != checked.person:
            raise refused(SignOffCode.WRONG_KEY, f"The key signed for {known.person} before.")
        if self._credentials.setdefault(checked.proof.credential, fingerprint) != fingerprint:
            raise refused(SignOffCode.WRONG_KEY, "The credential had another key before.")
        self._keys[fingerprint] = known._replace(sign_offs=known.sign_offs + 1)

    def _fail(
        self, position: int, record_id: str, error: ShowclearError, count: int = 1, person: str = ""
    ) -> None:
        self._failed += count
        whose = f", signed by {person}" if person else ""
        words = f"Record {record_id}{whose}: {error.code}: {error.detail}"
        self._add(position, BreakKind.BAD_SIGN_OFF, words)
