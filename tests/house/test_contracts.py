"""The import contracts hold; and each of them finds a breach that is planted for it in a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tracked import ROOT

BREACHES = {
    "rings: the core asks a use case": ("app/domain/records/ids.py", "app.services.caller"),
    "rings: a use case reaches for its adapter": ("app/services/record.py", "app.db.store"),
    "rings: an adapter uses another": ("app/web/cursors.py", "app.protocols.strict_yaml"),
    "rings: an adapter reads the settings": ("app/signing/checkpoint_key.py", "app.settings"),
    "rings: putting together reaches for the command line": ("app/bootstrap.py", "app.cli.verify"),
    "core: records know protocols": ("app/domain/records/words.py", "app.domain.protocol.words"),
    "core: the ledger knows a record": ("app/domain/ledger/merkle.py", "app.domain.records.ids"),
    "core: judgement knows case files": ("app/domain/judgement/answers.py", "app.domain.replay.case"),
    "pure: YAML in the core": ("app/domain/protocol/words.py", "yaml"),
    "pure: SQL in the core": ("app/domain/judgement/state.py", "sqlalchemy"),
    "ledger: Pydantic in the ledger": ("app/domain/ledger/proofs.py", "pydantic"),
    "core-crypto: signatures in records": ("app/domain/records/texts.py", "cryptography"),
    "use-cases: HTTP in a use case": ("app/services/outcome.py", "fastapi"),
    "use-cases: settings in a use case": ("app/services/receipts.py", "pydantic_settings"),
    "sql: SQL in a route": ("app/web/api/live.py", "sqlalchemy"),
    "http: HTTP in the store": ("app/db/rows.py", "starlette"),
    "verify: the database behind verify": ("app/cli/verify.py", "app.db.database"),
    "kinds: one kind of rule uses another": (
        "app/domain/judgement/kinds/recurrence.py",
        "app.domain.judgement.kinds.authority",
    ),
}
UNPLACED = ("app/utils/__init__.py", "app/domain/shared/__init__.py")


def contracts(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(tree)},
    )


def copied(to: Path) -> Path:
    shutil.copytree(ROOT / "app", to / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a tree with every breach in it."""
    tree = copied(tmp_path_factory.mktemp("breached"))
    for module, imported in BREACHES.values():
        with (tree / module).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    for module in UNPLACED:
        (tree / module).parent.mkdir()
        (tree / module).write_text('"""Belongs nowhere."""\n')
    done = contracts(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_they_hold() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_found(breach: str, breached: str) -> None:
    module, imported = BREACHES[breach]
    importer = module.removesuffix(".py").replace("/", ".")
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", breached)


@pytest.mark.parametrize("module", UNPLACED)
def test_a_new_part_without_a_place_is_found(module: str, breached: str) -> None:
    assert f"- {Path(module).parent.as_posix().replace('/', '.')}" in breached


def test_every_contract_was_breached(breached: str) -> None:
    assert re.findall(r"^(.+) KEPT$", breached, re.MULTILINE) == []
