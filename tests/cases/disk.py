"""A disk that remembers, so that a test can take the power away afterwards: at any moment, as often as it likes.

SQLite reaches files through a VFS, a table of C functions. `Recorder` puts itself in the place of the one in use and
notes, in order, every write, truncation, sync and deletion, and any mark that the test sets. `as_left` then answers
what a disk can hold when the power went after so many of these: all that was synced, and of what was written after a
file's last sync any part, each write whole, torn at a sector, or not at all.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECTOR = 512
POINTER = ctypes.c_void_p
# The functions of sqlite3_vfs and of sqlite3_io_methods, in their order in sqlite3.h.
VFS_FUNCTIONS = (
    "open", "delete", "access", "full_pathname", "dl_open", "dl_error", "dl_sym", "dl_close", "randomness", "sleep",
    "current_time", "get_last_error", "current_time_64", "set_call", "get_call", "next_call",
)  # fmt: skip
FILE_FUNCTIONS = (
    "close", "read", "write", "truncate", "sync", "file_size", "lock", "unlock", "check_reserved_lock",
    "file_control", "sector_size", "device_characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap",
    "fetch", "unfetch",
)  # fmt: skip


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int), ("size_of_file", ctypes.c_int), ("max_pathname", ctypes.c_int), ("next", POINTER),
        ("name", ctypes.c_char_p), ("data", POINTER), *((name, POINTER) for name in VFS_FUNCTIONS),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), *((name, POINTER) for name in FILE_FUNCTIONS)]


class _File(ctypes.Structure):
    _fields_ = [("methods", ctypes.POINTER(_Methods))]


OPEN = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, POINTER, POINTER, ctypes.c_int, POINTER)
DELETE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_char_p, ctypes.c_int)
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, POINTER, ctypes.c_int, ctypes.c_int64)
TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_int64)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_int)


@dataclass(frozen=True)
class Write:
    """Bytes given to a file, not yet safe."""

    path: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    """A file cut to a size."""

    path: str
    size: int


@dataclass(frozen=True)
class Sync:
    """All that was written to a file is safe now."""

    path: str


@dataclass(frozen=True)
class Delete:
    """A file taken away."""

    path: str


@dataclass(frozen=True)
class Mark:
    """Something that the test wants to remember at this moment."""

    what: Any


Deed = Write | Truncate | Sync | Delete | Mark


def library() -> ctypes.CDLL | None:
    """Return the SQLite that Python's own module uses; None where it is built in and cannot be reached."""
    import _sqlite3

    if not getattr(_sqlite3, "__file__", None):
        return None
    import sqlite3

    sqlite3.connect(":memory:").close()
    maps = Path("/proc/self/maps")
    found = re.search(r"(/\S*libsqlite3\S*)", maps.read_text()) if maps.exists() else None
    return ctypes.CDLL(found.group(1)) if found else None


class Recorder:
    """Notes what is done to the files of every database that is opened from now on, in this process."""

    def __init__(self, sqlite: ctypes.CDLL) -> None:
        self.deeds: list[Deed] = []
        self._paths: dict[int, str] = {}
        self._real: dict[int, _Methods] = {}
        self._ours: dict[int, _Methods] = {}
        sqlite.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._usual: _Vfs = sqlite.sqlite3_vfs_find(None).contents
        self._calls = [
            OPEN(self._open), DELETE(self._delete), WRITE(self._write), TRUNCATE(self._truncate), SYNC(self._sync),
        ]  # fmt: skip  # kept: C holds no references
        self._vfs = _Vfs.from_buffer_copy(self._usual)
        self._vfs.name = b"recording"
        self._vfs.open, self._vfs.delete = map(_address, self._calls[:2])
        sqlite.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def mark(self, what: Any) -> None:
        """Note *what* at this moment."""
        self.deeds.append(Mark(what))

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        # SQLite keeps the name's address, not a copy: it is handed on as it came.
        answer = int(OPEN(self._usual.open)(vfs, name, file, flags, out))
        opened = _File.from_address(file)
        if answer == 0 and name and opened.methods:
            real = opened.methods.contents
            at = ctypes.addressof(real)
            if at not in self._ours:
                ours = _Methods.from_buffer_copy(real)
                ours.write, ours.truncate, ours.sync = map(_address, self._calls[2:])
                self._real[at], self._ours[at] = real, ours
            self._paths[file] = Path(ctypes.string_at(name).decode()).name
            self._real[file] = real
            opened.methods = ctypes.pointer(self._ours[at])
        return answer

    def _delete(self, vfs: int, name: bytes, sync: int) -> int:
        self.deeds.append(Delete(Path(name.decode()).name))
        return int(DELETE(self._usual.delete)(vfs, name, sync))

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        self.deeds.append(Write(self._paths[file], offset, ctypes.string_at(data, size)))
        return int(WRITE(self._real[file].write)(file, data, size, offset))

    def _truncate(self, file: int, size: int) -> int:
        self.deeds.append(Truncate(self._paths[file], size))
        return int(TRUNCATE(self._real[file].truncate)(file, size))

    def _sync(self, file: int, flags: int) -> int:
        answer = int(SYNC(self._real[file].sync)(file, flags))
        self.deeds.append(Sync(self._paths[file]))
        return answer


def _address(function: Any) -> int | None:
    return ctypes.cast(function, POINTER).value


def as_left(before: dict[str, bytes], deeds: list[Deed], chance: random.Random) -> dict[str, bytes]:
    """Return what the disk holds when the power goes after *deeds*, on files that were safe as in *before*."""
    safe = {path: bytearray(data) for path, data in before.items()}
    pending: dict[str, list[Write | Truncate]] = {}
    for deed in deeds:
        match deed:
            case Write() | Truncate():
                pending.setdefault(deed.path, []).append(deed)
            case Sync(path):
                for one in pending.pop(path, []):
                    _apply(safe, one)
                safe.setdefault(path, bytearray())
            case Delete(path):
                safe.pop(path, None)
                pending.pop(path, None)
    for some in pending.values():
        for one in some:
            match chance.choice(("whole", "torn", "lost")):
                case "whole":
                    _apply(safe, one)
                case "torn" if isinstance(one, Write):
                    kept = chance.randrange(0, len(one.data) + 1) // SECTOR * SECTOR
                    _apply(safe, Write(one.path, one.offset, one.data[:kept]))
    return {path: bytes(data) for path, data in safe.items()}


def _apply(files: dict[str, bytearray], deed: Write | Truncate) -> None:
    file = files.setdefault(deed.path, bytearray())
    if isinstance(deed, Truncate):
        del file[deed.size :]
        return
    end = deed.offset + len(deed.data)
    if len(file) < end:
        file.extend(bytes(end - len(file)))
    file[deed.offset : end] = deed.data
