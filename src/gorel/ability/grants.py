"""What the world outside is open to: folders, secrets and addresses within, each only as granted; and sent files.

An ability never sees a path, a password or an inner address that nobody granted. It asks here, by name; whoever runs it
(the server by its tables, `gorel run` and `gorel robot` by their options) has said with `use` who answers. Nothing is
granted before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from gorel.ability.declare import Context, Refused

SENT = "files::"  # how a reference to a file that somebody sent with a form begins, as form-js writes them
NAME = re.compile(r"secrets\.([A-Za-z][A-Za-z0-9_]*)")
BLOTTED = "•••"


class NotGranted(Refused):
    """It is not granted; the text says what, to whom, and how to grant it."""


class Sent(NamedTuple):
    """A file that somebody sent with a form. Shape: type is what its bytes say; the name ends as that type's do."""

    name: str
    type: str
    content: bytes


class Grants(Protocol):
    """Who answers what is granted. Errors: NotGranted."""

    def folder(self, name: str, context: Context, /, *, write: bool) -> str:
        """Return the path or sftp:// address that the folder called *name* stands for."""

    def secret(self, name: str, context: Context, /, *, host: str) -> str:
        """Return a secret's value for use at *host* by the ability of *context*."""

    def reach(self, host: str, context: Context, /) -> bool:
        """Return whether a private address may be reached under the name *host*."""

    def sent(self, reference: str, context: Context, /) -> Sent:
        """Return a file that was sent to the case, or to one that it called or was called by. Errors: Refused."""


class Nothing:
    """Grants nothing."""

    def folder(self, name: str, _context: Context, *, write: bool) -> str:  # noqa: ARG002
        raise NotGranted(
            f"the folder {name!r} is not granted; nothing is granted here",
            sv=f"mappen ”{name}” är inte beviljad; här är inget beviljat",
        )

    def secret(self, name: str, _context: Context, *, host: str) -> str:  # noqa: ARG002
        raise NotGranted(
            f"the secret {name!r} is not granted; nothing is granted here",
            sv=f"hemligheten ”{name}” är inte beviljad; här är inget beviljat",
        )

    def reach(self, _host: str, _context: Context) -> bool:
        return False

    def sent(self, _reference: str, _context: Context) -> Sent:
        raise not_sent_here()


def not_sent_here() -> Refused:
    """Return what is said where no server keeps files."""
    return Refused(
        "files that people have sent are read where Görel's server runs, and by nobody elsewhere",
        sv="filer som människor har skickat läses där Görels server går, och inte någon annanstans",
    )


_present: Grants = Nothing()
_revealed: set[str] = set()


def use(grants: Grants) -> Grants:
    """Let *grants* answer in this process from now on; return who answered before."""
    global _present
    before, _present = _present, grants
    return before


def present() -> Grants:
    """Return who answers."""
    return _present


def reveal(text: str, context: Context, *, host: str) -> str:
    """Return *text* with each `secrets.NAME` replaced, for use at *host* and nowhere else. Errors: NotGranted."""

    def value(found: re.Match[str]) -> str:
        secret = _present.secret(found[1], context, host=host)
        _revealed.add(secret)
        return secret

    return NAME.sub(value, text)


def note(secret: str) -> None:
    """Have *secret*, made of others (a token, a password with its user), blotted out like them."""
    _revealed.add(secret)


def reveal_all(values: Mapping[str, str], context: Context, *, host: str) -> dict[str, str]:
    """Return *values* with every secret in them replaced."""
    return {name: reveal(text, context, host=host) for name, text in values.items()}


def blot(value: Any) -> Any:
    """Return *value*, text or nested data, without any secret that was revealed in this process.

    What an ability answers or says passes here before it is kept or logged. Very short secrets are left: blotting
    "1" out of everything would hide nothing and spoil much.
    """
    known = [secret for secret in _revealed if len(secret) >= 4]
    return _blot(value, known) if known else value


def _blot(value: Any, known: list[str]) -> Any:
    if isinstance(value, str):
        for secret in known:
            value = value.replace(secret, BLOTTED)
        return value
    if isinstance(value, Mapping):
        return {_blot(key, known): _blot(item, known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_blot(item, known) for item in value]
    return value
