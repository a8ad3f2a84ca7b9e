"""Decides how the making of reports is put together from its parts."""

from __future__ import annotations

from app.services.attachments.desk import Keeping
from app.services.attachments.thumbnails import Thumbnails
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library
from app.services.ports import Clock
from app.services.reports.beside import Beside, States, Tellings
from app.services.reports.desk import Drawing, Drawn, Means, Pin, Printed, ReportDesk


def reports_on(
    read: tuple[Library, Judges, Clock, Exports],
    pin: Pin,
    draw: tuple[Printed, Drawn],
    told: tuple[Tellings, States],
    keeping: Keeping,
) -> ReportDesk:
    """Reports over these: what is read, what pins it, what draws it, who was told, where photos lie."""
    return ReportDesk(*read, Means(pin, Drawing(*draw), Beside(*told, Thumbnails(keeping))))
