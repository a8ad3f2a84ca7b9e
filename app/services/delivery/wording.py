"""Decides the few words a message has outside the service: what kind of thing, and where to sign in; no name, no detail.

Whoever reads a screen over a shoulder, a carrier's log or a lost phone learns that there is something, and not what.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from app.services.delivery.ports import Letter
from app.services.delivery.rows import Parcel
from app.services.messages import Urgency

LANGUAGES: Final = ("en", "es")
CODE_SUBJECT: Final = "contact.code"

_BY_URGENCY: Final = {
    "en": {
        "hold": ("Stop: a hold", "Gun work stops or needs you now. Sign in to see it and to answer."),
        "due": ("Your answer is needed", "Something waits for your answer. Sign in to see it."),
        "news": ("Something new", "There is something new for you. Sign in to see it."),
    },
    "es": {
        "hold": (
            "Alto: suspensión",
            "El trabajo con armas se detiene o le necesita ya. Entre para verlo y responder.",
        ),
        "due": ("Se necesita su respuesta", "Algo espera su respuesta. Entre para verlo."),
        "news": ("Hay algo nuevo", "Hay algo nuevo para usted. Entre para verlo."),
    },
}
_BY_CODE: Final = {
    "en": {
        CODE_SUBJECT: ("Confirm this address", "Your code is {code}. It is good for 15 minutes."),
        "delivery.failed": (
            "A message did not arrive",
            "Somebody who had to be told could not be reached. Sign in to see who, and tell them another way.",
        ),
        "escalation.asked": ("Your answer is needed now", "Something happened that you can answer. Sign in."),
        "escalation.rung": (
            "Nobody has answered",
            "What was asked is still open, and it is your turn. Sign in.",
        ),
        "escalation.outside": (
            "A production has not answered",
            "A safety matter was put to everybody responsible there, and nobody has answered. Please call them.",
        ),
        "concern.received": (
            "A concern was raised",
            "Somebody raised a concern. Sign in to read what you may hear, and to say what is done.",
        ),
        "concern.added": ("More was said about a concern", "Sign in to read it and to answer."),
        "concern.repeated": (
            "A concern was raised again",
            "A second concern on one subject came while the first is open. Sign in and answer both.",
        ),
        "concern.unanswered": (
            "A concern has no answer",
            "It was put to those before you, and it is your turn. Sign in.",
        ),
        "concern.outside": (
            "A concern that nobody inside may hear",
            "A production has a concern about those who would hear it. Please ask them who independent answers it.",
        ),
        "escalation.breach": (
            "Stop: work went on under a hold",
            "By the record, work went on with something that is held. Whoever can stop it should do so now.",
        ),
    },
    "es": {
        CODE_SUBJECT: ("Confirme esta dirección", "Su código es {code}. Vale 15 minutos."),
        "delivery.failed": (
            "Un mensaje no llegó",
            "No se pudo avisar a alguien. Entre para ver a quién y avísele de otra manera.",
        ),
        "escalation.asked": (
            "Se necesita su respuesta ya",
            "Ocurrió algo a lo que usted puede responder. Entre.",
        ),
        "escalation.rung": (
            "Nadie ha respondido",
            "Lo que se preguntó sigue abierto y ahora le toca a usted. Entre.",
        ),
        "escalation.outside": (
            "Una producción no ha respondido",
            "Un asunto de seguridad se planteó a todos los responsables y nadie ha respondido. Llámelos, por favor.",
        ),
        "concern.received": (
            "Se planteó una inquietud",
            "Alguien planteó una inquietud. Entre para leer lo que le corresponde y decir qué se hace.",
        ),
        "concern.added": ("Se dijo más sobre una inquietud", "Entre para leerlo y responder."),
        "concern.repeated": (
            "Una inquietud se planteó otra vez",
            "Llegó una segunda inquietud sobre lo mismo con la primera abierta. Entre y responda a ambas.",
        ),
        "concern.unanswered": (
            "Una inquietud no tiene respuesta",
            "Se planteó a quienes van antes y ahora le toca a usted. Entre.",
        ),
        "concern.outside": (
            "Una inquietud que nadie de dentro puede oír",
            "Una producción tiene una inquietud sobre quienes la oirían. Pregunte quién independiente la responde.",
        ),
        "escalation.breach": (
            "Alto: se siguió trabajando bajo una suspensión",
            "Según el registro, se siguió trabajando con algo suspendido. Quien pueda detenerlo, hágalo ya.",
        ),
    },
}
_DRILL: Final = {"en": "DRILL", "es": "SIMULACRO"}


def letter(parcel: Parcel, origin: str, code: str | None) -> Letter:
    """What is carried for this delivery; `code` is put into the words of a code."""
    message = parcel.message
    language = parcel.language if parcel.language in LANGUAGES else LANGUAGES[0]
    title, text = words_of(message.subject_code, message.urgency, language)
    drill = message.fields.get("drill") == "true"
    if drill:
        title, text = (f"{_DRILL[language]}: {words}" for words in (title, text))
    return Letter(
        parcel.id,
        parcel.message_id,
        message.urgency,
        message.subject_code,
        title,
        text.format(code=code) if code is not None else text,
        link(origin, message.link_path, parcel.message_id),
        language,
        drill,
        message.made_at,
        code,
    )


def words_of(subject_code: str, urgency: Urgency, language: str) -> tuple[str, str]:
    """Title and text; a subject without words of its own has those of its urgency."""
    return _BY_CODE[language].get(subject_code, _BY_URGENCY[language][urgency])


def link(origin: str, path: str, message: str) -> str:
    """Where it is answered; a path that would lead elsewhere leads to where the app begins."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or "\\" in path:
        path = "/app"
    place, _, fragment = path.partition("#")
    joined = f"{place}{'&' if '?' in place else '?'}m={message}"
    return f"{origin}{joined}{'#' + fragment if fragment else ''}"
