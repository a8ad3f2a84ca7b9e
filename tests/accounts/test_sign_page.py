"""In a real browser: a handover is signed on one phone and on two, proven from the export alone, and altered in vain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from app.domain.records import parse_moment
from tests.accounts.real_browser import Serving, Tab, new_tab

PIN = "294617"
HELD_MS = 11_000
FILLED = {"firearm", "from", "to", "purpose", "declared", "declared_by", "place"}


def come_in(serving: Serving, tab: Tab, person: str) -> None:
    tab.open(serving.invite(person))
    tab.page.click("#join-passkey")
    tab.page.wait_for_selector("#in:not([hidden])")


@pytest.fixture
def armorer(serving: Serving, tab: Tab) -> Tab:
    """Signed in with a passkey, on a page whose clock the test moves."""
    come_in(serving, tab, "p-armorer")
    tab.page.clock.install()
    tab.open(f"{serving.origin}/sign")
    return tab


@pytest.fixture
def performer(serving: Serving, chromium: Any) -> Iterator[Tab]:
    """A second phone, whose owner has a passkey and a PIN."""
    one = new_tab(chromium)
    come_in(serving, one, "p-performer")
    one.page.fill("#pin", PIN)
    one.page.click("#set-pin button")
    one.told("The PIN is set.")
    yield one
    one.page.context.close()


def fill(page: Any) -> None:
    page.wait_for_selector("#writing:not([hidden])")
    assert page.input_value("#checklist") == "armorer-handover"
    answers = {"firearm": "colt-1", "place": "church"}
    chosen = {"giver": "p-armorer", "taker": "p-performer", "purpose": "take", "status": "cold"}
    for item, value in answers.items():
        page.fill(f"#item-{item}", value)
    for item, value in chosen.items():
        page.select_option(f"#item-{item}", value)
    for item in ("opened-and-shown", "look-offered"):
        page.select_option(f"#item-{item}", "yes")
    page.click("#form button")
    page.wait_for_selector("#reading:not([hidden])")


def sign(page: Any) -> str:
    """The id of the record, signed by passkey and sent once its ten seconds are over."""
    page.click("#with-passkey")
    page.wait_for_selector("#waiting:not([hidden])")
    page.clock.fast_forward(HELD_MS)
    page.wait_for_selector("#others:not([hidden])")
    return parse_qs(urlsplit(page.url).fragment)["record"][0]


def test_a_handover_on_one_phone_and_on_two(
    serving: Serving, armorer: Tab, performer: Tab, tmp_path: Path
) -> None:
    page = armorer.page
    fill(page)
    assert "I opened it or showed it" in page.text_content("#statement")
    assert "p-performer" in page.text_content("#facts")
    first = sign(page)
    assert page.locator("#met li").count() > 3
    assert "not a finding of fault or law" in page.text_content("#unmet")
    assert page.is_visible("#unmet")
    assert handovers(serving)[0]["body"].keys() == FILLED

    # one phone, passed over
    assert page.input_value("#other") == "p-performer"
    assert "I have not inspected it" in page.text_content("#other-statement")
    page.fill("#other-pin", "000111")
    page.click("#pass button[value=sign]")
    armorer.told("This is not the PIN of p-performer.")
    page.fill("#other-pin", PIN)
    page.click("#pass button[value=sign]")
    page.wait_for_selector("#signed li:nth-child(2)")
    assert page.is_hidden("#passing"), "nobody is awaited any more"

    # two phones, by the code
    page.click("#next")
    fill(page)
    second = sign(page)
    page.locator("#code").evaluate("drawing => drawing.decode()")
    link = page.get_attribute("#code", "alt").partition(": ")[2]
    other = performer.page
    performer.open(link)
    other.wait_for_selector("#reading:not([hidden])")
    assert "I have not inspected it" in other.text_content("#statement")
    other.click("#with-passkey")
    other.wait_for_selector("#signed li:nth-child(2)")
    assert "p-performer (performer)" in other.text_content("#signed")

    lines: list[bytes] = []
    serving.services.exports.export("desert", lines.append)
    export = tmp_path / "desert.jsonl"
    export.write_bytes(b"".join(lines))
    whole = verified(export)
    assert whole.returncode == 0, whole.stderr
    assert "Sign-offs by passkey: 3 hold, 0 do not." in whole.stdout
    assert first != second
    tampered = export.read_bytes().replace(b'"look-offered":true', b'"look-offered":false', 1)
    export.write_bytes(tampered)
    broken = verified(export)
    assert broken.returncode == 1
    assert first in broken.stdout + broken.stderr
    problems = [
        line for line in (*armorer.said, *performer.said) if "Security Policy" in line or "TypeError" in line
    ]
    assert not problems


def test_what_is_mine_is_taken_away_from_the_page(serving: Serving, armorer: Tab, tmp_path: Path) -> None:
    fill(armorer.page)
    record = sign(armorer.page)
    armorer.page.click("#next")
    with armorer.page.expect_download() as taken:
        armorer.page.click("#mine")
    mine = tmp_path / "mine.jsonl"
    taken.value.save_as(mine)
    assert verified(mine).returncode == 0
    assert record in mine.read_text(encoding="utf-8")


def verified(export: Path) -> subprocess.CompletedProcess[str]:
    """As somebody without the service would check it."""
    command = [sys.executable, "-m", "app", "verify", str(export)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_wrong_button_is_taken_back_and_nothing_leaves_the_phone(serving: Serving, armorer: Tab) -> None:
    page = armorer.page
    fill(page)
    page.click("#with-passkey")
    page.wait_for_selector("#waiting:not([hidden])")
    page.clock.fast_forward(5_000)
    page.click("#take-back")
    armorer.told("Taken back.")
    page.clock.fast_forward(HELD_MS)
    assert handovers(serving) == []
    page.click("#with-passkey")
    page.wait_for_selector("#waiting:not([hidden])")
    page.clock.fast_forward(HELD_MS)
    page.wait_for_selector("#others:not([hidden])")
    (record,) = handovers(serving)
    assert parse_moment(record["sign_offs"][0]["at"]) >= parse_moment(record["occurred_at"])


def test_declining_is_a_record_with_the_reason(serving: Serving, armorer: Tab, performer: Tab) -> None:
    fill(armorer.page)
    sign(armorer.page)
    performer.open(armorer.page.get_attribute("#code", "alt").partition(": ")[2])
    performer.page.fill("#why", "I was not there yet.")
    performer.page.click("#decline button")
    performer.page.wait_for_selector("#signed li:nth-child(2)")
    assert "declined" in performer.page.text_content("#signed")
    (record,) = kept(serving, "sign_off")
    assert record["note"] == "I was not there yet."
    assert record["body"]["sign_offs"][0]["declined"] is True


def test_signed_out_the_page_comes_back_to_the_record(serving: Serving, armorer: Tab, performer: Tab) -> None:
    fill(armorer.page)
    record = sign(armorer.page)
    page = performer.page
    performer.open(f"{serving.origin}/sign-in")
    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    performer.open(f"{serving.origin}/sign#production=desert&record={record}")
    page.click("#to-sign-in")
    page.wait_for_selector("#coming:not([hidden])")
    page.click("#with-passkey")
    page.wait_for_url("**/sign#*")
    page.wait_for_selector("#reading:not([hidden])")


def handovers(serving: Serving) -> list[dict[str, Any]]:
    return kept(serving, "handover")


def kept(serving: Serving, kind: str) -> list[dict[str, Any]]:
    lines: list[bytes] = []
    serving.services.exports.export("desert", lines.append)
    entries = [orjson.loads(line) for line in b"".join(lines).splitlines()[1:-1]]
    return [entry["record"] for entry in entries if entry["record"]["kind"] == kind]
