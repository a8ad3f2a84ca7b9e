"""Signatures over HTTP: PINs in their header and nowhere else; what a passkey has to sign."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.desert import Site

PIN = "204816"


def signed(site: Site) -> dict[str, Any]:
    record = site.incident()
    one = {
        "person": "p-armorer",
        "role": "armorer",
        "at": record["occurred_at"],
        "method": "pin",
        "statement": "Seen.",
    }
    return record | {"sign_offs": [one]}


def code(site: Site, *, record: dict[str, Any] | None = None, **headers: str) -> tuple[int, str]:
    answer = site.ask("POST", "records", by="armorer", json=record or signed(site), headers=headers)
    assert PIN not in answer.text
    return answer.status_code, answer.json()["code"]


def test_a_pin_is_needed_and_has_to_be_right(site: Site) -> None:
    size = site.size()
    assert code(site) == (422, "sign_off.pin_needed")
    assert code(site, **{"Showclear-Pins": f"p-armorer={PIN}"}) == (422, "sign_off.wrong_pin")
    assert site.size() == size


def test_a_right_pin_lets_the_record_in(site: Site) -> None:
    pins = site.services.accounts.pins
    store, hasher = pins._store, pins._hasher  # noqa: SLF001 - a PIN is set by a person signed in; here only used
    with store.writing() as writer:
        writer.put_pin(site.id, "p-armorer", hasher.hashed(PIN), site.clock())
    record = signed(site)
    headers = {"Showclear-Pins": f"p-crew=000000, p-armorer={PIN}"}
    answer = site.ask("POST", "records", by="armorer", json=record, headers=headers)
    assert answer.status_code == 201, answer.text
    kept = site.get(f"records/{record['id']}")
    assert kept.json()["record"] == record
    assert PIN not in kept.text


@pytest.mark.parametrize(
    "sent",
    [
        *("", "p-armorer", "p-armorer=", "p-armorer=abc", "=1", "a=1,", "a=1;b=2", "a=1,a=2", "A=1"),
        *(
            "a=sealed:",
            "a=sealed:short",
            f"a=sealed:{'A' * 201}",
            f"a=sealed:{'A' * 120}+",
            "a=sealed:" + "." * 120,
        ),
        "a=sealed:" + "+".join(["A" * 120] * 51),
    ],
    ids=lambda sent: sent[:20],
)
def test_a_header_that_cannot_be_read_is_refused(site: Site, sent: str) -> None:
    assert code(site, **{"Showclear-Pins": sent}) == (422, "request.malformed")


def test_too_many_pins_are_refused(site: Site) -> None:
    sent = ",".join(f"p{number}=123456" for number in range(21))
    assert code(site, **{"Showclear-Pins": sent}) == (422, "request.malformed")


def test_a_passkey_without_a_proof_is_refused(site: Site) -> None:
    record = signed(site)
    record["sign_offs"][0]["method"] = "passkey"
    assert code(site, record=record) == (422, "sign_off.malformed")


WISH: dict[str, Any] = {
    "person": "p-armorer",
    "role": "armorer",
    "at": "2026-03-02T15:00:00Z",
    "language": "en",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "sign_off.unknown_credential"),
        ({"role": "crew"}, "sign_off.wrong_role"),
        ({"at": "soon"}, "sign_off.malformed"),
        ({"at": 5}, "request.malformed"),
        ({"language": None}, "request.malformed"),
        ({"colour": "red"}, "request.malformed"),
        ({"records": {}}, "request.malformed"),
        ({"ids": [5]}, "request.malformed"),
        ({"declined": "yes"}, "request.malformed"),
    ],
    ids=str,
)
def test_what_cannot_be_signed_says_why(site: Site, change: dict[str, Any], expected: str) -> None:
    answer = site.ask("POST", "sign-offs", by="armorer", json=WISH | change)
    assert (answer.status_code, answer.json()["code"]) == (422, expected)


def test_who_only_looks_asks_for_no_signature(site: Site) -> None:
    answer = site.ask("POST", "sign-offs", by="inspector", json=WISH)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")
