"""Calls as they stand on the wire, of the plainest kind alone: what robots send by the hundred thousand.

A head is read by httptools (llhttp, strict), and what it will not have is not for us. Nothing is understood here that
the web server's own parser could understand in another way: a header that says anything of how the message is framed
but its length, a doubled one, a query, an unusual letter. All that is left to that parser, which gets the same bytes.
"""

from __future__ import annotations

import io
import re
from email.utils import formatdate
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpResponse
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

# Units: bytes. What is larger is left to the web server.
LARGEST_HEAD, LARGEST_BODY = 8 * 1024, 64 * 1024
_PATH = re.compile(r"/[A-Za-z0-9/_.:-]+")
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


class _Head:
    """What httptools tells of a head."""

    def __init__(self) -> None:
        self.url = b""
        self.lines: list[tuple[bytes, bytes]] = []

    def on_url(self, url: bytes) -> None:
        self.url = url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.lines.append((name, value))


def read(data: bytes) -> Read | Not:
    """Return the call that *data* begins with."""
    if not data.startswith(b"POST /"):
        return Not.PLAIN
    end = data.find(b"\r\n\r\n", 0, LARGEST_HEAD) + 4
    if end < 4:
        return Not.WHOLE if len(data) < LARGEST_HEAD else Not.PLAIN
    written, head = data[:end], _Head()
    try:
        HttpRequestParser(head).feed_data(written)
    except (HttpParserError, HttpParserUpgrade):
        return Not.PLAIN
    if not written.startswith(b"POST %s HTTP/1.1\r\n" % head.url) or not written.isascii():
        return Not.PLAIN
    headers = {_name(name): value.decode("ascii") for name, value in head.lines}
    path, length = head.url.decode("ascii"), headers.pop("CONTENT_LENGTH", "")
    if not _PATH.fullmatch(path) or len(headers) + 1 != len(head.lines) or b"\t" in written or b" \r\n" in written:
        return Not.PLAIN
    if "HOST" not in headers or "" in headers or not _FRAMING.isdisjoint(headers):
        return Not.PLAIN
    if headers.get("CONNECTION", "keep-alive").lower() != "keep-alive":
        return Not.PLAIN
    if not _LENGTH.fullmatch(length) or int(length) > LARGEST_BODY:
        return Not.PLAIN
    whole = end + int(length)
    if len(data) < whole:
        return Not.WHOLE
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
        "CONTENT_LENGTH": length, "CONTENT_TYPE": headers.pop("CONTENT_TYPE", ""), "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(data[end:whole]),
    }  # fmt: skip
    for name, value in headers.items():
        environ["HTTP_" + name] = value
    return Read(path, environ, data[whole:])


@lru_cache(maxsize=256)
def _name(name: bytes) -> str:
    """Return how WSGI says a header's name; "" for one that others might say as another."""
    return "" if b"_" in name else name.decode("ascii").upper().replace("-", "_")


def written(response: HttpResponse, moment: float) -> bytes:
    """Return an answer's bytes. Shape: the connection stays. Units: seconds since 1970."""
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}", _always(int(moment))]
    lines += [f"{name}: {value}" for name, value in response.items() if name != "Content-Type" or response.content]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + response.content


@lru_cache(maxsize=1)
def _always(second: int) -> str:
    return f"Server: gunicorn\r\nDate: {formatdate(second, usegmt=True)}\r\nConnection: keep-alive"
