"""Decides how a witness answers over HTTP (C2SP tlog-witness); what it may cosign is the ledger's to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import Checkpoint
from app.domain.ledger.cosignature import WitnessKey, cosign
from app.domain.ledger.signed_note import NoteKey, Signer
from app.domain.ledger.witness import LONGEST_REQUEST, parse_submission, require_next

STATUS: Final = {
    "witness.malformed": 400,
    "witness.wrong_key": 403,
    "witness.unknown_log": 404,
    "witness.other_size": 409,
    "witness.fork": 409,
    "witness.inconsistent": 422,
}


class Shelf(Protocol):
    """Where a witness keeps what it cosigned last."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else reads or keeps meanwhile."""
        ...

    def last(self, origin: str) -> Checkpoint | None:
        """What was cosigned last of that log."""
        ...

    def keep(self, origin: str, note: str) -> None:
        """That this is cosigned now."""
        ...


class WitnessDesk:
    """One witness: its key, the logs it watches, what it cosigned."""

    def __init__(
        self,
        key: WitnessKey,
        sign: Signer,
        logs: Sequence[NoteKey],
        shelf: Shelf,
        clock: Callable[[], datetime],
    ) -> None:
        self._key, self._sign, self._logs = key, sign, logs
        self._shelf, self._clock = shelf, clock

    def add_checkpoint(self, body: bytes) -> str:
        """The cosignature, once what it covers is kept. Refused: as `require_next` and `parse_submission`."""
        asked, signed = parse_submission(body)
        origin = signed.checkpoint.origin
        with self._shelf.alone():
            require_next(asked, signed, self._logs, self._shelf.last(origin))
            self._shelf.keep(origin, asked.note)
        return cosign(signed.note.text, self._key, self._sign, self._clock())


def witness_app(desk: WitnessDesk, say: Callable[[str], object]) -> Starlette:
    """HTTP for one witness. `say` is told each refusal: a log that was put back or forked must be seen by somebody."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST_REQUEST:
                return PlainTextResponse("too long\n", 400)
        try:
            return PlainTextResponse(await run_in_threadpool(desk.add_checkpoint, body))
        except ShowclearError as error:
            say(f"refused: {error.code}: {error.detail}")
            return _refusal(error)

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])


def _refusal(error: ShowclearError) -> Response:
    media = "text/x.tlog.size" if error.code == "witness.other_size" else "text/plain"
    return Response(error.detail + "\n", STATUS.get(error.code, 500), media_type=media)
