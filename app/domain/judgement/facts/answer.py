"""Decides the form in which a fact answers a prerequisite."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.judgement.entry import Placed


@dataclass(frozen=True, slots=True)
class Answer:
    """standing, incomplete, undone (by loading, unattended, otherwise) or missing; with the records that show it."""

    word: str
    records: tuple[Placed, ...] = ()
    detail: str = ""
    undone_by: str = ""
    lacking: frozenset[str] = frozenset()


STANDING = Answer("standing")


def standing(*records: Placed) -> Answer:
    """It stands, by these records."""
    return Answer("standing", records)


def missing(detail: str = "", *records: Placed) -> Answer:
    """It is not there."""
    return Answer("missing", records, detail)
