"""Mail from an IMAP server into a granted folder. A case then holds the file's name, never who wrote.

A letter is saved before the server is told, and what is answered is all that lies in the folder: whatever happens in
between, none is lost, and one that was told of before has the same id.
"""

from __future__ import annotations

import hashlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from gorel.ability import Context, Refused, grants
from gorel.robots import network

LARGEST = 30_000_000  # bytes of a letter
TIMEOUT = 30.0


@contextmanager
def opened(server: str, user: str, password: str, folder: str, context: Context) -> Iterator[Any]:
    """Sign in to an IMAP server and open a folder. Errors: Refused (name, password, folder), OSError (try again)."""
    try:
        from imap_tools import BaseMailBox
        from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError
    except ModuleNotFoundError:
        raise Refused(
            "mail.fetch needs imap-tools: pip install 'gorel[robots]'",
            sv="mail.fetch behöver imap-tools: pip install 'gorel[robots]'",
        ) from None
    parts = urlsplit(server if "://" in server else f"imaps://{server}")
    if parts.scheme not in ("imaps", "imap"):
        raise Refused(
            f"{server!r} is no mail server; write imaps://host",
            sv=f"”{server}” är ingen e-postserver; skriv imaps://värd",
        )
    host, port = parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143)
    address = network.address(host, port, context)
    if parts.scheme == "imap" and network.is_public(address):
        raise Refused(
            f"{host} is on the public network, where mail is fetched over TLS alone: imaps://{host}",
            sv=f"{host} finns på det öppna nätet, och där hämtas e-post bara över TLS: imaps://{host}",
        )

    class Client(imaplib.IMAP4):
        def _create_socket(self, timeout: float | None) -> socket.socket:
            plain = socket.create_connection((address, port), timeout=timeout)
            if parts.scheme == "imap":
                return plain
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)

    class Box(BaseMailBox):
        def _get_mailbox_client(self) -> imaplib.IMAP4:
            return Client(host, port, TIMEOUT)

    try:
        box = Box()
        name, word = grants.reveal(user, context, host=host), grants.reveal(password, context, host=host)
        with box.login(name, word, initial_folder=folder):
            yield box
    except MailboxLoginError:
        raise Refused(
            f"{host} does not let the user in; see to its name and password",
            sv=f"{host} släpper inte in användaren; se till namn och lösenord",
        ) from None
    except MailboxFolderSelectError:
        raise Refused(
            f"{host} has no mail folder called {folder!r}", sv=f"{host} har ingen e-postmapp som heter ”{folder}”"
        ) from None
    except imaplib.IMAP4.error as error:
        raise OSError(f"{host}: {error}") from None


def identity(raw: bytes) -> str:
    """Return what names a letter for ever: its Message-ID's digest, or its whole content's."""
    message_id = str(parsed(raw)["Message-ID"] or "").strip()
    return hashlib.sha256(message_id.encode() or raw).hexdigest()[:20]


def parsed(raw: bytes) -> EmailMessage:
    """Return a letter's parts."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Yield (safe name, content) of a letter's attachments; names that are alike are told apart."""
    seen: set[str] = set()
    for number, part in enumerate(message.iter_attachments(), 1):
        name = re.sub(r"[^\w.()+ -]", "_", (part.get_filename() or f"bilaga-{number}").rpartition("/")[2])[-100:]
        name = name.lstrip(". ") or f"bilaga-{number}"
        if name.casefold() in seen:
            name = f"{number}-{name}"
        seen.add(name.casefold())
        content = part.get_payload(decode=True)
        yield name, content if isinstance(content, bytes) else part.as_bytes()


def words(message: EmailMessage) -> str:
    """Return subject and text, for finding references in them."""
    body = message.get_body(("plain", "html"))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, ValueError):
        text = ""
    return f"{message['Subject'] or ''}\n{re.sub(r'<[^>]+>', ' ', text)}"


def is_automatic(message: EmailMessage) -> bool:
    """Return whether a program wrote it (RFC 3834): an answer to it would go round in a ring."""
    said = str(message["Auto-Submitted"] or "no").lower()
    bulk = str(message["Precedence"] or "").lower() in ("bulk", "list", "junk", "auto_reply")
    return (
        said != "no" or bulk or message["X-Autoreply"] is not None or message.get_content_type() == "multipart/report"
    )
