"""What one person's phone sealed, another may bring: unchanged, once, and only while that phone is signed in."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx
import rfc8785

from tests.accounts.browser import Browser, Office
from tests.accounts.test_sessions import RECORDS, incident


def seal(phone: Browser, record: dict[str, Any]) -> str:
    """As a phone computes it from its day's pack, written down by docs/offline.md."""
    key = phone.get("/productions/desert/pack").json()["signing"]["carry"]["key"]
    text = b"showclear/carried/v1\n" + rfc8785.dumps(record)
    found = hmac.new(urlsafe_b64decode(key + "="), text, hashlib.sha256).digest()
    return urlsafe_b64encode(found).decode().rstrip("=")


def session(phone: Browser) -> str:
    return str(phone.get("/productions/desert/pack").json()["signing"]["carry"]["session"])


def brought(by: Browser, records: list[Any], person: str, of: str, *seals: str) -> httpx.Response:
    return by.post(RECORDS, records, **{"Showclear-Carried": f"{person}={of}:{'+'.join(seals)}"})


def codes(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    return [one.get("problem", {}).get("code", one["status"]) for one in answer.json()]


def test_another_brings_what_a_phone_sealed(office: Office) -> None:
    broken, spare = office.joined("p-armorer"), office.joined("p-performer")
    first, second = incident(office), incident(office)
    assert broken.post(RECORDS, second).status_code == 201
    assert codes(spare.post(RECORDS, [first])) == ["permission.denied"], (
        "without a seal it is somebody else's"
    )
    seals = [seal(broken, one) for one in (first, second)]
    assert codes(brought(spare, [first, second], "p-armorer", session(broken), *seals)) == [201, 200]
    assert codes(broken.post(RECORDS, [first])) == [200], "the phone that broke finds it there"
    (deed,) = [one for one in office.audited() if one.deed == "records.carry"]
    assert (deed.person, deed.about) == ("p-performer", "p-armorer")


def test_nothing_is_changed_or_made_up_on_the_way(office: Office) -> None:
    broken, spare = office.joined("p-armorer"), office.joined("p-performer")
    written = incident(office)
    sealed, of = seal(broken, written), session(broken)
    changed = written | {"note": "It was not so bad."}
    own = incident(office, "p-performer")
    denied = ["permission.denied"]
    assert codes(brought(spare, [changed], "p-armorer", of, sealed)) == denied
    assert codes(brought(spare, [written], "p-performer", session(spare), seal(spare, written))) == denied
    assert codes(brought(spare, [written], "p-armorer", session(spare), seal(spare, written))) == denied
    assert codes(brought(spare, [own], "p-armorer", of, seal(broken, own))) == denied, "by is not the phone's"
    assert brought(spare, [written, written], "p-armorer", of, sealed).status_code == 422
    for form in ("p-armorer", f"p-armorer={of}", f"p-armorer={of}:short", f"={of}:{sealed}"):
        assert spare.refused(RECORDS, [written], **{"Showclear-Carried": form}) == "request.malformed"


def test_a_phone_that_was_signed_out_sealed_nothing_that_holds(office: Office) -> None:
    lost, spare = office.joined("p-armorer"), office.joined("p-performer")
    first, second = incident(office), incident(office)
    of, seals = session(lost), [seal(lost, one) for one in (first, second)]
    office.site.clock.move(hours=21)
    assert spare.sign_in("p-performer").is_success
    assert codes(brought(spare, [first], "p-armorer", of, seals[0])) == [201], "it lay broken for a day"
    assert lost.sign_in("p-armorer").is_success
    assert codes(brought(spare, [second], "p-armorer", of, seals[1])) == ["permission.denied"]


def test_programs_seal_nothing(office: Office) -> None:
    told = office.site.ask("GET", "pack", by="p-armorer").json()
    assert told["signing"]["carry"] is None
