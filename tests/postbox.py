"""A real SMTP server for tests: keeps what it takes, and can be told to refuse, stumble, or die after its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """What came, in order. `answers` maps an address to what the server says instead of taking a letter to it, once
    for each entry; `connections` counts the connections that were opened."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = {}
        self.connections = 0
        self.host, self.port = "127.0.0.1", 0

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to *address*, in order."""
        return [letter for letter in self.letters if address in str(letter["To"])]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        waiting = self.answers.get(address)
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


Box = TypeVar("Box", bound=Postbox)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # The controller asks its own port whether it answers; port 0 only gets its number when the server has started.
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_postbox(kind: type[Box] = Postbox) -> Iterator[Box]:
    """Start a server on a free port of the loopback interface; *kind* may be a postbox with habits of its own."""
    postbox = kind()
    controller = _Controller(postbox, hostname=postbox.host, port=0)
    controller.start()
    try:
        postbox.port = controller.port
        yield postbox
    finally:
        controller.stop()
