"""What a package's pictures need: abilities and secrets by name, rights by what the abilities touch."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gorel.ability import registry
from gorel.core import bpmn
from gorel.ideas.packages.manifest import NeededAbility, role_of

_SECRET = re.compile(rb"secrets\.([A-Za-z_][A-Za-z0-9_]{0,60})")
# What abilities of a family touch, and so must be granted by whoever runs the home.
_RIGHTS = {"file": "folder", "sheet": "folder", "document": "folder", "http": "host", "browser": "host", "mail": "mail"}


def abilities(files: Mapping[str, bytes]) -> list[NeededAbility]:
    """Return the abilities that the pictures ask for, with the versions that are here. Errors: ModelError."""
    names = set()
    for path, data in files.items():
        if role_of(path) == "process":
            for process in bpmn.read(data).processes:
                for node in process.nodes:
                    if node.job is not None and node.job.type.language == "text":
                        names.add(node.job.type.text)
    return [NeededAbility(name, ability.version if (ability := registry.find(name)) else 1) for name in sorted(names)]


def secrets(files: Mapping[str, bytes]) -> list[str]:
    """Return the secrets that the pictures name."""
    return sorted({found.decode() for data in files.values() for found in _SECRET.findall(data)})


def rights(wanted: list[NeededAbility]) -> list[str]:
    """Return what must be granted for these abilities."""
    return sorted({_RIGHTS[family] for one in wanted if (family := one.name.partition(".")[0]) in _RIGHTS})


def lacking(wanted: list[NeededAbility]) -> list[NeededAbility]:
    """Return those of *wanted* that are not here, or only in an earlier version."""
    found = {one.name: registry.find(one.name) for one in wanted}
    return [one for one in wanted if (here := found[one.name]) is None or here.version < one.version]
