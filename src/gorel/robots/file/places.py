"""Granted folders as places: the same few verbs for a folder of this machine and one behind SFTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Protocol

import msgspec

from gorel.ability import Context, Refused, grants

LARGEST = 100_000_000  # bytes that are read or written at once


class Found(msgspec.Struct, frozen=True):
    """A file that is there. Units: modified is whole seconds since 1970 UTC."""

    name: str
    path: str
    size: int
    modified: int


class Place(Protocol):
    """Where files are.

    Shape: every path is relative, its parts checked. Errors: FileNotFoundError, FileExistsError, Refused.
    """

    def list(self, folder: PurePosixPath) -> list[Found]:
        """Return the files of a folder, not those of folders within it."""

    def read(self, path: PurePosixPath) -> bytes:
        """Return a file's content."""

    def write(self, path: PurePosixPath, data: bytes, *, replace: bool) -> None:
        """Write a file whole; folders on the way are made."""

    def move(self, path: PurePosixPath, target: PurePosixPath) -> None:
        """Give a file another name in the same place; never over another file."""

    def remove(self, path: PurePosixPath) -> None:
        """Take a file away."""

    def locked(self, path: PurePosixPath) -> object:
        """Return a context in which nobody else of ours changes the file."""


def split(path: str) -> tuple[str, PurePosixPath]:
    """Return (folder's granted name, path below it). Errors: Refused for what leads out of it."""
    if "\\" in path or "\0" in path:
        raise Refused(
            f"{path!r} is no path here; write folder/file with forward slashes",
            sv=f"”{path}” är ingen sökväg här; skriv mapp/fil med snedstreck framåt",
        )
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or any(part in ("..", "~") for part in parts):
        raise Refused(
            f"{path!r} must begin with the name of a granted folder and stay within it",
            sv=f"”{path}” ska börja med namnet på en beviljad mapp och hålla sig inom den",
        )
    return parts[0], PurePosixPath(*parts[1:])


@contextmanager
def at(path: str, context: Context, *, write: bool = False) -> Iterator[tuple[Place, PurePosixPath]]:
    """Open the place of *path*: yields (place, path below it). Errors: NotGranted, Refused, OSError."""
    name, below = split(path)
    root = grants.present().folder(name, context, write=write)
    if root.startswith("sftp://"):
        from gorel.robots.file import sftp

        with sftp.opened(root, context) as place:
            yield place, below
    else:
        from gorel.robots.file.local import Local

        yield Local(root), below


def read(path: str, context: Context) -> bytes:
    """Return the content of the file *path*, or of one that somebody sent. Errors: Refused when it is not there,
    NotGranted."""
    if path.startswith(grants.SENT):
        return grants.present().sent(path, context).content
    with at(path, context) as (place, below):
        try:
            return place.read(below)
        except FileNotFoundError:
            raise Refused(f"{path} is not there", sv=f"{path} finns inte") from None
        except IsADirectoryError:
            raise Refused(f"{path} is a folder, not a file", sv=f"{path} är en mapp, inte en fil") from None


def named(path: str, context: Context) -> tuple[str, bytes]:
    """Return a file's name and content: as its path says, or as whoever sent it called it. Errors: as `read`."""
    if path.startswith(grants.SENT):
        sent = grants.present().sent(path, context)
        return sent.name, sent.content
    return path, read(path, context)


def write(path: str, data: bytes, context: Context, *, replace: bool = False) -> None:
    """Write the file *path* whole. A try again that finds its own work there is content.

    Errors: Refused when another file has the name and *replace* is not said, NotGranted.
    """
    if len(data) > LARGEST:
        raise Refused(
            f"{path} would have {len(data):,} bytes; at most {LARGEST:,} are written",
            sv=f"{path} skulle bli {len(data)} byte; högst {LARGEST} skrivs",
        )
    with at(path, context, write=True) as (place, below):
        try:
            place.write(below, data, replace=replace)
        except FileExistsError:
            if place.read(below) != data:
                raise Refused(
                    f"{path} is there already, with other content; nothing was overwritten",
                    sv=f"{path} finns redan, med annat innehåll; inget skrevs över",
                ) from None
