"""Forms as plain lists of questions: read out of a .form file, changed, and written back. All else stays.

A question is found by its path: its place in the form, or in a group, as `2` or `1.0`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.forms.schema import FILES
from gorel.ground import slugs

KINDS = {
    "textfield": gettext_lazy("a short text"),
    "textarea": gettext_lazy("a long text"),
    "number": gettext_lazy("a number"),
    "datetime": gettext_lazy("a date"),
    "radio": gettext_lazy("one of a few"),
    "select": gettext_lazy("one out of a list"),
    "checklist": gettext_lazy("several of a few"),
    "checkbox": gettext_lazy("yes or no"),
    "filepicker": gettext_lazy("files"),
    "text": gettext_lazy("words to read"),
}
CHOICES = frozenset({"radio", "select", "checklist"})
Raw = dict[str, Any]


class NotAForm(ValueError):
    """The file cannot be read as a form."""


def blank(name: str, key: str) -> bytes:
    """Return a form without questions."""
    return write({"type": "default", "id": key, "name": name, "schemaVersion": 18, "components": []})


def read(data: bytes) -> Raw:
    """Return the form. Errors: NotAForm."""
    try:
        found = json.loads(data)
    except ValueError:
        raise NotAForm(_("The file cannot be read.")) from None
    if not isinstance(found, dict) or not isinstance(found.get("components"), list):
        raise NotAForm(_("The file is no form."))
    return found


def write(form: Mapping[str, Any]) -> bytes:
    return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()


def listed(form: Raw, path: str = "") -> Iterator[tuple[str, Raw, int]]:
    """Yield every question with its path and how deep it stands."""
    for number, one in enumerate(form.get("components") or []):
        at = f"{path}{number}"
        yield at, one, at.count(".")
        yield from listed(one, f"{at}.")


def find(form: Raw, path: str) -> tuple[list[Raw], int]:
    """Return the list that holds a question, and its place there. Errors: LookupError."""
    *around, last = (int(part) for part in path.split("."))
    inside = form
    for part in around:
        inside = inside["components"][part]
    if last >= len(inside["components"]):
        raise LookupError(path)
    return inside["components"], last


def label_of(raw: Raw) -> str:
    return str(raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel") or raw.get("text") or raw.get("type"))


def values_text(raw: Raw) -> str:
    """Return the options as lines: `value: label | English`."""
    properties = raw.get("properties") or {}
    lines = []
    for one in raw.get("values") or []:
        english = properties.get(f"value.{one.get('value')}.en", "")
        lines.append(f"{one.get('value')}: {one.get('label')}" + (f" | {english}" if english else ""))
    return "\n".join(lines)


def put(form: Raw, path: str, given: Mapping[str, Any]) -> None:
    """Write a question: a new one at the end when *path* is "". Shape: given is the cleaned data of its page."""
    if path:
        around, number = find(form, path)
        raw = around[number]
    else:
        raw = {}
        form["components"].append(raw)
    kind = given["kind"]
    properties = {key: value for key, value in (raw.get("properties") or {}).items() if not key.startswith("value.")}
    raw["type"] = kind
    named = {"text": "text", "datetime": "dateLabel"}.get(kind, "label")
    for name in ("label", "text", "dateLabel"):
        if name != named:
            raw.pop(name, None)
            properties.pop(f"{name}.en", None)
    raw[named] = given["label"]
    _set(properties, f"{named}.en", given["english"])
    _set(raw, "description", given["description"])
    _set(properties, "description.en", given["description_en"])
    if kind == "datetime":
        raw.setdefault("subtype", "date")
    if kind == FILES:
        raw.setdefault("multiple", True)
    if kind == "text":
        raw.pop("key", None)
    else:
        raw["key"] = given["key"] or raw.get("key") or _key(form, given["label"])
        validate = dict(raw.get("validate") or {})
        _set(validate, "required", given["required"])
        _set(raw, "validate", validate)
    if kind in CHOICES:
        raw["values"] = list(_options(given["values"], properties))
    else:
        raw.pop("values", None)
    _set(raw, "readonly", given["readonly"])
    _set(raw, "properties", properties)


def move(form: Raw, path: str, by: int) -> None:
    around, number = find(form, path)
    if 0 <= number + by < len(around):
        around.insert(number + by, around.pop(number))


def delete(form: Raw, path: str) -> None:
    around, number = find(form, path)
    del around[number]


def _options(text: str, properties: Raw) -> Iterator[Raw]:
    taken: set[str] = set()
    for line in filter(None, (line.strip() for line in text.splitlines())):
        value, colon, rest = line.partition(":")
        if not colon or not re.fullmatch(r"[\w.-]+", value.strip()):
            value, rest = "", line
        swedish, _bar, english = (part.strip() for part in rest.partition("|"))
        value = value.strip() or slugs.free(slugify(swedish).replace("-", "_") or "x", taken)
        taken.add(value)
        _set(properties, f"value.{value}.en", english)
        yield {"label": swedish, "value": value}


def _key(form: Raw, label: str) -> str:
    taken = {str(one.get("key")) for _path, one, _depth in listed(form)}
    wanted = slugify(label).replace("-", "_")[:40].strip("_") or "answer"
    wanted = wanted if wanted[0].isalpha() else f"a_{wanted}"
    return slugs.free(wanted, taken).replace("-", "_")


def _set(mapping: Raw, key: str, value: Any) -> None:
    if value:
        mapping[key] = value
    else:
        mapping.pop(key, None)
