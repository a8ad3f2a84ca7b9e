"""Both languages say the same things, everything that pages and scripts say is there, and nothing is there in vain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.answering.retaliation import CHANGES
from app.domain.drill.rust_morning import RUST_MORNING
from app.services.drills import SCENE
from app.services.messages import OUTSIDE
from app.web.pages import words as module
from app.web.problems import PROBLEMS

WEB = Path(module.__file__).resolve().parent.parent
CATALOGUES = WEB / "static" / "words"
AREAS = sorted({file.name.split(".")[0] for file in CATALOGUES.glob("*.json")})
ON_SET = ("set", "terms")
"""The areas whose keys scripts of the screens on set say without the area."""
SPOKEN = {"sign-in.js": "sign-in", "sign/": "sign"}
"""Scripts that find their words in their page, and the area they are from."""
_TEXT = re.compile(r"""["'`]([a-z][\w.-]*)["'`$]""")


def said(area: str, language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((CATALOGUES / f"{area}.{language}.json").read_bytes())
    return found


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


KEYS = {f"{area}.{key}" for area in AREAS for key in said(area, "en")}
TEMPLATES = {
    file.name: file.read_text(encoding="utf-8") for file in sorted((WEB / "templates").rglob("*.html"))
}
PYTHON = {file.name: file.read_text(encoding="utf-8") for file in sorted(WEB.rglob("*.py"))}
SCRIPTS = {
    file.relative_to(WEB / "static").as_posix(): file.read_text(encoding="utf-8")
    for file in sorted((WEB / "static").rglob("*.js"))
}


def families(text: str) -> set[str]:
    """What keys begin with that end with a value: `words("desk.status." ~ status)`."""
    return set(re.findall(r'words\(\s*f?"([\w.-]+\.)["{]', text))


def whole(text: str) -> set[str]:
    """Keys said as they are."""
    return {key for key in re.findall(r'words\(\s*"([\w.-]+)"', text) if not key.endswith(".")}


def on_set(key: str) -> bool:
    return any(f"{area}.{key}" in KEYS for area in ON_SET)


def spoken_by(script: str) -> Iterator[str]:
    """The area of a script that says what stands in its page."""
    yield from (area for under, area in SPOKEN.items() if script.startswith(under))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_places(area: str) -> None:
    english, spanish = said(area, "en"), said(area, "es")
    assert english.keys() == spanish.keys()
    for key, text in english.items():
        assert text.strip(), key
        assert spanish[key].strip(), key
        assert placeholders(text) == placeholders(spanish[key]), key


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_a_template_says_is_there(name: str) -> None:
    assert whole(TEMPLATES[name]) <= KEYS
    for family in families(TEMPLATES[name]):
        assert any(key.startswith(family) for key in KEYS), family
    for key in re.findall(r'data-words="([\w.-]+)"', TEMPLATES[name]):
        assert on_set(key), key


def test_what_python_says_is_there() -> None:
    assert {key for text in PYTHON.values() for key in whole(text)} - {"area.key", "set.stop"} <= KEYS


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_what_a_script_says_is_there(script: str) -> None:
    text = SCRIPTS[script]
    if script.startswith("set/"):
        for key in whole(text) | set(re.findall(r'data-words="([\w.-]+)"', text)):
            assert on_set(key), key
        for family in re.findall(r"words\(`([\w.-]+\.)\$", text):
            assert any(on for area in ON_SET for on in KEYS if on.startswith(f"{area}.{family}")), family
    for area in spoken_by(script):
        for key in re.findall(r'\bsay\("(\w+)"', text):
            assert f"{area}.say.{key}" in KEYS, key


def verified() -> set[str]:
    """What the page says that needs no service: it holds its whole catalogue, and looks kinds of faults up in it."""
    texts = [text for script, text in SCRIPTS.items() if script.startswith("verify/")]
    pieces = {piece for text in texts for piece in re.findall(r"\bsaid\.(\w+)", text)}
    pieces |= set(re.findall(r'data-says="(\w+)"', TEMPLATES["verifier.html"]))
    return {f"verify.{piece}" for piece in pieces} | {key for key in KEYS if key.startswith("verify.kind_")}


def used() -> set[str]:
    """Every key that something says, or that a family or a text of a script may come to."""
    texts = [*TEMPLATES.values(), *PYTHON.values()]
    begun = {family for text in texts for family in families(text)}
    found = {key for text in texts for key in whole(text)}
    found |= {key for key in KEYS if key.startswith(tuple(begun))}
    pieces = {
        piece
        for script, text in SCRIPTS.items()
        if script.startswith("set/")
        for piece in _TEXT.findall(text)
    }
    pieces |= {key for text in TEMPLATES.values() for key in re.findall(r'data-words="([\w.-]+)"', text)}
    begun = {piece for piece in pieces if piece.endswith(".")}
    for key in KEYS:
        area, _, rest = key.partition(".")
        if area == "set" and (rest in pieces or rest.startswith(tuple(begun))):
            found.add(key)
    found |= verified()
    for script, text in SCRIPTS.items():
        for area in spoken_by(script):
            found |= {f"{area}.say.{key}" for key in re.findall(r'\bsay\("(\w+)"', text)}
    return found


def test_words_for_a_problem_are_of_one_that_there_is() -> None:
    said_of = {key.removeprefix("set.problem.") for key in KEYS if key.startswith("set.problem.")}
    assert said_of <= set(PROBLEMS)


def test_every_change_of_work_and_every_drill_has_words() -> None:
    assert {f"desk.watch.did.{one}" for one in CHANGES} <= KEYS
    assert {f"desk.drills.script.{one}" for one in (SCENE, RUST_MORNING.name)} <= KEYS
    assert {f"terms.outside.{one}" for one in OUTSIDE} <= KEYS


def test_nothing_is_there_in_vain() -> None:
    """Terms are looked up by what records hold: a term that no record holds would be seen by nobody."""
    assert {key for key in KEYS - used() if not key.startswith("terms.")} == set()


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_says_no_word_of_its_own(name: str) -> None:
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", " ", TEMPLATES[name], flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]{2,}", bare)) <= {"Showclear", "English", "Español"}


RENDER = WEB.parent / "render"
_PRINTED = re.compile(r"""\b(?:t|_said)\((?:said, )?"([^"]+)\"""")


def test_printed_words_are_there_in_spanish_and_none_in_vain() -> None:
    """English stands in the templates; what is said by a value of a record is a word of the contract or of a report."""
    spanish: dict[str, str] = json.loads((RENDER / "words" / "es.json").read_bytes())
    drawn = [file.read_text(encoding="utf-8") for file in (*RENDER.glob("**/*.typ"), RENDER / "plots.py")]
    said_there = {key for text in drawn for key in _PRINTED.findall(text)} - {"to "}
    assert said_there - set(spanish) == set()
    assert {key for key, words in spanish.items() if placeholders(key) != placeholders(words)} == set()
    places = (WEB.parent / "domain", WEB.parent / "services" / "reports")
    domain = [file.read_text(encoding="utf-8") for place in places for file in place.rglob("*.py")]
    everything = "\n".join([*drawn, *domain])
    spaced = everything.replace("_", " ")
    assert [key for key in spanish if key not in everything and key not in spaced] == []
