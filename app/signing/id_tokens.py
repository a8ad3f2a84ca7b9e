"""Decides whether an ID token holds: who signed it, for whom, when, in answer to what (OpenID Connect Core, 3.1.3.7).

Nothing a token says of itself is believed before its signature holds, and it never chooses how it is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.domain.errors import ShowclearError
from app.services.accounts.provider import Proved

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Public keys only: with a shared secret (HS256) whoever knows it could sign, and `none` signs nothing."""
LEEWAY: Final = timedelta(seconds=60)
"""How far the provider's clock and ours may differ."""
_LONGEST_SUBJECT: Final = 255  # OpenID Connect Core, 2
_LONGEST_TOKEN: Final = 16_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to answer to."""

    issuer: str
    client_id: str
    nonce: str


def proved_by(token: str, keys: KeySet, expected: Expected, now: datetime) -> Proved:
    """Whom the token vouches for. Refused: `studio.signature` and the other codes of `Provider`."""
    claims = _signed(token, keys)
    if claims.get("iss") != expected.issuer:
        raise _untrue("issuer", "It comes from another provider.")
    _require_for(claims, expected.client_id)
    if claims.get("nonce") != expected.nonce:
        raise _untrue("nonce", "It answers another question than ours.")
    return Proved(expected.issuer, _subject(claims), _email(claims), _require_now(claims, now))


def _signed(token: str, keys: KeySet) -> dict[str, Any]:
    """The claims, once the signature holds; one that is longer than any token loses its signature here."""
    try:
        return jwt.decode(token[:_LONGEST_TOKEN], keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as failure:
        raise _untrue("signature", "It is not signed by a key of the provider.") from failure


def _require_for(claims: dict[str, Any], client_id: str) -> None:
    """The token is for us, and where it is for others too, it was us who asked."""
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    asked_by = claims.get("azp", client_id if len(several) == 1 else None)
    if client_id not in several or asked_by != client_id:
        raise _untrue("audience", "It is meant for another service.")


def _require_now(claims: dict[str, Any], now: datetime) -> datetime | None:
    """The token is of now; the moment at which its subject showed who they are, where it tells one."""
    ends_at, issued_at = _moment(claims, "exp"), _moment(claims, "iat")
    begins_at, shown_at = _moment(claims, "nbf"), _moment(claims, "auth_time")
    if ends_at is None or issued_at is None:
        raise _untrue("malformed", "It does not say from when until when it is good.")
    latest = max(one for one in (issued_at, begins_at, shown_at) if one is not None)
    if now >= ends_at + LEEWAY or latest > now + LEEWAY:
        raise _untrue("time", "It has expired, or is of a time that has not come.")
    return None if shown_at is None else min(shown_at, now)


def _moment(claims: dict[str, Any], name: str) -> datetime | None:
    seconds = claims.get(name)
    if seconds is None:
        return None
    if isinstance(seconds, bool):
        raise _untrue("malformed", f"Its {name} is no time.")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as failure:
        raise _untrue("malformed", f"Its {name} is no time.") from failure


def _subject(claims: dict[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        raise _untrue("malformed", "It names nobody.")
    return subject


def _email(claims: dict[str, Any]) -> str | None:
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else None


def _untrue(what: str, detail: str) -> ShowclearError:
    return ShowclearError(f"studio.{what}", f"What the studio's sign-in says does not hold. {detail}")
