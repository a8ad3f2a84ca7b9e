"""Decides what a commit group adds to a timeline and what it takes the place of."""

from __future__ import annotations

from app.domain.judgement.entry import Placed
from app.domain.judgement.timeline import Timeline


class Placing:
    """What a commit group adds to a timeline, and what it takes the place of."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._arrived: dict[str, Placed] = {}
        self._away: dict[str, Placed] = {}

    def named(self, ref: str) -> Placed | None:
        """The record known by that id, in the group or before it."""
        return next((p for p in self._arrived.values() if ref in p.names), None) or self._timeline.named(ref)

    def add(self, placed: Placed) -> None:
        """A record that stands for itself."""
        self._arrived[placed.root] = placed

    def replace(self, root: str, placed: Placed) -> None:
        """A correction, in the place of what stands under that root."""
        present = self._timeline.named(root)
        if root not in self._arrived and present is not None:
            self._away[root] = present
        self._arrived[root] = placed

    def arrived(self) -> list[Placed]:
        """What is added."""
        return list(self._arrived.values())

    def away(self) -> list[Placed]:
        """What it takes the place of."""
        return list(self._away.values())
