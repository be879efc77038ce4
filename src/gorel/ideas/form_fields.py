"""What forms of this room are made of: a line, several lines, a language; and a form that tells what was written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.ideas.words import LANGUAGES

MOST = 8000


def line(label: Any, *, most: int = 200, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def text(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label,
        max_length=MOST,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Facts(forms.Form):
    """A form whose cleaned fields are what a row says."""

    def facts(self) -> dict[str, Any]:
        """Return what is written."""
        return dict(self.cleaned_data)


def written_in() -> forms.ChoiceField:
    """Return a field for the language that the texts are in."""
    return forms.ChoiceField(label=_("Written in"), choices=LANGUAGES, initial="sv")
