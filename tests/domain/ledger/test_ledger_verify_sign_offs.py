"""Verifying checks every sign-off by passkey, under its record or given later, and says what it cannot check."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.ledger.canonical import Json
from app.domain.ledger.verify import Verification, verify
from app.domain.ledger.verify_words import as_json, report
from tests.domain.ledger.soft_authenticator import OTHER, P256, RSA, SoftAuthenticator, bound_to

if TYPE_CHECKING:
    from tests.domain.ledger.conftest import SampleLedger

NOON = "2024-05-01T12:00:00.000000Z"
ANA = SoftAuthenticator()
PAT = SoftAuthenticator(P256, b"credential-of-pat")
TOKEN: dict[str, Json] = {
    "person": "ana",
    "role": "armorer",
    "at": "2024-05-01T12:00:00Z",
    "method": "token",
    "statement": "Seen.",
}


def handover(ledger: SampleLedger, number: int, **more: Any) -> dict[str, Json]:
    body: dict[str, Json] = {"firearm": "colt", "from": "ana", "to": "pat"}
    return ledger.record(number, answers={"opened": True}, body=body, **more)


def later(ledger: SampleLedger, number: int, of: dict[str, Json], *sign_offs: Json) -> dict[str, Json]:
    record = ledger.record(number, body={"of": str(of["id"]).lower(), "sign_offs": list(sign_offs)})
    return record | {"kind": "sign_off"}


def checked(ledger: SampleLedger) -> Verification:
    return verify(ledger.export(), vkey=ledger.key.vkey)


def told(found: Verification) -> list[tuple[int | None, str]]:
    """Position, and the code in the words, of every break by a sign-off; there are no others."""
    assert {one.kind.value for one in found.breaks} <= {"bad_sign_off"}
    return [(one.position, one.words.split(": ")[1]) for one in found.breaks]


@pytest.fixture
def signed(empty_ledger: SampleLedger) -> SampleLedger:
    """A handover signed by ana, and later by pat; a rack signed at once; others by token."""
    first = handover(empty_ledger, 1)
    empty_ledger.append(first | {"sign_offs": [ANA.sign_off(first), TOKEN]}, NOON)
    rack = [handover(empty_ledger, 10 + number) for number in range(5)]
    together = SoftAuthenticator(sign_count=2).sign_offs([bound_to(record) for record in rack])
    for record, sign_off in zip(rack, together, strict=True):
        empty_ledger.append(record | {"sign_offs": [sign_off]}, NOON)
    pats = PAT.sign_off(
        first, person="pat", role="performer", statement="I was offered a look.", language="es"
    )
    empty_ledger.append(later(empty_ledger, 20, first, pats, TOKEN), NOON)
    return empty_ledger


def test_every_sign_off_is_checked_or_counted(signed: SampleLedger) -> None:
    found = checked(signed)
    assert found.ok, report(found)
    assert (found.sign_offs.proven, found.sign_offs.failed) == (7, 0)
    assert found.sign_offs.not_provable == {"token": 2}
    keys = [(key.person, key.rp, key.position, key.sign_offs) for key in found.sign_offs.keys]
    assert keys == [("ana", "set.example", 0, 6), ("pat", "set.example", 6, 1)]


def test_the_report_says_so(signed: SampleLedger) -> None:
    found = checked(signed)
    lines = report(found)
    assert "Sign-offs by passkey: 7 hold, 0 do not." in lines
    assert "Sign-offs that this file alone cannot prove: 2 by token." in lines
    assert sum(line.startswith("Key of ") for line in lines) == 2
    plain = json.loads(json.dumps(as_json(found)))
    assert plain["sign_offs"] == {"proven": 7, "failed": 0, "not_provable": {"token": 2}}
    assert [key["person"] for key in plain["passkeys"]] == ["ana", "pat"]


def test_a_report_without_sign_offs_does_not_speak_of_them(ledger: SampleLedger) -> None:
    assert not any("ign-off" in line for line in report(checked(ledger)))


def rewritten(ledger: SampleLedger, position: int, change: Callable[[dict[str, Any]], None]) -> SampleLedger:
    """As somebody who holds the service's key would rewrite an entry: hashes and checkpoint fit again."""
    entries, ledger.entries = ledger.entries, []
    for number, entry in enumerate(entries):
        record = json.loads(entry)["record"]
        if number == position:
            change(record)
        ledger.append(record, NOON)
    return ledger


def test_an_answer_changed_by_whoever_holds_the_services_key_is_found(signed: SampleLedger) -> None:
    found = checked(rewritten(signed, 0, lambda record: record["answers"].update(opened=False)))
    # It stood under two: the one in the record, and the one that came later.
    assert told(found) == [(0, "sign_off.not_bound"), (6, "sign_off.not_bound")]
    assert (found.sign_offs.proven, found.sign_offs.failed) == (5, 2)
    assert all("Record 01890000-0000-7000-8000-000000000001, signed by" in one.words for one in found.breaks)


def test_an_answer_changed_in_the_file_is_named_as_altered_too(signed: SampleLedger) -> None:
    lines = signed.export()
    lines[1] = lines[1].replace(b'"opened":true', b'"opened":null')
    found = verify(lines, vkey=signed.key.vkey)
    assert {(0, "altered"), (0, "bad_sign_off"), (6, "bad_sign_off")} == {
        (one.position, one.kind.value) for one in found.breaks
    }


def test_one_of_a_rack_changed_is_one_break(signed: SampleLedger) -> None:
    found = checked(rewritten(signed, 3, lambda record: record["body"].update(to="eve")))
    assert told(found) == [(3, "sign_off.not_bound")]


WRONG: list[tuple[str, Callable[[dict[str, Any]], None], str]] = [
    ("another person", lambda one: one.update(person="eve"), "not_bound"),
    ("another role", lambda one: one.update(role="first_ad"), "not_bound"),
    ("other words", lambda one: one.update(statement="I never saw it."), "not_bound"),
    ("another moment", lambda one: one.update(at="2024-05-01T12:00:01Z"), "not_bound"),
    ("declined after all", lambda one: one.update(declined=True), "not_bound"),
    ("another language", lambda one: one["proof"].update(language="fr"), "not_bound"),
    ("no proof", lambda one: one.pop("proof"), "malformed"),
    ("words for a proof", lambda one: one.update(proof="AAAA"), "malformed"),
    ("another party", lambda one: one["proof"].update(rp="example"), "wrong_rp"),
    ("another page", lambda one: one["proof"].update(origin="https://a.set.example"), "wrong_origin"),
]


@pytest.mark.parametrize(("change", "code"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
@pytest.mark.parametrize("position", [0, 6])
def test_a_sign_off_changed_by_whoever_holds_the_services_key_is_found(
    position: int, change: Callable[[dict[str, Any]], None], code: str, signed: SampleLedger
) -> None:
    def in_record(record: dict[str, Any]) -> None:
        change((record.get("sign_offs") or record["body"]["sign_offs"])[0])

    assert told(checked(rewritten(signed, position, in_record))) == [(position, f"sign_off.{code}")]


@pytest.mark.parametrize(
    ("authenticator", "code"),
    [
        (SoftAuthenticator(flags=0x01), "user_not_verified"),
        (SoftAuthenticator(flags=0x04), "not_present"),
        (SoftAuthenticator(client={"type": "webauthn.create"}), "wrong_type"),
        (SoftAuthenticator(client={"origin": "https://evil.example"}), "wrong_origin"),
        (SoftAuthenticator(origin="https://evil.example"), "wrong_origin"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_an_authenticator_should_not_have_signed_is_found(
    authenticator: SoftAuthenticator, code: str, empty_ledger: SampleLedger
) -> None:
    record = handover(empty_ledger, 0)
    empty_ledger.append(record | {"sign_offs": [authenticator.sign_off(record)]}, NOON)
    assert told(checked(empty_ledger)) == [(0, f"sign_off.{code}")]


def test_a_proof_of_another_record_is_found(signed: SampleLedger) -> None:
    record = handover(signed, 30)
    stolen = json.loads(signed.entries[0])["record"]["sign_offs"]
    signed.append(record | {"sign_offs": stolen}, NOON)
    found = checked(signed)
    assert (7, "sign_off.not_bound") in told(found)


def test_one_key_for_two_persons_is_found(signed: SampleLedger) -> None:
    record = handover(signed, 30)
    signed.append(record | {"sign_offs": [ANA.sign_off(record, person="eve")]}, NOON)
    assert told(checked(signed)) == [(7, "sign_off.wrong_key")]


def test_another_key_under_a_known_credential_is_found(signed: SampleLedger) -> None:
    record = handover(signed, 30)
    signed.append(record | {"sign_offs": [SoftAuthenticator(OTHER).sign_off(record)]}, NOON)
    assert told(checked(signed)) == [(7, "sign_off.wrong_key")]


def test_a_new_key_of_the_same_person_is_listed(signed: SampleLedger) -> None:
    record = handover(signed, 30)
    second = SoftAuthenticator(RSA, b"another-credential")
    signed.append(record | {"sign_offs": [second.sign_off(record)]}, NOON)
    found = checked(signed)
    assert found.ok
    assert [key.person for key in found.sign_offs.keys] == ["ana", "ana", "pat"]


def test_what_signs_a_record_that_is_not_here_is_found(signed: SampleLedger) -> None:
    gone = handover(signed, 40)
    signed.append(later(signed, 41, gone, ANA.sign_off(gone), TOKEN), NOON)
    found = checked(signed)
    assert told(found) == [(7, "sign_off.no_record")]
    assert found.sign_offs.not_provable == {"token": 3}


def test_a_later_signature_names_its_record_in_either_case(empty_ledger: SampleLedger) -> None:
    record = handover(empty_ledger, 0) | {"id": "01890000-0000-7000-8000-ABCDEFABCDEF"}
    empty_ledger.append(record, NOON)
    empty_ledger.append(later(empty_ledger, 1, record, ANA.sign_off(record)), NOON)
    assert (checked(empty_ledger).ok, checked(empty_ledger).sign_offs.proven) == (True, 1)


@pytest.mark.parametrize("sign_offs", [5, "x", {"method": 1}, [1], [{"method": None}], [[]]], ids=str)
def test_sign_offs_that_cannot_be_read_are_found(sign_offs: Json, empty_ledger: SampleLedger) -> None:
    empty_ledger.append(handover(empty_ledger, 0, sign_offs=sign_offs), NOON)
    assert told(checked(empty_ledger)) == [(0, "sign_off.malformed")]


@pytest.mark.parametrize("body", [None, {}, {"of": 5}, {"of": "x"}, "x"], ids=str)
def test_a_later_signature_that_cannot_be_read_is_found(body: Json, empty_ledger: SampleLedger) -> None:
    empty_ledger.append(empty_ledger.record(0, body=body) | {"kind": "sign_off"}, NOON)
    assert told(checked(empty_ledger)) == [(0, "sign_off.malformed")]


def test_lines_that_come_only_once_do(signed: SampleLedger) -> None:
    assert verify(iter(signed.export()), vkey=signed.key.vkey).sign_offs.proven == 7


def test_lines_are_not_kept_where_they_can_be_had_again(signed: SampleLedger) -> None:
    asked = []

    def again() -> Iterator[bytes]:
        asked.append(1)
        return iter(signed.export())

    assert verify(iter(signed.export()), again=again).sign_offs.proven == 7
    assert asked == [1]


def test_nobody_reads_twice_where_nothing_was_signed_later(ledger: SampleLedger) -> None:
    def again() -> Iterator[bytes]:
        raise AssertionError

    assert verify(iter(ledger.export()), again=again).ok


def test_a_file_that_changes_meanwhile_proves_nothing(signed: SampleLedger) -> None:
    lines = signed.export()
    changed = [line.replace(b'"to":"pat"', b'"to":"eve"') for line in lines]
    assert told(verify(iter(lines), again=lambda: changed)) == [(6, "sign_off.no_record")]


# --- golden ---


def test_the_golden_export_with_sign_offs_verifies(data: Path) -> None:
    vkey = (data / "golden.vkey").read_text(encoding="ascii")
    with (data / "signed.jsonl").open("rb") as file:
        found = verify(file, vkey=vkey)
    assert found.ok, report(found)
    assert (found.entries, found.sign_offs.proven) == (8, 8)
    assert found.sign_offs.not_provable == {"token": 2}
    assert [key.person for key in found.sign_offs.keys] == ["ana", "sam", "pat"]
    assert found.root.hex() == "461ddb7a5ffb8f72d9f30a43d3983e213560d8137abd004ccecfc54c5e8af8e1"


def test_every_answer_of_the_golden_export_is_bound(data: Path, empty_ledger: SampleLedger) -> None:
    lines = (data / "signed.jsonl").read_bytes().splitlines(keepends=True)
    for number in range(1, 8):
        changed = [*lines]
        changed[number] = lines[number].replace(b'"firearm":"colt"', b'"firearm":"colT"')
        if changed == lines:
            continue
        found = verify(changed)
        assert (number - 1, "bad_sign_off") in {(one.position, one.kind.value) for one in found.breaks}
