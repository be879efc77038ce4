"""Grants that somebody gives by hand: the options of `gorel run` and `gorel robot run`, and tests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from gorel.ability import Context, NotGranted
from gorel.ability.grants import Sent, not_sent_here


class Given:
    """Folders, hosts and secrets as given. A secret is for one host, or for every one when its host is "*"."""

    def __init__(
        self,
        *,
        folders: Mapping[str, str] | None = None,
        secrets: Mapping[tuple[str, str], str] | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        self.folders = dict(folders or {})
        self.secrets = dict(secrets or {})
        self.hosts = frozenset(hosts)

    def folder(self, name: str, _context: Context, *, write: bool) -> str:  # noqa: ARG002
        """Return the folder's place."""
        if name in self.folders:
            return self.folders[name]
        known = ", ".join(sorted(self.folders))
        raise NotGranted(
            f"the folder {name!r} is not given; add --folder {name}=PATH (given: {known or 'none'})",
            sv=f"mappen ”{name}” är inte given; lägg till --folder {name}=SÖKVÄG (givna: {known or 'inga'})",
        )

    def secret(self, name: str, _context: Context, *, host: str) -> str:
        """Return the secret's value for *host*."""
        for wanted in (host, "*"):
            if (name, wanted) in self.secrets:
                return self.secrets[name, wanted]
        raise NotGranted(
            f"the secret {name} is not given for {host}; add --secret {name}@{host}=VARIABLE or =@FILE",
            sv=f"hemligheten {name} är inte given för {host}; lägg till --secret {name}@{host}=VARIABEL eller =@FIL",
        )

    def reach(self, host: str, _context: Context) -> bool:
        """Return whether the private address *host* was given."""
        return host in self.hosts

    def sent(self, _reference: str, _context: Context) -> Sent:
        """Refuse: what people send stands in the server's database."""
        raise not_sent_here()


def given(folders: Iterable[str], secrets: Iterable[str], hosts: Iterable[str]) -> Given:
    """Return the grants of command lines' options: NAME=PATH, NAME@HOST=VARIABLE or NAME@HOST=@FILE, HOST.

    Shape: a secret's value never stands on the command line, where others can see it.
    Errors: ValueError that says what to write; OSError for a file that cannot be read.
    """
    places, values = {}, {}
    for one in folders:
        name, equals, place = one.partition("=")
        if not equals or "/" in name:
            raise ValueError(f"--folder {one}: write NAME=PATH")
        places[name] = place if place.startswith("sftp://") else str(Path(place).resolve())
    for one in secrets:
        name, equals, source = one.partition("=")
        name, at, host = name.partition("@")
        if not equals or not at or not host:
            raise ValueError(f"--secret {one}: write NAME@HOST=VARIABLE, or NAME@HOST=@FILE")
        if source.startswith("@"):
            values[name, host] = Path(source[1:]).read_text(encoding="utf-8").strip()
        elif source in os.environ:
            values[name, host] = os.environ[source]
        else:
            raise ValueError(f"--secret {one}: there is no environment variable {source}")
    return Given(folders=places, secrets=values, hosts=hosts)
