"""Web push: sealed as the example of RFC 8291 is, opened by a browser alone, signed; half a way out is refused."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.domain.errors import ShowclearError
from app.notify.operator import Told, ways_of
from app.notify.web_push import sealed
from tests.delivery.set import Set

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_rfc_8291() -> None:
    """Section 5: the same key, salt and words give the same octets."""
    own = derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), SECP256R1()
    )
    theirs = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    body = sealed(
        b"When I grow up, I want to be a watermelon",
        f"{theirs}.BTBZMqHH6r4Tts7J_aSIgg",
        unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        own,
    )
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


class Browser:
    """What a browser keeps of a subscription."""

    def __init__(self) -> None:
        self.private: EllipticCurvePrivateKey = generate_private_key(SECP256R1())
        self.auth = bytes(range(16))

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": b64(self.point(self.private.public_key())), "auth": b64(self.auth)}

    @staticmethod
    def point(key: EllipticCurvePublicKey) -> bytes:
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opened(self, body: bytes) -> Any:
        salt, point = body[:16], body[21 : 21 + body[20]]
        sender = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        info = b"WebPush: info\x00" + self.point(self.private.public_key()) + point
        mixed = HKDF(SHA256(), 32, self.auth, info).derive(self.private.exchange(ECDH(), sender))
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(mixed)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(mixed)
        words = AESGCM(key).decrypt(nonce, body[21 + body[20] :], None)
        assert words.endswith(b"\x02")
        return orjson.loads(words[:-1])


@SQLITE
def test_through_a_push_service_that_reads_nothing(told: Set) -> None:
    browser, site = Browser(), told.site
    endpoint = told.http.at("/push/1")
    told.reach("armorer", "push", endpoint, keys=browser.keys)
    told.http.answers["/push/1"] = [201]
    key = told.tell()
    told.deliver()
    (heard,) = told.http.on("/push/1")
    words = browser.opened(heard.body)
    assert words["title"] == "Stop: a hold" and words["link"].startswith(
        "http://localhost:8000/p/desert/today?m="
    )
    assert b"hold" not in heard.body and "link" not in str(heard.headers)
    assert heard.headers["content-encoding"] == "aes128gcm"
    assert int(heard.headers["ttl"]) == 6 * 3600 and heard.headers["urgency"] == "high"
    assert len(heard.headers["topic"]) <= 32  # RFC 8030, 5.4
    assert told.state(key)["state"] == "sent"
    claims = vapid(heard.headers["authorization"], site.get("contacts").json()["push_key"])
    assert claims["aud"] == endpoint.removesuffix("/push/1") and claims["sub"] == "mailto:office@set.example"
    assert 0 < claims["exp"] - site.clock.now.timestamp() <= 24 * 3600


def vapid(header: str, expected_key: str) -> dict[str, Any]:
    """The claims, when the key that is told signed them (RFC 8292)."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and parts["k"] == expected_key
    head, body, signature = parts["t"].split(".")
    raw = unb64(signature)
    r, s = (int.from_bytes(one, "big") for one in (raw[:32], raw[32:]))
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), unb64(parts["k"]))
    key.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ECDSA(SHA256()))
    assert orjson.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
    return dict(orjson.loads(unb64(body)))


@SQLITE
def test_a_subscription_that_ended_and_keys_that_are_none_are_given_up(told: Set) -> None:
    told.reach("armorer", "push", told.http.at("/push/2"), keys=Browser().keys)
    told.http.answers["/push/2"] = [404]
    key = told.tell()
    told.deliver()
    assert told.state(key)["problem"] == "status.404" and told.state(key)["state"] == "failed"
    assert told.site.get("contacts").json()["contacts"][0]["broken_at"] is not None
    added = told.add("producer", "push", told.http.at("/push/3"), keys={"p256dh": "AAAA", "auth": "BBBB"})
    told.deliver()
    (one,) = told.site.get("contacts", by="producer").json()["contacts"]
    assert one["id"] == added["id"] and one["broken_at"] is not None and told.http.on("/push/3") == []


PLAIN = Told(None, 587, "starttls", None, None, None, None, None, "https://set.example", "")


def test_what_the_operator_says_becomes_ways() -> None:
    assert ways_of(PLAIN).mail is None and ways_of(PLAIN).gateway is None
    mail = ways_of(PLAIN._replace(smtp_host="mail.example", mail_from="s@set.example")).mail
    assert mail is not None and (mail.port, mail.security) == (587, "starttls")


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_host": "mail.example"},
        {"smtp_host": "mail.example", "mail_from": "nobody"},
        {"smtp_host": "mail.example", "mail_from": "s@set.example", "smtp_security": "none"},
        {"gateway_url": "https://gateway.example/"},
        {"gateway_url": "https://gateway.example/", "gateway_secret": "whsec_c2hvcnQ="},
        {"gateway_url": "https://gateway.example/", "gateway_secret": "whsec_###"},
        {"networks": "10.0.0.0/99"},
    ],
)
def test_half_a_way_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ShowclearError) as refused:
        ways_of(PLAIN._replace(**wrong))
    assert refused.value.code == "settings.delivery"
