"""What was written on paper is typed in by two, and by one alone it is nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.desert import Site

PHOTO = "a" * 64


def sheet(site: Site, **more: Any) -> dict[str, Any]:
    """A handover as it stands on the sheet: signed there, by hand."""
    signed = {
        "person": "p-armorer",
        "role": "armorer",
        "at": "2026-03-02T15:00:00Z",
        "method": "paper",
        "statement": "I opened it and showed it.",
    }
    return site.handover(attachments=[PHOTO], sign_offs=[signed]) | more


def test_two_who_typed_the_same_record_it_marked(site: Site) -> None:
    typed, before = sheet(site, note="Signal was down."), site.size()
    first = site.ask("POST", "paper", by="crew", json=typed)
    assert (first.status_code, first.json()) == (202, {"state": "waiting"})
    assert site.size() == before
    (waiting,) = site.get("paper", by="medic").json()["items"]
    assert (waiting["typed_by"], waiting["kind"], waiting["attachments"]) == ("p-crew", "handover", [PHOTO])
    assert "body" not in waiting and "sign_offs" not in waiting and "note" not in waiting
    second = site.ask("POST", "paper", by="medic", json=typed)
    assert second.status_code == 201
    assert second.json()["position"] == before
    record = site.get(f"records/{typed['id']}").json()["record"]
    assert (record["by"], record["entered_by"]) == ("p-armorer", "p-crew")
    assert record["note"] == "Signal was down. Typed in from paper by p-crew and p-medic."
    assert site.get("paper").json()["items"] == []


def test_one_alone_records_nothing_however_often(site: Site) -> None:
    typed, before = sheet(site), site.size()
    for place in ("church", "barn"):
        typed["body"]["place"] = place
        assert site.ask("POST", "paper", by="crew", json=typed).status_code == 202
    assert site.size() == before
    assert site.send(typed, by="crew").json()["code"] == "permission.denied"  # nor past this route


def test_what_differs_is_told_and_not_what_the_other_typed(site: Site) -> None:
    typed = sheet(site)
    site.ask("POST", "paper", by="crew", json=typed)
    other = typed | {"body": typed["body"] | {"declared": "hot", "in_sight": True}}
    answer = site.ask("POST", "paper", by="medic", json=other)
    assert (answer.status_code, answer.json()["code"]) == (409, "paper.differs")
    assert [one["field"] for one in answer.json()["errors"]] == ["body.declared", "body.in_sight"]
    assert "cold" not in answer.text
    assert site.ask("POST", "paper", by="crew", json=other).status_code == 202  # the first looked again
    assert site.ask("POST", "paper", by="medic", json=other).status_code == 201


NOT_PAPER = {
    "governance": {
        "kind": "role",
        "body": {"person": "x", "role": "crew", "from_at": "2026-03-01T00:00:00Z"},
    },
    "no photo": {"attachments": []},
    "signed elsewhere": {"method": "token"},
    "said who typed": {"entered_by": "p-crew"},
}


@pytest.mark.parametrize("change", NOT_PAPER.values(), ids=NOT_PAPER)
def test_what_is_no_sheet_of_paper(site: Site, change: dict[str, Any]) -> None:
    typed = sheet(site)
    if "method" in change:
        typed["sign_offs"][0] |= change
    else:
        typed |= change
    code = site.ask("POST", "paper", by="producer", json=typed).json()["code"]
    assert code == "paper.not_paper"


def test_who_only_looks_types_nothing(site: Site) -> None:
    for role in ("inspector", "admin"):
        assert site.ask("POST", "paper", by=role, json=sheet(site)).json()["code"] == "permission.denied"
    assert site.ask("POST", "paper", by="crew", json=[]).json()["code"] == "record.malformed"
    assert (
        site.ask("POST", "paper", by="crew", json=sheet(site, colour=1)).json()["code"] == "record.malformed"
    )
