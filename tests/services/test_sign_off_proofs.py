"""A record enters with the sign-offs that hold, and with no other: nothing of a refused one is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.entry import record_digest
from app.domain.ledger.verify import verify
from app.services.admission import draft
from app.services.caller import DELIVER, READ, WRITE
from app.services.export import Exports
from app.services.outcome import Accepted, Outcome, Refused
from app.services.record import RecordDesk
from app.services.settling import Sent, settle
from app.services.sign_off_proofs import SignOffProofs
from app.services.typed_pins import sealed_for
from app.signing.sealing_key import SealingKey
from tests.domain.ledger.soft_authenticator import OTHER, P256, SoftAuthenticator, bound_to
from tests.services.climbing import climbing_on
from tests.services.conftest import KEY, Production
from tests.services.signers import PROTOCOL_DIGEST, KeysInMind, PinsInMind, sign_off_proofs

PINS = {"ana": "204816", "pat": "731902"}


@dataclass
class Signing:
    """A production whose people have passkeys and PINs."""

    production: Production
    keys: KeysInMind
    pins: PinsInMind
    ana: SoftAuthenticator
    pat: SoftAuthenticator
    sealing: SealingKey
    proofs: SignOffProofs

    def send(self, record: dict[str, Any], **pins: str) -> Outcome:
        caller = self.production.caller("safe", READ, WRITE, DELIVER)
        return self.production.desk.submit(caller, self.production.id, orjson.dumps(record), pins)

    def batch(self, records: list[dict[str, Any]], **pins: str) -> list[str]:
        """The code of each, or `ok`."""
        caller = self.production.caller("safe", READ, WRITE, DELIVER)
        found = self.production.desk.submit_batch(caller, self.production.id, records, pins)
        return [one.error.code if isinstance(one, Refused) else "ok" for one in found]

    def code(self, record: dict[str, Any], **pins: str) -> str:
        before = self.count()
        found = self.send(record, **pins)
        assert isinstance(found, Refused), found
        assert self.count() == before
        return found.error.code

    def count(self) -> int:
        return len(self.entries())

    def entries(self) -> list[bytes]:
        with self.production.store.reading() as reader:
            return list(reader.entries_from(self.production.id, 0))

    def signed(
        self, record: dict[str, Any], by: SoftAuthenticator | None = None, **more: Any
    ) -> dict[str, Any]:
        return record | {"sign_offs": [(by or self.ana).sign_off(record, **more)]}

    def later(self, of: dict[str, Any], *sign_offs: Any) -> dict[str, Any]:
        return self.production.record("safe", "sign_off", {"of": of["id"], "sign_offs": list(sign_offs)})

    def sealed(self, record: dict[str, Any], person: str, pin: str) -> str:
        """As a phone without a signal seals it."""
        info = sealed_for(self.production.id, person, record_digest(record))
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.sealing.public_key)
        found = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(pin.encode(), point, info)
        return f"sealed:{encode_base64url(found)}"

    def failures(self) -> list[dict[str, Any]]:
        """What the ledger says of signatures that failed."""
        records = [orjson.loads(entry)["record"] for entry in self.entries()]
        return [
            one for one in records if one["kind"] == "sign_off" and b"showclear-failed" in orjson.dumps(one)
        ]

    def pats(self, record: dict[str, Any]) -> dict[str, Any]:
        return self.pat.sign_off(record, person="pat", role="performer")


@pytest.fixture
def signing(production: Production) -> Signing:
    keys, pins, sealing = KeysInMind(), PinsInMind(PINS), SealingKey.made()
    ana = keys.add(production.id, "ana", SoftAuthenticator())
    pat = keys.add(production.id, "pat", SoftAuthenticator(P256, b"credential-of-pat"))
    proofs = sign_off_proofs(production.store, keys, pins, production.clock, sealing)
    desk = RecordDesk(
        production.store,
        production.judges,
        production.clock,
        KEY,
        lambda _ref: True,
        proofs,
        climbing_on(production.store.database),
    )
    return Signing(replace(production, desk=desk), keys, pins, ana, pat, sealing, proofs)


def with_pin(record: dict[str, Any], person: str = "ana") -> dict[str, Any]:
    one = {
        "person": person,
        "role": "armorer",
        "at": record["occurred_at"],
        "method": "pin",
        "statement": "s",
    }
    return record | {"sign_offs": [one]}


# --- passkeys ---


def test_a_record_signed_by_passkey_enters_and_the_export_proves_it(signing: Signing) -> None:
    record = signing.production.handover()
    assert isinstance(signing.send(signing.signed(record)), Accepted)
    assert isinstance(signing.send(signing.later(record, signing.pats(record))), Accepted)
    lines: list[bytes] = []
    Exports(signing.production.store, KEY).export(signing.production.id, lines.append)
    found = verify(lines)
    assert (found.ok, found.sign_offs.proven) == (True, 2)
    assert [key.person for key in found.sign_offs.keys] == ["ana", "pat"]


def test_a_record_changed_after_signing_is_refused(signing: Signing) -> None:
    sent = signing.signed(signing.production.handover())
    assert signing.code(sent | {"note": "added"}) == "sign_off.not_bound"
    assert signing.code(sent | {"body": sent["body"] | {"declared": "hot"}}) == "sign_off.not_bound"


def test_a_signature_of_another_record_is_refused(signing: Signing) -> None:
    first, second = signing.production.handover(), signing.production.handover()
    signed = signing.signed(first)
    assert signing.code(second | {"sign_offs": signed["sign_offs"]}) == "sign_off.not_bound"
    assert isinstance(signing.send(signed), Accepted)
    assert signing.code(second | {"sign_offs": signed["sign_offs"]}) == "sign_off.not_bound"


def test_the_same_again_is_harmless_whatever_was_counted_since(signing: Signing) -> None:
    sent = signing.signed(signing.production.handover())
    first = signing.send(sent)
    other = signing.signed(signing.production.handover(), SoftAuthenticator(sign_count=9))
    assert isinstance(signing.send(other), Accepted)
    again = signing.send(sent)
    assert isinstance(first, Accepted) and isinstance(again, Accepted)
    assert (again.replayed, again.receipt) == (True, first.receipt)


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (SoftAuthenticator(flags=0x01), "user_not_verified"),
        (SoftAuthenticator(flags=0x00), "not_present"),
        (SoftAuthenticator(client={"origin": "https://evil.example"}), "wrong_origin"),
        (SoftAuthenticator(origin="https://app.set.example"), "wrong_origin"),
        (SoftAuthenticator(rp="app.set.example", origin="https://app.set.example"), "wrong_rp"),
        (SoftAuthenticator(client={"type": "webauthn.create"}), "wrong_type"),
        (SoftAuthenticator(OTHER), "wrong_key"),
        (SoftAuthenticator(credential=b"unheard-of"), "unknown_credential"),
        (SoftAuthenticator(P256, b"credential-of-pat"), "unknown_credential"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_signature_of_the_person_is_refused(
    by: SoftAuthenticator, code: str, signing: Signing
) -> None:
    assert signing.code(signing.signed(signing.production.handover(), by)) == f"sign_off.{code}"


def test_a_passkey_sign_off_without_a_proof_is_refused(signing: Signing) -> None:
    sent = signing.signed(signing.production.handover())
    del sent["sign_offs"][0]["proof"]
    assert signing.code(sent) == "sign_off.malformed"


def test_the_protocol_that_was_shown_is_the_one_the_record_names(signing: Signing) -> None:
    plain = signing.production.handover()
    named = plain | {"protocol": "armorer-handover@1.0.0"}
    assert signing.code(signing.signed(plain, protocol_digest=PROTOCOL_DIGEST)) == "sign_off.not_bound"
    assert signing.code(signing.signed(named)) == "sign_off.not_bound"
    assert signing.code(signing.signed(named, protocol_digest="cd" * 32)) == "sign_off.not_bound"
    assert isinstance(signing.send(signing.signed(named, protocol_digest=PROTOCOL_DIGEST)), Accepted)


def test_a_counter_that_goes_back_or_stands_still_is_refused(signing: Signing) -> None:
    def sent(count: int) -> dict[str, Any]:
        return signing.signed(signing.production.handover(), SoftAuthenticator(sign_count=count))

    assert isinstance(signing.send(sent(5)), Accepted)
    assert signing.code(sent(4)) == "sign_off.counter"
    assert signing.code(sent(5)) == "sign_off.counter"
    assert signing.code(sent(0)) == "sign_off.counter"
    assert isinstance(signing.send(sent(6)), Accepted)


def test_one_signature_under_a_rack_is_taken_one_by_one_and_together(signing: Signing) -> None:
    records = [signing.production.handover() for _ in range(7)]
    one_by_one = signing.ana.sign_offs([bound_to(record) for record in records])
    for record, sign_off in zip(records, one_by_one, strict=True):
        assert isinstance(signing.send(record | {"sign_offs": [sign_off]}), Accepted)
    more = [signing.production.handover() for _ in range(7)]
    together = SoftAuthenticator(sign_count=2).sign_offs([bound_to(record) for record in more])
    sent = [record | {"sign_offs": [one]} for record, one in zip(more, together, strict=True)]
    sent[3] |= {"note": "added"}
    assert signing.batch(sent) == ["ok"] * 3 + ["sign_off.not_bound"] + ["ok"] * 3


# --- later ---


def test_a_later_signature_of_a_record_that_is_not_here_is_refused(signing: Signing) -> None:
    record = signing.production.handover()
    assert signing.code(signing.later(record, signing.pats(record))) == "sign_off.no_record"


def test_a_later_signature_may_follow_its_record_in_one_batch(signing: Signing) -> None:
    record = signing.production.handover()
    later = signing.later(record, signing.pats(record))
    assert signing.batch([record, later]) == ["ok", "ok"]


def test_a_later_signature_does_not_enter_where_its_record_was_refused(signing: Signing) -> None:
    record = signing.production.handover(entered_by="stranger")
    later = signing.later(record, signing.pats(record))
    assert signing.batch([record, later]) == ["person.unknown", "sign_off.no_record"]


def test_a_later_signature_of_another_record_under_the_same_id_is_refused(signing: Signing) -> None:
    record = signing.production.handover()
    other = record | {"note": "another"}
    assert isinstance(signing.send(record), Accepted)
    assert signing.batch([other, signing.later(record, signing.pats(other))])[1] == "sign_off.not_bound"
    twice = signing.production.handover()
    changed = twice | {"note": "another"}
    assert signing.batch([twice, changed, signing.later(twice, signing.pats(changed))]) == [
        "ok",
        "record.conflict",
        "sign_off.not_bound",
    ]


# --- PINs ---


def test_a_pin_beside_the_record_lets_it_in_and_is_nowhere_in_the_ledger(signing: Signing) -> None:
    assert isinstance(signing.send(with_pin(signing.production.handover()), **PINS), Accepted)
    assert signing.pins.tries == [("ana", "token of safe")]
    assert not any(pin.encode() in entry for entry in signing.entries() for pin in PINS.values())


def test_a_pin_that_is_wrong_or_missing_is_refused(signing: Signing) -> None:
    sent = with_pin(signing.production.handover())
    assert signing.code(sent, ana="000000") == "sign_off.wrong_pin"
    assert signing.code(sent) == "sign_off.pin_needed"
    assert signing.code(sent, pat=PINS["pat"]) == "sign_off.pin_needed"


def test_a_pin_is_tried_once_for_a_request(signing: Signing) -> None:
    sent = [with_pin(signing.production.handover()) for _ in range(5)]
    assert signing.batch(sent, ana="000000") == ["sign_off.wrong_pin"] * 5
    assert len(signing.pins.tries) == 1
    assert signing.pins.refused == [("sign_off.wrong_pin", "5 handover")]


def test_a_later_pin_is_asked_for_too_and_its_record_may_come_after(signing: Signing) -> None:
    record = signing.production.handover()
    pats = with_pin(record, "pat")["sign_offs"]
    later = signing.later(record, *pats)
    assert signing.code(later, pat="000000") == "sign_off.wrong_pin"
    assert signing.batch([later, record], **PINS) == ["ok", "ok"]


def test_a_sealed_pin_signs_like_one_that_is_typed(signing: Signing) -> None:
    sent = with_pin(signing.production.handover())
    assert isinstance(signing.send(sent, ana=signing.sealed(sent, "ana", PINS["ana"])), Accepted)
    assert signing.failures() == []


def test_a_sealed_pin_that_is_wrong_keeps_the_record_and_says_so(signing: Signing) -> None:
    sent = with_pin(signing.production.handover())
    assert isinstance(signing.send(sent, ana=signing.sealed(sent, "ana", "111222")), Accepted)
    (note,) = signing.failures()
    assert note["by"] == "safe" and note["body"]["of"] == sent["id"]
    (failed,) = note["body"]["sign_offs"]
    expected = {"form": "showclear-failed/1", "record": sent["id"], "code": "sign_off.wrong_pin"}
    assert failed["proof"] == expected
    assert failed["person"] == "ana" and failed["at"] == sent["sign_offs"][0]["at"]
    assert not any(b"111222" in entry for entry in signing.entries())
    lines: list[bytes] = []
    Exports(signing.production.store, KEY).export(signing.production.id, lines.append)
    assert verify(lines).sign_offs.not_provable == {"pin": 1, "pin, failed": 1}
    again = signing.send(sent, ana=signing.sealed(sent, "ana", "111222"))
    assert isinstance(again, Accepted) and again.replayed
    assert len(signing.failures()) == 1


def test_a_sealed_pin_is_good_for_its_person_and_its_record_only(signing: Signing) -> None:
    first, second = with_pin(signing.production.handover()), with_pin(signing.production.handover())
    sealed = signing.sealed(first, "ana", PINS["ana"])
    assert signing.batch([first, second], ana=sealed) == ["ok", "ok"]
    assert [note["body"]["of"] for note in signing.failures()] == [second["id"]]
    both = (
        f"{sealed}+{signing.sealed(third := with_pin(signing.production.handover()), 'ana', PINS['ana'])[7:]}"
    )
    assert signing.send(third, ana=both) and len(signing.failures()) == 1
    fourth = with_pin(signing.production.handover(), "pat")
    assert isinstance(signing.send(fourth, pat=signing.sealed(fourth, "ana", PINS["pat"])), Accepted)
    assert len(signing.failures()) == 2


def test_a_later_signature_by_sealed_pin_fails_the_same_way(signing: Signing) -> None:
    record = signing.production.handover()
    later = signing.later(record, *with_pin(record, "pat")["sign_offs"])
    assert signing.batch([record, later], pat=signing.sealed(record, "pat", "000000")) == ["ok", "ok"]
    (note,) = signing.failures()
    assert note["body"]["of"] == record["id"]


def test_nobody_but_the_service_says_that_a_signature_failed(signing: Signing) -> None:
    record = signing.signed(signing.production.handover())
    assert isinstance(signing.send(record), Accepted)
    claim = with_pin(record)["sign_offs"][0] | {"proof": {"form": "showclear-failed/1", "code": "x"}}
    assert signing.code(signing.later(record, claim), **PINS) == "sign_off.malformed"
    claim["method"] = "token"
    assert signing.code(signing.later(record, claim)) == "sign_off.malformed"


def test_what_is_in_the_ledger_is_not_asked_again(signing: Signing) -> None:
    sent = with_pin(signing.production.handover())
    assert isinstance(signing.send(sent, **PINS), Accepted)
    again = signing.send(sent)
    assert isinstance(again, Accepted) and again.replayed
    assert len(signing.pins.tries) == 1


def test_other_methods_are_taken_at_their_word(signing: Signing) -> None:
    sent = with_pin(signing.production.handover())
    for method in ("token", "paper", "spoken", "attested"):
        record = signing.production.handover()
        assert isinstance(
            signing.send(record | {"sign_offs": [sent["sign_offs"][0] | {"method": method}]}), Accepted
        )


def test_the_digest_of_what_enters_is_that_of_what_was_signed(signing: Signing) -> None:
    record = signing.production.handover()
    assert isinstance(signing.send(signing.signed(record)), Accepted)
    stored: dict[str, Any] = orjson.loads(signing.entries()[-1])["record"]
    assert record_digest(stored) == record_digest(record)


def test_a_good_signature_is_not_undone_by_sending_its_record_again_with_a_wrong_pin(
    signing: Signing,
) -> None:
    """Both requests were checked before either was stored: what the second says of its PIN is about nothing."""
    production = signing.production
    sent = with_pin(production.handover())
    caller = production.caller("safe", READ, WRITE, DELIVER)
    proofs = signing.proofs

    def checked(pin: str) -> Sent:
        checking = proofs.of_request(caller, {"ana": signing.sealed(sent, "ana", pin)})
        item = draft(caller, production.id, sent, production.clock(), lambda _ref: True)
        return Sent([checking.checked(item, sent), *checking.notes()])

    good, bad = checked(PINS["ana"]), checked("000000")
    assert (len(good.items), len(bad.items)) == (1, 2)
    judged = production.judges.seen(production.id)
    assert judged is not None
    settled = settle([good, bad], {}, judged.roster, judged.setting, production.clock())
    assert [one.record.kind for one in settled.drafts] == ["handover"]
    refusal = bad.outcomes[1]
    assert isinstance(refusal, Refused) and refusal.error.code == "sign_off.no_record"
    alone = settle([checked("000000")], {}, judged.roster, judged.setting, production.clock())
    assert [one.record.kind for one in alone.drafts] == ["handover", "sign_off"]
