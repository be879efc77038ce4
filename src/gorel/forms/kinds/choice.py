"""One answer among several (radio, select), or several among several (checklist)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms.schema import Component, Option
from gorel.forms.shown import Shown, Wrong, flat
from gorel.forms.words import word


def read(component: Component, given: Sequence[str]) -> Any:
    """Return the value of the chosen option, or the list of values of a checklist in the schema's order."""
    texts = [text for text in given if text]
    known = {option.text for option in component.options}
    if any(text not in known for text in texts):
        raise Wrong(component.problem("forms.option"))
    if component.is_required and not texts:
        several = component.kind == "checklist"
        raise Wrong(component.problem("forms.required-choices" if several else "forms.required-choice"))
    chosen = [option.value for option in component.options if option.text in texts]
    if component.kind == "checklist":
        return chosen
    return chosen[0] if chosen else None


def control(shown: Shown) -> SafeString:
    if shown.component.kind == "select":
        return _select(shown)
    rows = (_box(shown, option, first=index == 0) for index, option in enumerate(shown.component.options))
    return format_html('<div class="choices">{}</div>', format_html_join("", "{}", ((row,) for row in rows)))


def said(component: Component, value: Any, language: Language) -> str:
    """Return the labels of what was chosen; a value that is no longer an option is said as it is."""
    values = value if isinstance(value, list) else [value]
    labels = {option.text: option.label[language] for option in component.options}
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def _is_chosen(shown: Shown, option: Option) -> bool:
    values = shown.value if isinstance(shown.value, list) else [shown.value]
    return any(value is not None and str(value) == option.text for value in values)


def _box(shown: Shown, option: Option, *, first: bool) -> SafeString:
    kind = "radio" if shown.component.kind == "radio" else "checkbox"
    # A summary of errors links to the field's id: the first box carries it.
    box_id = shown.component.id if first else f"{shown.component.id}-{shown.component.options.index(option)}"
    attributes = {
        "type": kind, "id": box_id, "name": shown.component.key, "value": option.text,
        "checked": _is_chosen(shown, option),
        "aria-describedby": " ".join(shown.describedby) or None if first else None,
        "aria-invalid": "true" if shown.is_wrong and kind == "checkbox" else None,
    }  # fmt: skip
    label = option.label[shown.language]
    return format_html('<div class="choice"><input{}><label for="{}">{}</label></div>', flat(attributes), box_id, label)


def _select(shown: Shown) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (option.text, flat({"selected": _is_chosen(shown, option)}), option.label[shown.language])
            for option in shown.component.options
        ),
    )
    empty = format_html('<option value="">{}</option>', word("choose", shown.language))
    attributes = shown.attributes(id=shown.component.id)
    return format_html("<select{}>{}{}</select>", attributes, empty, options)
