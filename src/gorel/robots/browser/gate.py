"""The browser's only way out: a proxy on the loopback interface that judges each host, as `http.request` does.

The browser looks up no name itself, so pictures, frames, redirects and names that change their answer all pass here.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from gorel.ability import Context, Refused
from gorel.robots import network

HEAD = 65_536  # bytes
TIMEOUT = 30.0


class Gate:
    """Shape: refused lists the hosts that were asked for and not let through."""

    def __init__(self, context: Context) -> None:
        self.refused: list[str] = []
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, name="browser-gate", daemon=True).start()

    def close(self) -> None:
        """Let nothing more through."""
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            client.settimeout(TIMEOUT)
            try:
                head, rest = _read_head(client)
                method, target, version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
                host, port = parts.hostname or "", parts.port or (443 if method == "CONNECT" else 80)
                address = network.address(host, port, self._context)
                server = socket.create_connection((address, port), timeout=TIMEOUT)
            except Refused:
                self.refused.append(host)
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            except (OSError, ValueError):
                with _gone():
                    client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with server:
                if method == "CONNECT":
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    server.sendall(_for_server(head, method, parts.path or "/", parts.query, version) + rest)
                _relay(client, server)


def _read_head(client: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(HEAD)
        if not more or len(data) > HEAD:
            raise ValueError("no request")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _for_server(head: bytes, method: str, path: str, query: str, version: str) -> bytes:
    """Return the request as the server expects it; one request a connection, so that each is judged."""
    lines = [
        line for line in head.split(b"\r\n")[1:]
        if line.split(b":", 1)[0].strip().lower() not in (b"proxy-connection", b"connection", b"proxy-authorization")
    ]  # fmt: skip
    upgrades = any(line.lower().startswith(b"upgrade:") for line in lines)
    lines.append(b"Connection: Upgrade" if upgrades else b"Connection: close")
    first = f"{method} {path}{'?' + query if query else ''} {version}".encode("latin-1")
    return b"\r\n".join([first, *lines]) + b"\r\n\r\n"


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until either side is done."""
    with _gone():
        while True:
            ready, _, _ = select.select([one, other], [], [], TIMEOUT)
            if not ready:
                return
            for source in ready:
                data = source.recv(65_536)
                if not data:
                    return
                (other if source is one else one).sendall(data)


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except OSError:
        return
