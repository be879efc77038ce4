"""Writes constraints.txt anew from what is installed in .venv, without addresses: `make constraints`."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "constraints.txt"
HEAD = (
    "# Pinned versions of everything that `make` installs, for Python 3.11-3.13. `make constraints` writes it anew.\n"
)
# What comes with Python or is Görel herself; and what only some Pythons install stays as it was pinned.
NEVER = {"gorel", "pip", "setuptools", "wheel"}


def main() -> None:
    """Pin what is installed; keep the pins of packages that this Python or system does not install."""
    kept = {
        _plain(line.split("==")[0]): line.strip()
        for line in TARGET.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    installed = {_plain(one.metadata["Name"]): f"{one.metadata['Name']}=={one.version}" for one in distributions()}
    lines = {name: line for name, line in {**kept, **installed}.items() if name not in NEVER}
    TARGET.write_text(HEAD + "\n".join(sorted(lines.values(), key=str.lower)) + "\n", encoding="utf-8")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
