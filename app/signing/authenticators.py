"""Decides how WebAuthn is spoken (py_webauthn): options for the page, and whether an answer holds; it stores nothing.

Whatever the library finds wrong becomes one of a few codes; its own words stay here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.domain.errors import ShowclearError
from app.services.accounts.ports import Assertion, NewPasskey
from app.services.accounts.rows import Passkey
from app.signing.cose_keys import spki_of

_TIMEOUT_MS: Final = 300_000
_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_MOST_CREDENTIAL_BYTES: Final = 1023  # WebAuthn, 4: an id is at most that long
_MOST_KEY_BYTES: Final = 2048
_MOST_CHARACTERS: Final = 16_000


class Authenticators:
    """WebAuthn for the pages of one origin; the host alone is the relying party."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._rp_id = urlsplit(origin).hostname or ""

    def registration(
        self, challenge: bytes, account: str, name: str, known: Sequence[Passkey]
    ) -> dict[str, Any]:
        """Options of `navigator.credentials.create`: a discoverable key, the user verified, no attestation asked."""
        options = generate_registration_options(
            rp_id=self._rp_id,
            rp_name="Showclear",
            user_id=account.encode(),
            user_name=name,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in known],
            supported_pub_key_algs=_ALGORITHMS,
        )
        return _json(options_to_json(options))

    def sign_in(self, challenge: bytes) -> dict[str, Any]:
        """Options of `navigator.credentials.get`: any key of ours the authenticator has, the user verified."""
        options = generate_authentication_options(
            rp_id=self._rp_id,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _json(options_to_json(options))

    def challenge_of(self, credential: Any) -> bytes:
        """The challenge a registration answers, unchecked. Refused: `passkey.malformed`."""
        try:
            parsed = parse_registration_credential_json(_small(credential))
            return parse_client_data_json(parsed.response.client_data_json).challenge
        except Exception as failure:
            raise _malformed() from failure

    def registered(self, credential: Any, challenge: bytes) -> NewPasskey:
        """What a registration for that challenge proves. Refused: `passkey.*`."""
        try:
            parsed = parse_registration_credential_json(_small(credential))
            attested = parse_attestation_object(parsed.response.attestation_object)
        except Exception as failure:
            raise _malformed() from failure
        self._require_here(parsed.response.client_data_json, verified=attested.auth_data.flags.uv)
        try:
            proved = verify_registration_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                require_user_verification=True,
                supported_pub_key_algs=_ALGORITHMS,
            )
        except Exception as failure:
            raise _refused() from failure
        long = len(proved.credential_id) > _MOST_CREDENTIAL_BYTES
        if long or len(proved.credential_public_key) > _MOST_KEY_BYTES:
            raise _malformed()
        transports = tuple(one.value for one in parsed.response.transports or ())
        key = hashlib.sha256(spki_of(proved.credential_public_key)).digest()
        return NewPasskey(
            proved.credential_id, proved.credential_public_key, proved.sign_count, transports, key
        )

    def assertion(self, credential: Any) -> Assertion:
        """What is said, unchecked. Refused: `passkey.malformed`."""
        try:
            parsed = parse_authentication_credential_json(_small(credential))
            client = parse_client_data_json(parsed.response.client_data_json)
            handle = parsed.response.user_handle
            account = handle.decode("ascii") if handle else None
        except Exception as failure:
            raise _malformed() from failure
        return Assertion(parsed.raw_id, client.challenge, account)

    def asserted(self, credential: Any, challenge: bytes, public_key: bytes) -> int:
        """The authenticator's counter, when the assertion holds. Refused: `passkey.*`.

        The counter is not compared here: zero stands for what was counted so far.
        """
        try:
            parsed = parse_authentication_credential_json(_small(credential))
            told = parse_authenticator_data(parsed.response.authenticator_data)
        except Exception as failure:
            raise _malformed() from failure
        self._require_here(parsed.response.client_data_json, verified=told.flags.uv)
        try:
            verify_authentication_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                credential_public_key=public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except Exception as failure:
            raise _refused() from failure
        return told.sign_count

    def _require_here(self, client_data: bytes, *, verified: bool) -> None:
        """Both are checked by the library too; here they get codes of their own. A frame of another page is none of ours."""
        client = parse_client_data_json(client_data)
        if client.origin != self._origin or client.cross_origin:
            raise ShowclearError("passkey.origin", "The answer was given to another page.")
        if not verified:
            raise ShowclearError("passkey.unverified", "The authenticator did not verify who used it.")


def _small(credential: Any) -> dict[str, Any]:
    """An object whose texts are short enough to be looked at."""
    if not isinstance(credential, dict) or len(json.dumps(credential)) > _MOST_CHARACTERS:
        raise ValueError("no credential, or a huge one")
    return credential


def _json(options: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(options)
    return told


def _malformed() -> ShowclearError:
    return ShowclearError("passkey.malformed", "This is no answer of an authenticator.")


def _refused() -> ShowclearError:
    return ShowclearError("passkey.refused", "The authenticator's answer does not hold.")
