"""Decides which rules have cases that show them met and broken; what a case proves is the judgement tests' to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from app.domain.errors import ShowclearError
from app.protocols.catalogue import Catalogue
from app.protocols.faults import TOP, Fault, Path, in_order
from app.protocols.strict_yaml import load
from app.protocols.tree import named


def uncovered(catalogue: Catalogue) -> list[Fault]:
    """A warning for each rule, of newest versions, with a hazard no case of its protocol expects.

    And one for each case that cannot be read.
    """
    warnings: list[Fault] = []
    for file in catalogue.tree.protocols:
        if file.protocol is not catalogue.newest(file.protocol.id):
            continue
        expected = set[str]()
        for case in sorted((catalogue.root / file.protocol.id / "cases").glob("*.yaml")):
            warnings += _read(catalogue.root, case, expected)
        for index, rule in enumerate(file.protocol.rules):
            path: Path = ("rules", index)
            if missing := sorted(rule.hazards() - expected):
                problem = f"no case shows {', '.join(missing)} raised by {rule.id}"
                right = f"an expect line in {file.protocol.id}/cases/*.yaml"
                warnings.append(Fault(file.loaded.source, file.loaded.place(path), path, problem, right))
    return in_order(warnings)


def _read(root: FilePath, case: FilePath, expected: set[str]) -> Iterator[Fault]:
    """Adds the hazards a case expects; tells what keeps it from being read."""
    source = named(root, case)
    try:
        expected |= set(_hazards(load(case.read_bytes(), source=source).data))
    except ShowclearError as error:
        yield Fault(source, TOP, (), error.detail, "a case file")


def _hazards(case: object) -> Iterator[str]:
    lines = case.get("expect") if isinstance(case, dict) else None
    for line in lines if isinstance(lines, list) else []:
        hazard = line.get("hazard") if isinstance(line, dict) else None
        yield from (one for one in (hazard if isinstance(hazard, list) else [hazard]) if isinstance(one, str))
