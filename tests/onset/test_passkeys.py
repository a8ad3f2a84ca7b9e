"""A passkey signs without a signal: the phone makes the challenge itself, and the export alone proves it afterwards."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.real_browser import new_tab
from tests.onset.company import PRODUCTION, Company
from tests.onset.phone import Phone

SEEN = {"chambers": 6, "chambers_seen": 6, "removed": True, "rounds": [], "barrel_clear": True}


@pytest.fixture
def ben(ranch: Company, chromium: Any) -> Phone:
    """Signed in with a passkey, with a revolver out to a performer."""
    now = timedelta()
    scene = {"scene": "42", "firearms": ["colt-1"], "performers": ["lou"]}
    ranch.record(
        "dario", "day_opened", {"call_time": "06:00", "scenes": [scene], "bulletins_attached": True}, now
    )
    ranch.record("ben", "round_inspection", SEEN | {"firearm": "colt-1", "witnesses": ["dario"]}, now)
    given = {"firearm": "colt-1", "from": "ben", "to": "lou", "purpose": "take", "declared": "empty"}
    ranch.record("ben", "handover", given | {"place": "church", "scene": "42"}, now)
    secret, _ = ranch.services.accounts.invites.invite(ranch.caller("office"), PRODUCTION, "ben")
    tab = new_tab(chromium)
    tab.open(f"{ranch.origin}/sign-in#invite={secret}")
    tab.page.click("#join-passkey")
    tab.page.wait_for_selector("#in:not([hidden])")
    return Phone(ranch, tab.page.context, tab.page, "ben")


def verified(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "verify", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_one_signature_stands_under_the_whole_reset(ranch: Company, ben: Phone, tmp_path: Path) -> None:
    ben.open()
    ben.installed()
    ben.without_signal()
    ben.open("reset?firearm=colt-1")
    for item, number in (("fired", "1"), ("take", "3"), ("loaded", "2")):
        ben.page.locator(f'[data-item="{item}"] input').fill(number)
    ben.pick("type", "blank")
    ben.pick("box", "blanks (blank)")
    ben.pick("witness", "Dario Penn")
    for what, places in (("Blank", (0, 1)), ("Empty", (2, 3, 4, 5))):
        ben.pick("each-round", what)
        for place in places:
            ben.tap(f".chamber >> nth={place}")
    for legend in ben.page.locator("form fieldset:has(span:text-is('Yes'))").all():
        item = legend.get_attribute("data-item")
        ben.pick(item, "No" if item == "odd-round" else "Yes")
    ben.tap("#ready")
    ben.tap("button", "Sign with my passkey")
    ben.passed_on()
    while ben.page.locator("[data-passing]").count():
        ben.signs_later()
    ben.ready("today")
    assert ben.queue() == 6
    ben.with_signal()
    ben.send()
    signed = [one for one in ranch.records() if one.get("sign_offs", [{}])[0].get("method") == "passkey"]
    assert [one["kind"] for one in signed] == [
        *("firing", "handover", "unloading", "loading", "round_inspection", "handover"),
    ]
    assert {one["sign_offs"][0]["proof"]["records"] for one in signed} == {"6"}
    lines: list[bytes] = []
    ranch.services.exports.export(PRODUCTION, lines.append)
    export = tmp_path / "ranch.jsonl"
    export.write_bytes(b"".join(lines))
    whole = verified(export)
    assert whole.returncode == 0, whole.stderr
    assert "Sign-offs by passkey: 6 hold, 0 do not." in whole.stdout
    export.write_bytes(export.read_bytes().replace(b'"rounds_fired":1', b'"rounds_fired":2', 1))
    assert verified(export).returncode == 1
    ben.context.close()
