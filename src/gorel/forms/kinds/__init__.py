"""One module per kind of field: how an answer is read, how its control looks, how its value is said.

    read(component, given) -> value       raises Wrong; *given* is the texts of the request under the field's name
    control(shown) -> SafeString          the HTML of the control, its label and help stand around it
    said(component, value, language)      the value as text, for read-only pages

`GROUPED` kinds are several controls under one legend. New kinds stand in the list below.
"""

from __future__ import annotations

from types import ModuleType

from gorel.forms.kinds import checkbox, choice, files, moment, number, text

KINDS: dict[str, ModuleType] = {
    "textfield": text,
    "textarea": text,
    "number": number,
    "checkbox": checkbox,
    "checklist": choice,
    "radio": choice,
    "select": choice,
    "datetime": moment,
    "filepicker": files,
}
GROUPED = frozenset({"checklist", "radio"})
