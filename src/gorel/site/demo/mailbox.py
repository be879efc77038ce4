"""A real SMTP server for the demo: it takes every mail and passes none on. What was sent stands in the outbox."""

from __future__ import annotations

from asyncio import Server

from aiosmtpd.controller import Controller


class _TakesAll:
    async def handle_DATA(self, *_given: object) -> str:
        return "250 OK"


class _OnFreePort(Controller):
    def _trigger_server(self) -> None:
        """Note the port that the machine chose, before the controller knocks at it to see that it is open."""
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def start() -> tuple[Controller, str]:
    """Start the server on a free port of this machine; return it and its address as GOREL_SMTP has it."""
    controller = _OnFreePort(_TakesAll(), hostname="127.0.0.1", port=0)
    controller.start()
    return controller, f"smtp://127.0.0.1:{controller.port}"
