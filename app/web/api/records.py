"""Decides how records come in and are read back over HTTP; what becomes of one is decided by the one write path."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.services.caller import Caller
from app.services.container import Services
from app.web.api.answering import GUARDED, json_response, page_response
from app.web.api.examples import RECORD
from app.web.api.parameters import Cursor, DayFilter, FirearmId, Limit, PersonId, ProductionPath, listed
from app.web.asking import Asked, Asking
