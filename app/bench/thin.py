"""Decides the least an endpoint can do that keeps a checklist: check its form, hash it, store one row durably; the ceiling.

No caller, no judgement, no receipt: one lock, one transaction and one sync for each request. It speaks to the database
through the bare driver, so that what the service adds is not hidden by what a library adds to both.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import JSONResponse

DATABASE = "SHOWCLEAR_BENCH_THIN_DATABASE"
"""Names the environment variable that holds a SQLite file's path or a PostgreSQL URL."""
_TABLE = "CREATE TABLE IF NOT EXISTS thin (digest {blob} PRIMARY KEY, id TEXT NOT NULL, body {blob} NOT NULL)"
_PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 5000")

Keep = Callable[[bytes, str, bytes], None]


class Checklist(BaseModel):
    """A completed checklist with fifteen answers."""

    id: str
    kind: str
    production: str
    occurred_at: str
    by: str
    protocol: str
    answers: dict[str, bool | int | str]
    body: dict[str, Any]


def create() -> FastAPI:
    """The application: `uvicorn --factory app.bench.thin:create`."""
    keep = _open(os.environ[DATABASE])
    app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})

    @app.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/records", response_model=None)
    def record(sent: Checklist) -> JSONResponse:
        data = sent.model_dump_json().encode()
        digest = hashlib.sha256(data).digest()
        keep(digest, sent.id, data)
        return JSONResponse({"id": sent.id, "digest": digest.hex()}, 201)

    return app


def _open(where: str) -> Keep:
    return _postgresql(where) if where.startswith("postgresql") else _sqlite(where)


def _sqlite(path: str) -> Keep:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    for statement in (*_PRAGMAS, _TABLE.format(blob="BLOB")):
        connection.execute(statement)
    lock = threading.Lock()

    def keep(digest: bytes, id_: str, data: bytes) -> None:
        with lock:
            connection.execute("INSERT INTO thin VALUES (?, ?, ?)", (digest, id_, data))

    return keep


def _postgresql(url: str) -> Keep:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(_TABLE.format(blob="BYTEA"))
    lock = threading.Lock()

    def keep(digest: bytes, id_: str, data: bytes) -> None:
        with lock:
            connection.execute("INSERT INTO thin VALUES (%s, %s, %s)", (digest, id_, data))

    return keep
