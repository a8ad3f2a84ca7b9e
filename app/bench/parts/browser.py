"""Decides how long the page that checks kept files takes over a long export, in a real browser with the network off."""

from __future__ import annotations

import importlib
import importlib.util
import os
import statistics
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bench.parts.verify import export_of
from app.bench.report import Row
from app.bench.setting import LackingError, Run
from app.domain.ledger.checkpoint import origin_of
from app.domain.ledger.signed_note import note_key
from app.domain.ledger.verify import verify
from app.signing.checkpoint_key import CheckpointKey
from app.web.pages.verifier import verifier

_PRODUCTION = "verified"  # whose ledger the export is
_WITHIN_MS = 600_000


def measure(run: Run) -> list[Row]:
    """One row: the page beside `verify` over the same file. Left out without Playwright and a Chromium (`CHROMIUM`)."""
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if importlib.util.find_spec("playwright") is None or not Path(chromium).exists():
        raise LackingError("The browser: install playwright, and a Chromium that CHROMIUM names.")
    key = CheckpointKey(Ed25519PrivateKey.generate())
    run.say(f"browser: writing an export of {run.sizes.checked:,} entries")
    lines, _ = export_of(run.sizes.checked, note_key(origin_of(_PRODUCTION), key.public_key), key)
    export, page = run.directory / "kept.jsonl", run.directory / "verify.html"
    export.write_bytes(b"".join(lines))
    page.write_bytes(verifier())
    began = time.perf_counter()
    verify(lines)
    command_s = time.perf_counter() - began
    with importlib.import_module("playwright.sync_api").sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, headless=True)
        taken = [_took_s(browser, page, export) for _ in range(run.sizes.rounds)]
        browser.close()
    page_s = statistics.median(taken)
    name = f"the page checks {run.sizes.checked:,} entries"
    words = f"{export.stat().st_size / 1e6:.1f} MB, read as a stream"
    return [Row("browser", name, page_s, "s", command_s, "verify", page_s / command_s, note=words)]


def _took_s(browser: Any, page: Path, export: Path) -> float:
    tab = browser.new_context(offline=True).new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("html[data-ready]", state="attached")
    began = time.perf_counter()
    tab.set_input_files("#file", str(export))
    tab.wait_for_selector("#result[data-ok=true]", state="attached", timeout=_WITHIN_MS)
    taken = time.perf_counter() - began
    tab.context.close()
    return taken
