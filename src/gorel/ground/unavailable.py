"""Why the database cannot be had just now, told from what its driver raised.

A full disk, a folder or a server that takes no writing, a lock that somebody keeps, a server that is away: each passes
once somebody has mended it. No case is to blame, what was being written is undone, and the same may be tried again.
Everything else that a database raises is a defect of ours.
"""

from __future__ import annotations

import sqlite3
import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

FULL, READ_ONLY, BUSY, AWAY = "full", "read-only", "busy", "away"

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_READONLY: READ_ONLY, sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_IOERR: AWAY, sqlite3.SQLITE_CANTOPEN: AWAY,
}  # fmt: skip
# The beginnings of PostgreSQL's codes, the longer ones first.
_POSTGRESQL = {
    "53100": FULL, "25006": READ_ONLY, "55P03": BUSY, "08": AWAY, "40": BUSY, "53": BUSY, "57P": AWAY, "58": AWAY,
}  # fmt: skip
_SAID = {
    FULL: "The disk of the database is full. Nothing was changed. Make room, and go on.",
    READ_ONLY: "The database can be read and not written. SQLite: are the home and the files in it this user's own, and"
    " on a disk that takes writing? PostgreSQL: is it a standby?",
    BUSY: "Somebody else has kept the database locked for too long. Nothing was changed. Try again.",
    AWAY: "The database does not answer. Check GOREL_DATABASE, and that the server runs.",
}
RETRY_AFTER = 60  # seconds


def why(error: BaseException | None) -> str:
    """Return `FULL`, `READ_ONLY`, `BUSY` or `AWAY`; "" for anything else. *error* is Django's, or the driver's own."""
    driver = error if error is None or hasattr(error, "sqlite_errorcode") else error.__cause__ or error
    if isinstance(driver, sqlite3.Error):
        return _SQLITE.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF, "")
    if driver is None or type(driver).__module__.partition(".")[0] != "psycopg":
        return ""
    code = getattr(driver, "sqlstate", None)
    if code is None:  # it was the connection, not the server, that said no
        kinds = {kind.__name__ for kind in type(driver).mro()}
        return AWAY if kinds & {"OperationalError", "InterfaceError"} else ""
    return next((word for begin, word in _POSTGRESQL.items() if code.startswith(begin)), "")


def said(error: BaseException) -> str:
    """Return what to do about it, for who sits at the command line; "" when `why` knows nothing."""
    return _SAID.get(why(error), "")


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a page that failed: 503 where the database cannot be had, else 500. It asks no database itself."""
    if not why(sys.exc_info()[1]):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
