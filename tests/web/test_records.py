"""Records over HTTP: receipts as stored, sent again harmlessly, batches in order, read back as they were sent."""

from __future__ import annotations

from tests.web.desert import Site


def test_one_record_is_answered_with_its_receipt(site: Site) -> None:
    answer = site.send(site.incident())
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) >= {"id", "position", "leaf_hash", "raised", "resolved", "holds"}
    assert answer.headers["content-type"] == "application/json"
