"""The point's own questions, written by its owner: rows of a plain form that become form-js components."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from gorel.forms.schema import FILES
from gorel.ground.second_save import SecondSave

KINDS = [
    ("textfield", _("A line of text")),
    ("textarea", _("Text in several lines")),
    ("checkbox", _("Yes or no")),
    ("radio", _("One of several answers")),
    ("checklist", _("Any of several answers")),
    ("number", _("A number")),
    ("filepicker", _("Files")),
]
CHOICES = ("radio", "checklist")
MOST, SPARE = 12, 2


class Question(SecondSave, forms.Form):
    """One question; a row without words is left out."""

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Question"), required=False, max_length=200)
    label_en = forms.CharField(label=_("In English"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Answer"), choices=KINDS, required=False)
    options = forms.CharField(
        label=_("Answers to choose between"),
        required=False,
        max_length=2000,
        help_text=_("One a line. In English after a | sign: Ja | Yes"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a choice without anything to choose."""
        given = super().clean() or self.cleaned_data
        if given.get("label") and given.get("kind") in CHOICES and len(_lines(given.get("options", ""))) < 2:
            self.add_error("options", ValidationError(said("Write at least two answers, one a line.")))
        return given


Questions = forms.formset_factory(Question, extra=SPARE, max_num=MOST, absolute_max=MOST + SPARE)


def to_rows(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the form for these components."""
    rows = []
    for one in components:
        properties = one.get("properties") or {}
        options = []
        for value in one.get("values") or ():
            english = properties.get(f"value.{value['value']}.en", "")
            options.append(f"{value['label']} | {english}" if english else value["label"])
        rows.append(
            {
                "key": one["key"],
                "label": one["label"],
                "label_en": properties.get("label.en", ""),
                "kind": one["type"],
                "options": "\n".join(options),
                "is_required": bool((one.get("validate") or {}).get("required")),
            }
        )
    return rows


def to_components(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return form-js components. A question keeps its key for ever, so that answers stay with it."""
    given = [row for row in rows if row.get("label")]
    taken = {row["key"] for row in given if row.get("key")}
    components = []
    for row in given:
        key = row.get("key") or next(f"q{n}" for n in range(1, 1000) if f"q{n}" not in taken)
        taken.add(key)
        components.append(_component(key, row))
    return components


def _component(key: str, row: dict[str, Any]) -> dict[str, Any]:
    properties = {"label.en": row["label_en"]} if row.get("label_en") else {}
    made: dict[str, Any] = {"type": row["kind"], "id": key, "key": key, "label": row["label"]}
    limits: dict[str, Any] = {"required": True} if row.get("is_required") else {}
    if row["kind"] == "textfield":
        limits["maxLength"] = 500
    if row["kind"] == "textarea":
        limits["maxLength"] = 4000
    if row["kind"] == FILES:
        made["multiple"] = True
    if row["kind"] in CHOICES:
        made["values"] = []
        for number, line in enumerate(_lines(row["options"]), start=1):
            swedish, _sep, english = (part.strip() for part in line.partition("|"))
            made["values"].append({"label": swedish, "value": str(number)})
            if english:
                properties[f"value.{number}.en"] = english
    return made | {"validate": limits, "properties": properties}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
