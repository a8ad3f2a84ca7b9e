"""A drill as a crew holds it: the same people, nothing real in it, one line afterwards, the mark on every answer."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.domain.errors import ShowclearError
from tests.web.desert import Site

MARK = "showclear-drill"


def begin(
    site: Site, script: str = "rust-morning", by: str = "safety_officer", **more: Any
) -> dict[str, Any]:
    answer = site.ask("POST", "drills", by=by, json={"script": script} | more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def enter(site: Site, drill: str, by: str) -> dict[str, str]:
    answer = site.ask("POST", f"drills/{drill}/enter", by=by)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def path(drill: str, rest: str = "") -> str:
    return f"/api/v1/productions/{drill}{rest}"


def end(site: Site, drill: str, **said: Any) -> dict[str, Any]:
    answer = site.ask("POST", f"drills/{drill}/end", by="safety_officer", json=said)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_the_morning_of_the_case_is_refused_on_the_crews_phones(site: Site) -> None:
    drill = begin(site)
    assert drill["id"].startswith("drill-")
    way_in = enter(site, drill["id"], "first_ad")
    asked = "&".join(f"{name}={value}" for name, value in drill["asked"].items())
    told = site.ask("GET", path(drill["id"], f"/clearance?{asked}"), headers=way_in).json()
    assert not told["granted"]
    assert {one["hazard"] for one in told["reasons"]} >= {
        *(
            "handover.unauthorised_giver",
            "rounds.incomplete",
            "live.sweep_missing",
            "meeting.change_unbriefed",
        ),
        *("hold.breached", "aim.no_consultation"),
    }
    raised = site.ask("GET", path(drill["id"], "/violations?limit=500"), headers=way_in).json()["items"]
    hazards = {one["hazard"] for one in raised}
    assert hazards >= {"incident.unanswered", "incident.repeat", "concern.repeated", "custody.unattended"}
    assert "record.late" not in hazards


def test_its_records_never_enter_the_real_ledger_but_for_one_line(site: Site) -> None:
    before, found = site.size(), site.get("violations?limit=500").json()["items"]
    drill = begin(site)
    site.clock.move(minutes=12)
    way_in = enter(site, drill["id"], "armorer")
    stop = {"subject": "production", "reason": ""}
    record = site.record("armorer", "hold", stop, production=drill["id"])
    sent = site.ask("POST", path(drill["id"], "/records"), headers=way_in, json=record)
    assert sent.status_code == 201
    assert sent.headers[MARK] == "true"
    assert site.send(record).status_code == 422  # the real production does not take it
    assert site.size() == before
    told = end(site, drill["id"])
    assert told["attended"] == ["p-armorer"]
    assert site.size() == before + 1
    entry = site.get(f"records/{told['record']}").json()
    line = entry["record"]
    assert line["kind"] == "training"
    assert line["body"] == {
        "people": ["p-armorer"],
        "trainer": "p-safety_officer",
        "subject": "course",
        "planned_minutes": 12,
        "actual_minutes": 12,
        "competent": False,
    }
    assert line["note"].startswith("DRILL held: rust-morning.")
    assert entry["receipt"]["raised"] == []
    assert site.get("violations?limit=500").json()["items"] == found


def test_a_drill_satisfies_no_rule_of_the_real_production(site: Site) -> None:
    ask = "clearance?firearm=colt&to=p-performer&purpose=take&from=p-armorer&declared=cold"
    before = {one["hazard"] for one in site.get(ask).json()["reasons"]}
    drill = begin(site)
    end(site, drill["id"], attended=["p-armorer", "p-performer", "p-first_ad"])
    assert {one["hazard"] for one in site.get(ask).json()["reasons"]} == before
    assert {"training.missing", "meeting.missing"} <= before


def test_every_answer_of_a_drill_says_so_and_no_other_does(site: Site) -> None:
    drill = begin(site)["id"]
    way_in = enter(site, drill, "crew")
    for rest in ("", "/people", "/firearms", "/pack", "/days", "/violations", "/nothing", "/drills"):
        answer = site.ask("GET", path(drill, rest), headers=way_in)
        assert answer.headers[MARK] == "true", rest
    assert site.ask("GET", "/api/v1/me", headers=way_in).headers[MARK] == "true"
    assert site.ask("GET", "/api/v1/me", headers=way_in).json()["drill"]
    assert site.ask("GET", path(drill), headers=way_in).json()["drill"]
    assert site.ask("GET", path(drill, "/pack"), headers=way_in).json()["drill"]
    assert site.ask("GET", path(drill), headers={}).headers[MARK] == "true"  # refused, and marked
    assert site.ask("GET", f"/p/{drill}/today").headers[MARK] == "true"
    for plain in ("", "people", "pack"):
        answer = site.get(plain) if plain else site.get("/api/v1/productions/desert")
        assert MARK not in answer.headers
    assert site.get("/api/v1/productions/desert").json()["drill"] is False


def test_the_next_scene_with_the_productions_own_things(site: Site) -> None:
    taken = {"firearm": "colt", "class": "real", "calibre": ".45 Colt", "chambers": 6, "can_fire_live": True}
    taken |= {"owner": "rental", "supplier": "prop supplier"}
    site.send(site.record("armorer", "firearm_intake", taken))
    paper = {"person": "p-armorer", "credential": "firearms_course", "issuer": "the school"}
    site.send(site.record("upm", "credential", paper), by="upm")
    plan = [{"scene": scene, "firearms": ["colt"], "performers": ["p-performer"]} for scene in ("41", "42")]
    body = {"call_time": "08:00", "scenes": plan, "bulletins_attached": True}
    site.send(site.record("first_ad", "day_opened", body), by="first_ad")
    drill = begin(site, "scene", by="first_ad", scene="42")["id"]
    way_in = enter(site, drill, "armorer")
    told = site.ask("GET", path(drill, "/firearms"), headers=way_in).json()["items"]
    assert [one["id"] for one in told] == ["colt"]
    (opened,) = site.ask("GET", path(drill, "/records?kind=day_opened"), headers=way_in).json()["items"]
    assert opened["record"]["body"]["scenes"] == plan[1:]
    roles = {one["id"] for one in site.ask("GET", path(drill, "/people"), headers=way_in).json()["items"]}
    assert roles >= {"p-armorer", "p-first_ad", "p-performer", "p-inspector"}
    assert all(
        one["name"] is None for one in site.ask("GET", path(drill, "/people"), headers=way_in).json()["items"]
    )


def test_who_may_begin_one_and_only_one_at_a_time(site: Site) -> None:
    for role in ("crew", "performer", "inspector"):
        refused = site.ask("POST", "drills", by=role, json={"script": "scene"})
        assert refused.json()["code"] == "permission.denied"
    drill = begin(site)
    again = site.ask("POST", "drills", by="armorer", json={"script": "scene"})
    assert (again.status_code, again.json()["code"]) == (409, "drill.running")
    end(site, drill["id"], attended=["p-crew"])
    assert [one["ended_at"] is None for one in site.get("drills").json()["items"]] == [False]
    begin(site, "scene")


def test_when_it_is_over_nobody_comes_in(site: Site) -> None:
    drill = begin(site)["id"]
    way_in = enter(site, drill, "armorer")
    end(site, drill, attended=["p-armorer"])
    assert site.ask("GET", path(drill), headers=way_in).status_code == 401
    assert site.ask("POST", f"drills/{drill}/enter", by="armorer").status_code == 404
    assert site.ask("POST", f"drills/{drill}/end", by="safety_officer", json={}).status_code == 404


def test_one_that_nobody_ended_is_over_after_a_day_and_leaves_its_line(site: Site) -> None:
    drill = begin(site)["id"]
    site.clock.move(minutes=9)
    way_in = enter(site, drill, "armorer")
    stop = site.record("armorer", "hold", {"subject": "production", "reason": ""}, production=drill)
    assert site.ask("POST", path(drill, "/records"), headers=way_in, json=stop).status_code == 201
    before = site.size()
    site.clock.move(hours=20)
    for _ in range(2):
        site.services.watch.look()
    (told,) = site.get("drills").json()["items"]
    assert told["ended_at"] is not None
    assert (told["attended"], told["minutes"]) == (["p-armorer"], 9)
    assert site.size() == before + 1
    line = site.get(f"records/{told['record']}").json()["record"]
    assert (line["by"], line["body"]["competent"]) == ("p-safety_officer", False)
    assert line["note"].startswith("DRILL held: rust-morning. Nobody ended it;")
    assert site.ask("GET", path(drill), headers=way_in).status_code == 401


def test_one_in_which_nobody_did_anything_names_who_began_it(site: Site) -> None:
    begin(site)
    site.clock.move(hours=20)
    site.services.watch.look()
    (told,) = site.get("drills").json()["items"]
    assert (told["attended"], told["minutes"]) == (["p-safety_officer"], 0)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"script": "none"}, "drill.unknown"),
        ({"script": 3}, "request.malformed"),
        ({}, "request.malformed"),
        ({"script": "scene", "scene": "a b"}, "request.malformed"),
        ({"script": "scene", "when": "now"}, "request.malformed"),
    ],
)
def test_what_is_no_drill_is_told(site: Site, sent: dict[str, Any], code: str) -> None:
    assert site.ask("POST", "drills", by="armorer", json=sent).json()["code"] == code


def test_an_end_without_anybody(site: Site) -> None:
    drill = begin(site)["id"]
    for said, code in (
        ({}, "drill.nobody"),
        ({"attended": []}, "drill.nobody"),
        ({"attended": "p-crew"}, "request.malformed"),
        ({"attended": ["who-is-that"]}, "person.unknown"),
    ):
        answer = site.ask("POST", f"drills/{drill}/end", by="armorer", json=said)
        assert answer.json()["code"] == code, said
    assert end(site, drill, attended=["p-crew"])["attended"] == ["p-crew"]


def test_no_other_production_may_be_called_so(site: Site) -> None:
    with pytest.raises(ShowclearError) as refused:
        site.services.people.create_production("drill-mine", "founder", {"timezone": "UTC"})
    assert refused.value.code == "production.malformed"


def test_nothing_is_sent_to_anybody(site: Site) -> None:
    drill = begin(site)["id"]
    site.clock.move(hours=5)
    site.services.watch.look()
    told = site.get("audit", by="producer").json()
    assert drill not in orjson.dumps(told).decode()
