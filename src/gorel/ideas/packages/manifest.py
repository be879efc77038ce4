"""What a package says of itself: strictly read, so that a file that means something else is refused."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec

from gorel.ideas.packages.archive import check_name
from gorel.ideas.packages.problems import BadPackage

MANIFEST, SIGNATURE, HOWTO = "manifest.json", "signature.json", "howto.md"
MOST_BYTES = 1_000_000
Role = Literal["process", "rules", "form", "test", "sample", "howto"]
ROLES: dict[str, Role] = {
    "processes/": "process", "rules/": "rules", "forms/": "form", "tests/": "test", "sample/": "sample",
}  # fmt: skip
DEPLOYED = ("process", "rules", "form")

Short = Annotated[str, msgspec.Meta(max_length=300)]
Long = Annotated[str, msgspec.Meta(max_length=20_000)]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,78}$")]
Version = Annotated[str, msgspec.Meta(pattern=r"^\d{1,5}\.\d{1,5}\.\d{1,5}$")]
Words = dict[Literal["sv", "en"], Long]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the manifest."""


class NeededAbility(Strict, frozen=True):
    """An ability that its pictures ask for. Shape: versions of one ability only ever grow: a later one does, too."""

    name: Short
    version: int = 1


class Needs(Strict, frozen=True):
    """What must be here. Shape: systems are names of others' systems; secrets by name; rights as `gorel grant` says."""

    abilities: list[NeededAbility] = []
    systems: list[Short] = []
    secrets: list[Short] = []
    rights: list[Short] = []


class Value(Strict, frozen=True):
    """A value that may be set when it is installed: the input *input* of *element* in *file*."""

    key: Slug
    title: Words
    kind: Literal["text", "number"]
    default: Short
    file: Short
    element: Short
    input: Short


class Described(Strict, frozen=True):
    """The solution that it carries, in words."""

    title: Short = ""
    what: Long = ""
    for_whom: Long = ""
    evidence: Long = ""
    success_factors: Long = ""
    url: Short = ""


class Listed(Strict, frozen=True):
    """A file."""

    path: Short
    role: Role
    bytes: int
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Strict, frozen=True, kw_only=True):
    """The whole."""

    format: Literal[1] = 1
    name: Slug
    version: Version
    title: Words
    about: Words
    publisher: Short
    files: list[Listed]
    needs: Needs = Needs()
    values: list[Value] = []
    solution: Described = Described()
    report_to: Short = ""

    def of_role(self, *roles: str) -> list[Listed]:
        """Return the files of these roles."""
        return [one for one in self.files if one.role in roles]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return msgspec.to_builtins(self)


def read(data: bytes) -> Manifest:
    """Return the manifest. Errors: BadPackage."""
    if len(data) > MOST_BYTES:
        raise BadPackage("too-large", what=MANIFEST, limit=f"{MOST_BYTES} B")
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadPackage("manifest", reason=str(error)) from None
    for one in found.files:
        check_name(one.path)
        if role_of(one.path) != one.role:
            raise BadPackage("manifest", reason=f"{one.path} is no {one.role}")
    if not all("sv" in words for words in (found.title, found.about, *(value.title for value in found.values))):
        raise BadPackage("manifest", reason="title, about: sv")
    return found


def write(manifest: Manifest) -> bytes:
    """Return the file. Equal manifests give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def role_of(path: str) -> Role | None:
    """Return what a file is for, by its folder; None where it has no place."""
    if path == HOWTO:
        return "howto"
    return next((role for folder, role in ROLES.items() if path.startswith(folder)), None)


def newer(version: str, than: str) -> bool:
    """Say whether a version comes after another."""
    return _numbers(version) > _numbers(than)


def digest(data: bytes) -> str:
    """Return SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
