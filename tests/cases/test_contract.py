"""Every case file, each one test: what a correct judgement must find, refuse, grant and leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import CONTRACT, PROTOCOLS, ROOT, SHARED, failures, judged

EVERY = [*SHARED, *CONTRACT, *PROTOCOLS]


@pytest.mark.parametrize("path", EVERY, ids=[str(p.relative_to(ROOT)) for p in EVERY])
def test_case_holds(path: Path) -> None:
    found = judged(path)

    told = list(failures(found))

    assert not told, "\n" + "\n".join([f"{found.case.case}: {found.case.title}", *told])
    assert found.met


@pytest.mark.parametrize("path", EVERY, ids=[str(p.relative_to(ROOT)) for p in EVERY])
def test_nothing_crashed_inside(path: Path) -> None:
    assert [v.message for v in judged(path).found.violations if v.hazard == "judgement.fault"] == []


def test_the_shared_cases_are_all_there() -> None:
    assert [path.stem for path in SHARED] == ["clean-day", "crow-1993", "rust-2021"]


def test_every_line_of_the_shared_cases_is_met() -> None:
    lines = {path.stem: [line.violation is not None for line in judged(path).expected] for path in SHARED}

    assert lines == {"clean-day": [], "crow-1993": [True] * 9, "rust-2021": [True] * 27}


def test_case_ids_are_not_used_twice() -> None:
    ids = [judged(path).case.case for path in EVERY]

    assert sorted(ids) == sorted(set(ids))
