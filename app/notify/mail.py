"""Decides how a message goes out as e-mail: through the operator's own server (SMTP), plain text, to one address."""

from __future__ import annotations

import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

from app.notify.line import with_nobody
from app.services.delivery.ports import Letter, NotCarried
from app.services.delivery.rows import Contact

WITHIN_S: Final = 10.0
_FOOT: Final = {
    "en": "Nothing more stands here on purpose. What it is about is told after you sign in.",
    "es": "No dice más a propósito. De qué se trata se muestra después de entrar.",
}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The operator's server. `sender` is also where mail that could not be delivered comes back to."""

    host: str
    port: int
    sender: str
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str | None = None
    password: str | None = None


class Mail:
    """One connection for each message: slow enough for nobody, and nothing is left open."""

    def __init__(
        self, server: MailServer, trusted: ssl.SSLContext | None = None, within_s: float = WITHIN_S
    ) -> None:
        self._server, self._within_s = server, within_s
        self._trusted = trusted or ssl.create_default_context()

    def carry(self, letter: Letter, contact: Contact) -> bool:
        """False: the server passes it on. Broken is an address that it refuses for good (5xx to RCPT: RFC 5321, 4.2.1)."""
        try:
            self._send(_written(letter, contact.address, self._server.sender), letter.id, contact.address)
        except smtplib.SMTPRecipientsRefused as failure:
            code = failure.recipients[contact.address][0]
            raise NotCarried(f"smtp.{code}", broken=500 <= code < 600) from failure
        except smtplib.SMTPResponseException as failure:
            raise NotCarried(f"smtp.{failure.smtp_code}") from failure
        except TimeoutError as failure:
            raise NotCarried("smtp.timeout") from failure
        except (smtplib.SMTPException, OSError, ValueError) as failure:
            raise NotCarried("smtp.failed") from failure
        return False

    def _send(self, mail: EmailMessage, delivery: str, to: str) -> None:
        line = self._connected()
        watch = threading.Timer(self._within_s, _wake, (line,))
        watch.daemon = True
        watch.start()
        try:
            if self._server.security == "starttls":
                line.starttls(context=self._trusted)
            if self._server.user is not None:
                line.login(self._server.user, self._server.password or "")
            line.ehlo_or_helo_if_needed()
            about, each = ([f"ENVID={delivery}"], ["NOTIFY=FAILURE"]) if line.has_extn("dsn") else ((), ())
            line.send_message(mail, self._server.sender, [to], mail_options=about, rcpt_options=each)
            line.quit()
        finally:
            watch.cancel()
            line.close()

    def _connected(self) -> smtplib.SMTP:
        half_s = self._within_s / 2
        if self._server.security == "tls":
            return smtplib.SMTP_SSL(
                self._server.host, self._server.port, timeout=half_s, context=self._trusted
            )
        return smtplib.SMTP(self._server.host, self._server.port, timeout=half_s)


def _wake(line: smtplib.SMTP) -> None:
    if line.sock is not None:
        with_nobody(line.sock)


def _written(letter: Letter, to: str, sender: str) -> EmailMessage:
    """The same id at every try, so that a mailbox shows one mail once; no vacation notice answers it (RFC 3834)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, f"Showclear: {letter.title}"
    mail["Date"] = format_datetime(letter.made_at)
    mail["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.urgency == "hold":
        mail["Importance"] = "high"
    mail.set_content(f"{letter.text}\n\n{letter.link}\n\n{_FOOT[letter.language]}\n")
    return mail
