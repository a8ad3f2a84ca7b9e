"""A production handed over by HTTP: archive, the custodian's receipt, closing; and floors that only go up."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest

from app.domain.ledger.archive import check, opened
from tests.attachments.files import PDF, bring, digest_of
from tests.web.desert import Site

KEEPER = "p-line_producer"
SIGNED_ON_PAPER = {"role": "line_producer", "method": "paper", "statement": "I took the archive."}


@pytest.fixture
def site(site: Site) -> Site:
    """With a custodian who holds no role that may take a ledger away, and the paper that will be signed."""
    body = {"timezone": "UTC", "custodian": KEEPER}
    assert (
        site.send(site.record("safety_officer", "production_set", body), by="safety_officer").status_code
        == 201
    )
    assert bring(site, PDF).status_code == 204
    return site


def archived(site: Site, by: str = KEEPER) -> str:
    answer = site.ask("POST", "archives", by=by, json={"reason": "wrap"})
    assert answer.status_code == 200, answer.text
    with opened(io.BytesIO(answer.content)) as archive:
        found = check(archive)
    assert (found.digest, found.apart) == (answer.headers["showclear-archive"], False)
    return found.digest


def receipt(site: Site, digest: str, **more: Any) -> dict[str, Any]:
    body = {"item": f"archive sha256:{digest}", "action": "secured", "custodian": KEEPER}
    at = site.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    sign_offs = [{"person": KEEPER, "at": at, **SIGNED_ON_PAPER}]
    return site.record(KEEPER, "evidence", body, attachments=[digest_of(PDF)], sign_offs=sign_offs) | more


def closing(site: Site, record: dict[str, Any]) -> httpx.Response:
    return site.ask("POST", "closing", by="producer", json={"record": record["id"]})


def missing(site: Site) -> list[str]:
    return [one["code"] for one in site.get("archives", by=KEEPER).json()["missing"]]


def test_from_the_archive_to_the_closing(site: Site) -> None:
    assert missing(site) == ["closing.no_archive"]
    digest = archived(site)
    told = site.get("archives", by=KEEPER).json()
    assert told["receipt"] == receipt(site, digest)["body"] and missing(site) == ["closing.not_signed"]
    signed = receipt(site, digest)
    refused = closing(site, signed)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    path = f"archives/{digest}/receipt"
    for wrong in (signed | {"sign_offs": []}, receipt(site, "0" * 64), signed | {"kind": "statement"}, {}):
        answer = site.ask("POST", path, by=KEEPER, json=wrong)
        assert answer.json()["code"] in {"closing.not_signed", "record.malformed"}
    assert site.ask("POST", f"archives/{'0' * 64}/receipt", by=KEEPER, json=signed).status_code == 404
    assert site.ask("POST", path, by=KEEPER, json=signed).status_code == 201
    assert site.ask("POST", path, by=KEEPER, json=signed).status_code == 200  # the same again
    assert missing(site) == []
    closed = closing(site, signed)
    assert closed.json() == site.get("archives", by="producer").json()["closed"]
    deeds = [one["deed"] for one in site.get("audit", by="producer").json()["items"]]
    assert {"archive.take", "production.close"} <= set(deeds)


def test_a_closing_that_is_not_ripe_says_what_is_missing(site: Site) -> None:
    digest = archived(site, by="safety_officer")
    assert site.send(site.incident()).status_code == 201
    assert missing(site) == ["closing.outdated", "closing.not_signed"]
    late = receipt(site, digest)
    assert site.send(late, by=KEEPER).status_code == 201
    refused = closing(site, late)
    assert (refused.status_code, refused.json()["code"]) == (409, "closing.outdated")


def test_words_that_are_set_apart_are_never_fetched_and_keep_it_open(site: Site) -> None:
    said = {"category": "firearms", "about": "p-producer", "detail": "It was the producer who said so."}
    site.services.concerns.put(site.id, said)
    site.clock.move(minutes=16)
    site.services.concerns.append_due()
    answer = site.ask("POST", "archives", by="producer", json={"reason": "to read"})
    assert b"concern_words" not in answer.content
    with opened(io.BytesIO(answer.content)) as archive:
        assert all(b"It was the producer" not in archive.read(name) for name in archive.namelist())
    assert "closing.apart" in missing(site)
    site.clock.move(seconds=1)
    made(site)
    assert missing(site) == ["closing.not_signed"]


def test_floors_only_go_up(site: Site) -> None:
    told = site.get("retention", by="crew").json()
    assert (told["years"], told["kept_until"], told["holds"]) == (5, "2032-01-01", [])
    raised = site.ask(
        "POST", "retention", by="producer", json={"years": 30, "reason": "The insurer asks for it."}
    )
    assert (raised.json()["years"], raised.json()["kept_until"]) == (30, "2057-01-01")
    for years in (30, 7):
        lower = site.ask("POST", "retention", by=KEEPER, json={"years": years, "reason": "cheaper"})
        assert (lower.status_code, lower.json()["code"]) == (409, "retention.lower")
        assert "The insurer asks for it." in lower.json()["detail"]
    for wrong in (0, 101, True, "9"):
        assert (
            site.ask("POST", "retention", by="producer", json={"years": wrong, "reason": "x"}).status_code
            == 422
        )


def test_what_stands_under_a_floor_or_a_hold_is_deleted_by_nothing(site: Site) -> None:
    site.ask("POST", "retention", by="producer", json={"years": 30, "reason": "The insurer asks for it."})
    asked = site.ask("POST", "people/p-crew/erasure", by="p-crew", json={"reason": "I left."})
    assert (asked.json()["state"], asked.json()["until"]) == ("sealed", "2057-01-01")
    hurt = site.incident(attachments=[digest_of(PDF)])
    hurt["body"] |= {"injured": 1}
    assert site.send(hurt).status_code == 201
    assert site.get("retention").json()["holds"] == [hurt["id"]]
    for days in (365 * 10, 365 * 25):
        site.clock.move(days=days)
        site.services.watch.look()
        with opened(made(site)) as archive:
            assert archive.read(f"files/{digest_of(PDF)}") == PDF
            assert b'"p-crew"' in archive.read("beside/persons.jsonl")


def made(site: Site) -> io.BytesIO:
    file = io.BytesIO()
    site.services.outside.archives.make(site.id, file, apart=True)
    return file
