"""Decides which YAML is read at all: only what every reader takes for the same data; it knows no protocol and no case."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ledger.canonical import Json
from app.protocols.building import Building
from app.protocols.faults import TOP, Fault, Path, Place, in_order, refusal


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file says, and where it says it."""

    data: Json
    places: dict[Path, Place]
    """Where each value stands: a scalar itself, a collection at the key or dash that begins it."""
    source: str

    def place(self, path: Path) -> Place:
        """Where a value stands; for one that is missing, where that stands which should hold it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, TOP)


def load(text: str | bytes, *, source: str, join_cut_text: bool = True) -> Loaded:
    """The data of one YAML document that every reader takes for the same.

    `join_cut_text`: in `{detail: one, two}` the comma cuts the text, and `two` is a field without a value to YAML;
    it is put together again, as it was meant. Otherwise that is a fault too.
    ShowclearError `yaml.refused` lists in `where` every fault with file, line, column, path, problem, expected.
    """
    loaded, faults = read(text, source=source, join_cut_text=join_cut_text)
    if faults:
        raise refusal("yaml.refused", faults)
    return loaded


def read(text: str | bytes, *, source: str, join_cut_text: bool = False) -> tuple[Loaded, list[Fault]]:
    """As `load`, but gives the faults beside what could be read in spite of them."""
    building = Building(source, join_cut_text=join_cut_text)
    building.read(text)
    return Loaded(building.data, building.places, source), in_order(building.faults)
