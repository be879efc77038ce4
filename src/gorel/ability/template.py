"""The element template of an ability: what gives a service task its form, icon and help in the process editor.

The shape is that of the bpmn-io element templates for the `zeebe:` dialect; editors of Camunda 8 read it too.
Source: the JSON schema of @camunda/zeebe-element-templates-json-schema.
"""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import msgspec

from gorel.ability.declare import Ability
from gorel.ability.fields import FieldOf, fields_of

SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
PREFIX = "gorel."
GEAR = "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M5 19l3-3M16 8l3-3"
WORDS = {
    "sv": {"input": "Det hon får", "output": "Det hon svarar", "tries": "Försök", "tries_help": "Hur många gånger hon "
           "försöker innan en människa får titta.", "into": "Variabel för: {}",
           "into_help": "Tomt betyder att svaret heter som fältet."},
    "en": {"input": "What she is given", "output": "What she answers", "tries": "Tries", "tries_help": "How many times "
           "she tries before a person must look.", "into": "Variable for: {}",
           "into_help": "Left empty, the answer is called as the field."},
}  # fmt: skip


def template(ability: Ability, language: str = "sv") -> dict[str, Any]:
    """Return the element template of *ability*, with its texts in *language*."""
    words = WORDS[language]
    fixed = [
        {"type": "Hidden", "value": ability.type, "binding": _definition("type")},
        {"type": "String", "label": words["tries"], "description": words["tries_help"], "value": str(ability.retries),
         "binding": _definition("retries")},
    ]  # fmt: skip
    inputs = [_input(field, language) for field in fields_of(ability.takes)]
    outputs = [
        {"id": f"out.{field.name}", "group": "output", "type": "String", "optional": True,
         "label": words["into"].format(field.title(language)), "description": words["into_help"],
         "binding": {"type": "zeebe:output", "source": f"={field.name}"}}
        for field in fields_of(ability.gives)
    ]  # fmt: skip
    return {
        "$schema": SCHEMA,
        "id": PREFIX + ability.type,
        "name": said(ability.title, language),
        "description": said(ability.about, language),
        "version": 1,
        "category": {"id": ability.type.partition(".")[0], "name": ability.type.partition(".")[0]},
        "appliesTo": ["bpmn:Task"],
        "elementType": {"value": "bpmn:ServiceTask"},
        "icon": {"contents": icon(ability)},
        "groups": [{"id": "input", "label": words["input"]}, {"id": "output", "label": words["output"]}],
        "properties": [*fixed, *inputs, *outputs],
    }


def icon(ability: Ability) -> str:
    """Return the ability's drawing as a data address."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 24 24" fill="none" '
        f'stroke="#22577a" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{ability.icon or GEAR}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode("ascii")


def said(texts: Any, language: str) -> str:
    """Return the text in *language*, or in the one there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def _input(field: FieldOf, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"in.{field.name}", "group": "input", "label": field.title(language),
        "binding": {"type": "zeebe:input", "name": field.name},
    }  # fmt: skip
    if field.help(language):
        found["description"] = field.help(language)
    if field.kind == "choice":
        found |= {"type": "Dropdown", "choices": [{"name": choice, "value": choice} for choice in field.choices]}
    elif field.kind == "boolean":
        found |= {"type": "Boolean", "feel": "static"}
    elif field.kind == "number":
        found |= {"type": "Number", "feel": "static"}
    elif field.kind in ("list", "map", "any"):
        found |= {"type": "String", "feel": "required"}
    else:
        found |= {"type": "String", "feel": "optional"}
    if field.required:
        found["constraints"] = {"notEmpty": True}
    else:
        found["optional"] = True
        if field.default not in (None, "", msgspec.NODEFAULT) and field.kind in ("text", "choice", "number", "boolean"):
            found["value"] = float(field.default) if isinstance(field.default, Decimal) else field.default
    return found


def _definition(property: str) -> dict[str, str]:
    return {"type": "zeebe:taskDefinition", "property": property}
