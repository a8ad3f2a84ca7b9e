"""Receipts over HTTP, and a witness behind its own: what a standard client would see."""

from __future__ import annotations

from pathlib import Path

import httpx
from anyio.from_thread import BlockingPortal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.ledger.cosignature import witness_key
from app.domain.ledger.receipt import verify_receipt
from app.domain.ledger.signed_note import parse_vkey
from app.signing.witness_shelf import WitnessShelf
from app.web.witness import WitnessDesk, witness_app
from tests.web.desert import Site

SECRET = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = witness_key("insurer.example/w1", SECRET.public_key().public_bytes_raw())


def test_a_receipt_is_taken_as_a_file_and_as_a_code(site: Site) -> None:
    sent = site.incident()
    site.send(sent)
    answer = site.get(f"records/{sent['id']}/receipt", by="performer")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].endswith('.tlog-proof"')
    assert verify_receipt(answer.text, vkey=site.get("ledger/checkpoint").json()["vkey"]).ok
    drawing = site.get(f"records/{sent['id']}/receipt.svg")
    assert drawing.headers["content-type"] == "image/svg+xml" and b"<svg" in drawing.content
    long = site.incident(note="a word " * 280)
    site.send(long)
    assert site.get(f"records/{long['id']}/receipt.svg").status_code == 200  # without the entry: it fits
    assert site.get("ledger/witnesses").json() == {"items": [], "next": None}


def test_a_witness_answers_as_the_protocol_says(site: Site, tmp_path: Path, portal: BlockingPortal) -> None:
    told = site.get("ledger/checkpoint").json()
    said: list[str] = []
    desk = WitnessDesk(
        WITNESS, SECRET.sign, [parse_vkey(told["vkey"])], WitnessShelf(tmp_path / "w"), site.clock
    )
    app = witness_app(desk, said.append)

    def post(body: str) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://witness") as client:
                return await client.post("/add-checkpoint", content=body.encode())

        return portal.call(go)

    first = post(f"old 0\n\n{told['checkpoint']}")
    assert first.status_code == 200 and first.text.startswith("— insurer.example/w1 ")
    conflict = post(f"old 0\n\n{told['checkpoint']}")
    assert (conflict.status_code, conflict.text) == (409, f"{told['size']}\n")
    assert conflict.headers["content-type"].startswith("text/x.tlog.size")
    assert post(f"old {told['size']}\n\n{told['checkpoint']}").status_code == 200
    assert post("old x").status_code == 400
    assert post("x" * 100_000).status_code == 400
    assert post(f"old 0\n\n{told['checkpoint'].replace('desert', 'ocean')}").status_code == 404
    assert (
        post(f"old 0\n\n{told['checkpoint'].replace(chr(10) + str(told['size']), chr(10) + '1')}").status_code
        == 403
    )
    assert [line.split(": ")[1] for line in said][:2] == ["witness.other_size", "witness.malformed"]
