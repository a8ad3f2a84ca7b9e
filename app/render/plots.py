"""Decides how the series of a report are drawn: one SVG each, the same bytes for the same numbers; it computes none.

Readable in black and white: gravity is told by hatching and marker as well as by grey, and the table stands behind.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.render.words import words_of

Json = dict[str, Any]
Words = Mapping[str, str]
Draw = Callable[[Any, Sequence[Json], Words], None]

_GRAVITIES: Final = (
    ("critical", "#111111", ""),
    ("serious", "#8a8a8a", "////"),
    ("other", "#ffffff", "...."),
)
_ONE_AT_A_TIME = threading.Lock()
_MOST_TICKS: Final = 8
_NOBODY: Final = ("locked", "unattended")


def plots(report: Json) -> dict[str, bytes]:
    """The SVG of every series of the report that has numbers, by the series' name."""
    series: Mapping[str, Sequence[Json]] = report.get("series", {})
    said = words_of(report)
    return {name: _svg(_DRAWN[name], rows, said) for name, rows in series.items() if rows and name in _DRAWN}


def _svg(draw: Draw, rows: Sequence[Json], said: Words) -> bytes:
    # Loaded when first drawn: it takes a second, and most processes never draw.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    look: Any = {"svg.hashsalt": "showclear", "svg.fonttype": "path", "font.size": 9, "hatch.linewidth": 0.6}
    with _ONE_AT_A_TIME, rc_context(look):
        figure = Figure(figsize=(7, 2.4), layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes, rows, said)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _per_day(axes: Any, rows: Sequence[Json], said: Words) -> None:
    below = [0] * len(rows)
    for gravity, colour, hatch in _GRAVITIES:
        counts = [row[gravity] for row in rows]
        axes.bar(
            range(len(rows)),
            counts,
            0.7,
            below,
            color=colour,
            hatch=hatch,
            edgecolor="black",
            label=_said(said, gravity),
        )
        below = [one + more for one, more in zip(below, counts, strict=True)]
    _days(axes, rows)
    _whole(axes, max(below))
    axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))


def _answer_hours(axes: Any, rows: Sequence[Json], said: Words) -> None:
    """How many of the answers had come after how many hours."""
    hours = sorted(row["hours"] for row in rows)
    axes.step([0, *hours], [0, *range(1, len(hours) + 1)], where="post", color="black")
    axes.plot(hours, range(1, len(hours) + 1), "o", color="black", markersize=3)
    axes.set_xlabel(_said(said, "hours from flagged to the first answer"))
    axes.set_ylabel(_said(said, "answered"))
    _whole(axes, len(hours))


def _checklists(axes: Any, rows: Sequence[Json], said: Words) -> None:
    places = range(len(rows))
    axes.bar(
        places,
        [row["records"] for row in rows],
        0.8,
        color="white",
        edgecolor="black",
        label=_said(said, "all records"),
    )
    axes.bar(
        places,
        [row["by_checklist"] for row in rows],
        0.55,
        color="#bbbbbb",
        hatch="////",
        edgecolor="black",
        label=_said(said, "by a checklist"),
    )
    axes.bar(
        places, [row["signed"] for row in rows], 0.25, color="black", label=_said(said, "of these signed")
    )
    _days(axes, rows)
    _whole(axes, max(row["records"] for row in rows))
    axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))


def _custody(axes: Any, rows: Sequence[Json], said: Words) -> None:
    """Who had the firearm when: one line per holder, from hour to hour since the first."""
    holders = list(dict.fromkeys(row["holder"] for row in rows))
    whole = max(0.1, *(row["until_h"] for row in rows))
    for row in rows:
        place, hours = holders.index(row["holder"]), max(row["until_h"] - row["from_h"], whole / 200)
        ended = row["until_at"] is not None
        look: Any = {"color": "#8a8a8a"} if ended else {"color": "white", "linestyle": "--"}
        axes.barh(place, hours, 0.5, row["from_h"], edgecolor="black", **look)
    axes.set_yticks(
        range(len(holders)), [_said(said, holder) if holder in _NOBODY else holder for holder in holders]
    )
    axes.invert_yaxis()
    axes.set_xlim(0, whole * 1.02)
    axes.set_xlabel(_said(said, "hours since the first of these records; dashed: no later record"))


def _said(said: Words, words: str) -> str:
    return said.get(words, words)


def _days(axes: Any, rows: Sequence[Json]) -> None:
    step = -(-len(rows) // _MOST_TICKS)
    months = (
        5 if rows[0]["day"][:4] == rows[-1]["day"][:4] else 0
    )  # days of two years are told with their year
    axes.set_xticks(range(0, len(rows), step), [row["day"][months:] for row in rows[::step]])


def _whole(axes: Any, most: int) -> None:
    """Counts are whole numbers."""
    step = max(1, -(-most // 5))
    axes.set_yticks(range(0, most + step, step))


_DRAWN: Final[Mapping[str, Draw]] = {
    "per_day": _per_day,
    "answer_hours": _answer_hours,
    "checklists": _checklists,
    "custody": _custody,
}
