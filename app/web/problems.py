"""Decides how an error looks over HTTP (RFC 9457): its status, title and stable code; never the words of an exception."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson
from starlette.responses import Response

from app.domain.errors import ShowclearError

# Told beside the faults, for programs: with `record.future`, what the client's clock should have said.
_BESIDE: Final = frozenset({"server_time"})
MEDIA_TYPE: Final = "application/problem+json"


class Problem(NamedTuple):
    """What a code means to a client."""

    status: int
    title: str


PROBLEMS: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "json.malformed": Problem(400, "The body is not JSON."),
        "json.not_utf8": Problem(400, "The body is not UTF-8."),
        "json.duplicate_key": Problem(400, "An object in the body has the same key twice."),
        "json.number_range": Problem(400, "A number in the body is too large to be exact."),
        "json.not_finite": Problem(400, "A number in the body is not finite."),
        "json.surrogate": Problem(400, "A text in the body holds half a character."),
        "json.too_deep": Problem(400, "The body is nested too deeply."),
        "cursor.invalid": Problem(400, "The cursor does not belong to this list."),
        "auth.missing": Problem(401, "A valid token or session is needed."),
        "auth.expired": Problem(401, "The token or session has expired."),
        "auth.changed": Problem(401, "Your roles have changed since you signed in."),
        "auth.left": Problem(401, "You have left the production in which this session began."),
        "auth.refused": Problem(401, "This signs nobody in."),
        "passkey.challenge": Problem(401, "This answers no open question."),
        "passkey.origin": Problem(401, "The passkey was used on another page."),
        "passkey.unverified": Problem(401, "The passkey's user was not verified."),
        "passkey.counter": Problem(401, "The passkey's counter did not go on."),
        "passkey.refused": Problem(401, "The passkey's answer does not hold."),
        "studio.state": Problem(401, "This comes back from no sign-in that was begun here."),
        "studio.refused": Problem(401, "The studio's sign-in said no."),
        "studio.signature": Problem(401, "What the studio's sign-in says is not signed by it."),
        "studio.issuer": Problem(401, "Another provider than the studio's answered."),
        "studio.audience": Problem(401, "What the studio's sign-in says is meant for another service."),
        "studio.nonce": Problem(401, "What the studio's sign-in says answers another question."),
        "studio.time": Problem(401, "What the studio's sign-in says is not of now."),
        "studio.malformed": Problem(401, "What the studio's sign-in says cannot be read."),
        "delivery.signature": Problem(401, "The report is not signed."),
        "studio.unlinked": Problem(401, "The studio's account is nobody's here."),
        "permission.denied": Problem(403, "Your roles do not allow this."),
        "auth.foreign_page": Problem(403, "This was not sent by a page of this service."),
        "auth.fresh_needed": Problem(403, "This needs a sign-in of the last ten minutes."),
        "auth.session_needed": Problem(403, "This is for somebody who signed in; a token is not enough."),
        "studio.not_allowed": Problem(403, "That account of the studio's is not taken here."),
        "not_found": Problem(404, "There is nothing here."),
        "method.not_allowed": Problem(405, "This address does not know that method."),
        "closing.no_custodian": Problem(409, "The production names no custodian of its record."),
        "closing.no_archive": Problem(409, "There is no such archive to sign for."),
        "closing.not_signed": Problem(409, "The custodian has not signed for the archive."),
        "closing.outdated": Problem(409, "Something was recorded since the archive."),
        "closing.apart": Problem(409, "The archive does not hold the words that are set apart."),
        "history.no_consent": Problem(409, "No record says that the owner agrees."),
        "history.no_number": Problem(409, "Its intake has no serial or lot number."),
        "history.malformed": Problem(422, "This is no history of a firearm or lot."),
        "history.altered": Problem(422, "The history does not hold."),
        "history.expired": Problem(422, "The history is good no more."),
        "history.other_thing": Problem(422, "The history is of another firearm or lot."),
        "history.key": Problem(422, "This is no key of a ledger."),
        "retention.lower": Problem(409, "A floor only goes up."),
        "archive.incomplete": Problem(503, "A file of the archive cannot be read now."),
        "record.conflict": Problem(409, "Another record has this id."),
        "drill.running": Problem(409, "A drill is going on."),
        "auth.last_way_in": Problem(409, "Without this you could not sign in any more."),
        "invite.linked": Problem(409, "There is an account already."),
        "studio.linked": Problem(409, "The studio's account is somebody else's here."),
        "contact.too_many": Problem(409, "There are too many addresses."),
        "passkey.too_many": Problem(409, "There are too many passkeys."),
        "invite.invalid": Problem(410, "The invitation is not good any more."),
        "attachment.offset": Problem(409, "The file goes on at another byte."),
        "attachment.length": Problem(409, "The file was begun with another length."),
        "attachment.digest": Problem(422, "The bytes do not have that digest."),
        "attachment.type": Problem(422, "Files of this type are not kept."),
        "attachment.unreadable": Problem(422, "The picture cannot be drawn."),
        "paper.differs": Problem(409, "Two people typed in different things."),
        "paper.not_paper": Problem(422, "This is not typed in from paper."),
        "sheet.unreadable": Problem(422, "The file is no spreadsheet."),
        "sheet.columns": Problem(422, "The columns are not as they should be."),
        "sheet.scenes": Problem(422, "The day cannot open with these scenes."),
        "too_large": Problem(413, "The body is too large."),
        "content_type.unsupported": Problem(415, "The body has to be application/json."),
        "record.malformed": Problem(422, "This is not a record."),
        "record.future": Problem(422, "The record lies in the future."),
        "person.unknown": Problem(422, "The production never had this person."),
        "protocol.unknown": Problem(422, "There is no such protocol version."),
        "contact.malformed": Problem(422, "This cannot be an address, or not so."),
        "contact.channel_off": Problem(422, "This service has no such way to send."),
        "contact.address.malformed": Problem(422, "No message can be sent to this address."),
        "contact.address.private": Problem(422, "This address is inside a network."),
        "contact.address.plain": Problem(422, "This address is not https."),
        "contact.code": Problem(422, "This is not the code that was sent."),
        "passkey.malformed": Problem(422, "This is no answer of an authenticator."),
        "password.weak": Problem(422, "The password is too easily guessed."),
        "pin.malformed": Problem(422, "This PIN cannot be used."),
        "sign_off.malformed": Problem(422, "The proof of a sign-off does not have its form."),
        "sign_off.wrong_type": Problem(422, "The sign-off's proof is of something else."),
        "sign_off.not_bound": Problem(422, "Something else was signed than this record."),
        "sign_off.wrong_origin": Problem(422, "It was signed on another page."),
        "sign_off.wrong_rp": Problem(422, "It was signed for another relying party."),
        "sign_off.not_present": Problem(422, "The authenticator did not see anybody."),
        "sign_off.user_not_verified": Problem(422, "The authenticator did not verify who was there."),
        "sign_off.wrong_key": Problem(422, "This key may not sign here."),
        "sign_off.bad_signature": Problem(422, "The signature is not the key's."),
        "sign_off.no_record": Problem(422, "The record that was signed is not here."),
        "sign_off.unknown_credential": Problem(422, "This is no passkey of that person."),
        "sign_off.counter": Problem(422, "The passkey's counter went back."),
        "sign_off.pin_needed": Problem(422, "A PIN has to come beside the record."),
        "sign_off.full_needed": Problem(422, "A PIN alone is not enough to sign with now."),
        "sign_off.wrong_pin": Problem(422, "This is not that person's PIN."),
        "sign_off.wrong_role": Problem(422, "The signer does not hold that role."),
        "sign_off.wrong_statement": Problem(422, "The protocol has other words."),
        "drill.unknown": Problem(422, "There is no such drill."),
        "drill.nobody": Problem(422, "Nobody attended the drill."),
        "concern.receiver": Problem(422, "This person cannot hear concerns apart from the unit."),
        "batch.empty": Problem(422, "The list holds no record."),
        "request.malformed": Problem(422, "Something in the request is not as it should be."),
        "report.no_incident": Problem(404, "There is no incident of this id."),
        "proof.out_of_range": Problem(422, "The ledger has no such entry or size."),
        "rate.limited": Problem(429, "Too many requests."),
        "internal": Problem(500, "The service failed; the failure is logged under the request id."),
        "studio.unavailable": Problem(503, "The studio's sign-in does not answer."),
        "studio.elsewhere": Problem(503, "The studio's sign-in sends to another host."),
        "unavailable": Problem(503, "The service cannot answer now."),
    }
)

# Codes of the command line, of files, and of what the service keeps itself: a request cannot cause them. Should one
# reach the edge all the same the service has failed, and says no more than that.
INTERNAL_FAMILIES: Final = (
    *(
        "backup.",
        "case.",
        "checkpoint.",
        "database.",
        "demonstration.",
        "simulation.",
        "drill.malformed",
        "entry.",
        "export.",
        "frontier.",
    ),
    *("import.", "key.", "ledger.", "lock.", "note.", "pack.", "production.", "scope.", "settings."),
    *("archive.", "receipt.", "report.", "tiles.", "witness."),
    *("json.not_json", "json.not_canonical"),
)


def problem_of(error: ShowclearError) -> tuple[int, dict[str, Any]]:
    """The status and the members of the problem that tells this error; a code without a row tells nothing."""
    if error.code not in PROBLEMS:
        return problem("internal", "The request could not be answered.")
    faults = [_fault(place) for place in error.where]
    beside = {name: value for place in error.where for name, value in place.items() if name in _BESIDE}
    return problem(error.code, error.detail, faults, **beside)


def _fault(place: Mapping[str, str]) -> dict[str, str]:
    """One place with what is wrong there; JSON's own faults name it by pointer, and nothing can be expected."""
    told = {"field": place.get("field") or place.get("at") or "body", "problem": place.get("problem", "")}
    return told | {"expected": place.get("expected", "JSON that has one canonical form")}


def problem(
    code: str, detail: str, errors: list[dict[str, str]] | None = None, **more: Any
) -> tuple[int, dict[str, Any]]:
    """The status and members of a problem. `errors` say where, what is wrong there, and what would be right."""
    status, title = PROBLEMS[code]
    members = {"type": f"/docs#{code}", "title": title, "status": status, "code": code, "detail": detail}
    if errors:
        members["errors"] = errors
    return status, members | more


def problem_response(
    status: int, members: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """The problem as an answer; 401 says which scheme is asked for, as RFC 9110 wants."""
    sent = dict(headers or {})
    if status == 401:
        sent["WWW-Authenticate"] = 'Bearer realm="showclear"'
    return Response(orjson.dumps(members), status, sent, MEDIA_TYPE)
