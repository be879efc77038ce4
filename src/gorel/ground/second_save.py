"""What several people may change: the second save never overwrites the first unseen.

A form carries a mark of what stood when it was opened. When something else stands by the time it is sent, it is not
taken: each field in which the two differ tells what stands there now, what was written stays, and the next save is
taken. A form needs to be made from what stands now (`instance` or `initial`) when it is sent as when it is shown.

Call the view `one_at_a_time`, so that of two saves in the same moment one waits for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from gorel.ground.locks import hold_alone

NAME = "stood"
MOST = 1_000  # signs of what somebody else wrote that are shown


def mark(values: Iterable[object]) -> str:
    """Return a short mark of values, which others do not have."""
    return hashlib.sha256("\x1f".join(_plain(one) for one in values).encode()).hexdigest()[:20]


def one_at_a_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let one save of a view be done before the next reads what stands."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **more)
        with transaction.atomic():
            hold_alone(f"{view.__module__}.{view.__name__} {request.path}")
            return view(request, *args, **more)

    return guarded


def overtakes(request: HttpRequest, values: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    """Return what to tell whoever sent a page that is no Django form over something else than *values*; "" if nobody.

    Shape: values stand now, written were sent. The page has a hidden field `NAME` with the mark of the values it shows.
    """
    sent = request.POST.get(NAME, "")
    theirs = [_plain(value) for name, value in values.items() if _plain(value) != _plain(written.get(name))]
    if not sent or sent == mark(values.values()) or not theirs:
        return ""
    said = ", ".join(f"“{one[:MOST]}”" if one else _("nothing") for one in theirs)
    return _("Somebody saved this page while you had it open. They wrote: %(theirs)s. "
             "Save again to put yours in its place.") % {"theirs": said}  # fmt: skip


class SecondSave(forms.BaseForm):
    """What a form inherits first that must not overwrite what somebody saved meanwhile. Adds a hidden field."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields[NAME] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self._mark)

    def clean(self) -> dict[str, Any]:
        """Refuse what was written over something else than what stands."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        sent = given.pop(NAME, "")
        now = self._mark()
        if not sent or sent == now:
            return given
        differ = [name for name in self._shown() if name in self.changed_data]
        if not differ:
            return given  # both wrote the same
        for name in differ:
            said = _said(self.fields[name], self.get_initial_for_field(self.fields[name], name))
            self.add_error(name, _("Somebody else saved meanwhile. There stands now: %(value)s") % {"value": said})
        self.add_error(None, _("Somebody saved this page while you had it open. What differs is marked below. "
                               "Save again to put yours in its place."))  # fmt: skip
        again = QueryDict(mutable=True)
        again.update(self.data)
        again[self.add_prefix(NAME)] = now
        self.data = again
        return given

    def _shown(self) -> list[str]:
        return [name for name, field in self.fields.items() if name != NAME and not isinstance(field, forms.FileField)]

    def _mark(self) -> str:
        return mark(self.get_initial_for_field(self.fields[name], name) for name in self._shown())


def _plain(value: object) -> str:
    """Return a value so that it reads the same from a row and from an earlier reading of it."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, QuerySet | list | tuple | set | frozenset):
        return "\x1e".join(_plain(one) for one in value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _said(field: forms.Field, value: Any) -> str:
    """Return a field's value as a reader knows it."""
    if isinstance(field, forms.ModelChoiceField):
        many = isinstance(field, forms.ModelMultipleChoiceField)
        keys = [getattr(one, "pk", one) for one in (value or ()) if one] if many else [getattr(value, "pk", value)]
        rows = [str(row) for row in field.queryset.model._default_manager.filter(pk__in=[one for one in keys if one])]  # type: ignore[union-attr]
        said = ", ".join(rows)
    elif isinstance(field, forms.BooleanField):
        said = _("yes") if value else _("no")
    elif isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[misc,union-attr]
        wanted = value if isinstance(value, list | tuple | set) else [value]
        said = ", ".join(labels.get(_plain(one), _plain(one)) for one in wanted)
    else:
        said = str(field.prepare_value(value) if value is not None else "")
    said = said.strip()
    return f"“{said[:MOST]}”" if said else _("nothing")
