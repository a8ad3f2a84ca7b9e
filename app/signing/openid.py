"""Decides how a studio's provider is asked (OpenID Connect, code flow with PKCE); it trusts one issuer and no other.

Where the provider's own addresses are is read from the issuer, and each has to be at the issuer's host or at one that
was configured beside it. Nothing of it is kept but its keys and addresses, for an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.domain.errors import ShowclearError
from app.services.accounts.provider import Proved
from app.signing.id_tokens import Expected, proved_by
from app.signing.provider_line import WITHIN_S, Bounded, Turns, unavailable

KEPT_FOR_S: Final = 3600.0
_SCOPE: Final = "openid email"
_AT_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Client:
    """What a studio told its provider of this service, and us of its provider."""

    issuer: str
    client_id: str
    secret: str
    redirect: str
    """Where browsers come back to; the provider has to have exactly this."""
    name: str = "the studio"
    allowed: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    """Hosts beside the issuer's where its addresses may be."""


class OpenId:
    """One provider, as `Provider` describes it."""

    def __init__(
        self, client: Client, within_s: float = WITHIN_S, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._tick = client, tick
        self._within_s, self._turns = within_s, Turns()
        self._trusted = httpx2.create_ssl_context(trust_env=False)
        self._kept: dict[str, tuple[dict[str, Any], float]] = {}
        self.issuer, self.name, self.allowed = client.issuer, client.name, client.allowed

    def address(self, state: str, nonce: str, verifier: str, max_age_s: int) -> str:
        """Where a browser goes to sign in."""
        with self._turns.one():
            metadata = self._metadata()
        with self._speaking(metadata) as speaking:
            address, _ = speaking.create_authorization_url(
                self._place(metadata, "authorization_endpoint"),
                state=state,
                code_verifier=verifier,
                nonce=nonce,
                max_age=str(max_age_s),
            )
        return str(address)

    def proved(self, code: str, nonce: str, verifier: str, now: datetime) -> Proved:
        """Whom the code stands for."""
        with self._turns.one():
            metadata = self._metadata()
            token = self._token(metadata, code, verifier)
            expected = Expected(self.issuer, self._client.client_id, nonce)
            place = self._place(metadata, "jwks_uri")
            try:
                return proved_by(token, self._keys(place), expected, now)
            except ShowclearError as refused:
                if refused.code != "studio.signature":
                    raise
                self._kept.pop(place, None)
            return proved_by(token, self._keys(place), expected, now)  # it may have new keys by now

    def _token(self, metadata: dict[str, Any], code: str, verifier: str) -> str:
        with self._speaking(metadata) as speaking:
            try:
                told = speaking.fetch_token(
                    self._place(metadata, "token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
            except OAuthError as refused:
                raise ShowclearError(
                    "studio.refused", "The studio's sign-in does not take this code."
                ) from refused
            except (httpx2.HTTPError, ValueError, KeyError, TypeError) as failure:
                raise unavailable() from failure
        token = told.get("id_token")
        if not isinstance(token, str):
            raise ShowclearError("studio.malformed", "The studio's sign-in names nobody.")
        return token

    def _speaking(self, metadata: dict[str, Any]) -> Any:
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Client(
            client_id=self._client.client_id,
            client_secret=self._client.secret,
            token_endpoint_auth_method=way,
            redirect_uri=self._client.redirect,
            scope=_SCOPE,
            code_challenge_method="S256",
            **self._bounds(),
        )

    def _bounds(self) -> dict[str, Any]:
        """A line of its own for each time: a client closes the one it was given."""
        timeout = httpx2.Timeout(self._within_s)
        return {"transport": Bounded(self._trusted, self._within_s), "timeout": timeout, "trust_env": False}

    def _metadata(self) -> dict[str, Any]:
        """What the issuer says of itself; it has to know its own name (OpenID Connect Discovery, 4.3)."""
        metadata = self._told(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if metadata.get("issuer") != self.issuer:
            raise ShowclearError("studio.issuer", "The provider at that address calls itself something else.")
        return metadata

    def _keys(self, place: str) -> KeySet:
        told: Any = self._told(place)
        try:
            return KeySet.import_key_set(told)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as failure:
            raise unavailable() from failure

    def _told(self, address: str) -> dict[str, Any]:
        """The object at an address, as it was at most an hour ago."""
        found, at = self._kept.get(address, ({}, 0.0))
        if found and self._tick() - at < KEPT_FOR_S:
            return found
        with httpx2.Client(**self._bounds()) as asking:
            answer = asking.get(address, headers={"Accept": "application/json"})
        try:
            told = answer.raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as failure:
            raise unavailable() from failure
        if not isinstance(told, dict):
            raise unavailable()
        self._kept[address] = (told, self._tick())
        return told

    def _place(self, metadata: dict[str, Any], name: str) -> str:
        """One of the provider's addresses. Refused: at a host that was not configured, or in the clear."""
        place = metadata.get(name)
        if not isinstance(place, str):
            raise unavailable()
        home, parts = urlsplit(self.issuer), urlsplit(place)
        at_home = (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
        if not at_home and not (parts.scheme == "https" and parts.netloc in self._client.hosts):
            raise ShowclearError("studio.elsewhere", "The studio's sign-in is told to be at another host.")
        return place


def require_issuer(issuer: str) -> None:
    """Nothing, for an issuer with https or at this machine; else `settings.oidc`."""
    parts = urlsplit(issuer)
    here = parts.scheme == "http" and parts.hostname in _AT_THIS_MACHINE
    plain = not parts.query and not parts.fragment and "@" not in parts.netloc and parts.hostname
    if not plain or not (parts.scheme == "https" or here):
        raise ShowclearError("settings.oidc", f"{issuer!r} is no issuer with https.")
