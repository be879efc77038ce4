"""Calls as they stand on the wire, of the plainest kind alone: what robots send by the hundred thousand.

Nothing is understood here that could be understood in two ways. A header that says anything of how the message is
framed but its length, a doubled one, a folded line, a query, an unusual letter: all that is left to the web server's
own parser, which gets the same bytes.
"""

from __future__ import annotations

import io
import re
from email.utils import formatdate
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpResponse

# Units: bytes. What is larger is left to the web server.
LARGEST_HEAD, LARGEST_BODY = 8 * 1024, 64 * 1024
_FIRST = re.compile(rb"POST (/[A-Za-z0-9/_.:-]+) HTTP/1\.1")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*): ?([!-~](?:[ -~]*[!-~])?)")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,5}")
_FRAMING = frozenset({"TRANSFER_ENCODING", "EXPECT", "UPGRADE", "TE", "TRAILER", "PROXY_CONNECTION", "HTTP2_SETTINGS"})


class Not(Enum):
    """Why there is no call yet."""

    WHOLE = 1  # the rest is on its way
    PLAIN = 2  # it is for the web server


class Read(NamedTuple):
    """A call. Shape: environ is WSGI's, as far as a door looks; rest are the bytes after it."""

    path: str
    environ: dict[str, Any]
    rest: bytes


def read(data: bytes) -> Read | Not:
    """Return the call that *data* begins with."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return Not.WHOLE if data.startswith(b"POST /") and len(data) < LARGEST_HEAD else Not.PLAIN
    first, *lines = head.split(b"\r\n")
    found = _FIRST.fullmatch(first)
    if found is None or len(head) > LARGEST_HEAD:
        return Not.PLAIN
    headers: dict[str, str] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            return Not.PLAIN
        name = _name(header[1])
        if name in headers:
            return Not.PLAIN
        headers[name] = header[2].decode("ascii")
    if headers.get("CONNECTION", "keep-alive").lower() != "keep-alive" or not _FRAMING.isdisjoint(headers):
        return Not.PLAIN
    length = headers.pop("CONTENT_LENGTH", "")
    if "HOST" not in headers or not _LENGTH.fullmatch(length) or int(length) > LARGEST_BODY:
        return Not.PLAIN
    size = int(length)
    if len(body) < size:
        return Not.WHOLE
    path = found[1].decode("ascii")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "CONTENT_LENGTH": length,
        "CONTENT_TYPE": headers.pop("CONTENT_TYPE", ""), "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body[:size]),
    }  # fmt: skip
    for name, value in headers.items():
        environ["HTTP_" + name] = value
    return Read(path, environ, body[size:])


@lru_cache(maxsize=256)
def _name(name: bytes) -> str:
    return name.decode("ascii").upper().replace("-", "_")


def written(response: HttpResponse, moment: float) -> bytes:
    """Return an answer's bytes. Shape: the connection stays. Units: seconds since 1970."""
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}", _always(int(moment))]
    lines += [f"{name}: {value}" for name, value in response.items() if name != "Content-Type" or response.content]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + response.content


@lru_cache(maxsize=1)
def _always(second: int) -> str:
    return f"Server: gunicorn\r\nDate: {formatdate(second, usegmt=True)}\r\nConnection: keep-alive"
