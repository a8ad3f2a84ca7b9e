"""Concerns as a production reads them: words for the receiver, question and action for all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.db.database import open_for_reading
from app.db.delivery_tables import messages
from app.db.shelf import SqlShelf
from app.services.concern_records import SET_APART
from tests.web.desert import Site

SAID = {"category": "firearms", "detail": "The armorer let me hold it at 14:20, scene 42."}


def put(site: Site, **more: Any) -> str:
    answer = site.ask("POST", "concerns", json=SAID | more)
    assert answer.status_code == 201, answer.text
    site.clock.move(minutes=15)
    assert site.services.concerns.append_due() == 1
    return str(answer.json()["code"])


def desk(site: Site, by: str, path: str = "concerns") -> list[dict[str, Any]]:
    told = site.get(path, by=by)
    assert told.status_code == 200, told.text
    items: list[dict[str, Any]] = told.json()["items"]
    return items


def enough(site: Site) -> None:
    """So many that words name nobody."""
    site.services.people.add_person("desert", "p-fifteenth", ["crew"], by="p-admin")


def answer(site: Site, action: str, detail: str, by: str = "safety_advisor") -> None:
    to = desk(site, "crew")[0]["record"]
    body = {"to": to, "action": action, "detail": detail}
    assert site.send(site.record(by, "response", body), by=by).status_code == 201


def hears(site: Site) -> set[str]:
    """The roles whose holder is told the words."""
    roles = (
        "safety_advisor",
        "safety_officer",
        "upm",
        "producer",
        "line_producer",
        "first_ad",
        "inspector",
        "crew",
    )
    return {role for role in roles if not desk(site, role)[0]["withheld"]}


def test_on_a_small_unit_the_words_go_to_the_receiver_only(site: Site) -> None:
    code = put(site, unit="second", about="the armorer")
    assert hears(site) == {"safety_advisor"}
    (told,) = desk(site, "safety_advisor")
    assert (told["detail"], told["about"], told["set_apart"]) == (SAID["detail"], "the armorer", True)
    (entry,) = site.get("records?kind=concern", by="safety_officer").json()["items"]
    assert entry["record"]["body"] == {
        "category": "firearms",
        "channel": "app",
        "detail": SET_APART,
        "about": "p-armorer",
    }
    assert site.get(f"/api/v1/concerns/{code}", by=None).json()["detail"] == SAID["detail"]


def test_the_ledger_proves_later_what_was_said(site: Site, tmp_path: Path) -> None:
    put(site)
    (entry,) = site.get("records?kind=concern", by="safety_officer").json()["items"]
    (words,) = SqlShelf(open_for_reading(f"sqlite:///{tmp_path}/site.db")).words("desert").values()
    assert entry["record"]["note"] == f"sha256:{hashlib.sha256(words).hexdigest()}"
    assert len(orjson.loads(words)["salt"]) == 32  # words that can be guessed cannot be tried


def test_the_unit_sees_the_question_and_the_action_and_so_does_the_code(site: Site) -> None:
    code = put(site)
    assert desk(site, "crew")[0]["state"] == "open"
    answer(site, "investigate", "Who hands out firearms between set-ups?")
    answer(site, "resolve", "Only the armorer does, from the cart.")
    (told,) = desk(site, "performer")
    assert [one["detail"] for one in told["questions"]] == ["Who hands out firearms between set-ups?"]
    assert [one["detail"] for one in told["actions"]] == ["Only the armorer does, from the cart."]
    assert (told["state"], told["withheld"]) == ("answered", True)
    back = site.get(f"/api/v1/concerns/{code}", by=None).json()
    assert [one["action"] for one in back["answers"]] == ["investigate", "resolve"]


def test_more_words_are_set_apart_too(site: Site) -> None:
    code = put(site)
    enough(site)
    assert site.ask("POST", f"/api/v1/concerns/{code}", json={"detail": "It was Ada."}).status_code == 200
    site.clock.move(minutes=15)
    site.services.concerns.append_due()
    (told,) = desk(site, "safety_advisor")
    assert told["detail"] == SAID["detail"] + "\n\nIt was Ada."
    assert "Ada" not in site.get("records?kind=concern", by="safety_officer").text


def test_where_many_could_have_written_it_those_hear_it_who_answer_for_safety(site: Site) -> None:
    enough(site)
    put(site)
    assert hears(site) == {
        *("safety_advisor", "safety_officer", "upm", "producer", "line_producer", "first_ad", "inspector")
    }


@pytest.mark.parametrize(
    ("about", "heard_by"),
    [
        ("p-first_ad", {"safety_advisor", "safety_officer", "upm", "producer", "line_producer", "inspector"}),
        ("p-upm", {"safety_advisor"}),  # the safety officer answers to her, so the words are set apart
        ("the producer", {"safety_advisor"}),
        (
            "The armorer",
            {"safety_advisor", "safety_officer", "upm", "producer", "line_producer", "first_ad", "inspector"},
        ),
    ],
)
def test_away_from_whom_it_is_about_and_whoever_answers_to_them(
    site: Site, about: str, heard_by: set[str]
) -> None:
    enough(site)
    put(site, about=about)
    assert hears(site) == heard_by
    record = desk(site, "crew")[0]["record"]
    read = {
        role
        for role in ("safety_officer", "upm", "producer", "first_ad")
        if site.get(f"records/{record}", by=role).json()["record"]["body"].get("detail") == SAID["detail"]
    }
    assert read == heard_by & {"safety_officer", "upm", "producer", "first_ad"}


def test_a_concern_with_a_name_is_routed_away_as_well(site: Site) -> None:
    body = {"category": "hours", "channel": "app", "detail": "Fourteen hours again.", "about": "p-upm"}
    assert site.send(site.record("crew", "concern", body), by="crew").status_code == 201
    assert hears(site) == {"safety_advisor", "line_producer", "producer", "inspector", "crew"}


def test_a_receiver_is_named_by_who_governs_and_hears_instead(site: Site) -> None:
    assert desk(site, "crew", "concern-receivers") == [{"person": "p-safety_advisor", "named": False}]
    name = {"person": "p-medic"}
    assert site.ask("POST", "concern-receivers", by="crew", json=name).status_code == 403
    for bad in ("p-first_ad", "p-inspector", "nobody"):
        refused = site.ask("POST", "concern-receivers", by="producer", json={"person": bad})
        assert refused.json()["code"] == "concern.receiver"
    assert site.ask("POST", "concern-receivers", by="producer", json=name).status_code == 200
    assert site.ask("POST", "concern-receivers", by="producer", json=name).status_code == 200
    (told,) = desk(site, "crew", "concern-receivers")
    assert (told["person"], told["named_by"], told["named"]) == ("p-medic", "p-producer", True)
    put(site)
    assert not desk(site, "medic")[0]["withheld"]
    assert hears(site) == set()
    assert site.ask("POST", "concern-receivers/p-medic/end", by="producer").status_code == 200
    assert hears(site) == {"safety_advisor"}
    assert site.ask("POST", "concern-receivers/p-medic/end", by="producer").status_code == 404
    deeds = [one["deed"] for one in site.get("audit", by="producer").json()["items"]]
    assert deeds.count("concern_receiver.name") == 1


def test_two_on_one_subject_raise_the_stakes(site: Site) -> None:
    put(site)
    assert desk(site, "crew")[0]["stakes"] == "usual"
    put(site, detail="Again.")
    later, earlier = desk(site, "crew")
    assert later["stakes"] == earlier["stakes"] == "raised"
    assert later["violations"] == earlier["violations"] != []


def test_what_is_published_names_nobody_and_tells_the_month_only(site: Site) -> None:
    enough(site)
    put(site)
    answer(
        site, "resolve", "Ada from p-crew spoke to The armorer on 2026-03-02 at 9:15.", by="safety_officer"
    )
    (told,) = desk(site, "crew", "concerns/published")
    assert told == {
        "month": "2026-03",
        "category": "firearms",
        "state": "answered",
        "words": "[person] let me hold it at [time], [scene].",
        "questions": [],
        "actions": ["Ada from [person] spoke to [person] on [day] at [time]."],
    }


def test_few_peoples_words_are_not_published_at_all(site: Site) -> None:
    put(site)
    assert desk(site, "crew", "concerns/published")[0]["words"] is None


def test_a_change_after_a_concern_asks_for_a_reason(site: Site) -> None:
    body = {"category": "hours", "channel": "app", "detail": "Fourteen hours again."}
    site.send(site.record("crew", "concern", body), by="crew")
    site.clock.move(hours=20)
    gone = site.record("upm", "personnel_action", {"person": "p-crew", "action": "dismissed"})
    assert site.send(gone, by="upm").status_code == 201
    ends = {
        "person": "p-crew",
        "role": "crew",
        "from_at": "2026-03-02T15:00:00Z",
        "until_at": "2026-03-09T00:00:00Z",
    }
    assert site.send(
        site.record("producer", "role", ends, note="Their scenes are shot."), by="producer"
    ).is_success
    ended, dismissed = desk(site, "safety_officer", "concerns/watch")
    assert (dismissed["person"], dismissed["what"], dismissed["ask"]) == ("p-crew", "dismissed", "p-upm")
    assert (ended["what"], ended["ask"], ended["reason"]) == ("role_ended", None, "Their scenes are shot.")
    assert dismissed["after"] == ended["after"] != []


def test_another_role_and_duty_that_somebody_else_took_away_are_asked_about(site: Site) -> None:
    def send(by: str, kind: str, body: dict[str, Any], **more: Any) -> None:
        site.clock.move(minutes=1)
        assert site.send(site.record(by, kind, body, **more), by=by).is_success

    def role(name: str) -> dict[str, Any]:
        return {"person": "p-armorer", "role": name, "from_at": "2026-03-02T15:00:00Z"}

    send("producer", "role", role("stunt_coordinator"))  # before anything was raised
    send("armorer", "concern", {"category": "hours", "channel": "app", "detail": "Fourteen hours again."})
    duty = {"person": "p-armorer", "state": "off", "other_duties": []}
    send("armorer", "duty", duty)  # their own word
    send("first_ad", "duty", duty | {"state": "away"})  # noticed, and nothing taken
    send("producer", "role", role("armorer"))  # what they are already
    assert desk(site, "safety_officer", "concerns/watch") == []
    send("upm", "duty", duty | {"state": "on", "covered_by": "p-weapons_handler"}, note="Too slow.")
    send("producer", "role", role("crew"))
    told = desk(site, "safety_officer", "concerns/watch")
    found = {one["what"]: (one["reason"], one["ask"]) for one in told}
    assert found == {"duty_taken": ("Too slow.", None), "role_changed": (None, "p-producer")}


def test_the_watch_is_not_for_those_who_may_have_made_the_change(site: Site) -> None:
    for role in ("upm", "producer", "first_ad", "crew"):
        assert site.get("concerns/watch", by=role).status_code == 403
    for role in ("safety_officer", "safety_advisor", "inspector"):
        assert site.get("concerns/watch", by=role).status_code == 200


def test_after_one_without_a_name_the_watch_says_so_and_not_by_whom(site: Site) -> None:
    put(site)
    for person, action in (("p-medic", "reassigned"), ("p-stunt_coordinator", "resigned")):
        body = {"person": person, "action": action, "reason": "The schedule."}
        site.send(site.record("upm", "personnel_action", body), by="upm")
    (told,) = desk(site, "safety_advisor", "concerns/watch")
    assert (told["person"], told["after"], told["after_nameless"]) == ("p-medic", [], True)


def test_the_code_for_the_call_sheet_leads_to_the_page(site: Site) -> None:
    drawn = site.get("concerns/code.svg", by="upm")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert site.get("/api/v1/productions/ocean/concerns/code.svg", by="upm").status_code == 404


def test_an_unanswered_one_climbs_past_whom_it_is_about_and_whoever_answers_to_them(
    site: Site, tmp_path: Path
) -> None:
    enough(site)
    put(site, about="the line producer")
    site.clock.move(hours=30)
    site.services.watch.look()
    database = open_for_reading(f"sqlite:///{tmp_path}/site.db")
    with database.reading() as connection:
        told = {row.person for row in connection.execute(select(messages.c.person))}
    database.close()
    assert "p-producer" in told
    assert told.isdisjoint({"p-line_producer", "p-upm", "p-first_ad", "p-safety_officer"})
