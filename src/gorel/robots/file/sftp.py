"""A granted folder behind SFTP.

    sftp://user:secrets.NAME@host:22/folder?host_key=SHA256:…          a password
    sftp://user@host/folder?host_key=SHA256:…&key=secrets.NAME         a private key (OpenSSH's text)

The host's key is part of the grant: a server with another key is not spoken to.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import io
import secrets
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gorel.ability import Context, NotGranted, Refused, grants
from gorel.robots.file.places import LARGEST, Found

TIMEOUT = 20.0
_locks: dict[str, threading.Lock] = {}


@contextmanager
def opened(address: str, context: Context) -> Iterator[Sftp]:
    """Connect to *address* and yield its folder. Errors: NotGranted, Refused (key, password), OSError (try again)."""
    try:
        import paramiko
    except ModuleNotFoundError:
        raise Refused(
            "SFTP needs paramiko: pip install 'gorel[robots]'", sv="SFTP behöver paramiko: pip install 'gorel[robots]'"
        ) from None
    parts = urlsplit(address)
    host, asked = parts.hostname or "", parse_qs(parts.query)
    wanted = asked.get("host_key", [""])[0]
    if not wanted:
        raise NotGranted(
            f"the folder on {host} is granted without its host_key=SHA256:…; add the server's fingerprint",
            sv=f"mappen på {host} är beviljad utan host_key=SHA256:…; lägg till serverns fingeravtryck",
        )
    transport = paramiko.Transport((host, parts.port or 22))
    transport.banner_timeout = transport.auth_timeout = TIMEOUT
    try:
        transport.start_client(timeout=TIMEOUT)
        met = fingerprint(transport.get_remote_server_key().asbytes())
        if not secrets.compare_digest(met, wanted):
            raise Refused(
                f"{host} has the key {met}, not the one that the folder was granted with",
                sv=f"{host} har nyckeln {met}, inte den som mappen beviljades med",
            )
        user = unquote(parts.username or "")
        try:
            if "key" in asked:
                text = grants.reveal(asked["key"][0], context, host=host)
                transport.auth_publickey(user, paramiko.PKey.from_private_key(io.StringIO(text)))
            else:
                transport.auth_password(user, grants.reveal(unquote(parts.password or ""), context, host=host))
        except paramiko.AuthenticationException:
            raise Refused(
                f"{host} does not let {user!r} in", sv=f"{host} släpper inte in ”{user}”; se till namn och lösenord"
            ) from None
        client = paramiko.SFTPClient.from_transport(transport)
        if client is None:
            raise OSError(f"{host} does not speak SFTP")
        client.get_channel().settimeout(TIMEOUT)
        yield Sftp(client, client.normalize(unquote(parts.path) or "."), host)
    except paramiko.SSHException as error:
        raise OSError(f"{host}: {error}") from None
    finally:
        transport.close()


def fingerprint(key: bytes) -> str:
    """Return a host key's fingerprint as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


class Sftp:
    """Files below *root* of a server."""

    def __init__(self, client: Any, root: str, host: str) -> None:
        self._client = client
        self._root = PurePosixPath(root)
        self._host = host

    def list(self, folder: PurePosixPath) -> list[Found]:
        at = self._at(folder)
        return sorted(
            (Found(one.filename, str(folder / one.filename), one.st_size or 0, int(one.st_mtime or 0))
             for one in self._client.listdir_attr(at)
             if stat.S_ISREG(one.st_mode or 0) and not one.filename.startswith(".")),
            key=lambda found: found.name,
        )  # fmt: skip

    def read(self, path: PurePosixPath) -> bytes:
        at = self._at(path)
        size = self._client.stat(at).st_size or 0
        if size > LARGEST:
            raise Refused(
                f"{path} has {size:,} bytes; at most {LARGEST:,} are read",
                sv=f"{path} har {size} byte; högst {LARGEST} läses",
            )
        kept = io.BytesIO()
        self._client.getfo(at, kept)
        return kept.getvalue()

    def write(self, path: PurePosixPath, data: bytes, *, replace: bool) -> None:
        self._make(path.parent)
        at, temporary = self._at(path), self._at(path.parent / f".{secrets.token_hex(8)}.gorel")
        if not replace and self._is_there(at):
            raise FileExistsError(str(path))
        self._client.putfo(io.BytesIO(data), temporary)
        try:
            if replace:
                self._client.posix_rename(temporary, at)
            else:
                self._rename(temporary, at)
        finally:
            if self._is_there(temporary):
                self._client.remove(temporary)

    def move(self, path: PurePosixPath, target: PurePosixPath) -> None:
        self._make(target.parent)
        self._client.lstat(self._at(path))
        self._rename(self._at(path), self._at(target))

    def remove(self, path: PurePosixPath) -> None:
        self._client.remove(self._at(path))

    @contextmanager
    def locked(self, path: PurePosixPath) -> Iterator[None]:
        """Hold the file for changes, against other threads of this program only: SFTP has no locks."""
        with _locks.setdefault(f"{self._host}{self._root}/{path}", threading.Lock()):
            yield

    def _at(self, path: PurePosixPath) -> str:
        """Return the whole path, when no part of it that is there is a symbolic link."""
        at = self._root
        for part in path.parts:
            at = at / part
            try:
                if stat.S_ISLNK(self._client.lstat(str(at)).st_mode or 0):
                    raise Refused(
                        f"{path} leads through a symbolic link; links in granted folders are not followed",
                        sv=f"{path} går genom en länk; länkar i beviljade mappar följs inte",
                    )
            except FileNotFoundError:
                continue
        return str(at)

    def _make(self, folder: PurePosixPath) -> None:
        for depth in range(1, len(folder.parts) + 1):
            at = self._at(PurePosixPath(*folder.parts[:depth]))
            if not self._is_there(at):
                self._client.mkdir(at)

    def _rename(self, path: str, target: str) -> None:
        if self._is_there(target):
            raise FileExistsError(target)
        try:
            self._client.rename(path, target)  # SFTP's own rename never replaces
        except OSError as error:
            if error.errno is None and self._is_there(target):
                raise FileExistsError(errno.EEXIST, "there already", target) from None
            raise

    def _is_there(self, at: str) -> bool:
        try:
            self._client.lstat(at)
        except FileNotFoundError:
            return False
        return True
