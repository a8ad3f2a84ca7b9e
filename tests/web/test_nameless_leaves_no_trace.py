"""Anonymous means anonymous: on the whole database, the ledger, the logs, the counters and the outbox.

Everything a request can carry is marked, and every row of every table is read afterwards, of tables that come later too.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import create_engine, select

from app.db.schema import metadata
from tests.web.desert import Site

ADDRESS, DEVICE = "203.0.113.77", "phone-of-the-medic"
MARKS = (ADDRESS, DEVICE, "MARKED", "p-medic")
WORDS = "Nobody opened the revolver"
SPOKEN_AT = ("15:07", "07:41", "15:09", "09:52", ".654321")
"""What the moments of speaking look like in a time; the quarter of an hour they enter with is 15:15."""


def speak(site: Site, method: str, path: str, said: object, token: str) -> httpx.Response:
    """A request as a careless browser sends it: signed in, with everything that tells who and from where."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Cookie": "showclear=MARKED-cookie; other=MARKED",
        "User-Agent": f"MARKED {DEVICE}",
        "X-Forwarded-For": ADDRESS,
        "Forwarded": f"for={ADDRESS}",
        "X-Request-Id": "MARKED-request",
        "Referer": "https://example.org/MARKED",
        "Content-Type": "application/json",
    }
    transport = httpx.ASGITransport(site.app, client=(ADDRESS, 4711))

    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, content=orjson.dumps(said), headers=headers)

    return site.portal.call(go)


def rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def new_rows(file: Path, before: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [row for row in found if row not in before[name]]
        for name, found in rows(file).items()
        if found != before[name]
    }


@pytest.mark.parametrize("small", [True, False])
def test_no_trace_of_who_spoke_from_where_with_what_or_when(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, small: bool
) -> None:
    if not small:
        site.services.people.add_person("desert", "p-fifteenth", ["crew"], by="p-admin")
    token = site.token("medic")
    site.get("me", by="medic")
    caplog.set_level(logging.DEBUG)
    before = rows(tmp_path / "site.db")
    counted = site.get("/metrics", by=None).text

    site.clock.now = datetime(2026, 3, 2, 15, 7, 41, 654321, tzinfo=UTC)
    said = {"category": "firearms", "detail": WORDS, "about": "the first AD"}
    answer = speak(site, "POST", "/api/v1/productions/desert/concerns", said, token)
    assert answer.status_code == 201
    code = answer.json()["code"]
    site.clock.now = datetime(2026, 3, 2, 15, 9, 52, 654321, tzinfo=UTC)
    assert speak(site, "POST", f"/api/v1/concerns/{code}", {"detail": "Twice."}, token).status_code == 200
    assert speak(site, "GET", f"/api/v1/concerns/{code}", None, token).status_code == 200
    waiting = new_rows(tmp_path / "site.db", before)
    assert set(waiting) == {"nameless_concerns", *({"concern_words"} if small else ())}

    site.clock.now = datetime(2026, 3, 2, 15, 15, tzinfo=UTC)
    site.services.watch.look()
    left = new_rows(tmp_path / "site.db", before)
    assert left["messages"], "somebody was told that there is one"
    assert len(left["entries"]) == 2

    for kept in (repr(waiting), repr(left)):
        assert [mark for mark in (*MARKS, code, code.replace("-", "")) if mark in kept] == []
        assert [moment for moment in SPOKEN_AT if moment in kept] == []
        assert token not in kept
        times = re.findall(r"datetime\.datetime\(2026, 3, 2, 15, (\d+)(?:, (\d+))?(?:, (\d+))?,? ?tz", kept)
        assert {minute for minute, _, _ in times} <= {"0", "5", "15"}, times

    ledger = repr([row["entry"] for row in left["entries"]])
    assert (WORDS in ledger) is not small
    for row in left["messages"]:
        assert WORDS not in repr(row)
        assert "first" not in str(row["fields"])

    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore", "asyncio"))]
    logged = repr([vars(one) for one in ours])
    assert [mark for mark in (*MARKS, code, WORDS, "concerns") if mark in logged] == []
    assert site.get("/metrics", by=None).text.replace("/metrics", "").count("concern") == counted.count(
        "concern"
    )

    files = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file())
    for mark in (ADDRESS, DEVICE, "MARKED", code, code.replace("-", "")):
        assert mark.encode() not in files


def test_two_who_say_the_same_at_the_same_time_leave_the_same(site: Site, tmp_path: Path) -> None:
    """What differs between two speakers is chance alone: ids, salts and the digests over them."""
    kept = []
    for who in ("medic", "crew"):
        before = rows(tmp_path / "site.db")
        said = {"category": "hours", "detail": "Fourteen hours."}
        answer = speak(site, "POST", "/api/v1/productions/desert/concerns", said, site.token(who))
        assert answer.status_code == 201
        found = new_rows(tmp_path / "site.db", before)
        found.pop("tokens", None)
        kept.append(re.sub(rb"[0-9a-f]{32,64}|[0-9a-f-]{36}", b"-", _plain(found)))
    assert kept[0] == kept[1]


def _plain(found: dict[str, list[dict[str, Any]]]) -> bytes:
    def text(value: Any) -> str:
        return "" if isinstance(value, bytes) and len(value) == 32 else str(value)

    return orjson.dumps(
        {str(name): [{str(k): text(v) for k, v in row.items()} for row in found[name]] for name in found}
    )
