"""The way out: one SMTP connection per thread, kept between letters; what the server says, sorted into two kinds.

`Undeliverable`: the server said no for good (5xx). `Trouble`: it may well work at another try (4xx, no connection).
Neither text holds an address: servers like to quote the receiver's, and these texts end in incidents and logs.
"""

from __future__ import annotations

import re
import secrets
import smtplib
import socket
import threading
import time
from base64 import b64decode
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gorel.ground import clock
from gorel.robots.mail.outbox import Mail, message_id

IDLE_SECONDS = 5.0  # a connection unused for longer is asked whether it still stands
_ADDRESS = re.compile(r"[^\s<>\"'()\[\]:;,]+@([^\s<>\"'()\[\]:;,]+)")
_thread = threading.local()


class Undeliverable(Exception):
    """The server refused the letter for good."""


class Trouble(Exception):
    """The letter did not get through this time."""


class NoServer(Trouble):
    """Nobody answers where the mail server should be. Shape: *sv* says the same in Swedish."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the mail server does not answer ({text})")
        self.sv = f"e-postservern svarar inte ({text})"


def send(mail: Mail) -> None:
    """Hand *mail* to the SMTP server; when this returns, the server has answered that it takes care of it.

    Errors: Undeliverable, Trouble, NoServer; after Trouble the server may or may not have the letter.
    """
    try:
        connection = _connection()
        if not connection.send_messages([_message(mail, connection)]):
            raise Trouble("the mail server was not given the letter")
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _sorted(code, said) from None
    except smtplib.SMTPAuthenticationError as error:
        close()  # wrong user or password is ours to mend, and no fault of the letter
        raise Trouble(_answer(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        raise _sorted(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(mask(str(error))) from None
    except (ConnectionError, TimeoutError, socket.gaierror) as error:
        close()
        raise NoServer(mask(f"{type(error).__name__}: {error}")) from None
    except (smtplib.SMTPException, OSError) as error:
        close()
        raise Trouble(mask(f"{type(error).__name__}: {error}")) from None


def close() -> None:
    """Close this thread's connection, if it has one."""
    connection = getattr(_thread, "connection", None)
    _thread.connection = None
    if connection is not None:
        connection.close()


def mask(text: str) -> str:
    """Return *text* with every address reduced to its domain."""
    return _ADDRESS.sub(r"…@\1", text)


def _connection() -> BaseEmailBackend:
    place = (settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER)
    connection: BaseEmailBackend | None = getattr(_thread, "connection", None)
    if connection is not None and (_thread.place != place or not _stands(connection)):
        close()
        connection = None
    if connection is None:
        connection = get_connection()
        connection.open()
        _thread.connection, _thread.place = connection, place
    _thread.used = time.monotonic()
    return connection


def _stands(connection: BaseEmailBackend) -> bool:
    smtp = getattr(connection, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        return smtp is None and not hasattr(connection, "host")  # a backend without a connection always stands
    if time.monotonic() - _thread.used < IDLE_SECONDS:
        return True
    try:
        return smtp.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _sorted(code: int, said: bytes | str) -> Undeliverable | Trouble:
    if code == 421:
        close()  # the server says good-bye
    return (Undeliverable if 500 <= code < 600 else Trouble)(_answer(code, said))


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return mask(f"{code} {' '.join(text.split())}")


class _Folding(Compat32):
    """Folds headers as the library does, without its pains over those that are one plain line: nearly all of them."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if type(value) is str and len(name) + len(value) < 77 and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return bytes(super().fold_binary(name, value))


_FOLDING = _Folding()


class _Message(EmailMultiAlternatives):
    """A message whose subject is folded as one line of its own length: Django's leaves the first line empty."""

    def message(self, **how: Any) -> Any:
        made = super().message(**how)
        charset = "us-ascii" if str(self.subject).isascii() else "utf-8"
        made.replace_header("Subject", Header(str(self.subject), charset, header_name="Subject"))
        made.policy = _FOLDING
        for part in made.walk():
            if part.is_multipart():  # the library looks for one in the text, for half a millisecond
                part.set_boundary(f"=_{secrets.token_hex(16)}")
        return made


def _message(mail: Mail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = _Message(
        subject=mail.subject,
        body=mail.text,
        from_email=address,  # the envelope has bare addresses: reading a name out of one again takes a millisecond
        to=[mail.to_address],
        reply_to=[formataddr((mail.reply_to_name, mail.reply_to))] if mail.reply_to else None,
        headers={
            "From": formataddr((mail.sender_name or name, address)),
            "To": formataddr((mail.to_name, mail.to_address)),
            "Message-ID": mail.message_id,
            "Date": format_datetime(clock.now().astimezone(clock.ZONE)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **_belonging(mail),
        },
        connection=connection,
    )
    message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        message.attach(_part(attachment))
    return message


def _belonging(mail: Mail) -> dict[str, str]:
    """Return the headers by which mail programs put letters of one matter together, and offer a way out of mailings."""
    found = {}
    if mail.thread:
        found["References"] = message_id(f"thread {mail.thread}")
    if mail.unsubscribe:
        found["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        found["Precedence"] = "bulk"
    return found


def _part(attachment: dict[str, str]) -> MIMEBase:
    media, *parameters = [piece.strip() for piece in attachment["type"].split(";")]
    data = b64decode(attachment["data"])
    main, _, sub = media.partition("/")
    part: MIMEBase
    if main == "text":
        part = MIMEText(data.decode("utf-8"), sub, "utf-8")
    else:
        part = MIMEBase(main, sub)
        part.set_payload(data)
        encoders.encode_base64(part)
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        part.set_param(key, value)
    part.add_header("Content-Disposition", "attachment", filename=attachment["name"])
    return part
