"""Decides where a production counts its days, by its newest `production_set` record; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.judgement.calendar import DEFAULT_CUT_OVER_HOUR, cut_over_date
from app.domain.records import ProductionSet, Record


@dataclass(frozen=True, slots=True)
class Setting:
    """The zone and cut-over hour that dates are counted by, and the record that said so."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    cut_over_hour: int = DEFAULT_CUT_OVER_HOUR
    said: ProductionSet | None = None

    def date_of(self, moment: datetime) -> date:
        """The date a moment outside every shooting day belongs to."""
        return cut_over_date(moment, self.zone, self.cut_over_hour)

    def adding(self, records: Iterable[Record]) -> Setting:
        """The setting after more records; only `production_set` counts."""
        body = next(
            (r.body for r in reversed(list(records)) if isinstance(r.body, ProductionSet)),
            None,
        )
        if body is None:
            return self
        hour = DEFAULT_CUT_OVER_HOUR if body.cut_over_hour is None else body.cut_over_hour
        return Setting(ZoneInfo(body.timezone), hour, body)
