"""Sealing: what is personal stands in the database encrypted, under keys that can be dropped.

Each thing that may have to be erased by itself (a case, a letter) has a *data key* of its own; what is sealed under it
is lost for good when that key is. The data key stands in the database too, but *wrapped*: encrypted under the master
key, which never does (GOREL_PERSONAL_KEY, or the file `personal-key` in the home). AES-256-GCM throughout: what was
changed or moved to another row does not open.

    wrapped data key = 4 bytes that name the master key · 12 of nonce · ciphertext with its tag
    sealed text      = 12 bytes of nonce · ciphertext with its tag
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NAME, _NONCE, _KEY = 4, 12, 32
_WRAPS = b"gorel data key"


class CannotOpen(Exception):
    """It was sealed under a key that this installation does not have, or was changed since."""


class DataKey:
    """One key, in hand. Shape: *about* says what is sealed; it must be the same when it is opened."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, text: bytes, about: bytes = b"") -> bytes:
        """Return *text* sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text, about)

    def open(self, sealed: bytes, about: bytes = b"") -> bytes:
        """Return what was sealed. Errors: CannotOpen."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except (InvalidTag, ValueError):
            raise CannotOpen("a sealed text does not open: it was changed, or belongs to another row") from None


def new_key() -> tuple[bytes, DataKey]:
    """Return a fresh data key, wrapped for the database and in hand."""
    secret = AESGCM.generate_key(_KEY * 8)
    name, master = _masters()[0]
    return name + master.seal(secret, _WRAPS), DataKey(secret)


@lru_cache(maxsize=4096)
def unwrap(wrapped: bytes) -> DataKey:
    """Return the data key in *wrapped*. Errors: CannotOpen when its master key is not among the settings'."""
    for name, master in _masters():
        if wrapped[:_NAME] == name:
            return DataKey(master.open(wrapped[_NAME:], _WRAPS))
    raise CannotOpen(
        f"personal data was sealed under the master key {wrapped[:_NAME].hex()}, which is not here; "
        "let GOREL_PERSONAL_KEY, or the file personal-key in the home, hold it beside the present one"
    )


def seal(text: str, about: bytes) -> str:
    """Return *text* sealed under the master key itself: for what is short-lived, and erased by its row's end."""
    name, master = _masters()[0]
    return base64.b64encode(name + master.seal(text.encode(), about)).decode("ascii")


def open_(sealed: str, about: bytes) -> str:
    """Return what `seal` sealed. Errors: CannotOpen."""
    data = base64.b64decode(sealed)
    for name, master in _masters():
        if data[:_NAME] == name:
            return master.open(data[_NAME:], about).decode()
    raise CannotOpen(f"no master key {data[:_NAME].hex()} here")


def mark(text: str) -> str:
    """Return a mark by which equal texts can be found without being read: 64 bits that only the master key makes."""
    key = hashlib.sha256(b"gorel marks" + _secrets()[-1]).digest()
    return hashlib.blake2b(text.casefold().encode(), digest_size=8, key=key).hexdigest()


def names() -> list[str]:
    """Return the names of the master keys that are here, the one in use first."""
    return [name.hex() for name, _ in _masters()]


def _masters() -> list[tuple[bytes, DataKey]]:
    return _made(tuple(_secrets()))


@lru_cache(maxsize=4)
def _made(secrets: tuple[bytes, ...]) -> list[tuple[bytes, DataKey]]:
    return [(hashlib.sha256(b"gorel master" + one).digest()[:_NAME], DataKey(one)) for one in secrets]


def _secrets() -> list[bytes]:
    """The master keys: the first seals, all open; the last makes marks, which so outlive a new key before it."""
    return [base64.b64decode(one) for one in settings.PERSONAL_KEYS]
