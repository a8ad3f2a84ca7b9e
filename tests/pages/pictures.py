"""Pictures of every page, for somebody to look at: `python -m tests.pages.pictures DIRECTORY`."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.db.database import open_database
from app.domain.reports.making import REPORTS
from app.services.filters import ViolationFilter
from tests.accounts.real_browser import opened_browser
from tests.attachments.files import PICTURE, PICTURE_DIGEST
from tests.onset.company import PRODUCTION, company
from tests.pages.happened import elsewhere, happened

SIZES = {"narrow": {"width": 320, "height": 700}, "wide": {"width": 1100, "height": 800}}


def main(place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        empty = Path(kept) / "empty.db"
        open_database(f"sqlite:///{empty}").close()
        with company(Path(kept), empty) as told, opened_browser() as browser:
            happened(told)
            elsewhere(told)
            found = told.services.reading.violations(
                told.caller("esther"), PRODUCTION, ViolationFilter(), None, 100
            ).items
            _take(place, told, found, browser)


def _take(place: Path, told: Any, found: list[dict[str, Any]], browser: Any) -> None:
    photographed(told)
    pages = addresses(found) | reports()
    for size, viewport in SIZES.items():
        for language in ("en", "es"):
            context = browser.new_context(viewport=viewport, locale=language)
            secret = told.session("esther")
            context.add_cookies([{"name": "showclear-session", "value": secret, "url": told.origin}])
            page = context.new_page()
            for name, path in pages.items():
                page.goto(told.origin + path)
                page.screenshot(path=place / f"{name}-{size}-{language}.png", full_page=True)
            context.close()


def photographed(told: Any) -> None:
    """An incident with a photo that is here and one that is not."""
    told.services.attachments.append(told.caller("ada"), PRODUCTION, PICTURE_DIGEST, 0, len(PICTURE), PICTURE)
    body = {"what": "near_miss", "firearm": "colt-1", "injured": 0, "stop_work": False, "present": []}
    told.record("ada", "incident", body, timedelta(), attachments=[PICTURE_DIGEST, "ab" * 32])


def reports() -> dict[str, str]:
    """Every other report, and custody of one firearm with its line."""
    under = f"/p/{PRODUCTION}/report?span=all&name="
    others = {f"report-{name}": f"{under}{name}" for name in REPORTS if name not in ("violations", "daily")}
    return others | {"report-custody-one": f"{under}custody&firearm=colt-1"}


def addresses(found: list[dict[str, Any]]) -> dict[str, str]:
    """Every page at a desk by a name for it."""
    under = f"/p/{PRODUCTION}"
    known = next((one for one in found if one["knowledge"]), found[0])
    return {
        "queue": f"{under}/queue",
        "escalations": f"{under}/escalations",
        "concerns": f"{under}/concerns",
        "regulator": f"{under}/regulator?received_on=2026-11-20",
        "drills": f"{under}/drills",
        "violation": f"{under}/violations/{known['id']}",
        "day": f"{under}/days/{known['day']}",
        "report": f"{under}/report?span=all",
        "report-daily": f"{under}/report?name=daily&span=all",
        "ledger": f"{under}/ledger",
        "entry": f"{under}/ledger/{known['records'][0]}",
        "protocols": f"{under}/protocols",
        "protocol": f"{under}/protocols/day-open-and-wrap@1.1.0?against=day-open-and-wrap@1.0.0",
        "my-day": f"{under}/my-day",
        "contacts": f"{under}/contacts",
        "people": f"{under}/people",
        "import": f"{under}/import",
        "history": f"{under}/histories/firearm:colt-1",
        "refused": f"{under}/nowhere",
        "concern": f"/concern/{PRODUCTION}",
        "styleguide": "/styleguide",
        "sign-in": "/sign-in",
        "sign": "/sign",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
