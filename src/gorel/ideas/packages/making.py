"""Making a package out of files, and taking one in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from gorel.ideas.models import Package, Solution
from gorel.ideas.packages import archive, needs, signing
from gorel.ideas.packages import manifest as manifests
from gorel.ideas.packages.manifest import HOWTO, MANIFEST, SIGNATURE, Listed, Manifest
from gorel.ideas.packages.problems import BadPackage

ABOUT = "package.toml"


def make(about: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the package. *about* is what `package.toml` says; hashes and needs are added.

    Side effect: the first time, this home's key is made. Errors: BadPackage; ModelError when a picture is wrong.
    """
    listed = []
    for path, data in sorted(files.items()):
        archive.check_name(path)
        if not (role := manifests.role_of(path)):
            raise BadPackage("bad-name", name=path)
        listed.append(Listed(path, role, len(data), manifests.digest(data)))
    wanted = needs.abilities(files)
    said = dict(about.get("needs", {}))
    whole = dict(about) | {
        "format": 1,
        "files": [msgspec.to_builtins(one) for one in listed],
        "needs": {
            "abilities": [msgspec.to_builtins(one) for one in wanted],
            "systems": said.get("systems", []),
            "secrets": sorted({*said.get("secrets", []), *needs.secrets(files)}),
            "rights": sorted({*said.get("rights", []), *needs.rights(wanted)}),
        },
    }
    try:
        manifest = msgspec.convert(whole, Manifest)
    except msgspec.ValidationError as error:
        raise BadPackage("manifest", reason=str(error)) from None
    data = manifests.write(manifest)
    manifests.read(data)
    signature = msgspec.json.encode(signing.sign(data))
    return archive.write({**files, MANIFEST: data, SIGNATURE: signature})


def from_folder(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what a folder with a `package.toml` holds. Errors: BadPackage, OSError."""
    try:
        about = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPackage("manifest", reason=f"{ABOUT}: {error}") from None
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ABOUT]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return about, {name: path.read_bytes() for name, path in names.items() if manifests.role_of(name)}


@transaction.atomic
def keep(data: bytes, *, solution: Solution | None = None, is_public: bool = False) -> Package:
    """Keep a package here, as it stands. The same file again is the same row. Errors: BadPackage."""
    from gorel.ideas.packages.looking import look

    found = look(data)
    signer = signing.known(found.fingerprint, found.public, found.manifest.publisher)
    package, is_new = Package.objects.get_or_create(
        digest=manifests.digest(data),
        defaults={
            "name": found.manifest.name, "version": found.manifest.version, "content": data,
            "manifest": found.manifest.as_json(), "signer": signer, "solution": solution, "is_public": is_public,
        },
    )  # fmt: skip
    if not is_new and solution is not None:
        package.solution, package.is_public = solution, is_public
        package.save(update_fields=["solution", "is_public"])
    return package


__all__ = ["HOWTO", "from_folder", "keep", "make"]
