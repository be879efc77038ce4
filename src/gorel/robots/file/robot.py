"""The abilities over files."""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Annotated

import msgspec

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.robots.file import places
from gorel.robots.file.text import decoded

ICON = "M6 3h8l4 4v14H6zM14 3v4h4"
FILE = says(sv="Fil", en="File", help_sv="Mappens namn och vägen i den: fakturor/2026/oktober.csv",
            help_en="The folder's name and the path in it: invoices/2026/october.csv")  # fmt: skip


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """Which files to list."""

    folder: Annotated[str, says(sv="Mapp", en="Folder", help_sv="En mapp som organisationen har fått, och en väg i den",
                                help_en="A granted folder, and a path in it")]  # fmt: skip
    pattern: Annotated[str, says(sv="Namn som", en="Names like", help_sv="* står för vad som helst: *.xlsx",
                                 help_en="* stands for anything: *.xlsx")] = "*"  # fmt: skip


class Entry(msgspec.Struct, frozen=True):
    """A file. Units: modified is ISO 8601 in UTC."""

    name: str
    path: str
    size: int
    modified: str


class Listed(msgspec.Struct, frozen=True):
    """What is there, by name."""

    files: Annotated[list[Entry], says(sv="Filer", en="Files")]
    count: Annotated[int, says(sv="Antal", en="Count")]


class ToRead(msgspec.Struct, frozen=True, kw_only=True):
    """Which file to read as text."""

    file: Annotated[str, FILE]


class Read(msgspec.Struct, frozen=True):
    """A file's text."""

    text: Annotated[str, says(sv="Text", en="Text")]
    size: Annotated[int, says(sv="Storlek i byte", en="Size in bytes")]


class ToWrite(msgspec.Struct, frozen=True, kw_only=True):
    """What to write where."""

    file: Annotated[str, FILE]
    text: Annotated[str | None, says(sv="Text", en="Text")] = None
    source: Annotated[str, says(
        sv="Skickad fil", en="File that was sent", help_sv="I stället för text: en fil ur ett formulär, =underlag[1]. "
        "Slutar Fil med / behåller den sitt namn", help_en="Instead of text: a file of a form, =documents[1]. When "
        "File ends with / it keeps its name")] = ""  # fmt: skip
    replace: Annotated[bool, says(sv="Ersätt", en="Replace", help_sv="Utan detta skrivs aldrig en fil över",
                                  help_en="Without it no file is ever overwritten")] = False  # fmt: skip


class Written(msgspec.Struct, frozen=True):
    """Where it stands now."""

    path: Annotated[str, says(sv="Fil", en="File")]
    size: Annotated[int, says(sv="Storlek i byte", en="Size in bytes")]


class ToMove(msgspec.Struct, frozen=True, kw_only=True):
    """What to move where."""

    file: Annotated[str, FILE]
    to: Annotated[str, says(sv="Till", en="To", help_sv="Ny fil, eller en mapp som slutar med /",
                            help_en="A new file, or a folder that ends with /")]  # fmt: skip


@ability(
    "file.list",
    title={"sv": "Lista filer", "en": "List files"},
    about={
        "sv": "Räknar upp filerna i en mapp som organisationen har fått.",
        "en": "Lists the files of a granted folder.",
    },
    icon="M3 6h7l2 2h9v11H3zM7 12h10M7 15h7",
)
def list_(given: Folder, context: Context) -> Listed:
    """List a folder by name. Errors: Refused when it is not there or not granted."""
    name = PurePosixPath(given.folder).parts[:1]
    with places.at(given.folder, context) as (place, below):
        try:
            found = [one for one in place.list(below) if fnmatch(one.name.casefold(), given.pattern.casefold())]
        except (FileNotFoundError, NotADirectoryError):
            raise Refused(f"the folder {given.folder} is not there", sv=f"mappen {given.folder} finns inte") from None
    entries = [
        Entry(one.name, str(PurePosixPath(*name, one.path)), one.size,
              datetime.fromtimestamp(one.modified, UTC).isoformat())
        for one in found
    ]  # fmt: skip
    return Listed(entries, len(entries))


@ability(
    "file.read",
    title={"sv": "Läs textfil", "en": "Read a text file"},
    about={"sv": "Läser en textfil, i UTF-8 eller Windows-1252.", "en": "Reads a text file, in UTF-8 or Windows-1252."},
    icon=ICON + "M9 12h6M9 15h6M9 18h3",
)
def read(given: ToRead, context: Context) -> Read | Doubt:
    """Read a file; a doubt when its bytes are no text."""
    data = places.read(given.file, context)
    text = decoded(data)
    if text is None:
        return Doubt(
            "file.no-text",
            {"sv": f"{given.file} är ingen textfil: den innehåller annat än text. Öppna filen och se vad den är.",
             "en": f"{given.file} is no text file: it holds other than text. Open it and see what it is."},
            {"file": given.file, "size": len(data)},
        )  # fmt: skip
    return Read(text, len(data))


@ability(
    "file.write",
    title={"sv": "Skriv fil", "en": "Write a file"},
    about={
        "sv": "Skriver en textfil i UTF-8, eller en fil som någon har skickat. Filen finns hel eller inte alls, och "
        "ingen fil skrivs över av misstag.",
        "en": "Writes a text file in UTF-8, or a file that somebody has sent. It appears whole or not at all, and no "
        "file is overwritten by mistake.",
    },
    icon=ICON + "M9 16l5-5 2 2-5 5H9z",
)
def write(given: ToWrite, context: Context) -> Written:
    """Write the file. Errors: Refused when another is there and *replace* is not said, or nothing is to be written."""
    path = given.file
    if given.source:
        name, data = places.named(given.source, context)
        path += name.rpartition("/")[2] if path.endswith("/") else ""
    elif given.text is not None:
        data = given.text.encode()
    else:
        raise Refused("there is nothing to write: give a text, or a file that was sent",
                      sv="det finns inget att skriva: ange en text, eller en fil som har skickats")  # fmt: skip
    places.write(path, data, context, replace=given.replace)
    return Written(path, len(data))


@ability(
    "file.move",
    title={"sv": "Flytta fil", "en": "Move a file"},
    about={
        "sv": "Flyttar en fil, även mellan mappar och servrar.",
        "en": "Moves a file, also between folders and servers.",
    },
    icon=ICON + "M9 14h6M13 12l2 2-2 2",
)
def move(given: ToMove, context: Context) -> Written:
    """Move the file; a second try that finds it moved is content. Errors: Refused when the target is there."""
    target = given.to + PurePosixPath(given.file).name if given.to.endswith("/") else given.to
    source_name, target_name = places.split(given.file)[0], places.split(target)[0]
    with places.at(given.file, context, write=True) as (place, below):
        try:
            if source_name == target_name:
                size = next((one.size for one in place.list(below.parent) if one.name == below.name), 0)
                place.move(below, places.split(target)[1])
            else:
                data = place.read(below)
                size = len(data)
                places.write(target, data, context)
                place.remove(below)
        except FileExistsError:
            raise Refused(
                f"{target} is there already; nothing was moved", sv=f"{target} finns redan; inget flyttades"
            ) from None
        except FileNotFoundError:
            moved = context.tries > 1 and _size(target, context)
            if not moved:
                raise Refused(f"{given.file} is not there", sv=f"{given.file} finns inte") from None
            size = moved
    return Written(target, size)


def _size(path: str, context: Context) -> int | None:
    with places.at(path, context) as (place, below):
        try:
            return next((one.size for one in place.list(below.parent) if one.name == below.name), None)
        except FileNotFoundError:
            return None
