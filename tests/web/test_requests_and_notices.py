"""What handlers asked for and what a regulator is owed, read over HTTP as whoever has to answer reads it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.desert import Site


def ask_for(site: Site, by: str = "armorer", **more: Any) -> str:
    body = {"topic": "training", "about": "Two more hours with the performers.", "addressed_to": "p-upm"}
    record = site.record(by, "request", body | more)
    assert site.send(record, by=by).status_code == 201
    return str(record["id"])


def answer(site: Site, to: str, action: str, by: str) -> None:
    body = {"to": to, "action": action, "detail": "There is no time for it."}
    assert site.send(site.record(by, "response", body), by=by).status_code == 201


def listed(site: Site, path: str = "requests", by: str = "crew") -> list[dict[str, Any]]:
    told = site.get(path, by=by)
    assert told.status_code == 200, told.text
    items: list[dict[str, Any]] = told.json()["items"]
    return items


def test_a_request_is_open_until_somebody_else_answers(site: Site) -> None:
    record = ask_for(site)
    answer(site, record, "resolve", "armorer")  # one's own word is no answer
    (told,) = listed(site, "requests?state=open")
    assert (told["state"], told["open"], told["due_at"]) == ("open", True, "2026-03-03T15:05:00.000000Z")
    answer(site, record, "acknowledge", "upm")
    assert listed(site)[0]["state"] == "seen"
    site.clock.move(minutes=3)
    answer(site, record, "resolve", "upm")
    (told,) = listed(site)
    assert (told["state"], told["open"], told["refused_by"]) == ("met", False, None)
    assert [(one["by"], one["action"]) for one in told["answers"]][1:] == [
        ("p-upm", "acknowledge"),
        ("p-upm", "resolve"),
    ]
    assert listed(site, "requests?state=open") == []


def test_who_refused_is_told_and_what_that_raised(site: Site) -> None:
    record = ask_for(site)
    answer(site, record, "deny", "line_producer")
    (told,) = listed(site)
    assert (told["state"], told["refused_by"]) == ("refused", "p-line_producer")
    assert told["refused_by_schedule"]
    assert told["by_handler"]
    raised = site.get("violations?hazard=armorer.overridden").json()["items"]
    assert [one["id"] for one in raised] == told["violations"] != []


def test_a_refusal_by_a_safety_officer_is_theirs_to_give(site: Site) -> None:
    record = ask_for(site, by="performer")
    answer(site, record, "deny", "safety_officer")
    (told,) = listed(site)
    assert (told["refused_by"], told["refused_by_schedule"], told["by_handler"]) == (
        "p-safety_officer",
        False,
        False,
    )


def test_silence_shows_as_open_and_as_what_was_not_met(site: Site) -> None:
    ask_for(site)
    site.clock.move(hours=25)
    site.services.watch.look()
    (told,) = listed(site, "requests?state=open")
    assert told["open"]
    assert len(told["violations"]) == 1


def test_a_correction_stands_for_what_it_corrects(site: Site) -> None:
    record = ask_for(site)
    ask_for(site, topic="time")
    body = {"topic": "training", "about": "Three more hours.", "addressed_to": "p-upm"}
    corrected = site.record(
        "armorer", "request", body, corrects={"record": record, "reason": "A wrong figure."}
    )
    assert site.send(corrected).status_code == 201
    answer(site, corrected["id"], "resolve", "upm")
    other, told = listed(site)
    assert (told["record"], told["about"], told["state"]) == (record, "Three more hours.", "met")
    assert (other["topic"], other["state"]) == ("time", "open")


def hurt(site: Site, **more: Any) -> str:
    body = {"what": "injury", "injured": 1, "care": "hospital", "detail": "A cut hand.", "stop_work": True}
    record = site.record("first_ad", "incident", body | {"present": []} | more)
    assert site.send(record, by="first_ad").status_code == 201
    return str(record["id"])


def tell_regulator(site: Site, about: str, **more: Any) -> None:
    body = {"to": "regulator", "about": about, "channel": "telephone", "reference": "R-7"} | more
    assert site.send(site.record("upm", "notice", body), by="upm").status_code == 201


def notices(site: Site) -> list[dict[str, Any]]:
    return listed(site, "regulator/notices")


def test_the_clock_runs_and_the_record_fills_the_fields(site: Site) -> None:
    site.send(site.handover(protocol="armorer-handover@1.0.0"))
    site.clock.move(minutes=1)
    hurt(site, firearm="colt", what="unintended_discharge")
    site.clock.move(hours=1)
    (told,) = notices(site)
    assert (told["event"], told["state"], told["left_s"]) == ("hospital", "open", 23 * 3600)
    fields = {one["field"]: one["value"] for one in told["fields"]}
    assert (fields["place"], fields["hurt"], fields["names"]) == ("church", 1, None)
    assert fields["description"] == "unintended discharge, firearm colt: A cut hand."
    assert told["missing"] == ["names", "contact"]
    assert len(fields) == 8


def test_who_gave_it_how_and_its_number(site: Site) -> None:
    incident = hurt(site, what="fatality")
    site.clock.move(hours=1)
    tell_regulator(site, incident, channel="Voicemail of the office", reference=None)
    tell_regulator(site, incident, to="police")
    (told,) = notices(site)
    assert (told["event"], told["state"]) == ("fatality", "open")
    assert [one["counts"] for one in told["given"]] == [False]
    site.clock.move(hours=8)
    assert notices(site)[0]["state"] == "overdue"
    tell_regulator(site, incident)
    (told,) = notices(site)
    assert told["state"] == "given_late"
    last = told["given"][-1]
    assert (last["by"], last["channel"], last["reference"]) == ("p-upm", "telephone", "R-7")


@pytest.mark.parametrize("care", ["first_aid", "clinic", "none"])
def test_less_than_a_hospital_asks_for_no_notice(site: Site, care: str) -> None:
    hurt(site, care=care)
    assert notices(site) == []


def test_a_notice_at_exactly_the_limit_keeps_it(site: Site) -> None:
    incident = hurt(site, care=None)
    site.clock.move(hours=24)
    tell_regulator(site, incident)
    assert notices(site)[0]["state"] == "given"


def test_the_periods_of_a_citation(site: Site) -> None:
    told = site.get("regulator/periods?received_on=2022-04-20&closed=2022-05-02").json()
    assert told["contest"] == {"working_days": 15, "until_on": "2022-05-12"}
    assert told["posting"]["until_on"] == "2022-04-25"
    for bad in ("9999-12-31", "2022-02-30", "soon"):
        assert site.get(f"regulator/periods?received_on={bad}").json()["code"] == "request.malformed"
    assert site.get("regulator/periods?received_on=2022-04-20&closed=x").status_code == 422
