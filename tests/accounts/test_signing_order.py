"""When a PIN is enough: after everything was shown, while its owner keeps signing; and sealed PINs with real ones behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import decode_base64url, encode_base64url
from app.domain.ledger.entry import record_digest
from app.services.typed_pins import sealed_for
from app.signing.sealing_key import SealingKey
from tests.accounts.browser import Browser, Office

PIN, OTHERS = "294617", "805316"


def signed(office: Office, person: str = "p-armorer", role: str = "armorer") -> dict[str, Any]:
    record = office.site.incident()
    one = {"person": person, "role": role, "at": record["occurred_at"], "method": "pin", "statement": "Seen."}
    return record | {"sign_offs": [one]}


def code(browser: Browser, record: dict[str, Any], pins: str) -> str:
    """What sending it is answered with: `ok`, or the code of its refusal."""
    answer = browser.post("/productions/desert/records", record, **{"Showclear-Pins": pins})
    return "ok" if answer.status_code == 201 else str(answer.json()["code"])


def sealed(browser: Browser, record: dict[str, Any], person: str, pin: str) -> str:
    """As a phone without a signal seals it, to the key it fetched before."""
    told = browser.get("/sealing-key").json()
    assert told["suite"] == "DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decode_base64url(told["public_key"]))
    info = sealed_for("desert", person, record_digest(record))
    found = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(pin.encode(), point, info)
    return f"{person}=sealed:{encode_base64url(found)}"


@pytest.fixture
def armorer(office: Office) -> Browser:
    """The armorer's phone, signed in, with a PIN set."""
    browser = office.joined("p-armorer")
    browser.took("/account/pin", {"pin": PIN})
    return browser


def test_the_first_signature_takes_everything_and_so_does_one_after_a_break(
    office: Office, armorer: Browser
) -> None:
    clock, mine = office.site.clock, f"p-armorer={PIN}"
    clock.move(minutes=11)
    assert code(armorer, signed(office), mine) == "sign_off.full_needed"
    assert armorer.sign_in("p-armorer").is_success
    assert code(armorer, signed(office), mine) == "ok"
    for _ in range(3):
        clock.move(hours=2)
        assert code(armorer, signed(office), mine) == "ok", "who keeps at it goes on by PIN"
    clock.move(hours=2, seconds=1)
    assert code(armorer, signed(office), mine) == "sign_off.full_needed"


def test_a_wrong_pin_goes_on_with_nothing(office: Office, armorer: Browser) -> None:
    office.site.clock.move(minutes=9)
    assert code(armorer, signed(office), "p-armorer=111222") == "sign_off.wrong_pin"
    office.site.clock.move(minutes=2)
    assert code(armorer, signed(office), f"p-armorer={PIN}") == "sign_off.full_needed"


def test_whoever_the_phone_is_passed_to_signs_with_name_and_pin(office: Office, armorer: Browser) -> None:
    office.joined("p-performer").took("/account/pin", {"pin": OTHERS})
    office.site.clock.move(hours=3)
    record = signed(office, "p-performer", "performer")
    assert code(armorer, record, f"p-performer={PIN}") == "sign_off.wrong_pin"
    assert code(armorer, record, f"p-performer={OTHERS}") == "ok"
    again = signed(office)
    assert code(armorer, again, f"p-armorer={PIN}") == "sign_off.full_needed", "theirs is not the holder's"


def test_a_sealed_pin_counts_from_when_it_was_typed(office: Office, armorer: Browser) -> None:
    record = signed(office)
    typed = sealed(armorer, record, "p-armorer", PIN)
    office.site.clock.move(hours=5)
    assert code(armorer, record, typed) == "ok"
    assert awaits_nothing(office, record)


def test_sealed_too_long_after_everything_was_shown_it_is_kept_as_failed(
    office: Office, armorer: Browser
) -> None:
    office.site.clock.move(hours=3)
    record = signed(office)
    assert code(armorer, record, sealed(armorer, record, "p-armorer", PIN)) == "ok"
    (note,) = failures(office, record)
    assert note["proof"] == {
        "form": "showclear-failed/1",
        "record": record["id"],
        "code": "sign_off.full_needed",
    }


def test_a_wrong_sealed_pin_is_counted_like_any_try(office: Office, armorer: Browser) -> None:
    other = office.joined("p-producer")
    for _ in range(5):
        record = signed(office) | {"by": "p-producer"}
        assert code(other, record, sealed(other, record, "p-armorer", "111222")) == "ok"
        assert len(failures(office, record)) == 1
    right = signed(office) | {"by": "p-producer"}
    assert code(other, right, sealed(other, right, "p-armorer", PIN)) == "ok"
    assert len(failures(office, right)) == 1, "that phone has tried too often"
    assert code(armorer, signed(office), f"p-armorer={PIN}") == "ok", "and the armorer's own is not held up"


def failures(office: Office, record: dict[str, Any]) -> list[dict[str, Any]]:
    found = office.site.get(f"records?record={record['id']}").json()["items"]
    return [one for entry in found for one in entry["record"]["body"]["sign_offs"]]


def awaits_nothing(office: Office, record: dict[str, Any]) -> bool:
    return failures(office, record) == []


# --- the key ---


def opens(key: SealingKey, public: bytes) -> bool:
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
    found = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(b"204816", point, b"info")
    assert key.opened(found, b"another") is None
    assert key.opened(found[:-1], b"info") is None
    return key.opened(found, b"info") == b"204816"


def test_a_key_that_was_set_aside_opens_for_thirty_days(tmp_path: Path) -> None:
    path = tmp_path / "sealing.pem"
    first = SealingKey.load_or_create(path, date(2026, 3, 2))
    assert path.stat().st_mode & 0o777 == 0o600
    assert SealingKey.load_or_create(path, date(2026, 3, 2)).public_key == first.public_key
    path.rename(tmp_path / "sealing.2026-03-02.pem")
    second = SealingKey.load_or_create(path, date(2026, 4, 1))
    assert second.public_key != first.public_key
    assert opens(second, first.public_key) and opens(second, second.public_key)
    assert not opens(SealingKey.load_or_create(path, date(2026, 4, 2)), first.public_key)


def test_a_key_file_that_is_none_or_lies_open_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "sealing.pem"
    SealingKey.load_or_create(path, date(2026, 3, 2))
    path.chmod(0o640)
    refused(path, "key.exposed")
    path.chmod(0o600)
    (tmp_path / "sealing.old.pem").write_bytes(path.read_bytes())
    refused(path, "key.malformed")
    (tmp_path / "sealing.old.pem").unlink()
    path.write_text("no key")
    refused(path, "key.malformed")


def refused(path: Path, code: str) -> None:
    with pytest.raises(ShowclearError) as caught:
        SealingKey.load_or_create(path, date(2026, 3, 2))
    assert caught.value.code == code
