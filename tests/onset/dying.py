"""A service that dies by SIGKILL in the midst of the first batch it is sent, before its transaction ends.

Run as `python -m tests.onset.dying DATABASE_URL ORIGIN`; it writes its port when it listens.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event

from app.bootstrap import services_on
from app.db.database import open_database
from app.protocols.catalogue import Catalogue
from app.signing.checkpoint_key import CheckpointKey
from app.web.factory import create_app
from tests.accounts.light import lightly


def die(_: Any, __: Any, statement: str, *___: Any) -> None:
    """Once rows of the ledger are written, and before they are kept."""
    if statement.upper().startswith("INSERT INTO ENTRIES"):
        os.kill(os.getpid(), signal.SIGKILL)


def main(database_url: str, origin: str) -> None:
    key = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
    services = services_on(
        open_database(database_url), Catalogue(None), key, ("us-base",), origin=origin, beside=lightly()
    )
    event.listen(Engine, "after_cursor_execute", die)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(create_app(services), log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
