"""Decides whether protocols and packs that are each well formed also agree with one another; form is reading's to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, get_args

from app.domain.protocol.protocol import Item
from app.domain.protocol.rules import Deadline, Expectation, RuleForm
from app.domain.protocol.values import Check
from app.domain.protocol.words import HAZARDS
from app.domain.records.faults import closest
from app.domain.records.words import ROLES, ResponseAction
from app.protocols.catalogue import Catalogue
from app.protocols.faults import Fault, Path, in_order
from app.protocols.lint_packs import lint_packs
from app.protocols.tree import ProtocolFile
from app.protocols.vocabulary import INSPECTION_WORDS, WHEN_WORDS, field_names, has_field, kinds_of

BASE_PACK: Final = "us-base"
RAISED_BY_NO_RULE: Final = frozenset(
    {"risk_assessment.missing", "judgement.fault", "checklist.unmet", "sign_off.missing"}
)
"""us-base does not ask for the first; the engine itself, items and sign-offs raise the others."""

_SOURCE = re.compile(
    r"[A-Z]\d{1,3}[a-z]?|(?:UK|AU|SAG|SB\d)(?:-[A-Z]+)?-\d{2}|\d{3}_[0-9a-f]{16}\.txt|design", re.ASCII
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = frozenset({"firearm", "person", "detail"})

Found = tuple[Path, str, str]


def lint(catalogue: Catalogue) -> list[Fault]:
    """Every disagreement between protocols, packs and the models of records, in the order of the files."""
    faults: list[Fault] = []
    for file in catalogue.tree.protocols:
        faults += _told(file, _protocol(file))
    faults += lint_packs(catalogue)
    faults += _unraised(catalogue)
    return in_order(faults)


def _told(file: ProtocolFile, found: Iterator[Found]) -> Iterator[Fault]:
    for path, problem, expected in found:
        yield Fault(file.loaded.source, file.loaded.place(path), path, problem, expected)


def _protocol(file: ProtocolFile) -> Iterator[Found]:
    protocol = file.protocol
    for index, item in enumerate(protocol.items):
        yield from _item(item, protocol.completes, ("items", index))
    for index, rule in enumerate(protocol.rules):
        path: Path = ("rules", index)
        for check in _RULE_CHECKS:
            yield from check(rule, path)
    for path, source in _sources(file.loaded.data):
        if not _SOURCE.fullmatch(source):
            yield path, f"{source} is no source", "a code such as S30, UK-04, a source file's name, or design"


def _item(item: Item, completes: list[str], path: Path) -> Iterator[Found]:
    if item.fills and not any(has_field(kind, item.fills.removeprefix("body.")) for kind in completes):
        fields = field_names(completes)
        near = closest(item.fills.removeprefix("body."), fields)
        yield (
            (*path, "fills"),
            f"{item.fills} is no field of {', '.join(completes)}{near}",
            f"one of: {', '.join(fields)}",
        )
    answer = item.answer
    if (answer.type in ("choice", "choices")) != bool(answer.choices):
        yield (
            (*path, "answer", "choices"),
            f"a {answer.type} with choices {answer.choices}",
            "choices for a choice only",
        )
    elif (
        answer.type == "choice"
        and answer.expected is not None
        and answer.expected not in (answer.choices or ())
    ):
        yield (*path, "answer", "expected"), f"{answer.expected} can never be chosen", "one of the choices"


def _when(rule: RuleForm, path: Path) -> Iterator[Found]:
    kinds = kinds_of(rule.on)
    for word in rule.when:
        if word not in WHEN_WORDS and not any(has_field(kind, word) for kind in kinds):
            known = [*WHEN_WORDS, *field_names(kinds)]
            problem = (
                f"{word} is neither a word of rules nor a field of {', '.join(rule.on)}{closest(word, known)}"
            )
            yield (*path, "when", word), problem, f"one of: {', '.join(known)}"


def _checked_fields(rule: RuleForm, path: Path) -> Iterator[Found]:
    if not isinstance(rule, Expectation) or rule.of not in ("record", "aim_plan_relied_on"):
        return
    kinds = ["aim_plan"] if rule.of == "aim_plan_relied_on" else kinds_of(rule.on)
    words = list(INSPECTION_WORDS) if rule.declares == "inspection" else field_names(kinds)
    for where, name in _fields_of(rule.all, (*path, "all")):
        known = name in words or (
            rule.declares != "inspection" and any(has_field(kind, name) for kind in kinds)
        )
        if not known:
            problem = f"{name} is no field of {', '.join(kinds)}{closest(name, words)}"
            yield where, problem, f"one of: {', '.join(words)}"


def _fields_of(checks: list[Check], path: Path) -> Iterator[tuple[Path, str]]:
    for index, check in enumerate(checks):
        here: Path = (*path, index)
        if check.field is not None:
            yield (*here, "field"), check.field
        if check.at_least_field is not None:
            yield (*here, "at_least_field"), check.at_least_field
        yield from _fields_of(check.any or [], (*here, "any"))


def _message(rule: RuleForm, path: Path) -> Iterator[Found]:
    for word in _PLACEHOLDER.findall(rule.message or ""):
        if word not in _PLACEHOLDERS:
            yield (
                (*path, "message"),
                f"{{{word}}} is nothing a message may hold",
                "{firearm}, {person} or {detail}",
            )


def _ladder(rule: RuleForm, path: Path) -> Iterator[Found]:
    if not isinstance(rule, Deadline):
        return
    for index, rung in enumerate(rule.ladder):
        for place, role in enumerate(rung.tell):
            if role not in ROLES and role != "outside":
                where = (*path, "ladder", index, "tell", place)
                yield where, f"{role} is no role{closest(role, sorted(ROLES))}", "a role, or outside"
    for index, action in enumerate(rule.actions or []):
        if action not in get_args(ResponseAction):
            yield (
                (*path, "actions", index),
                f"{action} is no answer",
                f"one of: {', '.join(get_args(ResponseAction))}",
            )


_RULE_CHECKS: tuple[Callable[[RuleForm, Path], Iterator[Found]], ...] = (
    _when,
    _checked_fields,
    _message,
    _ladder,
)


def _sources(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every `source` of every citation in a file's data."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "cite" and isinstance(value, list):
                cited = ((index, one["source"]) for index, one in enumerate(value) if isinstance(one, dict))
                yield from (((*path, key, index, "source"), str(source)) for index, source in cited)
            else:
                yield from _sources(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _sources(value, (*path, index))


def _unraised(catalogue: Catalogue) -> Iterator[Fault]:
    """Hazards of the table that no rule of the base pack raises."""
    file = next((one for one in catalogue.tree.packs if one.pack.pack == BASE_PACK and not one.former), None)
    if file is None or not all(catalogue.has(*one) for one in file.pack.protocols.items()):
        return
    rules = [rule for protocol in catalogue.protocols_of(file.pack) for rule in protocol.rules]
    raised = {hazard for rule in rules for hazard in rule.hazards()}
    for hazard in HAZARDS:
        if hazard not in raised | RAISED_BY_NO_RULE:
            path: Path = ("protocols",)
            problem = f"no rule of {BASE_PACK} raises {hazard}"
            yield Fault(file.loaded.source, file.loaded.place(path), path, problem, "a rule with that hazard")
