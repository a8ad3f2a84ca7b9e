"""Decides what an identifier looks like; whether what it names is known is the judgement's business."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.domain.records.texts import Expected, ShortText

_UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
_SLUG = r"[a-z0-9][a-z0-9._-]{0,63}"
# What stands painted on a slate or a case: letters of either size.
_LABEL = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_is_uuid = re.compile(_UUID).match
_UUID_WORDS = "a UUID of RFC 9562, any version but nil, such as 01890a5d-ac96-774b-bcce-b302099a8057"
_LABEL_WORDS = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit"
_SLUG_WORDS = "1 to 64 lower-case letters, digits, '.', '_' or '-', starting with a letter or digit"

RecordId = Annotated[str, StringConstraints(pattern=_UUID), Expected(_UUID_WORDS)]
# References are lowered so that they equal `Record.key`; the ledger keeps what was sent.
RecordRef = Annotated[str, StringConstraints(pattern=_UUID, to_lower=True), Expected(_UUID_WORDS)]


def same_case(reference: str) -> str:
    """The reference lowered when it is a UUID, else as it is: violation ids and words keep their letters."""
    return reference.lower() if _is_uuid(reference) else reference


AnyRef = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$"),
    AfterValidator(same_case),
    Expected("the id of a record or of a violation"),
]
RefOrText = Annotated[ShortText, AfterValidator(same_case)]
PersonId = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$"), Expected(f"a person's id: {_SLUG_WORDS}")]
ProductionId = Annotated[
    str, StringConstraints(pattern=f"^{_SLUG}$"), Expected(f"a production's id: {_SLUG_WORDS}")
]
Word = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$"), Expected(_SLUG_WORDS)]
FirearmId = Annotated[
    str, StringConstraints(pattern=f"^{_LABEL}$"), Expected(f"a firearm's id: {_LABEL_WORDS}")
]
ContainerId = Annotated[
    str, StringConstraints(pattern=f"^{_LABEL}$"), Expected(f"a container's id: {_LABEL_WORDS}")
]
ItemId = Annotated[
    str,
    StringConstraints(pattern=f"^{_LABEL}$"),
    Expected(f"the id of a firearm or container: {_LABEL_WORDS}"),
]
SceneId = Annotated[str, StringConstraints(pattern=f"^{_LABEL}$"), Expected(f"a scene's id: {_LABEL_WORDS}")]
PartyId = Annotated[
    str,
    StringConstraints(pattern=f"^party:{_SLUG}$"),
    Expected("a party outside, such as party:rental-house"),
]
KeeperId = Annotated[
    str,
    StringConstraints(pattern=f"^(party:)?{_SLUG}$"),
    Expected("a person's id, or a party outside such as party:police"),
]
Subject = Annotated[
    str,
    StringConstraints(pattern=f"^((firearm|lot):{_LABEL}|day|production)$"),
    Expected("firearm:<id>, lot:<container>, day or production"),
]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^(sha256:)?[0-9a-f]{64}$"),
    Expected("a SHA-256 digest: 64 lower-case hexadecimal digits"),
]
ProtocolRef = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9][a-z0-9-]{0,63}@[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}(-[0-9A-Za-z.-]{1,32})?$"
    ),
    Expected("a protocol and its version, such as armorer-handover@1.0.0"),
]
AnswerKey = Annotated[
    str, StringConstraints(pattern=f"^{_LABEL}$"), Expected(f"the id of a checklist item: {_LABEL_WORDS}")
]
