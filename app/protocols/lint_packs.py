"""Decides whether a pack fits the protocols it adopts: versions that exist, every parameter given, of the right kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from app.domain.protocol.pack import Knowledge
from app.domain.protocol.words import HAZARDS
from app.domain.records import RECORD_KINDS
from app.domain.records.faults import closest
from app.protocols.catalogue import Catalogue
from app.protocols.faults import Fault, Path
from app.protocols.tree import PackFile
from app.protocols.vocabulary import WHEN_WORDS, has_field

_DURATIONS: Final = frozenset({"within", "over", "unless_fixed_within"})
"""Fields of rules that take a length of time; every other field that takes a parameter takes a number."""

Found = tuple[Path, str, str]


def lint_packs(catalogue: Catalogue) -> Iterator[Fault]:
    """Every fault of every present pack; former forms are as they were adopted."""
    for file in catalogue.tree.packs:
        if not file.former:
            for path, problem, expected in _pack(catalogue, file):
                yield Fault(file.loaded.source, file.loaded.place(path), path, problem, expected)


def _pack(catalogue: Catalogue, file: PackFile) -> Iterator[Found]:
    pack, asked = file.pack, set[str]()
    for protocol_id, version in pack.protocols.items():
        if not catalogue.has(protocol_id, version):
            refs = [protocol.ref for protocol in catalogue.protocols()]
            near = closest(f"{protocol_id}@{version}", refs)
            yield (
                ("protocols", protocol_id),
                f"{protocol_id}@{version} is not published{near}",
                "a published version",
            )
            continue
        for rule in catalogue.protocol(f"{protocol_id}@{version}").rules:
            for field, name in _references(rule.model_dump(by_alias=True, exclude_unset=True)):
                asked.add(name)
                yield from _parameter(file, name, field, f"{protocol_id}/{rule.id}")
    for name in sorted(set(pack.parameters) - asked):
        yield ("parameters", name), f"no rule of the pack names @{name}", "only parameters that rules name"
    for index, knowledge in enumerate(pack.knowledge):
        yield from _knowledge(knowledge, ("knowledge", index))


def _parameter(file: PackFile, name: str, field: str, rule: str) -> Iterator[Found]:
    parameter = file.pack.parameters.get(name)
    if parameter is None:
        near = closest(name, list(file.pack.parameters))
        yield (
            ("parameters",),
            f"{rule} names @{name}, which the pack does not give{near}",
            f"a parameter {name}",
        )
    elif isinstance(parameter.value, timedelta) != (field in _DURATIONS):
        right = "a duration such as PT15M" if field in _DURATIONS else "a number"
        yield ("parameters", name, "value"), f"{rule} needs it for {field}", right


def _references(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every `@name` in a rule, with the field it stands in."""
    if isinstance(value, str) and value.startswith("@"):
        yield field, value[1:]
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _references(one, str(key))
    elif isinstance(value, list):
        for one in value:
            yield from _references(one, field)


def _knowledge(knowledge: Knowledge, path: Path) -> Iterator[Found]:
    if knowledge.kind not in RECORD_KINDS:
        near = closest(knowledge.kind, list(RECORD_KINDS))
        yield (*path, "kind"), f"{knowledge.kind} is no record kind{near}", "a kind of record"
    for word in knowledge.when:
        if word not in WHEN_WORDS and not has_field(knowledge.kind, word):
            yield (*path, "when", word), f"{word} is no field of {knowledge.kind}", "a field of its body"
    families = {hazard.partition(".")[0] for hazard in HAZARDS}
    for index, family in enumerate(knowledge.hazards):
        if family not in families:
            near = closest(family, sorted(families))
            yield (
                (*path, "hazards", index),
                f"{family} is no family of hazards{near}",
                ", ".join(sorted(families)),
            )
