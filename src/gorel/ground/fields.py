"""Fields of forms: days and times as browsers ask for them, and choices that are known only when a form is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


class Day(forms.DateInput):
    """A day of the calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Hour(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def offer(
    form: forms.BaseForm, name: str, what: QuerySet[Any] | Iterable[tuple[Any, Any]], *, none: str = ""
) -> None:  # fmt: skip
    """Let the field *name* offer *what*: rows, or pairs of a value and its label. Errors: KeyError, TypeError.

    Shape: *none* is what no row is called, where the field's own word does not say it.
    """
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and isinstance(what, QuerySet):
        field.queryset = what
        field.empty_label = none or field.empty_label
    elif isinstance(field, forms.ChoiceField) and not isinstance(what, QuerySet):
        field.choices = list(what)
    else:
        raise TypeError(f"{name} is a {type(field).__name__}")
