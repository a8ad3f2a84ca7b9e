"""Decides how somebody signed in gives their own programs tokens over HTTP; for others that is done at the machine."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path
from starlette.responses import Response

from app.services.accounts.own_tokens import LONGEST_DAYS, OWN_SCOPES
from app.web.api.answering import GUARDED, QUIET, json_response, list_response
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, SignedIn
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/account/tokens", "account")

_TOKEN: Final = shape(
    "A token, as it is kept.",
    {
        "id": text("To take it back by."),
        "scopes": listed(text("What it is good for.")),
        "created_at": text("Since when.", format="date-time"),
        "expires_at": text("Until when.", format="date-time"),
        "state": {"enum": ["good", "expired", "revoked"]},
    },
    {"token": text("Told once.")},
)
_OWN: Final = (*GUARDED, "auth.session_needed")


@router.get(
    "", summary="My tokens", responses=answers(shape("All.", {"items": listed(_TOKEN)}), "Yours.", *_OWN)
)
def my_tokens(services: Asked, caller: SignedIn) -> Response:
    """Tokens that stand for oneself in this production, those issued at the machine too."""
    return list_response(services.own_tokens.listed(caller))


@router.post(
    "",
    summary="Give a program of mine a token",
    status_code=201,
    responses=answers(_TOKEN, "Made.", *_OWN, *BODY, "auth.foreign_page", "auth.fresh_needed", status=201),
    openapi_extra=json_body(
        shape(
            "Until when.",
            {"days": {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS}},
            {"scopes": listed({"enum": sorted(OWN_SCOPES)})},
        )
    ),
)
def issue_own_token(services: Asked, caller: SignedIn, sent: SmallBody) -> Response:
    """It reads and writes as oneself, never does what asks for a fresh sign-in, and is told once."""
    said = parse_object(sent, {"days": True, "scopes": False})
    days = said["days"]
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST_DAYS:
        raise malformed("days", "is no number of days", f"1 to {LONGEST_DAYS}")
    token, kept = services.own_tokens.issue(caller, _scopes(said.get("scopes", sorted(OWN_SCOPES))), days)
    return json_response(kept | {"token": token}, 201, QUIET)


@router.post(
    "/{token}/revoke",
    summary="Take one of my tokens back",
    responses=answers(shape("Done.", {}), "It is good no more.", *_OWN, "auth.foreign_page"),
)
def revoke_own_token(
    services: Asked,
    caller: SignedIn,
    token: Annotated[str, Path(description="Its id.", pattern="^[0-9a-f]{1,64}$")],
) -> Response:
    """At once in the process that is asked, within five seconds in others."""
    services.own_tokens.revoke(caller, token)
    return json_response({}, 200, QUIET)


def _scopes(sent: Any) -> list[str]:
    if (
        not isinstance(sent, list)
        or not sent
        or not all(isinstance(one, str) and one in OWN_SCOPES for one in sent)
    ):
        raise malformed("scopes", "are none a token of one's own may have", ", ".join(sorted(OWN_SCOPES)))
    return sent
