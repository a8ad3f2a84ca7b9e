"""People, crowd, scenes and firearms come in from a sheet or from an earlier day, each line looked at first."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest

from tests.sheets.workbooks import workbook
from tests.web.desert import Site


def ask(site: Site, what: str, sent: str | bytes, by: str, query: str = "") -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    content = sent.encode() if isinstance(sent, str) else sent
    return site.ask("POST", f"sheets/{what}{query}", by=by, content=content, headers=headers)


def seen(site: Site, what: str, sent: str | bytes, by: str = "producer", query: str = "") -> dict[str, Any]:
    answer = ask(site, f"{what}/preview", sent, by, query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def taken(site: Site, what: str, sent: str | bytes, by: str = "producer", query: str = "") -> dict[str, Any]:
    answer = ask(site, what, sent, by, query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def states(told: dict[str, Any]) -> list[str]:
    return [one["state"] for one in told["lines"]]


CREW = """\
Person,Nombre,Role,Minor,Until
ada,Ada Quill,"armorer, weapons handler",,2026-03-31
,Sam Reyes,crew,,
kid,,performer,yes,
p-crew,,crew,,
bob,,wizard,,
,,crew,,
eve,,crew,perhaps,31/3
"""


def test_people_are_looked_at_and_then_recorded(site: Site) -> None:
    before = site.size()
    told = seen(site, "people", CREW)
    assert states(told) == ["ready", "ready", "ready", "already", "wrong", "wrong", "wrong"]
    assert site.size() == before  # nothing was written
    faults = [{fault["field"] for fault in one["faults"]} for one in told["lines"]]
    assert faults[4:] == [{"role"}, {"person"}, {"minor", "until"}]
    assert "armorer" in told["lines"][4]["faults"][0]["expected"]
    assert told["lines"][6]["line"] == 8

    told = taken(site, "people", CREW)
    assert states(told) == ["taken", "taken", "taken", "already", "wrong", "wrong", "wrong"]
    assert site.size() == before + 4
    people = {one["id"]: one for one in site.get("people").json()["items"]}
    assert people["ada"]["name"] == "Ada Quill"
    held = {one["role"]: one["until_at"] for one in people["ada"]["roles"]}
    assert held == dict.fromkeys(
        ("armorer", "weapons_handler"), "2026-04-01T10:00:00.000000Z"
    )  # 04:00 in Denver
    assert people["kid"]["roles"][0]["minor"] is True
    (sam,) = [one for one in people.values() if one["name"] == "Sam Reyes"]
    assert "sam" not in sam["id"] and "reyes" not in sam["id"]  # names stay beside the ledger
    assert "Quill" not in site.get("ledger/entries?limit=500").text
    again = seen(site, "people", CREW)
    assert (again["ready"], again["already"]) == (0, 4)


def test_the_same_line_twice_is_told(site: Site) -> None:
    told = seen(site, "people", "person,role\nada,crew\nada,crew\nada,armorer\n")
    assert states(told) == ["ready", "wrong", "ready"]
    assert told["lines"][1]["faults"][0]["problem"] == "stands in line 2 too"


def test_crowd_holds_a_voucher_for_one_day(site: Site) -> None:
    rows = [["Voucher number", "Name", "Minor"], [12, "Ann", False], [13, "", True], ["#14", "Cy", False]]
    told = taken(site, "crowd", workbook(rows))
    assert states(told) == ["taken"] * 3
    people = {one["id"]: one for one in site.get("people").json()["items"]}
    ann = people["crowd-20260302-12"]
    assert (ann["name"], ann["roles"][0]["role"]) == ("Ann", "performer")
    assert ann["roles"][0]["from_at"] == "2026-03-02T11:00:00.000000Z"
    assert ann["roles"][0]["until_at"] == "2026-03-03T11:00:00.000000Z"
    assert people["crowd-20260302-13"]["roles"][0]["minor"] is True
    assert seen(site, "crowd", workbook(rows))["already"] == 3

    site.clock.move(days=1)
    told = taken(site, "crowd", b"", query="?from_day=2026-03-02")
    assert [one["shown"]["person"] for one in told["lines"]] == [f"crowd-20260303-{n}" for n in (12, 13, 14)]
    people = {one["id"]: one for one in site.get("people").json()["items"]}
    assert people["crowd-20260303-12"]["name"] == "Ann"


def test_people_of_yesterday_come_again(site: Site) -> None:
    taken(
        site,
        "people",
        "person,role,from,until\nday,crew,2026-03-02,2026-03-02\nlong,crew,2026-03-02,2026-03-20\n",
    )
    site.clock.move(days=1)
    told = taken(site, "people", b"", query="?from_day=2026-03-02")
    assert [(one["shown"]["person"], one["state"]) for one in told["lines"]] == [("day", "taken")]
    assert seen(site, "people", b"", query="?from_day=2026-03-02")["already"] == 1


ARMS = """\
firearm;class;calibre;chambers;supplier;owner;twins;bore plug
colt-1;blank only;.45 Colt;6;House of Arms;rental;rubber-1;yes
rubber-1;rubber;;;Props;production;colt-1;
real-1;real;;5;House;rental;;
odd 1;rubber;;;Props;;;
"""


def test_firearms_are_taken_in_once(site: Site) -> None:
    told = taken(site, "firearms", ARMS, by="armorer")
    assert states(told) == ["taken", "taken", "wrong", "wrong"]
    assert [told["lines"][at]["faults"][0]["field"] for at in (2, 3)] == ["calibre", "firearm"]
    items = {one["id"]: one["intake"] for one in site.get("firearms").json()["items"]}
    assert items["colt-1"]["twins"] == ["rubber-1"] and items["colt-1"]["bore_plug"] is True
    assert (items["rubber-1"]["calibre"], items["rubber-1"]["chambers"]) == ("none", 0)
    told = seen(
        site,
        "firearms",
        ARMS.replace("colt-1;blank only;.45 Colt;6", "colt-1;blank only;.45 Colt;5"),
        "armorer",
    )
    assert states(told)[:2] == ["wrong", "already"]
    assert "chambers" in told["lines"][0]["faults"][0]["problem"]


SCENES = "Scene,Firearms,Performers\n42,colt-1;rubber-1,The performer\n43,,p-performer\n"
OPENING = "&call_time=07:00&bulletins_attached=true"


def test_scenes_open_the_day_together_or_not_at_all(site: Site) -> None:
    told = seen(site, "scenes", SCENES, "first_ad")
    assert told["lines"][0]["shown"]["performers"] == ["p-performer"]
    assert told["lines"][0]["shown"]["not_taken_in"] == ["colt-1", "rubber-1"]
    assert ask(site, "scenes", SCENES, "first_ad").json()["code"] == "sheet.scenes"  # no call time
    wrong = SCENES + "44,,nobody\n"
    assert ask(site, "scenes", wrong, "first_ad", "?unit=main" + OPENING).json()["code"] == "sheet.scenes"
    before = site.size()
    assert taken(site, "scenes", SCENES, "first_ad", "?unit=second" + OPENING)["taken"] == 2
    assert site.size() == before + 1
    (opened,) = site.get("records?kind=day_opened").json()["items"]
    assert opened["record"]["unit"] == "second"
    assert [one["scene"] for one in opened["record"]["body"]["scenes"]] == ["42", "43"]
    site.clock.move(days=1)
    told = seen(site, "scenes", b"", "first_ad", "?from_day=2026-03-02&unit=second")
    assert [one["shown"]["scene"] for one in told["lines"]] == ["42", "43"]


def test_who_may_bring_what(site: Site) -> None:
    small = "person,role\nada,crew\n"
    assert ask(site, "people", small, "armorer").json()["code"] == "permission.denied"
    assert ask(site, "firearms/preview", ARMS, "inspector").json()["code"] == "permission.denied"
    assert ask(site, "firearms", ARMS, "admin").json()["code"] == "permission.denied"
    site.tokens["p-admin"] = site.issue("p-admin", 30, "read", "write")  # nobody stands beside it to be asked
    told = ask(site, "people", small, "admin").json()
    assert told["refused"] == 1 and "permission.denied" in told["lines"][0]["faults"][0]["problem"]


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("xl/workbook.xml", b" " * 41_000_000)
BAD = {
    "nothing": (b"", "sheet.columns"),
    "no heads": (b"\n\n", "sheet.columns"),
    "unknown head": (b"person,role,wage\nada,crew,5\n", "sheet.columns"),
    "head missing": (b"person\nada\n", "sheet.columns"),
    "head twice": (b"person,id,role\nada,ada,crew\n", "sheet.columns"),
    "latin": ("person,role\nañ,crew\n".encode("latin-1"), "sheet.unreadable"),
    "open quote": (b'person,role\n"ada,crew\n', "sheet.unreadable"),
    "broken workbook": (b"PK\x03\x04 nothing else", "sheet.unreadable"),
    "packed": (BOMB.getvalue(), "sheet.unreadable"),
    "too many": (b"person,role\n" + b"ada,crew\n" * 1_001, "too_large"),
    "too wide": (b"person,role" + b"," * 50, "too_large"),
    "too large": (b"x" * 2_000_001, "too_large"),
}


@pytest.mark.parametrize(("sent", "code"), BAD.values(), ids=BAD)
def test_what_is_no_sheet_is_told(site: Site, sent: bytes, code: str) -> None:
    assert ask(site, "people/preview", sent, "producer").json()["code"] == code


def test_firearms_of_yesterday_stay_taken_in(site: Site) -> None:
    answer = ask(site, "firearms/preview", b"", "armorer", "?from_day=2026-03-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed")
    assert ask(site, "horses/preview", b"", "armorer").json()["code"] == "request.malformed"
    assert ask(site, "scenes", SCENES, "first_ad", "?call_time=25:00").json()["code"] == "request.malformed"
