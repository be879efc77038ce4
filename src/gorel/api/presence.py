"""Whether a robot that waits for work is still there: what one that has hung up is given would be lost for a lease."""

from __future__ import annotations

import socket

from django.http import HttpRequest


def is_there(request: HttpRequest) -> bool:
    """Return whether who called holds the line still; a server that does not show its lines is believed."""
    line = request.META.get("gunicorn.socket")
    if line is None:
        return True
    try:
        return bool(line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))  # nothing to read for ever: it is closed
    except BlockingIOError:
        return True
    except OSError:
        return False
