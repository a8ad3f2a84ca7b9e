"""The page that checks kept files: one file, from the disk, with the network off, says what `verify` says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.cosignature import cosign, with_cosignature, witness_key
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.merkle import hash_at_over
from app.domain.ledger.own_record import entry_line, header_line
from app.domain.ledger.proofs import inclusion_proof
from app.domain.ledger.receipt import Receipt, verify_receipt
from app.domain.ledger.signed_note import parse_note
from app.domain.ledger.verify import verify
from app.web.pages.verifier import modules, verifier
from app.web.pages.words import LANGUAGES, said_of
from tests.web.desert import Site

DATA = Path(__file__).parents[1] / "domain" / "ledger" / "data"
SIGNED = (DATA / "signed.jsonl").read_bytes()
GOLDEN = (DATA / "golden.jsonl").read_bytes()
SECRET = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = witness_key("insurer.example/w1", SECRET.public_key().public_bytes_raw())


class Checker:
    """The page, opened from a file by a browser without a network."""

    def __init__(self, page: Any) -> None:
        self.page, self.said = page, list[str]()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def kinds(self, data: bytes, **fields: str) -> list[str]:
        """What does not hold."""
        self.page.evaluate("delete document.getElementById('result').dataset.ok")
        for field, told in {"key": "", "witnesses": "", **fields}.items():
            self.page.evaluate("([id, told]) => { document.getElementById(id).value = told }", [field, told])
        self.page.set_input_files("#file", {"name": "kept", "mimeType": "text/plain", "buffer": data})
        self.page.wait_for_selector("#result[data-ok]", state="attached")
        rows = self.page.locator("#result table").last.locator("tr td:nth-child(2)").all_inner_texts()
        whole = self.page.get_attribute("#result", "data-ok") == "true"
        return [] if whole else [row.split(":")[0] for row in rows]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Checker]:
    file = tmp_path_factory.mktemp("kept") / "verify.html"
    file.write_bytes(verifier())
    page = chromium.new_context(offline=True, locale="en-US").new_page()
    page.set_default_timeout(20_000)
    found = Checker(page)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield found
    page.context.close()
    assert found.said == []  # neither a fault nor anything that its policy stopped


def altered(data: bytes, line: int, old: bytes, new: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    assert old in lines[line]
    lines[line] = lines[line].replace(old, new, 1)
    return b"".join(lines)


def of_python(data: bytes, **asked: str) -> list[str]:
    return [one.kind.value for one in verify(data.splitlines(keepends=True), **asked).breaks]


CASES = {
    "whole": SIGNED,
    "numbers and texts": GOLDEN,
    "an entry altered": altered(GOLDEN, 2, b"cold", b"warm"),
    "an entry left out": b"".join(
        GOLDEN.splitlines(keepends=True)[:3] + GOLDEN.splitlines(keepends=True)[4:]
    ),
    "two entries exchanged": b"".join(
        GOLDEN.splitlines(keepends=True)[i] for i in (0, 1, 3, 2, 4, 5, 6, 7, 8)
    ),
    "cut off": GOLDEN[:-200],
    "without its last line": b"".join(GOLDEN.splitlines(keepends=True)[:-1]),
    "something behind it": GOLDEN + b"{}\n",
    "not canonical": altered(GOLDEN, 1, b'{"position"', b'{ "position"'),
    "another production": altered(GOLDEN, 0, b'"production":"rust-belt"', b'"production":"rust"'),
    "a signer exchanged": altered(SIGNED, 1, b'"person":"', b'"person":"x'),
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_the_command_says(checker: Checker, name: str) -> None:
    assert set(checker.kinds(CASES[name])) == set(of_python(CASES[name])), name


def test_flipped_bytes_are_found(checker: Checker) -> None:
    for place in range(11, len(SIGNED), len(SIGNED) // 40):
        flipped = SIGNED[:place] + bytes([SIGNED[place] ^ 1]) + SIGNED[place + 1 :]
        assert checker.kinds(flipped), place


def test_it_tells_keys_apart(checker: Checker) -> None:
    vkey = (DATA / "golden.vkey").read_text().strip()
    assert checker.kinds(GOLDEN, key=vkey) == []
    assert "Checked with the key that was given." in checker.page.inner_text("#result")
    other = vkey.replace("rust-belt", "rust")
    assert checker.kinds(GOLDEN, key=other) == ["wrong_key"]  # its id is not that name's


@pytest.fixture
def receipt() -> Receipt:
    lines = GOLDEN.splitlines()
    entries, last, vkey = lines[1:-1], orjson.loads(lines[-1]), orjson.loads(lines[0])["vkey"]
    leaves = [leaf_hash(entry) for entry in entries]
    note = last["checkpoint"]
    line = cosign(parse_note(note).text, WITNESS, SECRET.sign, datetime(2026, 5, 1, tzinfo=UTC))
    hashes = tuple(inclusion_proof(3, len(leaves), hash_at_over(leaves)))
    return Receipt(3, hashes, with_cosignature(note, line, WITNESS), vkey, entries[3])


def test_receipts_and_witnesses(checker: Checker, receipt: Receipt) -> None:
    text = receipt.text()
    assert verify_receipt(text, witnesses=[WITNESS]).ok
    assert checker.kinds(text.encode(), witnesses=WITNESS.vkey) == []
    assert "Cosigned by insurer.example/w1 at 2026-05-01" in checker.page.inner_text("#result")
    assert checker.kinds(text.replace("\nindex 3\n", "\nindex 2\n").encode()) == ["not_proven", "position"]
    stranger = witness_key("union.example/w1", SECRET.public_key().public_bytes_raw())
    assert checker.kinds(text.encode(), witnesses=stranger.vkey) == ["not_witnessed"]
    assert checker.kinds(text.replace("extra ", "extra x").encode()) == ["not_a_receipt"]
    checker.page.fill("#pasted", text)
    checker.page.evaluate("delete document.getElementById('result').dataset.ok")
    checker.page.click("#check")
    checker.page.wait_for_selector("#result[data-ok=true]", state="attached")
    checker.page.fill("#pasted", "")


def test_what_a_person_took_away(checker: Checker, receipt: Receipt) -> None:
    assert receipt.entry is not None
    head = header_line("rust-belt", "ana", receipt.vkey, receipt.note, 1, 0)
    line = entry_line(receipt.entry, receipt.hashes)
    assert checker.kinds(head + line) == []
    assert checker.kinds(head + line.replace(b'"position":3', b'"position":2')) == ["not_proven"]


def test_it_reaches_no_network_and_speaks_both_languages(checker: Checker, site: Site) -> None:
    page = verifier().decode()
    assert not re.search(r"\b(src|href)=|https?://(?!www\.w3)", re.sub(r"/\^\(https\?\).*", "", page))
    assert "default-src 'none'" in page and "connect-src" not in page
    checker.page.select_option("#language", "es")
    assert checker.page.inner_text("h1") == said_of("verify", "es")["title"]
    checker.page.select_option("#language", "en")
    served = site.get("/verify", by=None)
    assert (
        served.content == verifier() and "frame-ancestors 'none'" in served.headers["content-security-policy"]
    )


def test_every_kind_of_break_has_words_in_each_language() -> None:
    for language in LANGUAGES:
        assert {f"kind_{kind.value}" for kind in BreakKind} <= said_of("verify", language).keys()
    assert modules("verify/page.js")[0] == "sign/canonical.js"
