"""The interface describes itself: whole, true to the models, readable without a network or a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest

from app.domain.records import RECORD_KINDS, parse_record
from app.web.api.examples import CONCERN, RECORD
from app.web.problems import PROBLEMS
from tests.web.desert import Site


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    """One for all: what is read here does not change."""
    return shared_site


@pytest.fixture(scope="module")
def document(site: Site) -> dict[str, Any]:
    told: dict[str, Any] = site.get("/openapi.json", by=None).json()
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, ways in document["paths"].items():
        for method, told in ways.items():
            yield f"{method.upper()} {path}", told


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "$ref":
                yield part
            else:
                yield from refs(part)
    elif isinstance(value, list):
        for part in value:
            yield from refs(part)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    assert {ref.removeprefix("#/components/schemas/") for ref in refs(document)} <= set(shapes)
    assert {f"record.{kind}" for kind in RECORD_KINDS} <= set(shapes)


def test_every_operation_reads_well(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    names = [told["operationId"] for _, told in operations(document)]
    assert len(names) == len(set(names))
    for name, told in operations(document):
        assert told["summary"], name
        assert told["description"], name
        assert set(told["tags"]) <= tags, name
        assert all(one["description"] for one in told["responses"].values()), name
        assert all(one.get("description") for one in told.get("parameters", ())), (
            name,
            told.get("parameters"),
        )


def test_every_operation_tells_its_refusals_as_problems(document: dict[str, Any]) -> None:
    for name, told in operations(document):
        refusals = {status: one for status, one in told["responses"].items() if int(status) >= 400}
        assert all("application/problem+json" in one["content"] for one in refusals.values()), name
        assert not told.get("security") or {"401", "403", "404"} <= set(refusals), name
        assert "/api/" not in name or {"422", "429", "500"} <= set(refusals), name
        named = set(
            re.findall(r"`([a-z0-9_.]+)`: ", " ".join(one["description"] for one in refusals.values()))
        )
        assert named <= set(PROBLEMS), name


def test_the_body_of_records_is_told_by_the_models(document: dict[str, Any]) -> None:
    told = document["paths"]["/api/v1/productions/{production}/records"]["post"]["requestBody"]
    content = told["content"]["application/json"]
    parse_record(content["example"])
    schema = {"$ref": "#/components/schemas/Record", "components": document["components"]}
    jsonschema.validate(content["example"], schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content["example"] | {"colour": "red"}, schema)


def test_examples_are_taken(site: Site) -> None:
    ids = {"armorer": "p-armorer", "lead-actor": "p-performer"}
    body = {key: ids.get(value, value) for key, value in RECORD["body"].items()}
    record = RECORD | {"production": "desert", "by": "p-armorer", "body": body}
    record |= {"occurred_at": "2026-03-02T15:00:00Z"}
    assert site.send(record).status_code == 201
    assert site.ask("POST", "concerns", json=CONCERN).status_code == 201


@pytest.mark.parametrize("kind", sorted(RECORD_KINDS))
def test_each_kind_has_its_schema(site: Site, kind: str) -> None:
    answer = site.get(f"/api/v1/schemas/{kind}", by=None)
    jsonschema.Draft202012Validator.check_schema(answer.json())
    assert answer.json()["title"] == kind
    assert answer.headers["etag"]


def test_the_kinds_are_listed_and_others_are_not_there(site: Site) -> None:
    listed = site.get("/api/v1/schemas", by=None).json()["items"]
    assert {one["kind"] for one in listed} == set(RECORD_KINDS)
    assert all(site.get(one["schema"], by=None).status_code == 200 for one in listed[:3])
    assert site.get("/api/v1/schemas/accident", by=None).json()["code"] == "not_found"


class Page(HTMLParser):
    """What a page holds: its tags, anchors, links and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in {"href", "src"}:
                self.links.append(str(value))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_no_network_and_no_script(site: Site) -> None:
    answer = site.get("/docs", by=None)
    page = Page(answer.text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not [link for link in page.links if "//" in link]
    assert not re.search(r"@import|url\(", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert site.get("/redoc", by=None).status_code == 404


def test_every_anchor_of_the_page_is_there_once(site: Site) -> None:
    page = Page(site.get("/docs", by=None).text)
    assert len(page.ids) == len(set(page.ids)), [one for one in page.ids if page.ids.count(one) > 1]
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert set(PROBLEMS) <= set(page.ids)


def test_the_page_names_every_operation_and_shape(site: Site, document: dict[str, Any]) -> None:
    text = site.get("/docs", by=None).text
    for name, told in operations(document):
        assert f"<code>{name.split()[1]}</code>" in text
        assert told["summary"].replace("'", "&#x27;") in text
    assert all(f">{name}</h3>" in text for name in document["components"]["schemas"])
