"""Decides how often one token or address may ask: a bucket each, in this process's memory; not who they are."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.edge.trace import header_of, is_nameless, request_id_of, status_of
from app.web.pages.refusals import refused
from app.web.problems import problem

_MOST_BUCKETS = 20_000
_FREE = frozenset({"/healthz", "/readyz", "/metrics"})


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many per second."""

    burst: float
    per_s: float


class Buckets:
    """One bucket per key; an untouched key starts full."""

    def __init__(
        self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = _MOST_BUCKETS
    ) -> None:
        self._rate = rate
        self._most = most
        self._clock = clock
        self._left: dict[bytes, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def wait_s(self, key: bytes) -> float:
        """Seconds until one more is allowed; 0 when it is now."""
        return max(0.0, 1.0 - self._level(key, self._clock())) / self._rate.per_s

    def take(self, key: bytes) -> None:
        """One was used."""
        now = self._clock()
        level = self._level(key, now)
        if len(self._left) >= self._most:
            self._forget(now)
        self._left[key] = (level - 1.0, now)

    def _level(self, key: bytes, now: float) -> float:
        level, since = self._left.get(key, (self._rate.burst, now))
        return min(self._rate.burst, level + (now - since) * self._rate.per_s)

    def _forget(self, now: float) -> None:
        """Full buckets say nothing; should all be in use, the half unused for longest goes."""
        self._left = {
            key: kept for key, kept in self._left.items() if self._level(key, now) < self._rate.burst
        }
        if len(self._left) >= self._most:
            newest = sorted(self._left.items(), key=lambda item: item[1][1])[self._most // 2 :]
            self._left = dict(newest)


class RateLimit:
    """429 with Retry-After for a token, an address without one, or an address that keeps sending refused tokens.

    A token that was good is not held up by what others send from its address: a crew may share one.
    """

    def __init__(self, app: ASGIApp, asked: Rate, refused: Rate, nameless: Rate) -> None:
        self._app = app
        self._asked = Buckets(asked)
        self._nameless = Buckets(nameless)
        self._refused = Buckets(refused)
        self._good: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or 429."""
        if scope["type"] != "http" or scope["path"] in _FREE:
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0].encode()
        token = header_of(scope, b"authorization")
        nameless = is_nameless(scope)
        key = hashlib.blake2b(token, digest_size=16).digest() if token and not nameless else address
        asked = self._nameless if nameless and scope["method"] == "POST" else self._asked
        wait_s = max(asked.wait_s(key), 0.0 if key in self._good else self._refused.wait_s(address))
        if wait_s > 0:
            await _limited(wait_s, scope, receive, send)
            return
        asked.take(key)
        await self._app(scope, receive, send)
        self._watch(scope, key, address)

    def _watch(self, scope: Scope, key: bytes, address: bytes) -> None:
        """Remember good tokens and count refused ones."""
        if status_of(scope) == HTTPStatus.UNAUTHORIZED:
            self._good.discard(key)
            self._refused.take(address)
        elif key not in self._good and scope.get("state", {}).get("caller"):
            self._remember(key)

    def _remember(self, key: bytes) -> None:
        if len(self._good) >= _MOST_BUCKETS:
            self._good.clear()
        self._good.add(key)


async def _limited(wait_s: float, scope: Scope, receive: Receive, send: Send) -> None:
    seconds = max(1, math.ceil(wait_s))
    detail = f"Please ask again in {seconds} s."
    status, members = problem("rate.limited", detail, request_id=request_id_of(scope))
    await refused(Request(scope), status, members, {"Retry-After": str(seconds)})(scope, receive, send)
