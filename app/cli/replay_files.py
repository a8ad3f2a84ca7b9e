"""Decides how the faults of case files are told: by file, line and column; what a fault is, others decide."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import ShowclearError
from app.domain.replay.case import read_case
from app.domain.replay.expand import loose_ends
from app.domain.replay.form import Case
from app.protocols.faults import Place, written
from app.protocols.strict_yaml import Loaded, load

Read = list[tuple[str, Case]]


def read_cases(paths: list[Path]) -> tuple[Read, list[str], list[str]]:
    """Every case with its file's name; notes, one line each; faults, one line each, in the order of the files."""
    read: Read = []
    notes: list[str] = []
    faults: list[str] = []
    for path in paths:
        source = str(path)
        try:
            loaded = load(path.read_bytes(), source=source)
            case = read_case(loaded.data)
        except OSError as gone:
            faults.append(f"{source}: {(gone.strerror or 'cannot be read').lower()}")
        except ShowclearError as error:
            faults += _of_yaml(error) if error.code == "yaml.refused" else _of_case(loaded, error.where)
        else:
            read.append((source, case))
            notes += [f"{line} (a note)" for line in _of_case(loaded, loose_ends(case))]
    return read, notes, faults


def _of_yaml(error: ShowclearError) -> list[str]:
    return [_line(f"{w['file']}:{w['line']}:{w['column']}", w["path"], w) for w in error.where]


def _of_case(loaded: Loaded, faults: list[dict[str, str]]) -> list[str]:
    """As they stand in the file."""
    placed = [(_place(loaded, fault["field"]), fault) for fault in faults]
    placed.sort(key=lambda one: (one[0].line, one[0].column))
    return [_line(f"{loaded.source}:{place.line}:{place.column}", f["field"], f) for place, f in placed]


def _line(where: str, field: str, fault: dict[str, str]) -> str:
    return f"{where}: {field}: {fault['problem']}; would be right: {fault['expected']}"


def _place(loaded: Loaded, field: str) -> Place:
    """Where a field stands; for one that is missing, where that stands which should hold it."""
    places = {written(path): place for path, place in loaded.places.items()}
    while field and field not in places:
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return places.get(field, loaded.place(()))
