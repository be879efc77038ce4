"""Reads settings from the environment: only names with the prefix GOREL_, strictly, secrets also from files.

Every setting is declared once, by the call that reads it; `refuse_unknown` then finds what is misspelt.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

PREFIX = "GOREL_"
DECLARED: dict[str, str] = {}  # name -> what it is for, shown by `gorel check` and held against docs/settings.md


class BadSetting(SystemExit):
    """A setting that cannot be used; the start stops with a sentence that says what to type."""


def text(name: str, default: str, about: str) -> str:
    """Return the setting as it stands."""
    return _read(name, about) or default


def flag(name: str, *, default: bool, about: str) -> bool:
    """Return a yes-or-no setting. Errors: BadSetting for anything but yes/no, true/false, on/off, 1/0."""
    value = _read(name, about).strip().lower()
    if not value:
        return default
    if value in ("yes", "true", "on", "1"):
        return True
    if value in ("no", "false", "off", "0"):
        return False
    raise BadSetting(f"{PREFIX}{name}={value!r} is neither yes nor no. Write {PREFIX}{name}=yes or {PREFIX}{name}=no.")


def number(name: str, default: int, about: str) -> int:
    """Return a whole number."""
    value = _read(name, about).strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise BadSetting(f"{PREFIX}{name}={value!r} is not a whole number. Write for example {default}.") from None


def words(name: str, default: str, about: str) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in (_read(name, about) or default).split(",") if word.strip()]


def networks(name: str, about: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated list of addresses and networks, as `127.0.0.1,10.0.0.0/8`."""
    try:
        return [ip_network(word) for word in words(name, "", about)]
    except ValueError as error:
        raise BadSetting(f"{PREFIX}{name}: {error}. Write for example {PREFIX}{name}=127.0.0.1,10.0.0.0/8.") from None


def secret(name: str, about: str) -> str:
    """Return a secret from GOREL_<name>, or from the file that GOREL_<name>_FILE names; "" when there is none."""
    DECLARED[name + "_FILE"] = f"a file that holds {PREFIX}{name}"
    path = os.environ.get(f"{PREFIX}{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{PREFIX}{name}_FILE={path}: {error.strerror}. Name a file that can be read.") from None
    return _read(name, about)


def refuse_unknown() -> None:
    """Stop the start when a GOREL_ name in the environment is not a setting."""
    unknown = sorted(key for key in os.environ if key.startswith(PREFIX) and key[len(PREFIX) :] not in DECLARED)
    if unknown:
        known = ", ".join(PREFIX + name for name in sorted(DECLARED))
        raise BadSetting(f"Unknown setting {', '.join(unknown)}. The settings are: {known}.")


def _read(name: str, about: str) -> str:
    DECLARED[name] = about
    return os.environ.get(PREFIX + name, "")
