"""A real SMTP server for the demo: it takes every mail and passes none on. What was sent stands in the outbox."""

from __future__ import annotations

from aiosmtpd.controller import Controller


class _TakesAll:
    async def handle_DATA(self, *_given: object) -> str:
        return "250 OK"


def start() -> tuple[Controller, str]:
    """Start the server on a free port of this machine; return it and its address as GOREL_SMTP has it."""
    controller = Controller(_TakesAll(), hostname="127.0.0.1", port=0)
    controller.start()
    assert controller.server is not None
    port = controller.server.sockets[0].getsockname()[1]
    return controller, f"smtp://127.0.0.1:{port}"
