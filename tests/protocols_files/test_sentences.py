"""Every word of the vocabulary that a sentence can hold has its phrase, and no other has."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from app.domain.protocol import rules, words
from app.protocols.phrases import HOLDS, NEVER, PEOPLE, STANDS, UNTIL


def named(kind: type[rules.RuleForm], *fields: str) -> set[Any]:
    """The words a rule's fields may hold."""
    options = [get_args(kind.model_fields[field].annotation) for field in fields]
    flat = [get_args(one) or (one,) for option in options for one in option]
    return {word for one in flat for word in one if isinstance(word, str)}


@pytest.mark.parametrize(
    ("phrases", "known"),
    [
        (STANDS, set(get_args(words.Fact))),
        (NEVER, set(get_args(words.Ban))),
        (PEOPLE, set(get_args(words.People))),
        (UNTIL, named(rules.Deadline, "until") | named(rules.Interlock, "until")),
        (
            HOLDS,
            (named(rules.Expectation, "of", "each") - {"record", "aim_plan_relied_on"})
            | named(rules.Concurrence, "while_", "must"),
        ),
    ],
)
def test_every_word_has_its_phrase(phrases: dict[str, str], known: set[str]) -> None:
    assert set(phrases) == known
