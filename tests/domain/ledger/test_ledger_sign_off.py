"""A passkey sign-off binds record, words, language, protocol, person, role, time: change one, and it no longer holds."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import decode_base64url, encode_base64url
from app.domain.ledger.binding import MOST_RECORDS, Bound, bind, challenge_at
from app.domain.ledger.entry import record_digest
from app.domain.ledger.sign_off import check_sign_off, parse_proof
from tests.domain.ledger.soft_authenticator import ED25519, SoftAuthenticator, bound_to, spki

DIGEST = "ab" * 32


def record(number: int = 0) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "production": "desert",
        "answers": {"opened": True},
        "body": {"firearm": "colt"},
    }


def code_of(signed: dict[str, Any], sign_off: dict[str, Any]) -> str:
    with pytest.raises(ShowclearError) as caught:
        check_sign_off(record_digest(signed), sign_off)
    return caught.value.code


def test_it_holds_from_the_record_alone() -> None:
    sign_off = SoftAuthenticator(sign_count=3).sign_off(record(), protocol_digest=DIGEST)
    checked = check_sign_off(record_digest(record()), json.loads(json.dumps(sign_off)))
    assert (checked.person, checked.sign_count) == ("ana", 3)
    assert checked.proof.protocol_digest == DIGEST
    assert checked.fingerprint == hashlib.sha256(spki(ED25519)).hexdigest()
    assert parse_proof(sign_off["proof"]).to_json() == sign_off["proof"]


def test_signing_does_not_change_what_is_signed() -> None:
    signed = record()
    sign_off = SoftAuthenticator().sign_off(signed)
    assert check_sign_off(record_digest(signed | {"sign_offs": [sign_off]}), sign_off).person == "ana"


def test_what_is_signed_is_what_the_page_says() -> None:
    """The recipe of docs/sign-offs.md, written out once more without our code."""
    bound = bound_to(record(), protocol_digest=DIGEST)
    told = json.dumps(bound.to_json(), sort_keys=True, separators=(",", ":"))
    leaf = hashlib.sha256(b"\x00" + told.encode()).hexdigest()
    top = '{"records":1,"root":"' + leaf + '"}'
    assert bind([bound])[0] == hashlib.sha256(b"showclear/sign-off/v1\n" + top.encode()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"answers": {"opened": False}},
        {"body": {"firearm": "colt-2"}},
        {"id": "r1"},
        {"production": "other"},
        {"note": "added"},
    ],
    ids=str,
)
def test_a_changed_record_was_not_signed(change: dict[str, Any]) -> None:
    sign_off = SoftAuthenticator().sign_off(record())
    assert code_of(record() | change, sign_off) == "sign_off.not_bound"


@pytest.mark.parametrize(
    "change",
    [
        {"person": "pat"},
        {"role": "first_ad"},
        {"at": "2024-05-01T12:00:01Z"},
        {"statement": "I did not."},
        {"declined": True},
        {"method": "pin"},
    ],
    ids=str,
)
def test_a_changed_sign_off_was_not_signed(change: dict[str, Any]) -> None:
    sign_off = SoftAuthenticator().sign_off(record())
    assert code_of(record(), sign_off | change) == "sign_off.not_bound"


def test_declining_can_be_signed_and_not_be_turned_round() -> None:
    sign_off = SoftAuthenticator().sign_off(record(), declined=True)
    assert check_sign_off(record_digest(record()), sign_off).person == "ana"
    del sign_off["declined"]
    assert code_of(record(), sign_off) == "sign_off.not_bound"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("language", "es", "not_bound"),
        ("protocol_digest", "cd" * 32, "not_bound"),
        ("protocol_digest", "CD" * 32, "malformed"),
        ("protocol_digest", None, "malformed"),
        ("language", "", "malformed"),
        ("language", "not a language", "malformed"),
        ("form", "showclear-passkey/2", "malformed"),
        ("colour", "red", "malformed"),
        ("signature", "!", "malformed"),
        ("signature", 5, "malformed"),
        ("rp", "example", "wrong_rp"),
        ("origin", "https://other.set.example", "wrong_origin"),
        ("public_key", "AAAA", "wrong_key"),
        ("records", "2", "malformed"),
        ("path", "", "malformed"),
    ],
)
def test_a_changed_proof_is_none(field: str, value: Any, code: str) -> None:
    sign_off = SoftAuthenticator().sign_off(record(), protocol_digest=DIGEST)
    sign_off["proof"][field] = value
    assert code_of(record(), sign_off) == f"sign_off.{code}"


@pytest.mark.parametrize("proof", [None, "AAAA", {}, [], {"form": "showclear-passkey/1"}], ids=str)
def test_something_else_is_no_proof(proof: Any) -> None:
    sign_off = SoftAuthenticator().sign_off(record()) | {"proof": proof}
    assert code_of(record(), sign_off) == "sign_off.malformed"


@pytest.mark.parametrize("name", sorted(SoftAuthenticator().sign_off(record())["proof"]))
def test_a_proof_lacks_nothing(name: str) -> None:
    sign_off = SoftAuthenticator().sign_off(record())
    del sign_off["proof"][name]
    assert code_of(record(), sign_off) == "sign_off.malformed"


@pytest.mark.parametrize("count", [2, 3, 4, 7, 40, MOST_RECORDS])
def test_one_signature_stands_under_many(count: int) -> None:
    bounds = [bound_to(record(number)) for number in range(count)]
    signed = SoftAuthenticator().sign_offs(bounds)
    assert len({one["proof"]["signature"] for one in signed}) == 1
    for bound, one in zip(bounds, signed, strict=True):
        assert check_sign_off(bound.record, one).proof.place.records == count


def test_a_record_of_many_cannot_take_anothers_place() -> None:
    bounds = [bound_to(record(number)) for number in range(5)]
    signed = SoftAuthenticator().sign_offs(bounds)
    for number, one in enumerate(signed):
        for other in range(6):
            if other != number:
                assert code_of(record(other), one) == "sign_off.not_bound"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"index": "1"}, "not_bound"),
        ({"records": "6"}, "not_bound"),
        ({"index": "5"}, "malformed"),
        ({"index": "-1"}, "malformed"),
        ({"index": "00"}, "malformed"),
        ({"records": "1"}, "malformed"),
        ({"records": "501"}, "malformed"),
        ({"records": "5000"}, "malformed"),
        ({"path": ""}, "malformed"),
        ({"path": "AAAA"}, "malformed"),
    ],
    ids=str,
)
def test_a_place_is_bound_too(change: dict[str, str], code: str) -> None:
    one = SoftAuthenticator().sign_offs([bound_to(record(number)) for number in range(5)])[0]
    one["proof"] |= change
    assert code_of(record(0), one) == f"sign_off.{code}"


def test_every_byte_of_a_path_counts() -> None:
    signed = SoftAuthenticator().sign_offs([bound_to(record(number)) for number in range(5)])[2]
    path = decode_base64url(signed["proof"]["path"])
    for at in range(len(path)):
        changed = copy.deepcopy(signed)
        turned = path[:at] + bytes([path[at] ^ 1]) + path[at + 1 :]
        changed["proof"]["path"] = encode_base64url(turned)
        assert code_of(record(2), changed) == "sign_off.not_bound"


@pytest.mark.parametrize("bounds", [[], [bound_to(record())] * (MOST_RECORDS + 1)], ids=["none", "too many"])
def test_a_signature_stands_under_some(bounds: list[Bound]) -> None:
    with pytest.raises(ShowclearError) as caught:
        bind(bounds)
    assert caught.value.code == "sign_off.malformed"


def test_the_challenge_is_the_same_from_every_place() -> None:
    bounds = [bound_to(record(number)) for number in range(9)]
    challenge, places = bind(bounds)
    assert {challenge_at(bound, place) for bound, place in zip(bounds, places, strict=True)} == {challenge}
