"""A granted folder of this machine.

Every step down is taken by `openat` from the folder above, and no step follows a symbolic link: what the path meant
when it was checked is what is opened, whoever changes the tree meanwhile.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from gorel.ability import Refused
from gorel.robots.file.places import LARGEST, Found

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


class Local:
    """Files below *root*."""

    def __init__(self, root: str) -> None:
        self._root = root

    def list(self, folder: PurePosixPath) -> list[Found]:
        with self._folder(folder) as at:
            found = []
            for name in sorted(os.listdir(at)):
                status = os.stat(name, dir_fd=at, follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and not name.startswith("."):
                    found.append(Found(name, str(folder / name), status.st_size, int(status.st_mtime)))
            return found

    def read(self, path: PurePosixPath) -> bytes:
        with self._folder(path.parent) as at, os.fdopen(self._open(path, at, os.O_RDONLY), "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(str(path))
            if status.st_size > LARGEST:
                raise Refused(
                    f"{path} has {status.st_size:,} bytes; at most {LARGEST:,} are read",
                    sv=f"{path} har {status.st_size} byte; högst {LARGEST} läses",
                )
            return file.read()

    def write(self, path: PurePosixPath, data: bytes, *, replace: bool) -> None:
        with self._folder(path.parent, make=True) as at:
            if not replace and self._is_there(path.name, at):
                raise FileExistsError(str(path))
            with self._written(data, at) as temporary:
                if replace:
                    os.replace(temporary, path.name, src_dir_fd=at, dst_dir_fd=at)
                else:
                    self._link(temporary, path.name, at, at)
            os.fsync(at)

    def move(self, path: PurePosixPath, target: PurePosixPath) -> None:
        with self._folder(path.parent) as at, self._folder(target.parent, make=True) as to:
            status = os.stat(path.name, dir_fd=at, follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                raise Refused(f"{path} is no ordinary file", sv=f"{path} är ingen vanlig fil")
            try:
                self._link(path.name, target.name, at, to)
            except FileExistsError:
                there = os.stat(target.name, dir_fd=to, follow_symlinks=False)
                if (there.st_dev, there.st_ino) != (status.st_dev, status.st_ino):
                    raise
            os.unlink(path.name, dir_fd=at)
            os.fsync(to)

    def remove(self, path: PurePosixPath) -> None:
        with self._folder(path.parent) as at:
            os.unlink(path.name, dir_fd=at)

    @contextmanager
    def locked(self, path: PurePosixPath) -> Iterator[None]:
        """Hold the file's folder for changes, against all threads and programs of ours on this machine."""
        with self._folder(path.parent, make=True) as at:
            fcntl.flock(at, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _folder(self, path: PurePosixPath, *, make: bool = False) -> Iterator[int]:
        try:
            at = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise Refused(
                f"the granted folder {self._root} cannot be opened: {error.strerror}",
                sv=f"den beviljade mappen {self._root} går inte att öppna: {error.strerror}",
            ) from None
        try:
            for part in path.parts:
                if make and not self._is_there(part, at):
                    with _there_already():
                        os.mkdir(part, dir_fd=at)
                below = self._open(PurePosixPath(part), at, _DIRECTORY)
                os.close(at)
                at = below
            yield at
        finally:
            os.close(at)

    def _open(self, path: PurePosixPath, at: int, how: int) -> int:
        try:
            return os.open(path.name, how | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=at)
        except OSError as error:
            linked = error.errno in (errno.ELOOP, errno.ENOTDIR) and self._is_link(path.name, at)
            if linked:
                raise Refused(
                    f"{path} is a symbolic link; links in granted folders are not followed",
                    sv=f"{path} är en länk; länkar i beviljade mappar följs inte",
                ) from None
            raise

    @contextmanager
    def _written(self, data: bytes, at: int) -> Iterator[str]:
        """Write *data* under a name of its own, on the disk for sure; the name is gone afterwards."""
        temporary = f".{secrets.token_hex(8)}.gorel"
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640, dir_fd=at), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            yield temporary
        finally:
            if self._is_there(temporary, at):
                os.unlink(temporary, dir_fd=at)

    def _link(self, name: str, target: str, at: int, to: int) -> None:
        try:
            os.link(name, target, src_dir_fd=at, dst_dir_fd=to, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A file system without hard links (some network shares): hold the name, then take it over.
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640, dir_fd=to))
            os.replace(name, target, src_dir_fd=at, dst_dir_fd=to)
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT, 0o640, dir_fd=at))

    @staticmethod
    def _is_there(name: str, at: int) -> bool:
        try:
            os.stat(name, dir_fd=at, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    @staticmethod
    def _is_link(name: str, at: int) -> bool:
        return stat.S_ISLNK(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode)


@contextmanager
def _there_already() -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        return
