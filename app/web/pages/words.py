"""Decides in which language a page speaks and by which words; the words stand in `static/words/<area>.<language>.json`.

A page in a language that we do not have speaks English. A word that is missing is a failure, and a test finds it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Request

LANGUAGES: Final = ("en", "es")
CHOSEN: Final = "showclear-language"
"""The cookie by which somebody chose another language than their browser's."""
_PLACE: Final = Path(__file__).resolve().parent.parent / "static" / "words"


def _read(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(_PLACE.glob(f"*.{language}.json")):
        found |= {
            f"{file.name.split('.')[0]}.{key}": said for key, said in orjson.loads(file.read_bytes()).items()
        }
    return found


_SAID: Final = {language: _read(language) for language in LANGUAGES}


class Words:
    """What a page says, in one language: `words("set.stop", name="x")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._said = _SAID[self.language]

    def __call__(self, key: str, **values: Any) -> str:
        """The words of `area.key` with the values in their places. KeyError: there are none."""
        return self._said[key].format_map(values) if values else self._said[key]

    def term(self, value: str, group: str = "term") -> str:
        """A term of a record (a kind, a role, a purpose) in people's words, else as it stands there."""
        return self._said.get(f"terms.{group}.{value}", value.replace("_", " "))

    def terms(self, values: Iterable[str], group: str = "role") -> str:
        """Several of them, one after another."""
        return ", ".join(self.term(value, group) for value in values)

    def spoken(self, area: str) -> list[tuple[str, str]]:
        """What a script of the page says: each key under `area.say.`, with its words."""
        under = f"{area}.say."
        return [(key.removeprefix(under), said) for key, said in self._said.items() if key.startswith(under)]

    def of(self, texts: Mapping[str, str]) -> str:
        """A protocol's own text in this language, else in English."""
        return texts.get(self.language) or texts["en"]


def said_of(area: str, language: str) -> dict[str, str]:
    """All words of one area in one language, without its name in front: for a page that carries them along."""
    start = f"{area}."
    return {key[len(start) :]: said for key, said in _SAID[language].items() if key.startswith(start)}


def words_of(request: Request) -> Words:
    """In the language chosen, else the first of the browser's that we have, else English."""
    told = request.headers.get("accept-language", "")[:200].split(",")
    wished = [request.cookies.get(CHOSEN, ""), *(part.partition(";")[0].strip().lower()[:2] for part in told)]
    return Words(next((one for one in wished if one in LANGUAGES), LANGUAGES[0]))


Spoken = Annotated[Words, Depends(words_of)]
