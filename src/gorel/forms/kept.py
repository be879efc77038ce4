"""Files of forms, from the moment somebody sends one until what it belongs to is erased.

A file is kept as soon as it was read, so that a form with something else wrong comes back with it. It is *loose* then:
nobody but its sender knows its token, a signed reference that stands in the form. When the form is taken the file is
bound to what the answer belongs to, `case:<uid>` or `registration:<uid>`; the room that owns those says who may read
its files. What is loose for a day is swept away. Answers hold references (`files::<uid>`), never names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Sum

from gorel.ability.grants import SENT
from gorel.forms.models import File
from gorel.forms.uploads import DOCUMENT_NAMES, Refused, Upload
from gorel.ground import machine, sealing

PREFIX = SENT
LOOSE = timedelta(hours=24)
MOST_LOOSE_BYTES = 2_000_000_000
_NAME, _BODY = b"name of a file", b"bytes of a file"
_SALT = "gorel.forms.files"


@dataclass(frozen=True, slots=True)
class May:
    """A person may read a thing's files. Shape: organisation is the key of the one whose auditors hear of it."""

    organisation: int | None


Reader = Callable[[Any, str], May | None]
_READERS: dict[str, Reader] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file without its bytes."""

    uid: UUID
    name: str
    type: str
    size: int

    @property
    def reference(self) -> str:
        return f"{PREFIX}{self.uid}"


def allow(kind: str, reader: Reader) -> None:
    """Let *reader* say whether a person may read the files of a thing. Shape: kind "case" is asked about `case:<uid>`.

    Side effect: known in this process from now on. Call it from the app's `ready()`.
    """
    _READERS[kind] = reader


def may_read(person: Any, file: File) -> May | None:
    """Return whether the person may read the file, None when not; nobody reads a loose one by right."""
    kind, _colon, uid = file.about.partition(":")
    return _READERS[kind](person, uid) if kind in _READERS else None


def take(upload: Upload) -> str:
    """Keep a file, loose, and return its reference. Errors: Refused "busy" while too much is loose."""
    now = machine.now()
    loose = File.objects.filter(about="")
    loose.filter(created_at__lt=now - LOOSE).delete()
    if (loose.aggregate(all=Sum("size"))["all"] or 0) + len(upload.content) > MOST_LOOSE_BYTES:
        raise Refused("busy")
    wrapped, key = sealing.new_key()
    row = File.objects.create(
        key=wrapped, name=key.seal(upload.name.encode(), _NAME), body=key.seal(upload.content, _BODY),
        type=upload.type, size=len(upload.content),
    )  # fmt: skip
    return f"{PREFIX}{row.uid}"


def token(reference: str, about: str = "") -> str:
    """Return what a form carries for a file: good for a day, and while the file still belongs to *about*."""
    return signing.dumps([reference, about], salt=_SALT)


def of_token(signed: str) -> tuple[str, File] | None:
    """Return the reference and its file; None when it is too old, forged, or belongs to something else by now."""
    try:
        reference, about = signing.loads(signed, salt=_SALT, max_age=LOOSE)
    except (signing.BadSignature, ValueError):
        return None
    row = _rows([reference]).filter(about=about).first()
    return (reference, row) if row else None


def tokens(wanted: Iterable[str]) -> dict[str, str]:
    """Return the token of each reference, by what its file belongs to now. One query."""
    return {f"{PREFIX}{row.uid}": token(f"{PREFIX}{row.uid}", row.about) for row in _rows(wanted)}


def found(value: Any) -> list[Kept]:
    """Return the files that a value refers to, wherever in it they stand, without their bytes. One query or none."""
    wanted = references(value)
    rows = {row.uid: row for row in _rows(wanted)} if wanted else {}
    return [_said(rows[uid]) for one in wanted if (uid := _uid(one)) in rows]


def content(file: File) -> bytes:
    """Return the bytes of a file."""
    return sealing.unwrap(bytes(file.key)).open(bytes(file.body), _BODY)


def name_of(file: File) -> str:
    """Return the name that the sender gave it, cleaned."""
    return sealing.unwrap(bytes(file.key)).open(bytes(file.name), _NAME).decode()


@dataclass(frozen=True, slots=True)
class Whole:
    """A file with its bytes, and what it belongs to. Shape: name ends as its kind does, whatever it was called."""

    about: str
    name: str
    type: str
    content: bytes


def whole(reference: str) -> Whole | None:
    """Return a file for those who do the work; None when it is gone. Who may have it, the caller says."""
    uid = _uid(reference)
    row = File.objects.filter(uid=uid).first() if uid else None
    if row is None:
        return None
    name, (_word, ending) = name_of(row), DOCUMENT_NAMES.get(row.type, ("", ""))
    name = name if name.lower().endswith(ending) else f"{name.rpartition('.')[0] or name}{ending}"
    return Whole(row.about, name, row.type, content(row))


def references(value: Any) -> list[str]:
    """Return the references in a value, wherever in it they stand, in its order."""
    if isinstance(value, str):
        return [value] if value.startswith(PREFIX) else []
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [reference for one in inner for reference in references(one)]


def bind(values: Any, about: str, *, of: str = "") -> None:
    """Let the loose files among *values*, and those of what *of* names, belong to *about*.

    Call it in the transaction that takes the answer.
    """
    if wanted := references(values):
        _rows(wanted).filter(about__in={"", of}).update(about=about)


def keep_only(values: Any, about: str) -> None:
    """Bind the files among *values*, and delete what else belonged to *about*: an answer that takes another's place."""
    bind(values, about)
    uids = [uid for one in references(values) if (uid := _uid(one))]
    File.objects.filter(about=about).exclude(uid__in=uids).delete()


def forget(abouts: Iterable[str]) -> None:
    """Delete all files of these things."""
    File.objects.filter(about__in=list(abouts)).delete()


def _rows(wanted: Iterable[str]) -> Any:
    uids = [uid for one in wanted if (uid := _uid(one))]
    return File.objects.filter(uid__in=uids).defer("body")


def _uid(reference: str) -> UUID | None:
    try:
        return UUID(str(reference).removeprefix(PREFIX))
    except ValueError:
        return None


def _said(row: File) -> Kept:
    return Kept(row.uid, name_of(row), row.type, row.size)
