"""Files of a request, counted by who sends them: how many and how much in a day, by all processes together.

Whoever is signed in is counted as a person, everybody else as an address of the network: a whole town hall may come
from one, so the limits are wide. Beside them stands what all that is loose may weigh together (`kept`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import fields
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from gorel.forms.uploads import Refused
from gorel.forms.words import SENTENCES
from gorel.ground import limits
from gorel.ground.language import spoken

DAY_SECONDS = 24 * 60 * 60


class Over:
    """A file beyond what its sender may send in a day: it is never read. Errors: Refused "much" for its reader."""

    def __init__(self, name: str) -> None:
        self.name, self.size = name, 1

    def read(self, *_most: int) -> bytes:
        raise Refused("much")


def over(sent: Iterable[Any]) -> str:
    """Return why one of the files *sent* is beyond its sender's day, in a sentence; "" when none is."""
    return next((much(one.name) for one in sent if isinstance(one, Over)), "")


def much(name: str) -> str:
    """Return the words for a file that was refused with "much"."""
    return SENTENCES["forms.file-much"][spoken()].format(file=name)


class FileField(fields.FileField):
    """A field of a form of ours for one of `files`: what is beyond the sender's day is refused with those words."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, Over):
            raise ValidationError(much(data.name))
        return super().to_python(data)


class Choosing(forms.FileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class FilesField(FileField):
    """The same for several: its value is a list, empty without any."""

    widget = Choosing

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return each file, clean by itself."""
        sent = [one for one in data or () if one]
        return [super(FilesField, self).clean(one, initial) for one in sent] or self._none(initial)

    def _none(self, initial: Any) -> list[Any]:
        super().clean(None, initial)  # says that one is needed, where one is
        return []


def files(request: HttpRequest, *, films: Collection[str] = ()) -> MultiValueDict[str, Any]:
    """Return `request.FILES`, those beyond the sender's day replaced by ones that are refused when they are read.

    Shape: *films* are the names of fields for films, which weigh more than all else and have a measure of their own.
    Side effects: each file is counted, outside any transaction that the caller undoes.
    """
    found: MultiValueDict[str, Any] = MultiValueDict()
    if not request.FILES:
        return found
    who = f"person {request.user.pk}" if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
    for key, sent in request.FILES.lists():
        within = [not one.size or _is_within(who, one.size, is_film=key in films) for one in sent]
        found.setlist(key, [one if fits else Over(one.name or "") for one, fits in zip(sent, within, strict=True)])
    return found


def _is_within(who: str, size: int, *, is_film: bool) -> bool:
    kilobytes = -(-size // 1000)
    what, most = ("films of", settings.FILM_MB_PER_DAY) if is_film else ("bytes of", settings.FILE_MB_PER_DAY)
    fits = limits.allows("files of", who, most=settings.FILES_PER_DAY, seconds=DAY_SECONDS)
    return fits & limits.allows(what, who, most=most * 1000, seconds=DAY_SECONDS, amount=kilobytes)
