"""A small finance system with pages and no API, as many are: a login, a search, a table, a form.

    python -m gorel.robots.trained.small_system invoices.csv --port 8090

It stands in for the real one in the trained processes and in tests. The file has the columns Fakturanr, Leverantör,
Belopp, Status and Betaldag. User and password are `görel` and what SMALL_SYSTEM_PASSWORD says (`sesam` without it).
"""

from __future__ import annotations

import argparse
import html
import os
import secrets
from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from gorel.robots.sheet import reading

COLUMNS = {"Fakturanr": "text", "Leverantör": "text", "Belopp": "text", "Status": "text", "Betaldag": "text"}
_PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>{title} – Ekonomi</title>
<style>body{{font:16px sans-serif;max-width:50rem;margin:2rem auto}}td,th{{padding:.3rem .8rem;text-align:left}}</style>
<h1>{title}</h1>{body}</html>"""
_LOGIN = """<form method="post" action="/login"><p><label>Användare <input name="user"></label>
<p><label>Lösenord <input name="password" type="password"></label><p><button>Logga in</button>{note}</form>"""
_SEARCH = """<form action="/search"><p><label>Fakturanummer <input name="number" value="{number}"></label>
<button>Sök</button></form>{found}<p><a href="/note">Ny notering</a> · <a href="/export">Hämta lista</a>"""
_NOTE = """<form method="post" action="/note"><p><label>Fakturanummer <input name="number"></label>
<p><label for="kind">Slag</label> <select id="kind" name="kind"><option>Påminnelse besvarad</option>
<option>Bestridd</option></select>
<p><label>Text <textarea name="text"></textarea></label>
<p><label><input type="checkbox" name="urgent"> Brådskande</label>
<p><button>Spara</button></form>{note}"""


class SmallSystem(ThreadingHTTPServer):
    """Shape: notes lists what was saved by the form, in order."""

    daemon_threads = True

    def __init__(self, invoices: Sequence[Mapping[str, str]], *, password: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.invoices = [dict(one) for one in invoices]
        self.password = password
        self.notes: list[dict[str, str]] = []
        self.sessions: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: SmallSystem

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        """Show a page."""
        parts = urlsplit(self.path)
        asked = {name: values[0].strip() for name, values in parse_qs(parts.query).items()}
        if parts.path == "/login" or not self._is_in():
            return self._show("Logga in", _LOGIN.format(note=""))
        if parts.path == "/note":
            return self._show("Ny notering", _NOTE.format(note=""))
        if parts.path == "/export":
            rows = [";".join(COLUMNS), *(";".join(one[name] for name in COLUMNS) for one in self.server.invoices)]
            return self._send("\r\n".join(rows), "text/csv; charset=utf-8", 'attachment; filename="fakturor.csv"')
        number = asked.get("number", "")
        found = [one for one in self.server.invoices if one["Fakturanr"] == number] if number else None
        return self._show("Fakturor", _SEARCH.format(number=html.escape(number), found=_table(found)))

    def do_POST(self) -> None:
        """Take a form."""
        length = min(int(self.headers.get("Content-Length", 0)), 100_000)
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        if self.path == "/login":
            if (form.get("user"), form.get("password")) != ("görel", self.server.password):
                return self._show("Logga in", _LOGIN.format(note='<p role="alert">Fel användare eller lösenord.'))
            session = secrets.token_hex(8)
            self.server.sessions.add(session)
            self.send_response(303)
            self.send_header("Set-Cookie", f"session={session}; HttpOnly; SameSite=Lax")
            self.send_header("Location", "/search")
            self.end_headers()
            return None
        if self.path == "/note" and self._is_in():
            self.server.notes.append(form)
            return self._show(
                "Ny notering", _NOTE.format(note=f"<p role=status>Sparad som nr {len(self.server.notes)}")
            )
        return self._show("Logga in", _LOGIN.format(note=""))

    def _is_in(self) -> bool:
        found = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return found is not None and found.value in self.server.sessions

    def _show(self, title: str, body: str) -> None:
        self._send(_PAGE.format(title=title, body=body), "text/html; charset=utf-8")

    def _send(self, text: str, kind: str, disposition: str = "") -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if disposition:
            self.send_header("Content-Disposition", disposition)
        self.end_headers()
        self.wfile.write(data)


def _table(found: Sequence[Mapping[str, str]] | None) -> str:
    if found is None:
        return ""
    head = "".join(f"<th scope=col>{name}</th>" for name in COLUMNS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(one[name])}</td>" for name in COLUMNS) + "</tr>" for one in found
    )
    note = f"<p role=status>{len(found)} träffar</p>"
    return f'{note}<table aria-label="Träffar"><tr>{head}</tr>{rows}</table>'


def load(path: Path) -> list[dict[str, str]]:
    """Return the invoices of a file."""
    table = reading.table(reading.grid(path.name, path.read_bytes()), COLUMNS)
    return [{name: value or "" for name, value in row.items()} for row in table.rows]


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, default=8090)
    given = parser.parse_args()
    password = os.environ.get("SMALL_SYSTEM_PASSWORD", "sesam")
    with SmallSystem(load(given.file), password=password, port=given.port) as system:
        print(f"{system.address}  (Ctrl-C stops)", flush=True)  # noqa: T201
        try:
            system.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
