"""Decides how a witness is reached over HTTP: one short request, no redirect, no proxy; not what it is asked."""

from __future__ import annotations

from typing import Final

import httpx2

from app.domain.errors import ShowclearError
from app.domain.ledger.cosignature import parse_witness_key
from app.services.witnessing import Witness

WITHIN_S: Final = 5.0
MOST_BYTES: Final = 64 * 1024


class HttpWitnessLine:
    """The way to any witness."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s

    def add_checkpoint(self, url: str, body: bytes) -> tuple[int, str]:
        """The status and text of the answer. Refused: none came, or too much (`witness.unreachable`)."""
        try:  # asked every ten minutes: no connection is kept for that
            with (
                httpx2.Client(timeout=self._within_s, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", url.rstrip("/") + "/add-checkpoint", content=body) as answer,
            ):
                data = b""
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > MOST_BYTES:
                        raise _unreachable()
                return answer.status_code, data.decode()
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeDecodeError) as failure:
            raise _unreachable() from failure


def parse_witnesses(told: str) -> tuple[Witness, ...]:
    """Witnesses parted by commas, each a key, a space and an address. Refused: any other form (`settings.witnesses`)."""
    try:
        parted = [part.split() for part in told.split(",") if part.strip()]
        return tuple(Witness(parse_witness_key(key), url) for key, url in parted)
    except (ValueError, ShowclearError) as failure:
        raise ShowclearError("settings.witnesses", "A witness is a key, a space and an address.") from failure


def _unreachable() -> ShowclearError:
    return ShowclearError("witness.unreachable", "The witness did not answer as one.")
