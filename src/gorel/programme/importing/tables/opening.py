"""Opens a file of points: xlsx, ods, csv, iCalendar or JSON (and TOML with [[points]]), and gives its rows by fact.

Bounded in size and rows. Rows within rows (a JSON point's `parts`, schema.org's `subEvent`) follow their own row.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import PurePath

from django.utils.translation import gettext as _

from gorel.programme.importing.tables import calendars, grid, objects, sheets
from gorel.programme.importing.tables.row import Table, Unreadable

MOST_BYTES = 5_000_000
KINDS = (".xlsx", ".ods", ".csv", ".tsv", ".json", ".ics", ".toml")


def read(content: bytes, name: str) -> Table:
    """Read a file by what it is; the ending of its name decides only between kinds of text. Errors: Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than {limit} MB.").format(limit=MOST_BYTES // 1_000_000))
    if content.startswith(b"PK\x03\x04"):
        return sheets.read(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file (.xls). Save it as .xlsx or .csv and try again."))
    text = _text(content)
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        return calendars.read(text)
    ending = PurePath(name).suffix.casefold()
    if ending == ".toml":
        try:
            return objects.read(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise Unreadable(_("This is not TOML: {error}.").format(error=error)) from None
    if ending == ".json" or text.lstrip()[:1] in ("[", "{"):
        try:
            return objects.read(json.loads(text, parse_constant=lambda _constant: None))
        except (json.JSONDecodeError, RecursionError) as error:
            raise Unreadable(_("This is not JSON: {error}.").format(error=error)) from None
    return grid.lines(text)


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel in Sweden writes
    if "\x00" in text:
        raise Unreadable(_("This is neither a spreadsheet nor a text. Use .xlsx, .csv or .json."))
    return text
