"""Decides, for a health check, whether the worker of this data directory still looks; it loads nothing of the service."""

from __future__ import annotations

import sys

from app.settings import Settings
from app.worker.beat import Beat

if __name__ == "__main__":
    sys.exit(0 if Beat(Settings().data_dir).alive() else 1)
