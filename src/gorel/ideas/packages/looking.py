"""Looking into a package: everything is checked, nothing is put to use."""

from __future__ import annotations

from dataclasses import dataclass

from gorel.cases import deployment
from gorel.core.problems import Problem
from gorel.ideas.packages import archive, needs, signing
from gorel.ideas.packages import manifest as manifests
from gorel.ideas.packages.manifest import DEPLOYED, MANIFEST, SIGNATURE, Manifest, NeededAbility
from gorel.ideas.packages.problems import BadPackage


@dataclass(frozen=True)
class Looked:
    """What is in a package. Shape: files are by path, without manifest and signature."""

    manifest: Manifest
    files: dict[str, bytes]
    fingerprint: str
    public: str

    @property
    def lacking(self) -> list[NeededAbility]:
        """The abilities that are not here."""
        return needs.lacking(self.manifest.needs.abilities)

    def deployed(self) -> list[tuple[str, bytes]]:
        """Return the files that would be put to use, as `cases.deployment` takes them."""
        return [(name(one.path), self.files[one.path]) for one in self.manifest.of_role(*DEPLOYED)]

    def problems(self) -> list[Problem]:
        """Return what is wrong or doubtful in its pictures, rules and forms."""
        return deployment.check(self.deployed())


def look(data: bytes) -> Looked:
    """Return what is in a package whose signature and checksums hold. Errors: BadPackage."""
    files = archive.read(data)
    for wanted in (MANIFEST, SIGNATURE):
        if wanted not in files:
            raise BadPackage("missing", name=wanted)
    said, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    fingerprint, public = signing.verified(said, signing.read(signature))
    manifest = manifests.read(said)
    listed = {one.path: one for one in manifest.files}
    if len(listed) < len(manifest.files):
        raise BadPackage("manifest", reason="a file is listed twice")
    for path in files:
        if path not in listed:
            raise BadPackage("not-listed", name=path)
    for path, one in listed.items():
        if path not in files:
            raise BadPackage("missing", name=path)
        if len(files[path]) != one.bytes or manifests.digest(files[path]) != one.sha256:
            raise BadPackage("changed", name=path)
    # What its pictures ask for is read from them, never believed from the list.
    real = {one.name for one in needs.abilities(files)}
    if not real <= {one.name for one in manifest.needs.abilities}:
        raise BadPackage("manifest", reason=f"needs.abilities: {', '.join(sorted(real))}")
    return Looked(manifest, files, fingerprint, public)


def name(path: str) -> str:
    """Return what a file is called when it is put to use: the last part of its path."""
    return path.rpartition("/")[2]
