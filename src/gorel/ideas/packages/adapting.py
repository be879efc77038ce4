"""Setting a package's values: the input of a step gets another constant. Nothing else of a picture changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from gorel.core.xml import read_xml
from gorel.ideas.packages.manifest import Manifest, Value
from gorel.ideas.packages.problems import BadPackage

_ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MOST = 300


def adapt(manifest: Manifest, files: Mapping[str, bytes], values: Mapping[str, str]) -> dict[str, bytes]:
    """Return *files* with *values* in their places; what is not given keeps its default. Errors: BadPackage "value"."""
    adapted = dict(files)
    known = {value.key: value for value in manifest.values}
    for key in values:
        if key not in known:
            raise BadPackage("value", name=key, reason="—")
    for value in manifest.values:
        if value.key in values and values[value.key] != value.default:
            adapted[value.file] = _set(adapted, value, values[value.key])
    return adapted


def checked(value: Value, text: str) -> str:
    """Return the FEEL of a value. Errors: BadPackage "value"."""
    text = text.strip()
    if value.kind == "number":
        try:
            number = Decimal(text.replace(" ", "").replace(",", "."))
        except InvalidOperation:
            raise BadPackage("value", name=value.key, reason=f"{text[:40]!r} ≠ 0–9") from None
        if not number.is_finite() or abs(number) > Decimal("1e12"):
            raise BadPackage("value", name=value.key, reason=f"{text[:40]!r}")
        return f"={number:f}"
    if len(text) > MOST or re.search(r"[\x00-\x1f]", text):
        raise BadPackage("value", name=value.key, reason=f"≤ {MOST}")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'="{escaped}"'


def _set(files: Mapping[str, bytes], value: Value, text: str) -> bytes:
    feel = checked(value, text)
    if value.file not in files:
        raise BadPackage("missing", name=value.file)
    root = read_xml(files[value.file])
    for element in root.iter():
        if element.get("id") == value.element:
            for one in element.iter(f"{{{_ZEEBE}}}input"):
                if one.get("target") == value.input:
                    one.set("source", feel)
                    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    raise BadPackage("value", name=value.key, reason=f"{value.file}: {value.element}/{value.input}")
