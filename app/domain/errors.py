"""Errors every ring may raise: a stable dotted code, words for people, and the place; never an HTTP status."""

from __future__ import annotations


class ShowclearError(Exception):
    """Something was asked that cannot be done; `code` is stable, `where` lists places with what was wrong there."""

    def __init__(self, code: str, detail: str, *, where: list[dict[str, str]] | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.where = where or []
