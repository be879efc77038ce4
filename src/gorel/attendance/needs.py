"""What people need to eat and to take part: sealed, each registration under a key of its own, and gone when it is.

Food and accessibility can tell of faith and health. They stand in no column that somebody who reads the database can
read, in no log and in no case, and leave two weeks after the point by the key's being dropped (`afterwards.bpmn`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.ground import sealing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gorel.attendance.models import Registration

NAMES = ("food", "access")
_REGISTRATION, _CORRECTION = b"needs of a registration", b"needs of a correction"


def field(name: str) -> property:
    """Return one text of a registration that stands in its sealed part."""

    def read(registration: Registration) -> str:
        return str(_opened(registration).get(name, ""))

    def write(registration: Registration, text: str) -> None:
        _opened(registration)[name] = text

    return property(read, write)


def seal(registration: Registration) -> None:
    """Seal what was written into the registration since it was read, before it is saved."""
    if "_needs" not in registration.__dict__:
        return
    texts = {name: text for name, text in _opened(registration).items() if text}
    if not texts:
        registration.needs_key = registration.needs = b""
        return
    held = bytes(registration.needs_key)
    registration.needs_key, key = (held, sealing.unwrap(held)) if held else sealing.new_key()
    registration.needs = key.seal(json.dumps(texts, ensure_ascii=False).encode(), _REGISTRATION)


def forget(registrations: QuerySet[Registration]) -> int:
    """Drop the keys of these registrations; nobody can read their needs any more. Returns how many had any."""
    return registrations.exclude(needs_key=b"").update(needs_key=b"", needs=b"")


def packed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes that a correction asks for, the needs among them sealed."""
    plain = {name: value for name, value in changes.items() if name not in NAMES}
    texts = {name: value for name, value in changes.items() if name in NAMES}
    return plain | ({"needs": sealing.seal(json.dumps(texts), _CORRECTION)} if texts else {})


def unpacked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `packed` was given."""
    plain = {name: value for name, value in changes.items() if name != "needs"}
    return plain | (json.loads(sealing.open_(changes["needs"], _CORRECTION)) if "needs" in changes else {})


def _opened(registration: Registration) -> dict[str, str]:
    if "_needs" not in registration.__dict__:
        sealed = bytes(registration.needs)
        opened = sealing.unwrap(bytes(registration.needs_key)).open(sealed, _REGISTRATION) if sealed else b"{}"
        registration.__dict__["_needs"] = json.loads(opened)
    needs: dict[str, str] = registration.__dict__["_needs"]
    return needs
