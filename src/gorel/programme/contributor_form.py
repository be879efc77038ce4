"""The rows of people who take part in a point, as its organiser writes them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.programme.models import Point


class ContributorForm(forms.Form):
    """One person who takes part."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    title = forms.CharField(label=_("Title or role"), max_length=160, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    about = forms.CharField(label=_("In short"), max_length=600, required=False)
    email = forms.EmailField(
        label=_("E-mail, never shown"), required=False,
        help_text=_("Görel asks there whether a picture and a page of their own may be shown."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A title or an organisation belongs to somebody."""
        given = super().clean() or {}
        if any(given.get(key) for key in ("title", "organisation", "about", "email")) and not given.get("name"):
            self.add_error("name", _("Write the name, or empty the row."))
        return given


ContributorFormSet = forms.formset_factory(ContributorForm, extra=2, max_num=40, absolute_max=60)


def contributors(data: Any, point: Point | None) -> Any:
    """Return the rows of people who take part."""
    people = point.contributors.all() if point else []
    initial = [
        {name: getattr(one, name) for name in ("name", "title", "organisation", "about", "email")} for one in people
    ]
    return ContributorFormSet(data, initial=initial, prefix="people")


def named(formset: Any) -> list[dict[str, str]]:
    """Return the rows that name somebody."""
    return [row for row in formset.cleaned_data if row.get("name")]
