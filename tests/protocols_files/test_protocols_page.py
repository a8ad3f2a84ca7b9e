"""docs/protocols.md teaches every word and field there is, and its example is a protocol."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from app.domain.judgement import occasion
from app.domain.protocol import pack, protocol, rules, values, words
from app.domain.records import RECORD_KINDS
from app.protocols.reading import read_protocol
from app.protocols.vocabulary import INSPECTION_WORDS, OCCASION_KINDS, WHEN_WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text(encoding="utf-8")
MODELS: tuple[type[BaseModel], ...] = (
    protocol.Protocol,
    protocol.Item,
    protocol.Answer,
    protocol.SignOffAsked,
    protocol.Changes,
    rules.RuleForm,
    rules.Cure,
    rules.Undone,
    rules.Rung,
    values.Citation,
    values.Check,
    pack.Pack,
    pack.Parameter,
    pack.Management,
    pack.Knowledge,
)


def section(heading: str) -> str:
    """What stands under a heading, up to the next of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(
        rf"^{re.escape(heading)}.*?\n(.*?)(?=^#{{1,{level}}} |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1]


def choices(annotation: Any) -> set[str]:
    """Every word of every Literal in an annotation."""
    found = {one for one in get_args(annotation) if isinstance(one, str)}
    return found.union(*(choices(one) for one in get_args(annotation) if not isinstance(one, str)))


@pytest.mark.parametrize(
    ("heading", "vocabulary"),
    [
        ("### Occasions", [*words.OCCASION_WORDS, *RECORD_KINDS]),
        ("### Facts", words.FACTS),
        ("### People", get_args(words.People)),
        ("### Hazards", words.HAZARDS),
        ("### Words of `when`", [*WHEN_WORDS, *INSPECTION_WORDS]),
        ("## Rules", get_args(words.Gravity)),
    ],
)
def test_every_word_stands_under_its_heading(heading: str, vocabulary: list[str]) -> None:
    text = section(heading)
    assert [word for word in vocabulary if f"`{word}`" not in text] == []


@pytest.mark.parametrize("kind", rules.RULE_KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_kind_of_rule_stands_under_its_heading(kind: type[rules.RuleForm]) -> None:
    text = section(f"### `{get_args(kind.model_fields['kind'].annotation)[0]}`")
    own = {n: f for n, f in kind.model_fields.items() if n not in rules.RuleForm.model_fields and n != "kind"}
    assert [name for name, field in own.items() if f"`{field.alias or name}`" not in text] == []
    named = set[str]().union(
        *(choices(f.annotation) for n, f in own.items() if n in ("of", "must", "until", "holds", "while_"))
    )
    assert [word for word in named if f"`{word}`" not in text] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_and_choice_of_the_language_is_told(model: type[BaseModel]) -> None:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    assert [name for name in fields if f"`{name}`" not in PAGE] == []
    named = [
        choices(field.annotation)
        for name, field in fields.items()
        if name not in ("role", "roles", "who", "answers")
    ]
    told = (
        set[str]().union(*named)
        if model not in (protocol.Protocol, pack.Pack, rules.RuleForm, rules.Cure)
        else set()
    )
    assert [word for word in told if f"`{word}`" not in PAGE] == []


def test_the_words_of_when_are_those_judgement_computes() -> None:
    assert set(WHEN_WORDS) == set(occasion.WORDS)


def test_every_occasion_is_some_kind_of_record() -> None:
    assert set(OCCASION_KINDS) == set(words.OCCASION_WORDS)
    assert {kind for kinds in OCCASION_KINDS.values() for kind in kinds} <= set(RECORD_KINDS)


def test_the_example_is_a_protocol() -> None:
    example = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert example
    assert read_protocol(example[1], source="docs/protocols.md").ref == "shown-clear@1.0.0"
