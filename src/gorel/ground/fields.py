"""What a form's field offers, where that is known only when the form is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, what: QuerySet[Any] | Iterable[tuple[Any, Any]]) -> None:
    """Let the field *name* offer *what*: rows, or pairs of a value and its label. Errors: KeyError, TypeError."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and isinstance(what, QuerySet):
        field.queryset = what
    elif isinstance(field, forms.ChoiceField) and not isinstance(what, QuerySet):
        field.choices = list(what)
    else:
        raise TypeError(f"{name} is a {type(field).__name__}")
