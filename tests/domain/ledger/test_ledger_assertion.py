"""An assertion holds for its challenge, key, page and party; each thing made wrong is refused under its own code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa

from app.domain.errors import ShowclearError
from app.domain.ledger.assertion import Assertion, check_assertion, load_key, origin_is_of
from app.domain.ledger.base64url import decode_base64url, encode_base64url
from app.domain.ledger.sign_off_codes import SignOffCode
from tests.domain.ledger.soft_authenticator import (
    ED25519,
    ORIGIN,
    OTHER,
    P256,
    PRESENT,
    RSA,
    VERIFIED,
    SoftAuthenticator,
    spki,
)

CHALLENGE = bytes(range(32))


def code_of(given: Assertion, challenge: bytes = CHALLENGE) -> str:
    with pytest.raises(ShowclearError) as caught:
        check_assertion(given, challenge)
    return caught.value.code


@pytest.mark.parametrize("key", [P256, ED25519, RSA], ids=["ES256", "EdDSA", "RS256"])
def test_it_holds_with_each_kind_of_key_and_gives_the_counter(key) -> None:
    assert check_assertion(SoftAuthenticator(key, sign_count=7).answer(CHALLENGE), CHALLENGE) == 7


def test_it_holds_with_extensions_and_a_copied_key_that_say_so() -> None:
    extended = SoftAuthenticator(flags=PRESENT | VERIFIED | 0x80, more=b"\xa0")
    copied = SoftAuthenticator(flags=PRESENT | VERIFIED | 0x18)
    assert check_assertion(extended.answer(CHALLENGE), CHALLENGE) == 1
    assert check_assertion(copied.answer(CHALLENGE), CHALLENGE) == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"client": {"type": "webauthn.create"}}, "wrong_type"),
    ({"client": {"type": None}}, "wrong_type"),
    ({"client": {"challenge": encode_base64url(b"another")}}, "not_bound"),
    ({"client": {"challenge": None}}, "not_bound"),
    ({"client": {"origin": "https://evil.example"}}, "wrong_origin"),
    ({"client": {"crossOrigin": True}}, "wrong_origin"),
    ({"client": {"crossOrigin": "false"}}, "wrong_origin"),
    ({"client": {"topOrigin": ORIGIN}}, "wrong_origin"),
    ({"origin": "https://evil.example"}, "wrong_origin"),
    ({"origin": "http://set.example"}, "wrong_origin"),
    ({"flags": 0}, "not_present"),
    ({"flags": VERIFIED}, "not_present"),
    ({"flags": PRESENT}, "user_not_verified"),
    ({"flags": PRESENT | VERIFIED | 0x40}, "malformed"),
    ({"flags": PRESENT | VERIFIED | 0x80}, "malformed"),
    ({"flags": PRESENT | VERIFIED | 0x10}, "malformed"),
    ({"more": b"\x00"}, "malformed"),
    ({"flags": PRESENT | VERIFIED | 0x80, "more": b"\x00" * 5000}, "malformed"),
]


@pytest.mark.parametrize(("change", "code"), WRONG, ids=lambda value: str(value)[:50])
def test_what_an_authenticator_says_wrong_is_refused_though_it_signed_it(
    change: dict[str, Any], code: str
) -> None:
    assert code_of(replace(SoftAuthenticator(), **change).answer(CHALLENGE)) == f"sign_off.{code}"


def test_another_relying_party_is_refused() -> None:
    given = SoftAuthenticator(rp="example").answer(CHALLENGE)
    assert check_assertion(given, CHALLENGE) == 1
    assert code_of(replace(given, rp="set.example")) == "sign_off.wrong_rp"


def test_another_challenge_is_refused() -> None:
    given = SoftAuthenticator().answer(CHALLENGE)
    assert code_of(given, CHALLENGE[::-1]) == "sign_off.not_bound"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"x"', b'{"type":1,"type":2}', b"\xff", b" " * 5000])
def test_client_data_that_is_none_is_refused(data: bytes) -> None:
    assert code_of(replace(SoftAuthenticator().answer(CHALLENGE), client_data=data)) == "sign_off.malformed"


@pytest.mark.parametrize("length", [0, 32, 36])
def test_authenticator_data_cut_short_is_refused(length: int) -> None:
    given = SoftAuthenticator().answer(CHALLENGE)
    short = replace(given, authenticator_data=given.authenticator_data[:length])
    assert code_of(short) == "sign_off.malformed"


@pytest.mark.parametrize("key", [P256, ED25519, RSA], ids=["ES256", "EdDSA", "RS256"])
def test_another_key_counter_or_signature_is_refused(key) -> None:
    given = SoftAuthenticator(key).answer(CHALLENGE)
    data = given.authenticator_data
    for changed in (
        replace(given, public_key=spki(OTHER)),
        replace(given, authenticator_data=data[:-1] + b"\x09"),
        replace(given, client_data=given.client_data + b" "),
        replace(given, signature=given.signature[:-1] + bytes([given.signature[-1] ^ 1])),
        replace(given, signature=b""),
    ):
        assert code_of(changed) == "sign_off.bad_signature"


@pytest.mark.parametrize(
    "public",
    [
        b"",
        b"\x30\x00",
        spki(P256)[:-1],
        spki(P256) + b"\x00",
        spki(ec.derive_private_key(5, ec.SECP384R1())),
        spki(rsa.generate_private_key(65537, 1024)),  # noqa: S505 - it is to be refused
        spki(ed448.Ed448PrivateKey.generate()),
    ],
    ids=["empty", "no key", "cut", "more", "P-384", "RSA 1024", "Ed448"],
)
def test_a_key_of_another_kind_is_refused(public: bytes) -> None:
    with pytest.raises(ShowclearError) as caught:
        load_key(public)
    assert caught.value.code == "sign_off.wrong_key"


@pytest.mark.parametrize(
    ("origin", "rp", "own"),
    [
        ("https://set.example", "set.example", True),
        ("https://app.set.example:8443", "set.example", True),
        ("http://localhost:8000", "localhost", True),
        ("http://localhost", "localhost", True),
        ("https://notset.example", "set.example", False),
        ("https://set.example.evil", "set.example", False),
        ("https://set.example/", "set.example", False),
        ("https://set.example@evil", "set.example", False),
        ("https://SET.example", "set.example", False),
        ("http://127.0.0.1:8000", "127.0.0.1", False),
        ("https://set.example:x", "set.example", False),
        ("https://", "", False),
        ("null", "set.example", False),
    ],
)
def test_an_origin_belongs_to_its_party_or_not(origin: str, rp: str, own: bool) -> None:
    assert origin_is_of(origin, rp) is own


@pytest.mark.parametrize("text", ["=", "AA==", "A", "AB", "A+", "A A", "\u00e9"])
def test_bytes_have_one_text(text: str) -> None:
    with pytest.raises(ShowclearError) as caught:
        decode_base64url(text)
    assert caught.value.code == "sign_off.malformed"


def test_every_code_has_a_meaning() -> None:
    assert all(code.startswith("sign_off.") and code.meaning.endswith(".") for code in SignOffCode)
