"""Every page at a desk: no fault that axe-core knows, nothing cut off at 320 px, Spanish throughout, night as well."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pages.conftest import Desk, NewDesk, Ranch
from tests.pages.pictures import addresses

NARROW = {"width": 320, "height": 700}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("button, input, select, textarea, a.button, nav a, summary")]
    .filter((one) => one.offsetParent && one.type !== "radio" && one.type !== "checkbox")
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def paths(ranch: Ranch) -> dict[str, str]:
    return addresses(ranch.violations)


@pytest.fixture
def spanish(new_desk: NewDesk) -> Desk:
    return new_desk("esther", viewport=NARROW, locale="es-MX", color_scheme="dark")


def test_narrow_spanish_and_at_night(spanish: Desk, paths: dict[str, str]) -> None:
    """One browser goes through all of them; what is wrong anywhere is told together."""
    wrong: dict[str, object] = {}
    for name, path in paths.items():
        answer = spanish.page.goto(spanish.ranch.company.origin + path)
        assert answer.status == (404 if name == "refused" else 200), name
        found = {
            "sideways": spanish.page.evaluate(SIDEWAYS),
            "language": spanish.page.evaluate("document.documentElement.lang") != "es",
            "small": spanish.page.evaluate(SMALL),
            "axe": _faults(spanish),
        }
        wrong |= {f"{name}: {what}": told for what, told in found.items() if told}
    assert wrong == {}


@pytest.mark.parametrize("name", ["queue", "styleguide"])
def test_wide_and_in_the_sun(new_desk: NewDesk, paths: dict[str, str], name: str) -> None:
    desk = new_desk("esther")
    desk.page.goto(desk.ranch.company.origin + paths[name])
    assert _faults(desk) == []


def test_on_paper_nothing_hangs_on_colour(new_desk: NewDesk, paths: dict[str, str]) -> None:
    """Print: the page's own buttons are gone, drawings and tables stay, what holds stands in words."""
    desk = new_desk("esther")
    desk.page.emulate_media(media="print")
    desk.page.goto(desk.ranch.company.origin + paths["day"])
    assert not desk.page.locator("header.desk").is_visible()
    assert desk.page.locator("svg.drawing").first.is_visible()
    assert "Not met:" in desk.text()


def _faults(desk: Desk) -> list[str]:
    found = Axe().run(desk.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
