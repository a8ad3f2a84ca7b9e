"""The files of this checkout, as version control knows them; where there is none, all but what tools made."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MADE_BY_TOOLS = {"__pycache__", "data", "dist"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that is there."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not _made(path.relative_to(ROOT))]
    return tuple(sorted(path for path in paths if path.is_file()))


def _made(path: Path) -> bool:
    first = path.parts[0]
    return not _MADE_BY_TOOLS.isdisjoint(path.parts) or (first.startswith(".") and first != ".ci")


def texts() -> dict[str, str]:
    """Every tracked text by its path within the checkout."""
    found = {}
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            found[str(path.relative_to(ROOT))] = data.decode("utf-8", errors="replace")
    return found
