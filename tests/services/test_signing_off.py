"""What is asked to be signed: the protocol's words, a challenge that fits the record; and keys that count on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from webauthn.helpers import encode_cbor

from app.bootstrap import AT_HOME
from app.db.accounts import SqlAccounts
from app.db.database import Database
from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import decode_base64url, encode_base64url
from app.domain.ledger.verify import verify
from app.services.accounts.rows import Membership, Passkey
from app.services.caller import DELIVER, READ, WRITE
from app.services.container import Services
from app.services.outcome import Accepted
from app.services.signing_keys import AccountKeys
from app.services.signing_off import Wish
from app.signing.cose_keys import spki_of
from tests.domain.ledger.soft_authenticator import ED25519, P256, RSA, SoftAuthenticator, spki
from tests.services.conftest import HandClock, Production

COSE = encode_cbor({1: 1, 3: -8, -1: 6, -2: ED25519.public_key().public_bytes_raw()})
PROTOCOL = "armorer-handover@1.0.0"
ANA = SoftAuthenticator(rp="localhost", origin=AT_HOME)


def passkey(account: str = "acc", credential: bytes = ANA.credential, **more: Any) -> Passkey:
    at = HandClock().now
    return replace(Passkey(credential, "k1", account, COSE, 0, (), "phone", at, None), **more)


@pytest.fixture
def accounts(shoot: Production, database: Database) -> SqlAccounts:
    """Ana of the production has an account with one passkey."""
    store = SqlAccounts(database)
    with store.writing() as writer:
        writer.add_account("acc", shoot.clock.now)
        writer.join(Membership(shoot.id, "ana", "acc", shoot.clock.now))
        assert writer.add_passkey(passkey())
    return store


def wish(shoot: Production, *records: dict[str, Any], **more: Any) -> Wish:
    at = shoot.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(Wish("ana", "armorer", at, "en", records), **more)


def completed(asked: dict[str, Any], by: SoftAuthenticator = ANA) -> list[dict[str, Any]]:
    """As a page completes the sign-offs it was given."""
    given = by.answer(decode_base64url(asked["challenge"]))
    credential = encode_base64url(by.credential)
    more = {
        "credential": credential,
        "public_key": asked["keys"][credential],
        "authenticator_data": encode_base64url(given.authenticator_data),
        "client_data": encode_base64url(given.client_data),
        "signature": encode_base64url(given.signature),
        "origin": by.origin,
    }
    return [one["sign_off"] | {"proof": one["sign_off"]["proof"] | more} for one in asked["sign_offs"]]


def code_of(services: Services, shoot: Production, asked: Wish, **more: Any) -> str:
    caller = replace(shoot.caller("ana"), **more)
    with pytest.raises(ShowclearError) as caught:
        services.signing_off.prepare(caller, shoot.id, asked)
    return caught.value.code


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_prepared_and_signed_enters_and_proves_itself(
    language: str, services: Services, shoot: Production, accounts: SqlAccounts
) -> None:
    records = [shoot.handover(protocol=PROTOCOL), shoot.handover(protocol=PROTOCOL), shoot.inspection()]
    caller = shoot.caller("ana")
    asked = services.signing_off.prepare(caller, shoot.id, wish(shoot, *records[:2], language=language))
    assert asked["rp"] == "localhost"
    words = asked["sign_offs"][0]["sign_off"]["statement"]
    assert words.startswith({"en": "I gave or took", "es": "Yo entregu\u00e9"}[language])
    signed = completed(asked)
    for record, sign_off in zip(records, signed, strict=False):
        found = shoot.send(record | {"sign_offs": [sign_off]})
        assert isinstance(found, Accepted), found
    lines: list[bytes] = []
    services.exports.export(shoot.id, lines.append)
    found = verify(lines)
    assert (found.ok, found.sign_offs.proven) == (True, 2)


def test_a_record_in_the_ledger_is_signed_later(
    services: Services, shoot: Production, accounts: SqlAccounts
) -> None:
    record = shoot.handover()
    shoot.take(record)
    asked = services.signing_off.prepare(
        shoot.caller("ana"), shoot.id, wish(shoot, ids=(record["id"].upper(),), statement="Mine.")
    )
    later = shoot.record("safe", "sign_off", {"of": record["id"], "sign_offs": completed(asked)})
    found = shoot.send(later, READ, WRITE, DELIVER)
    assert isinstance(found, Accepted), found


def test_what_cannot_be_asked_is_refused(
    services: Services, shoot: Production, accounts: SqlAccounts
) -> None:
    plain, named = shoot.handover(), shoot.handover(protocol=PROTOCOL)

    def code(*records: dict[str, Any], **more: Any) -> str:
        return code_of(services, shoot, wish(shoot, *records, **more))

    assert code(named, role="first_ad") == "sign_off.wrong_role"
    assert code(named, person="nobody") == "sign_off.wrong_role"
    assert code(named, at="2025-01-01T00:00:00Z") == "sign_off.wrong_role"
    assert code(named, at="yesterday") == "sign_off.malformed"
    assert code(named, person="pat", role="performer") == "sign_off.unknown_credential"
    assert code(named, language="tlh") == "sign_off.wrong_statement"
    assert code(named, statement="Other words.") == "sign_off.wrong_statement"
    assert code(plain) == "sign_off.wrong_statement"
    assert code() == "sign_off.malformed"
    assert code({"kind": "handover"}) == "record.malformed"
    assert code(plain | {"production": "other"}) == "not_found"
    assert code(ids=("01890000-0000-7000-8000-000000000000",)) == "not_found"
    assert code_of(services, shoot, wish(shoot, named), scopes=frozenset({READ})) == "permission.denied"
    assert code_of(services, shoot, wish(shoot, named), person="looker") == "permission.denied"
    assert code_of(services, shoot, wish(shoot, named), production="other") == "not_found"


def test_a_pin_that_was_never_set_is_wrong(services: Services, shoot: Production) -> None:
    record = shoot.handover()
    one = {"person": "ana", "role": "armorer", "at": record["occurred_at"], "method": "pin", "statement": "s"}
    sent = orjson.dumps(record | {"sign_offs": [one]})
    found = services.records.submit(shoot.caller("ana"), shoot.id, sent, {"ana": "204816"})
    assert not isinstance(found, Accepted)
    assert found.error.code == "sign_off.wrong_pin"


# --- keys ---


def test_keys_are_the_persons_own_and_good(shoot: Production, accounts: SqlAccounts) -> None:
    keys = AccountKeys(accounts, shoot.clock, spki_of)
    assert keys.keys_of(shoot.id, "ana") == {ANA.credential: spki(ED25519)}
    assert keys.keys_of(shoot.id, "pat") == keys.keys_of("other", "ana") == {}
    with accounts.writing() as writer:
        assert writer.revoke_passkey("acc", "k1", shoot.clock.now)
    assert keys.keys_of(shoot.id, "ana") == {}


def test_a_counter_goes_on_unless_the_signature_was_seen(shoot: Production, accounts: SqlAccounts) -> None:
    keys = AccountKeys(accounts, shoot.clock, spki_of)
    taken = [(b"a", 0), (b"b", 0), (b"c", 5), (b"c", 5), (b"d", 6), (b"c", 5)]
    assert all(keys.count(ANA.credential, signature, count) for signature, count in taken)
    for signature, count in [(b"e", 6), (b"f", 5), (b"g", 0)]:
        assert not keys.count(ANA.credential, signature, count)
    assert not keys.count(b"unknown", b"h", 1)


def test_a_key_reads_the_same_in_both_forms() -> None:
    numbers = P256.public_key().public_numbers()
    x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
    rsa = RSA.public_key().public_numbers()
    assert spki_of(COSE) == spki(ED25519)
    assert spki_of(encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})) == spki(P256)
    modulus, exponent = rsa.n.to_bytes(256, "big"), rsa.e.to_bytes(3, "big")
    assert spki_of(encode_cbor({1: 3, 3: -257, -1: modulus, -2: exponent})) == spki(RSA)
