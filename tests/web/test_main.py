"""The application as another server has it: made from the environment, alone with its database, closed at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# In a process of its own: it sets up logging and memory for the whole of it.
LIVES = """
import anyio, httpx
from app.domain.errors import ShowclearError
from app.main import create

async def live(application):
    transport = httpx.ASGITransport(application)
    async with application.router.lifespan_context(application):
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            print((await client.get("/readyz")).json()["status"])

first = create()
try:
    create()
except ShowclearError as refused:
    print(refused.code)
anyio.run(live, first)
anyio.run(live, create())
"""


def test_it_is_made_alone_with_its_database_and_lets_go_of_it_at_its_end(tmp_path: Path) -> None:
    environment = os.environ | {"SHOWCLEAR_DATA_DIR": str(tmp_path), "SHOWCLEAR_LOG_LEVEL": "error"}
    done = subprocess.run(
        [sys.executable, "-c", LIVES],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["database.in_use", "ok", "ok"]
    assert done.stderr == ""
