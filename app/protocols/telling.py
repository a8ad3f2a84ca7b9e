"""Decides how the protocols of what a production adopted are told; without an adoption those of the default packs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.protocols.catalogue import Catalogue
from app.services.day_pack import TellChecklists
from app.services.reports.desk import Pin


def knows(catalogue: Catalogue) -> Callable[[str], bool]:
    """Whether `id@version` is published."""

    @cache
    def known(ref: str) -> bool:
        return catalogue.has(*ref.split("@", 1))

    return known


def _adopted(
    catalogue: Catalogue, packs: tuple[str, ...], adopted: tuple[str, str | None] | None
) -> list[Pack]:
    """The pack adopted, else the default ones; none where what was adopted is not published here."""
    try:
        if adopted is None:
            return [catalogue.pack(name) for name in packs]
        return [catalogue.pack_by_digest(adopted[1]) if adopted[1] else catalogue.pack(adopted[0])]
    except ShowclearError:
        return []


def pins_of(catalogue: Catalogue, packs: tuple[str, ...]) -> Pin:
    """What judged, by digest."""

    def pins(adopted: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """A pack that is not published here any more is named all the same."""
        default = {name: catalogue.digest(name) for name in packs}
        digests = sorted({digest for _, digest in adopted})
        forms = [catalogue.pack(name) for name in packs]
        forms += [pack for one in digests for pack in _adopted(catalogue, packs, ("", one))]
        refs = {protocol.ref for pack in forms for protocol in catalogue.protocols_of(pack)}
        protocols = {ref: catalogue.file_digest(ref) for ref in sorted(refs)}
        return {"default": list(packs), "packs": default, "adopted": digests, "protocols": protocols}

    return pins


def checklists(catalogue: Catalogue, packs: tuple[str, ...]) -> TellChecklists:
    """The digest of what was adopted, and its protocols with the digests of their files."""

    def told(adopted: tuple[str, str | None] | None) -> tuple[str, list[tuple[Protocol, str]]]:
        found = _adopted(catalogue, packs, adopted)
        digest = "+".join(catalogue.digest(pack) for pack in found)
        protocols = [one for pack in found for one in catalogue.protocols_of(pack)]
        return digest, [(one, catalogue.file_digest(one.ref)) for one in protocols]

    return told


def tells(
    catalogue: Catalogue, packs: tuple[str, ...]
) -> Callable[[tuple[str, str | None] | None], list[dict[str, Any]]]:
    """The protocols of what was adopted, as JSON."""

    def told(adopted: tuple[str, str | None] | None) -> list[dict[str, Any]]:
        """The protocols of a pack."""
        return [
            {"pack": pack.pack, **protocol.model_dump(mode="json", by_alias=True, exclude_none=True)}
            for pack in _adopted(catalogue, packs, adopted)
            for protocol in catalogue.protocols_of(pack)
        ]

    return told
