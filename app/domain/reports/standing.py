"""Decides under which of three headings a provision stands in a report; it reads no law and finds nobody at fault.

`law`: required by law here, and only what says `must` there. `industry`: a bulletin or union text adopted. `promise`: this
production's own, also where it promises what is law elsewhere, a regulator's finding, or practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

Heading = Literal["law", "industry", "promise"]
HEADINGS: Final[tuple[Heading, ...]] = ("law", "industry", "promise")
SAID: Final[Mapping[Heading, str]] = {
    "law": "Required by law here",
    "industry": "Industry bulletin adopted",
    "promise": "This production's own promise",
}
_STATES: Final = {"California": "US-CA", "New Mexico": "US-NM"}


def heading_of(citation: Mapping[str, Any], jurisdiction: str | None) -> Heading:
    """The heading one citation stands under. Without a recorded jurisdiction nothing stands under the law of a place."""
    if citation["authority"] == "law":
        must = citation["strength"] == "must"
        return "law" if must and _holds_here(citation["document"], jurisdiction) else "promise"
    return "industry" if citation["authority"] in ("industry", "union") else "promise"


def under_headings(
    citations: Iterable[Mapping[str, Any]], jurisdiction: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Citations by heading, each heading there even when empty."""
    found: dict[str, list[dict[str, Any]]] = {heading: [] for heading in HEADINGS}
    for citation in citations:
        found[heading_of(citation, jurisdiction)].append(dict(citation))
    return found


def strongest(citations: Iterable[Mapping[str, Any]], jurisdiction: str | None) -> Heading:
    """The first heading under which anything stands; a rule without citation is the production's own."""
    found = {heading_of(citation, jurisdiction) for citation in citations}
    return next((heading for heading in HEADINGS if heading in found), "promise")


def _holds_here(document: str, jurisdiction: str | None) -> bool:
    """A state's law holds in that state; what names no state is federal."""
    place = (jurisdiction or "").upper()
    state = next((code for name, code in _STATES.items() if name in document), "US")
    return place == state or place.startswith(f"{state}-")
