"""What a draft is made of: names and bytes, read from uploads and zip files within bounds, and given away again."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from gorel.core import bpmn
from gorel.core.bpmn import Definitions
from gorel.core.problems import ModelError

Files = dict[str, bytes]
TEST = ".test.json"
KINDS = {".bpmn": "picture", ".dmn": "rules", ".form": "form", TEST: "test"}
MOST_BYTES, MOST_IN_ALL, MOST_FILES = 2_000_000, 8_000_000, 60


class BadFiles(ValueError):
    """The files cannot be taken; the text says why, to a person."""


def kind_of(name: str) -> str:
    """Return "picture", "rules", "form" or "test"; "" for what is none of them."""
    return next((kind for suffix, kind in KINDS.items() if name.lower().endswith(suffix)), "")


def tidy(name: str) -> str:
    """Return a file's own name without its path, control characters and anything that a path could be made of."""
    own = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^\w .()-]", "", own, flags=re.UNICODE).strip(" .")[:120]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return one digest for a whole set."""
    return digest("\n".join(f"{name}\0{digest(data)}" for name, data in sorted(files.items())).encode())


def of_kind(files: Mapping[str, bytes], kind: str) -> Files:
    """Return the files of one kind, by name."""
    return {name: data for name, data in sorted(files.items()) if kind_of(name) == kind}


def picture_name(files: Mapping[str, bytes]) -> str:
    """Return the name of the one picture; "" when there is none."""
    return next(iter(of_kind(files, "picture")), "")


def deployable(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Return what is put to work: all but the tests."""
    return [(name, data) for name, data in sorted(files.items()) if kind_of(name) != "test"]


def definitions(files: Mapping[str, bytes]) -> Definitions | None:
    """Return the picture, read; None where there is none, or none that can be read."""
    name = picture_name(files)
    if not name:
        return None
    try:
        return bpmn.read(files[name])
    except ModelError:
        return None


def take(uploads: Iterable[tuple[str, bytes]]) -> Files:
    """Return a set out of uploaded files, zip files opened. Errors: BadFiles."""
    found: Files = {}
    for name, data in uploads:
        for inner, content in _opened(name, data):
            if kind := kind_of(own := tidy(inner)):
                if len(content) > MOST_BYTES:
                    raise BadFiles(_("%(file)s is larger than two megabytes.") % {"file": own})
                if kind == "picture" and of_kind(found, "picture") and own not in found:
                    raise BadFiles(_("A draft has one picture. Make a draft of its own for each .bpmn file."))
                found[own] = content
            elif not inner.endswith("/") and not name.lower().endswith(".zip"):
                raise BadFiles(
                    _("%(file)s is none of .bpmn, .dmn, .form, .test.json and .zip.") % {"file": own or name}
                )
    check_size(found)
    if not found:
        raise BadFiles(_("There is no .bpmn, .dmn, .form or .test.json file in what you sent."))
    return found


def check_size(files: Mapping[str, bytes]) -> None:
    """Refuse a set that is too large. Errors: BadFiles."""
    if len(files) > MOST_FILES:
        raise BadFiles(_("A draft holds at most %(count)s files.") % {"count": MOST_FILES})
    if sum(map(len, files.values())) > MOST_IN_ALL:
        raise BadFiles(_("A draft holds at most eight megabytes in all."))


def _opened(name: str, data: bytes) -> Iterable[tuple[str, bytes]]:
    """Yield the files in a zip file, bounded while they are read; another file is itself."""
    if not name.lower().endswith(".zip"):
        yield name, data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir() and kind_of(tidy(one.filename))]
            if len(inside) > MOST_FILES:
                raise BadFiles(_("A draft holds at most %(count)s files.") % {"count": MOST_FILES})
            for one in inside:
                with packed.open(one) as opened:
                    yield one.filename, opened.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise BadFiles(_("%(file)s cannot be opened as a zip file.") % {"file": tidy(name)}) from None


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of the set. Equal sets give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in sorted(files.items()):
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
