"""PINs: six digits, tried few times, and nobody is locked out by somebody else's phone."""

from __future__ import annotations

import pytest

from tests.accounts.browser import Office

PIN = "294617"
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in PIN)
SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def test_a_pin_is_right_or_wrong(office: Office) -> None:
    office.joined("p-armorer").took("/account/pin", {"pin": PIN})
    book = office.site.services.accounts.pins.of("desert")
    assert book.check("p-armorer", PIN, "a phone")
    for person, pin in (
        *(("p-armorer", wrong) for wrong in ("294618", "", "29461", "2946177", WIDE)),
        ("p-performer", PIN),
        ("nobody", PIN),
    ):
        assert not book.check(person, pin, f"phone for {person} {pin}")
    assert not office.site.services.accounts.pins.of("ocean").check("p-armorer", PIN, "a phone")
    assert set(office.refusals("pin.check")) == {"pin.wrong"}


@SQLITE
@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "12345a", "111111", "123456", "987654", "098765", WIDE]
)
def test_a_pin_that_is_none_or_easily_guessed(office: Office, pin: str) -> None:
    assert office.joined("p-armorer").refused("/account/pin", {"pin": pin}) == "pin.malformed"


def test_tries_are_limited_on_one_phone_and_others_go_on(office: Office) -> None:
    office.joined("p-armorer").took("/account/pin", {"pin": PIN})
    book = office.site.services.accounts.pins.of("desert")
    assert book.check("p-armorer", PIN, "their own phone")
    for _ in range(5):
        assert not book.check("p-armorer", "000001", "another's phone")
    assert not book.check("p-armorer", PIN, "another's phone"), "not even the right one"
    assert sorted(map(str, office.refusals("pin.check"))) == ["pin.locked"] + ["pin.wrong"] * 5
    assert book.check("p-armorer", PIN, "their own phone")
    office.site.clock.move(minutes=16)
    assert book.check("p-armorer", PIN, "another's phone")


def test_the_wait_grows(office: Office) -> None:
    office.joined("p-armorer").took("/account/pin", {"pin": PIN})
    book, clock = office.site.services.accounts.pins.of("desert"), office.site.clock
    for _ in range(5):
        book.check("p-armorer", "000001", "a phone")
    for _ in range(5):
        clock.move(minutes=16)
        book.check("p-armorer", "000001", "a phone")
    clock.move(minutes=16)
    assert not book.check("p-armorer", PIN, "a phone")
    clock.move(minutes=15)
    assert book.check("p-armorer", PIN, "a phone")


def test_inventing_phones_gains_nothing_and_locks_no_known_one_out(office: Office) -> None:
    office.joined("p-armorer").took("/account/pin", {"pin": PIN})
    book = office.site.services.accounts.pins.of("desert")
    assert book.check("p-armorer", PIN, "their own phone")
    for number in range(20):
        assert not book.check("p-armorer", "000001", f"invented {number}")
    assert not book.check("p-armorer", PIN, "one more"), (
        "twenty in vain are enough for all that are not known"
    )
    assert book.check("p-armorer", PIN, "their own phone")
