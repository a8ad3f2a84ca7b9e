"""Every code raised anywhere has a row at the edge, every row and route is documented, and no row is made up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from app.domain.errors import ShowclearError
from app.web.problems import INTERNAL_FAMILIES, PROBLEMS, problem_of, problem_response
from tests.web.desert import Site

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "api.md").read_text("utf-8")
CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
SINGLE = {"not_found", "too_large", "internal", "unavailable"}


def _constants(tree: ast.Module) -> dict[str, str]:
    """Names that stand for a text at the top of a module, such as `_MALFORMED = "record.malformed"`."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            found |= {
                target.id: str(node.value.value) for target in node.targets if isinstance(target, ast.Name)
            }
    return found


def _codes(path: Path) -> Iterator[str]:
    """First arguments of ShowclearError, and of functions of the module that make or raise one."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = _constants(tree)
    makers = {"ShowclearError", "problem"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "code":
            makers.add(node.name)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and node.args
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in makers
        ):
            first = node.args[0]
            code = first.value if isinstance(first, ast.Constant) else constants.get(getattr(first, "id", ""))
            if isinstance(code, str) and (CODE.fullmatch(code) or code in SINGLE):
                yield code


USED = {(code, str(path.relative_to(ROOT))) for path in (ROOT / "app").rglob("*.py") for code in _codes(path)}


def test_codes_are_found_at_all() -> None:
    assert {"record.malformed", "record.future", "not_found", "auth.expired", "cursor.invalid"} <= {
        code for code, _ in USED
    }


@pytest.mark.parametrize(("code", "path"), sorted(USED))
def test_every_code_used_has_a_row(code: str, path: str) -> None:
    assert code in PROBLEMS or code.startswith(INTERNAL_FAMILIES), f"{path} raises {code}: give it a row"


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_row_is_documented_with_its_status(code: str) -> None:
    status = PROBLEMS[code].status
    assert re.search(rf"^\| `{re.escape(code)}` \| {status} \|", DOCS, re.MULTILINE), (
        f"docs/api.md lacks {code}"
    )


def test_no_code_is_documented_that_is_none() -> None:
    assert set(re.findall(r"^\| `([a-z0-9_.]+)` \| \d{3} \|", DOCS, re.MULTILINE)) == set(PROBLEMS)


def test_every_route_is_documented(site: Site) -> None:
    routes = {
        f"{method} {one.path}" for one in iter_route_contexts(site.app.routes) for method in one.methods or ()
    }
    assert routes == set(re.findall(r"^\| `((?:[A-Z]+) /\S*)` \|", DOCS, re.MULTILINE))


def test_a_code_without_a_row_tells_nothing() -> None:
    status, members = problem_of(ShowclearError("export.broken", "secret path /x", where=[{"field": "y"}]))
    assert (status, members["code"]) == (500, "internal")
    assert "secret" not in str(members)


def test_401_says_which_scheme_is_asked_for() -> None:
    assert problem_response(401, {}).headers["www-authenticate"].startswith("Bearer ")
