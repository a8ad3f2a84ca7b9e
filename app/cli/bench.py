"""Decides what may be chosen of the benchmarks and how their report is printed; what is measured is decided in app.bench."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.bench.run import ENGINES, run
from app.bench.setting import PARTS, Sizes

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def bench(
    parts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PART]...", help=f"Among: {', '.join(PARTS)}. Left out: all of them."),
    ] = None,
    *,
    engine: Annotated[
        list[str] | None, typer.Option(help="sqlite, postgresql; may be given twice. Left out: both.")
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(min=1, help="Alternating rounds of which medians are taken.")
    ] = None,
    day: Annotated[
        int | None, typer.Option(min=60, help="Records of the day on which rates are taken.")
    ] = None,
    total: Annotated[int | None, typer.Option(min=200, help="Records of the long production.")] = None,
    days: Annotated[int | None, typer.Option(min=2, help="Its days.")] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Small sizes: they show that everything runs, and nothing about speed."),
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Measure the service beside ceilings taken in the same run, and hold the ratios against their limits.

    Each rate stands over that of a thin endpoint which runs beside it: one form, one hash, one durable row. Exit 0
    whatever the figures are; what could not be measured is said at the end.

    Examples: showclear bench --quick
              showclear bench rates --engine sqlite --json
    """
    chosen, engines = _among(parts, PARTS, "part"), _among(engine, ENGINES, "engine")
    sizes = Sizes().quick() if quick else Sizes()
    sizes = sizes.changed(rounds=rounds, day=day, total=total, days=days)
    report = run(chosen, engines, sizes, lambda words: typer.echo(words, err=True))
    typer.echo(json.dumps(report.to_json(), indent=2) if json_ else report.table())


def _among(given: list[str] | None, known: tuple[str, ...], what: str) -> list[str]:
    for one in given or ():
        if one not in known:
            raise typer.BadParameter(f"{one!r} is no {what}; there are {', '.join(known)}")
    return list(given or known)
